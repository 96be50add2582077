import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordTypes, type Rooms } from '../../server/compose.ts';
import type { Call } from '../../server/http/endpoint.ts';
import { assess } from '../../server/indicators/index.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import { statisticGrid, statisticSeriesList, type StatisticGrid } from '../../server/statistics/contract.ts';
import { statisticRoutes } from '../../server/statistics/routes.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, roomsWithSmallCity } from '../support/registry.ts';

type Fields = Record<string, unknown> & { indicatorId: string; divisionId: string; periodEnd: string };

const stated = (id: string, fields: Fields): ChangeInput => ({
  type: 'statistic',
  op: 'create',
  id,
  effectiveFrom: fields.periodEnd,
  fields: { sourceDocument: '试民函〔2024〕1号', statedOn: null, ...fields },
});

const outlets = (id: string, divisionId: string, periodEnd: string, value: number | null): ChangeInput =>
  stated(id, { indicatorId: '6', divisionId, periodEnd, value });

describeEachDatabase('statistics', (open) => {
  let rooms: Rooms;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yzt-statistics-'));
    rooms = await roomsWithSmallCity(open(), folder);
    await apply(
      outlets('s-c1-22', 'c1', '2022-12-31', 40),
      outlets('s-c1-23', 'c1', '2023-12-31', 42),
      outlets('s-c2-23', 'c2', '2023-12-31', 30),
      stated('r-c1-23', {
        indicatorId: '4',
        divisionId: 'c1',
        periodEnd: '2023-12-31',
        numerator: 9,
        denominator: null,
      }),
    );
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const changeSet = (changes: ChangeInput[]) => ({ title: 'statistics', reason: 'test', changes });
  const apply = (...changes: ChangeInput[]) => rooms.registry.apply(approver, changeSet(changes));

  async function get(path: string, query: Record<string, string>): Promise<unknown> {
    const route = statisticRoutes(rooms).find((r) => r.path === path)!;
    expect(route.access).toBe('public');
    return route.handler({ query: route.query!.parse(query) } as unknown as Call<undefined, never, undefined>);
  }
  const grid = async (periodEnd: string, rest = {}) =>
    statisticGrid.parse(await get('/api/v1/statistics/grid', { periodEnd, ...rest }));
  const series = async (query: Record<string, string>) =>
    statisticSeriesList.parse(await get('/api/v1/statistics', query));
  const cell = ({ cells }: StatisticGrid, indicatorId: string, divisionId: string) =>
    cells.find((c) => c.indicatorId === indicatorId && c.divisionId === divisionId)!;

  test('the grid has a cell for every city and county, with the period before and nothing made up', async () => {
    const known = await grid('2023-12-31');
    expect(known.divisions.map((d) => [d.id, d.level])).toEqual([
      ['city', 'city'],
      ['c1', 'county'],
      ['c2', 'county'],
    ]);
    expect(known.cells).toHaveLength(known.divisions.length * known.indicatorIds.length);
    expect(cell(known, '6', 'c1')).toMatchObject({
      figure: { id: 's-c1-23', value: 42, version: 1 },
      previous: { id: 's-c1-22', periodEnd: '2022-12-31', value: 40 },
    });
    expect(cell(known, '6', 'c2')).toMatchObject({ figure: { value: 30 }, previous: null });
    expect(cell(known, '6', 'city')).toMatchObject({ figure: null, previous: null });
    expect(cell(known, '4', 'c1').figure).toMatchObject({ numerator: 9, denominator: null, value: null });
    // In a period without figures the last ones stand beside the empty cells.
    expect(cell(await grid('2024-06-30'), '6', 'c1')).toMatchObject({ figure: null, previous: { value: 42 } });
  });

  test('the grid of a past day knows no later figures', async () => {
    const past = await grid('2023-12-31', { asOf: '2023-06-30' });
    expect(cell(past, '6', 'c1')).toMatchObject({ figure: null, previous: { value: 40 } });
  });

  test('a day that ends no quarter is refused with the days that do', async () => {
    await expect(get('/api/v1/statistics/grid', { periodEnd: '2023-12-30' })).rejects.toMatchObject({
      status: 400,
      errors: [{ path: 'periodEnd', code: 'not-a-period-end' }],
    });
  });

  test('a series has the newest period first, up to the as-of date', async () => {
    const { items } = await series({ indicatorId: '6', divisionId: 'c1' });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ divisionName: '第1县', latest: { id: 's-c1-23' } });
    expect(items[0]!.periods.map((p) => p.periodEnd)).toEqual(['2023-12-31', '2022-12-31']);
    const earlier = await series({ indicatorId: '6', asOf: '2023-06-30' });
    expect(earlier.items.map((s) => [s.divisionId, s.latest.value])).toEqual([['c1', 40]]);
    expect((await series({ divisionId: 'c2' })).items.map((s) => s.indicatorId)).toEqual(['6']);
  });

  test('refusals name the figure and the field, and register nothing', async () => {
    const head = await rooms.registry.head();
    const figure = (rest: Record<string, unknown>) =>
      stated('x', { indicatorId: '4', divisionId: 'c2', periodEnd: '2023-12-31', ...rest });
    const cases: [ChangeInput, string, string][] = [
      [figure({ numerator: 5, denominator: 4 }), 'more-than-whole', 'numerator'],
      [figure({ numerator: 0, denominator: 0 }), 'denominator-zero', 'denominator'],
      [figure({ numerator: 1, denominator: 2, sourceDocument: ' ' }), 'no-source', 'sourceDocument'],
      [figure({ value: 95 }), 'not-a-ratio', 'value'],
      [outlets('x', 'c1', '2023-12-31', 43), 'duplicate-period', 'periodEnd'],
      [outlets('x', 'c1', '2023-11-30', 43), 'not-a-period-end', 'periodEnd'],
      [outlets('x', 'c2', '2022-12-31', 1.5), 'fraction', 'value'],
    ];
    for (const [change, code, field] of cases) {
      const preview = await rooms.registry.preview(approver, changeSet([change]));
      expect(preview.committable, code).toBe(false);
      expect(preview.findings, code).toContainEqual(
        expect.objectContaining({ severity: 'block', code, id: 'x', field }),
      );
      await expect(apply(change), code).rejects.toMatchObject({
        status: 422,
        errors: expect.arrayContaining([expect.objectContaining({ code })]),
      });
    }
    const sourceless = figure({ numerator: 1, denominator: 2 });
    delete sourceless.fields!.sourceDocument;
    await expect(apply(sourceless)).rejects.toMatchObject({ status: 422, errors: [{ code: 'no-source' }] });
    expect(await rooms.registry.head()).toBe(head);
  });

  test('a correction is an update of its own period; the indicator follows and a stale one is refused', async () => {
    const count = async (asOf?: string) => assess(await rooms.snapshots.at(asOf)).result('6').numerator;
    expect(await count()).toBe(72);
    const correct = (value: number): ChangeInput => ({
      type: 'statistic',
      op: 'update',
      id: 's-c2-23',
      baseVersion: 1,
      effectiveFrom: '2023-12-31',
      fields: { value, sourceDocument: '试民函〔2024〕9号' },
    });
    const preview = await rooms.registry.preview(approver, changeSet([correct(33)]));
    expect(preview.indicators.find((i) => i.id === '6')).toMatchObject({
      changed: true,
      before: { numerator: 72 },
      after: { numerator: 75 },
    });
    const { changeSet: committed } = await apply(correct(33));
    expect(await count()).toBe(75);
    expect(await count('2023-12-31')).toBe(75);
    await expect(apply(correct(34))).rejects.toMatchObject({ status: 412 });
    const stale = await rooms.registry.preview(approver, changeSet([correct(34)]));
    expect(stale.findings.map((f) => [f.code, f.id])).toEqual([['stale-version', 's-c2-23']]);
    expect(cell(await grid('2023-12-31'), '6', 'c2').figure).toMatchObject({ value: 33, version: 2 });
    expect((await checkRegistry(open().kysely, recordTypes)).flatMap((r) => r.troubles)).toEqual([]);
    await rooms.registry.undo(approver, committed.id, 'test');
    expect(await count()).toBe(72);
  });

  test('of one set a bad figure is named and the good ones can be committed without it', async () => {
    const set = [outlets('g1', 'c1', '2024-12-31', 43), outlets('g2', 'c2', '2024-12-31', -3)];
    const { findings } = await rooms.registry.preview(approver, changeSet(set));
    expect(findings.filter((f) => f.severity === 'block').map((f) => [f.id, f.code])).toEqual([['g2', 'negative']]);
    await apply(set[0]!);
    expect(cell(await grid('2024-12-31'), '6', 'c1').figure).toMatchObject({ id: 'g1', value: 43 });
  });

  test('an editor states the figures of their counties only', async () => {
    const own = outlets('e1', 'c1', '2021-12-31', 39);
    await expect(rooms.registry.apply(editorOf('c2'), changeSet([own]))).rejects.toMatchObject({ status: 403 });
    const city = outlets('e2', 'city', '2021-12-31', 70);
    await expect(rooms.registry.apply(editorOf('c1', 'c2'), changeSet([city]))).rejects.toMatchObject({ status: 403 });
    await rooms.registry.apply(editorOf('c1'), changeSet([own]));
    expect(cell(await grid('2021-12-31'), '6', 'c1').figure).toMatchObject({ value: 39 });
  });
});
