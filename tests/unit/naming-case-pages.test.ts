import { describe, expect, it } from 'vitest';
import { demonstrationNamingCases } from '../../server/demonstration/naming-cases.ts';
import { dueFor } from '../../server/naming-cases/due.ts';
import { workingDaysUntil } from '../../server/naming-cases/calendar.ts';
import type { CaseEntry, NamingCaseSummary } from '../../server/naming-cases/contract.ts';
import { standingOf, stateOf } from '../../server/naming-cases/rules.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';
import type { Session } from '../../web/api/queries.ts';
import { readCasesView, writeCasesView } from '../../web/place-names/cases/cases-view.ts';
import { proposedOf, type OpeningValues } from '../../web/place-names/cases/opening.ts';
import { mayRefuse, mayWithdraw, working, writing } from '../../web/place-names/cases/rights.ts';

describe('the address of the case board', () => {
  it('gives back what was written, keeps other parameters, and drops what is malformed', () => {
    const view = {
      ...{ standing: 'overdue' as const, step: 'filing' as const, countyId: 'c1' },
      opening: { kind: 'renaming' as const, placeNameId: 'p-1' },
    };
    const search = writeCasesView('?lang=en', view);
    expect(search).toContain('lang=en');
    expect(readCasesView(search)).toEqual(view);
    const closed = writeCasesView(search, { standing: null, step: null, countyId: null, opening: null });
    expect(closed).toBe('?lang=en');
    const nothing = { standing: null, step: null, countyId: null, opening: null };
    expect(readCasesView('?standing=late&step=x&county=<b>&apply=renaming')).toEqual(nothing);
    expect(readCasesView('?apply=naming&of=p-1').opening).toBeNull();
  });
});

describe('what an account is offered', () => {
  const user = (role: NonNullable<Session['user']>['role'], countyScope: string[] | null = null) => ({
    ...{ id: 'u', username: 'u', name: 'u', role, countyScope },
  });
  const opened = { author: 'u' } as CaseEntry;
  const at = (step: NamingCaseSummary['step']) => ({ countyId: 'c1', step, file: [opened] });

  it('follows role, county and day, and says why it is not offered', () => {
    expect(writing(null, 'c1', null)).toBe('signedOut');
    expect(writing(user('viewer'), 'c1', null)).toBe('viewer');
    expect(writing(user('editor', ['c2']), 'c1', null)).toBe('county');
    expect(writing(user('editor'), 'c1', '2020-01-01')).toBe('past');
    expect(working(user('editor'), at('assessment'), null)).toEqual({ finish: null, giveBack: null });
    expect(working(user('editor'), at('review'), null)).toEqual({ finish: 'approver', giveBack: 'approver' });
    // Whoever opened a case may return it, but not approve it.
    expect(working(user('approver'), at('approval'), null)).toEqual({ finish: 'own', giveBack: null });
    const other = { ...at('approval'), file: [{ author: 'x' } as CaseEntry] };
    expect(working(user('approver'), other, null)).toEqual({ finish: null, giveBack: null });
    expect([mayRefuse(user('approver'), at('review')), mayRefuse(user('editor'), at('review'))]).toEqual([true, false]);
    expect([mayWithdraw(at('approval')), mayWithdraw(at('filing'))]).toEqual([true, false]);
  });
});

describe('what an application asks for', () => {
  const common = { on: '2026-03-02', reason: '', applicant: '' };
  const naming = { kind: 'naming' as const, placeNameId: null };

  it('is nothing until name, category and county are there, and then has unknown fields as null', () => {
    expect(proposedOf(naming, { ...common, standardName: '石桥', category: '22200' })).toBeNull();
    const values: OpeningValues = { ...common, standardName: ' 石桥 ', category: '22200', countyId: 'c1', origin: ' ' };
    expect(proposedOf(naming, values)).toEqual({
      proposal: {
        kind: 'naming',
        name: {
          ...{ standardName: '石桥', category: '22200', countyId: 'c1', townshipId: null, villageId: null },
          ...{ namesDivisionId: null, geometry: null, pinyin: null, origin: null, meaning: null },
        },
      },
    });
  });

  it('sends a point in the system in which it was given', () => {
    const point = { crs: 'GCJ-02', x: 117.9, y: 40.9 };
    const values: OpeningValues = {
      ...common,
      standardName: '石桥',
      category: '22200',
      countyId: 'c1',
      position: point,
    };
    expect(proposedOf(naming, { ...values, positionMode: 'enter' })).toMatchObject({ position: point });
    expect(proposedOf(naming, { ...values, positionMode: 'unknown' })).not.toHaveProperty('position');
    expect(proposedOf({ kind: 'cancellation', placeNameId: 'p' }, common)).toEqual({
      proposal: { kind: 'cancellation', placeNameId: 'p' },
    });
  });
});

it('counts working days over the holidays, the last day among them', () => {
  // 30 April 2024 is a Tuesday; 1–5 May are off, Saturday 11 May is worked.
  expect(workingDaysUntil('2024-04-30', '2024-05-11')).toBe(6);
  expect(workingDaysUntil('2024-05-11', '2024-04-30')).toBe(0);
});

it('tells an account of cases of its own counties', () => {
  const due = [
    { countyId: 'c1', standing: 'overdue' },
    { countyId: 'c1', standing: 'soon' },
    { countyId: 'c2', standing: 'overdue' },
  ] as NamingCaseSummary[];
  expect(dueFor({ countyScope: null }, due)).toMatchObject({ overdue: 2, soon: 1 });
  expect(dueFor({ countyScope: ['c1'] }, due)).toMatchObject({ overdue: 1, soon: 1 });
});

it('has demonstration cases at every step, one of them overdue on whatever day they are loaded', () => {
  const codes = ['130802', '130821', '130822', '130824', '130825', '130826', '130827', '130828', '130881'];
  const records = {
    division: new Map(codes.map((code) => [`d${code}`, { code, level: 'county', name: `县${code}` }])),
    placeName: new Map(
      codes.flatMap((code) =>
        [1, 2, 3].map((n) => [
          `p${code}-${n}`,
          { countyId: `d${code}`, category: '22200', demo: true, status: 'inUse', standardName: `沟${n}` },
        ]),
      ),
    ),
  } as unknown as Snapshot['records'];
  for (const day of ['2026-11-30', '2027-02-20', '2028-10-08']) {
    const cases = demonstrationNamingCases({ records }, day);
    expect(demonstrationNamingCases({ records }, day)).toEqual(cases);
    const states = cases.map((written) => stateOf(written.map((entry, i) => ({ ...entry, position: i + 1 }))));
    expect(states.map(({ step }) => step)).toEqual([
      ...['application', 'assessment', 'review', 'approval', 'filing', 'gazetting', 'register'],
      ...[null, null],
    ]);
    expect(states.every(({ opened }) => opened.demo === true)).toBe(true);
    const due = states.map((state) => standingOf(state, day));
    expect(due[4]).toBe('overdue');
  }
});
