import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectionSteps, type InspectionStep } from '../../gis-data/catalogue/index.ts';
import { contentHashOf, sealed } from '../../server/inspection/chain.ts';
import { inspectionChecklists, type Entry, type EntryContent } from '../../server/inspection/contract.ts';
import { publicEntry } from '../../server/inspection/precision.ts';
import { checkAppend, checkDeadlines, checkTeams, type Writer } from '../../server/inspection/refusals.ts';
import { registerProposal } from '../../server/inspection/register-proposal.ts';
import {
  isSettled,
  marksOf,
  markerCounts,
  standingOf,
  stateAfter,
  stateOf,
  type CaseState,
} from '../../server/inspection/rules.ts';
import { boardOf, defaultDeadlines } from '../../server/inspection/schedule.ts';
import type { BoundaryMarkerBody } from '../../server/boundary/contract.ts';
import type { CaseSummary } from '../../server/inspection/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import {
  entryOf,
  fieldRecord,
  fileOf,
  opening,
  signature,
  teams,
  uuid,
  type Authored,
} from '../support/inspections.ts';

const around = {
  markers: new Map([
    ['m1', '1113001'],
    ['m2', '1113002'],
  ]),
  markerVersion: 3,
  accounts: new Set(['a1', 'a2', 'b1', 'chief']),
};
const editor = (account: string): Writer => ({ account, role: 'editor' });
const chief: Writer = { account: 'chief', role: 'approver' };

/** Entries that bring a case to a step, without work left open. */
function until(step: InspectionStep): Authored[] {
  const before = inspectionSteps
    .map(({ id }) => id)
    .slice(
      0,
      inspectionSteps.findIndex(({ id }) => id === step),
    );
  return before.flatMap((done) => [
    ...inspectionChecklists[done].map(({ id }) =>
      entryOf('a1', { kind: 'checklist', step: done, item: id, done: true, note: '' }),
    ),
    entryOf('chief', { kind: 'stepDone', step: done, document: '文' }),
  ]);
}
const atStep = (step: InspectionStep, ...more: Authored[]): CaseState =>
  stateOf(fileOf([opening(), ...until(step), ...more]));

function refusal(state: CaseState, content: EntryContent, writer: Writer): { status: number; codes: string[] } | null {
  const { author: _author, ...entry } = entryOf(writer.account, content);
  try {
    checkAppend(state, entry, writer, around);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: error.status, codes: error.errors.map(({ code }) => code) };
  }
}

const record = entryOf('a1', fieldRecord('m1'));
const signed = { ...record, contentHash: contentHashOf(record) };
const sign = (account: string, side: 'first' | 'second') => entryOf(account, signature(side, [signed]));
const dissent = (account: string, side: 'first' | 'second') =>
  entryOf(account, { kind: 'dissent', of: record.key, side, words: '对位置有异议' });
const standing = (...entries: Authored[]) => {
  const entry = stateOf(fileOf([opening(), record, ...entries])).fieldEntries.get(record.key)!;
  return [standingOf(entry), entry.dissents];
};

describe('a field record', () => {
  test('is agreed by signatures of both sides over its content only', () => {
    expect(standing()).toEqual(['unsigned', []]);
    expect(standing(sign('a1', 'first'), sign('a2', 'first'))).toEqual(['signedByOne', []]);
    expect(standing(sign('a2', 'first'), sign('b1', 'second'))).toEqual(['agreed', []]);
    const other = entryOf('b1', signature('second', [{ key: record.key, contentHash: 'f'.repeat(64) }]));
    expect(standing(sign('a1', 'first'), other)).toEqual(['signedByOne', []]);
  });

  test('is not agreed by one account for both sides, nor by one of neither', () => {
    expect(standing(sign('a1', 'first'), sign('a1', 'second'))).toEqual(['signedByOne', []]);
    expect(standing(sign('a1', 'first'), sign('stranger', 'second'))).toEqual(['signedByOne', []]);
    const moved = entryOf('chief', { kind: 'teams', teams: teams(['a2'], ['b1', 'a1']), reason: '调整' });
    expect(standing(sign('a1', 'first'), moved, sign('a1', 'second'))).toEqual(['signedByOne', []]);
  });

  test('keeps a dissent beside it, which does not undo the agreement', () => {
    expect(standing(dissent('b1', 'second'))).toEqual(['dissented', ['second']]);
    expect(standing(dissent('b1', 'second'), sign('a1', 'first'))).toEqual(['dissented', ['second']]);
    expect(standing(sign('a1', 'first'), sign('b1', 'second'), dissent('b1', 'second'))).toEqual([
      'agreed',
      ['second'],
    ]);
    expect(standing(dissent('a1', 'second'))).toEqual(['unsigned', []]);
  });

  test('is marked where its position has no accuracy, is below what is asked, or a clock is wrong', () => {
    const file = fileOf([
      opening(),
      entryOf('a1', fieldRecord('m1', { measured: { ...fieldRecord('m1').measured!, sigmaM: null } })),
      entryOf('a1', fieldRecord('m1', { belowAccuracy: true }), { deviceTime: '2027-05-02T09:00:00+08:00' }),
      entryOf('a1', fieldRecord('m2'), { deviceTime: '2025-05-02T09:00:00+08:00' }),
      record,
    ]);
    expect(file.map((entry) => marksOf(entry, file[0]!))).toEqual([
      [],
      ['noAccuracy'],
      ['belowAccuracy', 'deviceClock'],
      ['deviceClock'],
      [],
    ]);
  });

  test('stands the same whatever order two parties append in, and however often', () => {
    const other = entryOf('b1', fieldRecord('m2', { state: 'damaged' }));
    const queues: Authored[][] = [
      [
        record,
        sign('a1', 'first'),
        entryOf('a2', signature('first', [{ ...other, contentHash: contentHashOf(other) }])),
      ],
      [other, sign('b1', 'second'), dissent('b1', 'second'), entryOf('b1', { kind: 'note', words: '已复核' })],
    ];
    const expected = { [record.key]: ['agreed', ['second']], [other.key]: ['signedByOne', []] };
    const sending = fc.array(fc.nat(), { minLength: 0, maxLength: 30 });
    fc.assert(
      fc.property(sending, (picks) => {
        // A refused entry is sent again later; one that is stored is not stored twice.
        const all = queues.flat();
        const order = [...picks.map((pick) => all[pick % all.length]!), ...all, ...all];
        const file = fileOf([opening(), ...until('fieldRecord')]);
        let state = stateOf(file);
        const storedKeys = new Set<string>();
        for (const sent of order) {
          if (storedKeys.has(sent.key) || refusal(state, sent.content, editor(sent.author)) !== null) continue;
          const { author, ...entry } = sent;
          const next: Entry = sealed(file.at(-1)!, entry, author, '2026-05-04T00:00:00.000Z');
          file.push(next);
          state = stateAfter(state, next);
          storedKeys.add(sent.key);
        }
        expect(storedKeys.size).toBe(all.length);
        const standings = [...state.fieldEntries.values()].map((one) => [one.key, [standingOf(one), one.dissents]]);
        expect(Object.fromEntries(standings)).toEqual(expected);
        expect(state).toEqual(stateOf(file));
      }),
      { numRuns: 20 },
    );
  });
});

describe('an append is refused', () => {
  test('from whoever is not on the case, or not on the side', () => {
    const field = atStep('fieldRecord', record);
    expect(refusal(field, { kind: 'note', words: '路过' }, editor('stranger'))?.status).toBe(403);
    expect(refusal(field, fieldRecord('m1'), chief)?.status).toBe(403);
    expect(refusal(field, sign('b1', 'first').content, editor('b1'))?.status).toBe(403);
    expect(refusal(field, dissent('b1', 'first').content, editor('b1'))?.status).toBe(403);
    expect(refusal(field, sign('b1', 'second').content, editor('b1'))).toBeNull();
    const moved = entryOf('chief', { kind: 'teams', teams: teams(['a2'], ['b1', 'a1']), reason: '调整' });
    const afterwards = atStep('fieldRecord', record, sign('a1', 'first'), moved);
    expect(refusal(afterwards, sign('a1', 'second').content, editor('a1'))?.status).toBe(403);
  });

  test('with a signature of what is not there or is another content, or without a drawing', () => {
    const field = atStep('fieldRecord', record);
    const content = signature('first', [signed, { key: uuid('absent'), contentHash: 'a'.repeat(64) }]);
    expect(refusal(field, content, editor('a1'))).toEqual({ status: 400, codes: ['no-such-entry'] });
    const wrong = { ...signature('first', [{ ...signed, contentHash: '0'.repeat(64) }]), drawing: ' ' };
    expect(refusal(field, wrong, editor('a1'))?.codes).toEqual(['required', 'hash-mismatch']);
    const short = { ...signature('first', [signed]), contentHashes: [signed.contentHash, signed.contentHash] };
    expect(refusal(field, short, editor('a1'))?.codes).toEqual(['count']);
  });

  test('with a marker of another line, a version from nowhere or no reading left', () => {
    const field = atStep('fieldRecord');
    expect(refusal(field, fieldRecord('m9'), editor('a1'))?.codes).toEqual(['not-on-line']);
    expect(refusal(field, fieldRecord('m1', { markerVersion: 4 }), editor('a1'))?.codes).toEqual(['no-such-version']);
    const measured = { ...fieldRecord('m1').measured!, readings: 3, rejected: 3 };
    expect(refusal(field, fieldRecord('m1', { measured }), editor('a1'))?.codes).toEqual(['all-rejected']);
    expect(
      refusal(field, fieldRecord('m1', { measured: { ...measured, sigmaM: null, rejected: 0 } }), editor('a1')),
    ).toBeNull();
  });

  test('out of the order of the steps, and at all once archived', () => {
    const plan = atStep('plan');
    expect(refusal(plan, fieldRecord('m1'), editor('a1'))?.codes).toEqual(['step-out-of-order']);
    expect(refusal(plan, { kind: 'stepDone', step: 'report', document: '报告' }, editor('a1'))?.status).toBe(409);
    expect(refusal(plan, opening().content, chief)?.status).toBe(409);
    expect(refusal(plan, { kind: 'returned', step: 'plan', reason: '重来' }, editor('a1'))?.codes).toEqual([
      'not-earlier',
    ]);
    expect(refusal(atStep('report'), fieldRecord('m1'), editor('a1'))?.status).toBe(409);
    expect(
      refusal(atStep('report'), { kind: 'returned', step: 'fieldRecord', reason: '补测' }, editor('a1')),
    ).toBeNull();
    const archived = stateOf(
      fileOf([opening(), ...until('archive'), entryOf('chief', { kind: 'stepDone', step: 'archive', document: null })]),
    );
    expect(archived.step).toBeNull();
    expect(refusal(archived, { kind: 'note', words: '补记' }, chief)?.status).toBe(409);
    expect(
      refusal(archived, { kind: 'returned', step: 'plan', reason: '重来' }, { ...chief, role: 'administrator' })
        ?.status,
    ).toBe(409);
  });

  test('where filing, archiving or the teams want an approver', () => {
    expect(
      refusal(atStep('filing'), { kind: 'stepDone', step: 'filing', document: '文号' }, editor('a1'))?.status,
    ).toBe(403);
    expect(refusal(atStep('filing'), { kind: 'returned', step: 'plan', reason: '重来' }, editor('a1'))?.status).toBe(
      403,
    );
    const content = { kind: 'teams' as const, teams: teams(['a1'], ['b1']), reason: '调整' };
    expect(refusal(atStep('plan'), content, editor('a1'))?.status).toBe(403);
    expect(refusal(atStep('plan'), content, chief)).toBeNull();
  });

  test('while a step has open items, unsettled markers or repairs, or no document', () => {
    const done = (step: InspectionStep, document: string | null = null): EntryContent => ({
      kind: 'stepDone',
      step,
      document,
    });
    expect(refusal(atStep('plan'), done('plan'), editor('a1'))?.codes).toEqual(['checklist-open', 'checklist-open']);
    const answered = inspectionChecklists.plan.map(({ id }, i) =>
      entryOf('a1', { kind: 'checklist', step: 'plan', item: id, done: i > 0, note: i > 0 ? '' : '对方尚未回函' }),
    );
    expect(refusal(atStep('plan', ...answered), done('plan'), editor('a1'))).toBeNull();
    const ticked = inspectionChecklists.fieldRecord.map(({ id }) =>
      entryOf('a1', { kind: 'checklist', step: 'fieldRecord', item: id, done: true, note: '' }),
    );
    const both = [record, sign('a1', 'first'), sign('b1', 'second')];
    expect(refusal(atStep('fieldRecord', ...ticked, ...both), done('fieldRecord'), editor('a1'))?.codes).toEqual([
      'markers-unsettled',
    ]);
    const second = entryOf('b1', fieldRecord('m2', { state: 'notReached', measured: null }));
    const ofSecond = { ...second, contentHash: contentHashOf(second) };
    const settled = [
      second,
      entryOf('b1', signature('second', [ofSecond])),
      entryOf('a1', { kind: 'dissent', of: second.key, side: 'first', words: '应可到达' }),
    ];
    expect(
      refusal(atStep('fieldRecord', ...ticked, ...both, ...(settled as Authored[])), done('fieldRecord'), editor('a1')),
    ).toBeNull();
    const repair = entryOf('a1', { kind: 'repair', markerId: 'm1', work: '扶正', measured: null, photos: [] });
    expect(refusal(atStep('repair', repair), done('repair'), editor('a1'))?.codes).toEqual([
      'checklist-open',
      'repair-unsettled',
    ]);
    expect(refusal(atStep('report'), done('report', ' '), editor('a1'))?.codes).toContain('required');
  });

  test('with teams that share an account, miss a side or name nobody, and with deadlines that passed', () => {
    const codes = (run: () => void) => {
      try {
        run();
      } catch (error) {
        return (error as Problem).errors.map(({ code }) => code);
      }
      return [];
    };
    expect(codes(() => checkTeams(teams(['a1'], ['b1', 'a1']), around.accounts))).toEqual(['shared-member']);
    expect(codes(() => checkTeams([teams(['a1'], [])[0]!, teams(['a2'], [])[0]!], around.accounts))).toEqual([
      'both-sides',
    ]);
    expect(codes(() => checkTeams(teams(['a1'], ['nobody']), around.accounts))).toEqual(['unknown-account']);
    expect(codes(() => checkDeadlines({ plan: '2026-01-01', report: '2026-06-01' }, '2026-02-01'))).toEqual(['past']);
    expect(codes(() => checkDeadlines({ plan: '2026-06-01', report: '2026-05-01' }, '2026-02-01'))).toEqual([
      'before-earlier-step',
    ]);
  });
});

test('a settled record has heard both sides', () => {
  const states = [[], [sign('a1', 'first')], [sign('a1', 'first'), dissent('b1', 'second')], [dissent('b1', 'second')]];
  expect(
    states.map((entries) => isSettled(stateOf(fileOf([opening(), record, ...entries])).fieldEntries.get(record.key)!)),
  ).toEqual([false, false, true, false]);
});

test('markers are counted once, a dissent beside an agreement in both', () => {
  const state = atStep(
    'fieldRecord',
    record,
    sign('a1', 'first'),
    sign('b1', 'second'),
    dissent('b1', 'second'),
    entryOf('a2', fieldRecord('m1')),
  );
  expect(markerCounts(state, ['m1', 'm2', 'm3'])).toEqual({ markers: 3, recorded: 1, agreed: 1, dissented: 1 });
});

test('default deadlines go up to the end of the year, none before today', () => {
  const whole = Object.values(defaultDeadlines(2027, '2026-11-30'));
  expect(whole).toEqual([...whole].sort());
  expect([whole[0], whole.at(-1)]).toEqual(['2027-04-02', '2027-12-31']);
  const rest = Object.values(defaultDeadlines(2026, '2026-11-30'));
  expect(rest.every((day) => day >= '2026-11-30')).toBe(true);
  expect(rest.at(-1)).toBe('2026-12-31');
});

test('lines are due five years after their last inspection; unknown ones are neither due nor not', () => {
  const line = (name: string, lastInspectionYear: number | null) => ({
    name,
    level: 'city' as const,
    lastInspectionYear,
  });
  const lines = new Map([
    ['a', line('甲线', 2019)],
    ['b', line('乙线', 2021)],
    ['c', line('丙线', 2019)],
    ['d', line('丁线', null)],
    ['e', line('戊线', null)],
  ]);
  const one = (lineId: string, step: CaseSummary['step'], year: number) => ({ lineId, step, year }) as CaseSummary;
  const board = boardOf('2026-11-30', lines, [one('c', null, 2024), one('e', null, 2022), one('a', 'plan', 2026)]);
  expect(board.lines.map(({ lineId, dueYear, standing }) => [lineId, dueYear, standing])).toEqual([
    ['a', 2024, 'overdue'],
    ['b', 2026, 'due'],
    ['e', 2027, 'upcoming'],
    ['c', 2029, 'upcoming'],
  ]);
  expect(board.unknown.map(({ lineId, standing }) => [lineId, standing])).toEqual([['d', 'unknown']]);
  expect(board.counts).toEqual({ overdue: 1, due: 1, upcoming: 2, unknown: 1 });
  expect(board.lines[0]!.openCase?.year).toBe(2026);
});

describe('the register is changed', () => {
  const body = (fields: Partial<BoundaryMarkerBody>) =>
    ({
      position: { type: 'Point', coordinates: [118.1234567, 41.1234567] },
      sigmaM: 0.05,
      sourceCrs: 'EPSG:4490',
      heightM: null,
      heightDatum: null,
      state: 'intact',
      stateAsOf: '2020-01-01',
      ...fields,
    }) as BoundaryMarkerBody;
  const proposal = (content: EntryContent, fields: Partial<BoundaryMarkerBody> = {}, signers = ['a1', 'b1']) => {
    const entry = entryOf('a1', content);
    const of = { ...entry, contentHash: contentHashOf(entry) };
    const signatures = signers.map((name) => entryOf(name, signature(name === 'b1' ? 'second' : 'first', [of])));
    const state = stateOf(fileOf([opening(), entry, ...signatures]));
    return registerProposal(state, new Map([['m1', { version: 7, validFrom: '2019-01-01', body: body(fields) }]]));
  };
  const measuredAt = (longitude: number, sigmaM: number | null = 0.02) => ({
    ...fieldRecord('m1').measured!,
    position: { type: 'Point' as const, coordinates: [longitude, 41.1234567] as [number, number] },
    sigmaM,
  });

  test('by what both sides signed, and by nothing else', () => {
    expect(proposal(fieldRecord('m1', { state: 'damaged' }), {}, ['a1']).changes).toEqual([]);
    expect(proposal(fieldRecord('m1', { state: 'notReached' })).changes).toEqual([]);
    expect(proposal(fieldRecord('m1', { state: 'damaged' })).changes).toEqual([
      {
        type: 'boundaryMarker',
        op: 'update',
        id: 'm1',
        baseVersion: 7,
        effectiveFrom: '2026-05-02',
        fields: { state: 'damaged', stateAsOf: '2026-05-02' },
      },
    ]);
    expect(proposal(fieldRecord('m1'), { stateAsOf: '2026-05-02' }).changes).toEqual([]);
  });

  test('in position where the movement test says moved, and never by a reading without accuracy', () => {
    // 1e-5° of longitude at 41.12° is 0.84 m; the limit is 3·√(0.05² + 0.02²) = 0.16 m.
    const moved = proposal(fieldRecord('m1', { state: 'moved', measured: measuredAt(118.1234667) }));
    expect(moved.changes[0]!.fields).toMatchObject({ state: 'moved', sigmaM: 0.02, surveyMethod: 'gnssRtk' });
    expect(moved.changes[0]!.fields).toHaveProperty('position.coordinates', [118.1234667, 41.1234567]);
    expect(moved.basis[0]!.movement).toMatchObject({ verdict: 'moved', sigmaRegisteredM: 0.05, sigmaMeasuredM: 0.02 });
    const within = proposal(fieldRecord('m1', { measured: measuredAt(118.1234577) }));
    expect([within.basis[0]!.movement!.verdict, 'position' in within.changes[0]!.fields!]).toEqual([
      'withinError',
      false,
    ]);
    const unstated = proposal(fieldRecord('m1', { measured: measuredAt(118.2, null) }));
    expect([unstated.basis[0]!.movement!.verdict, 'position' in unstated.changes[0]!.fields!]).toEqual([
      'provesNothing',
      false,
    ]);
  });

  test('in position where none is registered, and to intact by a repair', () => {
    const first = proposal(fieldRecord('m1'), { position: null, sourceCrs: null });
    expect(first.changes[0]!.fields).toHaveProperty('position');
    expect(
      proposal(fieldRecord('m1', { measured: measuredAt(118, null) }), { position: null }).changes[0]!.fields,
    ).not.toHaveProperty('position');
    const repair = proposal({ kind: 'repair', markerId: 'm1', work: '扶正', measured: null, photos: [] });
    expect(repair.changes[0]!.fields).toEqual({ state: 'intact', stateAsOf: '2026-05-02' });
  });
});

test('whoever may not see positions gets them rounded, and no hash by which they could be found', () => {
  const file = fileOf([opening(), record, sign('a1', 'first')]);
  const shown = JSON.stringify(file.map(publicEntry));
  expect(shown).toContain('[118.12,41.12]');
  expect(shown).not.toContain('118.1234567');
  for (const { contentHash, hash } of file) {
    expect(shown).not.toContain(contentHash);
    expect(shown).not.toContain(hash);
  }
});
