import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BoundaryLineBody, BoundaryMarkerBody } from '../../server/boundary/contract.ts';
import { normaliseUsername, username } from '../../server/accounts/contract.ts';
import { demonstrationCases } from '../../server/demonstration/inspection-cases.ts';
import { stored, verifyChain } from '../../server/inspection/chain.ts';
import { newEntry } from '../../server/inspection/contract.ts';
import { checkAppend } from '../../server/inspection/refusals.ts';
import { decidingEntries } from '../../server/inspection/register-proposal.ts';
import { dueOf, markerCounts, stateOf } from '../../server/inspection/rules.ts';
import { fileOf } from '../support/inspections.ts';

const read = <Body>(name: string): Map<string, Body> => {
  const url = new URL(`../../gis-data/chengde/${name}.json`, import.meta.url);
  const records = JSON.parse(readFileSync(url, 'utf8')) as { id: string; body: Body }[];
  return new Map(records.map(({ id, body }) => [id, body]));
};
const lines = read<BoundaryLineBody>('boundary-lines');
const markers = read<BoundaryMarkerBody>('boundary-markers');
const cases = demonstrationCases(lines, markers, 'admin');
const files = cases.map(({ opened, further }) => fileOf([opened, ...further]));
const markersOf = (lineId: string) =>
  new Map([...markers].filter(([, { lineIds }]) => lineIds.includes(lineId)).map(([id, { number }]) => [id, number]));

test('the lines of the plan are in their rounds, each case at another step', () => {
  const told = files.map((file) => {
    const state = stateOf(file);
    return [lines.get(state.opened.lineId)!.name, state.opened.round, state.step];
  });
  expect(told).toEqual([
    ['冀蒙线承德段', 4, 'fieldRecord'],
    ['京冀线承德段', 4, 'repair'],
    ['冀辽线承德段', 5, 'plan'],
    ['津冀线承德段', 5, null],
    ['唐承线', 5, null],
    ['秦承线', 5, 'filing'],
    ['张承线', 5, 'archive'],
  ]);
  expect(files.every((file) => stateOf(file).opened.demo)).toBe(true);
  expect(dueOf(stateOf(files[0]!))! < '2026-11-30').toBe(true);
});

test('every entry is one that the rules take, and the files are intact', () => {
  for (const file of files) {
    const { lineId } = stateOf(file).opened;
    const around = { markers: markersOf(lineId), markerVersion: 1, accounts: new Set<string>() };
    file.slice(1).forEach((entry, i) => {
      const { key, deviceTime, content, author } = entry;
      expect(newEntry.parse({ key, deviceTime, content })).toEqual({ key, deviceTime, content });
      checkAppend(stateOf(file.slice(0, i + 1)), entry, { account: author, role: 'approver' }, around);
    });
    const kept = { id: file[0]!.key, lineId, entries: file.length, head: file.at(-1)!.hash };
    expect(verifyChain(file.map(stored), kept).intact).toBe(true);
  }
});

test('nobody can sign in under the names that wrote them', () => {
  for (const { author } of files.flat()) expect(username.safeParse(normaliseUsername(author)).success).toBe(false);
});

test('the unfinished field trip has agreed, waiting and doubted records; finished ones have all', () => {
  const countsOf = (file: (typeof files)[number]) => {
    const state = stateOf(file);
    return markerCounts(state, markersOf(state.opened.lineId).keys());
  };
  const field = countsOf(files[0]!);
  expect(field.recorded).toBeLessThan(field.markers);
  expect(field.agreed).toBe(field.recorded - 7);
  expect(field.dissented).toBe(1);
  const repair = countsOf(files[1]!);
  expect([repair.recorded, repair.agreed]).toEqual([repair.markers, repair.markers]);
  const repaired = [...decidingEntries(stateOf(files[1]!)).values()].filter(({ content }) => content.kind === 'repair');
  expect(repaired.length).toBeGreaterThan(0);
});
