import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holidayYears } from '../../gis-data/catalogue/index.ts';
import { deadlineOf, workingDay } from '../../server/naming-cases/calendar.ts';
import type { CaseEntry, CaseEntryContent, NamingCaseSummary } from '../../server/naming-cases/contract.ts';
import { calendarFeed } from '../../server/naming-cases/feed.ts';
import { checkEntry, dueOf, missingDocuments, standingOf, stateOf } from '../../server/naming-cases/rules.ts';
import { Problem } from '../../server/registry/problem.ts';
import { daysAfter } from '../../server/registry/today.ts';

const days = (unit: 'calendar' | 'working', count: number) => ({ days: count, unit });

describe('the legal clock', () => {
  it.each([
    ['an ordinary day', '2026-11-30', true],
    ['a Sunday', '2026-11-29', false],
    ['a holiday on a weekday', '2026-10-01', false],
    ['a Saturday that is worked', '2026-10-10', true],
    ['the day after a holiday', '2026-10-08', true],
  ])('knows %s', (_, date, working) => {
    expect(workingDay(date)).toEqual({ working, known: true });
  });

  it.each([
    // The 16th, a Monday: the first of the month is not counted.
    ['15 calendar days', '2026-03-01', days('calendar', 15), '2026-03-16'],
    // The 15th day is the 6th of October, within the holiday; the 8th is the first day worked.
    ['a last day within a holiday', '2026-09-21', days('calendar', 15), '2026-10-08'],
    // The 15th day is Saturday the 10th of October, which is worked.
    ['a last day on a Saturday that is worked', '2026-09-25', days('calendar', 15), '2026-10-10'],
    // Friday the 20th: 23 to 27 are 5, 30 to 4 are 10.
    ['10 working days', '2026-11-20', days('working', 10), '2026-12-04'],
    // 30 September is one; the 8th, 9th and 10th of October are 2, 3 and 4.
    ['working days over a holiday', '2026-09-29', days('working', 4), '2026-10-10'],
  ])('ends %s on its day', (_, from, limit, due) => {
    expect(deadlineOf(from, limit)).toEqual({ due, certain: true });
  });

  it('says that a day is not certain where the holidays of its year are not published', () => {
    const last = Math.max(...holidayYears.map(({ year }) => year));
    expect(deadlineOf(`${last}-12-25`, days('calendar', 15)).certain).toBe(false);
    expect(deadlineOf(`${last}-12-01`, days('calendar', 15)).certain).toBe(true);
  });

  it('never ends on a closed day, nor later than needed', () => {
    const span = fc.record({
      offset: fc.integer({ min: 0, max: 700 }),
      count: fc.integer({ min: 1, max: 60 }),
      unit: fc.constantFrom('calendar' as const, 'working' as const),
    });
    fc.assert(
      fc.property(span, ({ offset, count, unit }) => {
        const from = daysAfter('2024-01-01', offset);
        const { due } = deadlineOf(from, days(unit, count));
        expect(workingDay(due).working).toBe(true);
        let counted = 0;
        for (let day = daysAfter(from, 1); day <= due; day = daysAfter(day, 1)) {
          const before = counted;
          counted += unit === 'calendar' || workingDay(day).working ? 1 : 0;
          // Once all days are counted, only closed ones may follow before the last.
          if (before >= count && day < due) expect(workingDay(day).working).toBe(false);
        }
        expect(counted).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});

const proposal = {
  kind: 'naming' as const,
  name: {
    standardName: '试验桥',
    category: '23000',
    countyId: 'd130821',
    ...{ pinyin: null, townshipId: null, villageId: null, namesDivisionId: null, geometry: null },
    ...{ origin: null, meaning: null },
  },
};
const opened: CaseEntryContent = {
  ...{ kind: 'opened', proposal, reason: '新建桥梁', applicant: '交通运输局', on: '2026-09-01' },
};
const document = (kind: 'applicationForm' | 'expertReport' | 'approval' | 'filing' | 'notice'): CaseEntryContent => ({
  kind: 'document',
  document: { kind, title: kind, number: null, date: null },
});
const done = (step: 'application' | 'assessment' | 'review' | 'approval' | 'filing', on: string): CaseEntryContent => ({
  ...{ kind: 'stepDone', step, on, note: '' },
});
const fileOf = (...contents: CaseEntryContent[]): CaseEntry[] =>
  contents.map((content, i) => ({
    position: i + 1,
    key: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    author: 'clerk',
    recordedAt: '2026-09-01T00:00:00.000Z',
    content,
  }));
const approved = [
  ...[opened, document('applicationForm'), done('application', '2026-09-02')],
  ...[document('expertReport'), done('assessment', '2026-09-10'), done('review', '2026-09-14')],
  ...[document('approval'), done('approval', '2026-09-21')],
];
const clerk = { account: 'clerk', role: 'editor' as const };
const head = { account: 'head', role: 'approver' as const };

function refusal(entries: CaseEntryContent[], content: CaseEntryContent, writer = clerk as typeof clerk | typeof head) {
  try {
    checkEntry(stateOf(fileOf(...entries)), content, writer, '2026-11-30', null);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    const { code, errors } = error as Problem;
    return [code, ...errors.map((item) => item.code)].join(' ');
  }
}

describe('a naming case', () => {
  it('runs its clock from the day of the step before', () => {
    const state = stateOf(fileOf(...approved));
    expect(state.step).toBe('filing');
    expect(dueOf(state)).toEqual({ due: '2026-10-08', certain: true });
    expect(standingOf(state, '2026-10-04')).toBe('open');
    expect(standingOf(state, '2026-10-05')).toBe('soon');
    expect(standingOf(state, '2026-10-08')).toBe('soon');
    expect(standingOf(state, '2026-10-09')).toBe('overdue');
    expect(missingDocuments(state, null)).toEqual([['filing']]);
  });

  it('remembers a step that ended late', () => {
    const late = stateOf(fileOf(...approved, document('filing'), done('filing', '2026-10-09')));
    expect(late.lateSteps).toEqual(['filing']);
    expect(stateOf(fileOf(...approved, document('filing'), done('filing', '2026-10-08'))).lateSteps).toEqual([]);
  });

  it.each([
    ['a step out of order', approved, done('review', '2026-09-22'), head, 'conflict step-out-of-order'],
    ['a step without its document', approved, done('filing', '2026-09-22'), clerk, 'conflict document-missing'],
    ['a back-dated step', [...approved, document('filing')], done('filing', '2026-09-20'), clerk, 'invalid back-dated'],
    [
      'a step of a day to come',
      [...approved, document('filing')],
      done('filing', '2026-12-24'),
      clerk,
      'invalid in-the-future',
    ],
    ['a step by somebody without the role', approved.slice(0, 5), done('review', '2026-09-14'), clerk, 'forbidden'],
    [
      'what has ended',
      [...approved.slice(0, 4), { kind: 'withdrawn', on: '2026-09-09', reason: '不再建设' }],
      document('expertReport'),
      clerk,
      'conflict ended',
    ],
    [
      'a withdrawal after the approval',
      approved,
      { kind: 'withdrawn', on: '2026-09-22', reason: '不再建设' },
      clerk,
      'conflict',
    ],
    [
      'a refusal before review',
      approved.slice(0, 3),
      { kind: 'refused', on: '2026-09-22', reason: '重名' },
      head,
      'conflict step-out-of-order',
    ],
    [
      'a return to a later step',
      approved,
      { kind: 'returned', step: 'gazetting', on: '2026-09-22', reason: '材料不齐' },
      clerk,
      'conflict not-earlier',
    ],
  ] as [string, CaseEntryContent[], CaseEntryContent, typeof clerk | typeof head, string][])(
    'refuses %s',
    (_, entries, content, writer, expected) => {
      expect(refusal(entries, content, writer)).toBe(expected);
    },
  );

  it('lets nobody approve the case that they opened', () => {
    const review = approved.slice(0, -1);
    expect(refusal(review, done('approval', '2026-09-21'), { ...head, account: 'clerk' })).toBe('forbidden');
    expect(refusal(review, done('approval', '2026-09-21'), head)).toBeNull();
  });

  it('asks for all three reports where a division is named', () => {
    const division = {
      ...opened,
      proposal: { ...proposal, name: { ...proposal.name, category: '21500' } },
    } as CaseEntryContent;
    const state = stateOf(fileOf(division, ...approved.slice(1, 4)));
    expect(missingDocuments(state, null)).toEqual([['riskReport'], ['opinionReport']]);
  });
});

it('writes deadlines as a calendar that other programs read', () => {
  const summary = {
    ...{
      id: 'x',
      kind: 'renaming',
      placeNameId: 'p',
      countyId: 'c',
      currentName: '老名,一',
      workingDaysLeft: 2,
      proposedName: '新'.repeat(60),
    },
    ...{
      applicant: '民政局',
      appliedOn: '2026-09-01',
      step: 'filing',
      outcome: null,
      since: '2026-09-21',
      due: '2026-10-08',
    },
    ...{ dueCertain: true, daysLeft: 3, standing: 'soon', lateSteps: [], missingDocuments: [], demo: true },
  } as NamingCaseSummary;
  const feed = calendarFeed([summary, { ...summary, id: 'y', due: null }], 'zh', new Date('2026-10-01T08:00:00.123Z'));
  const lines = feed.split('\r\n');
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const unfolded = feed.replaceAll('\r\n ', '').split('\r\n');
  expect(unfolded.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
  expect(unfolded).toEqual(
    expect.arrayContaining([
      'DTSTAMP:20261001T080000Z',
      'DTSTART;VALUE=DATE:20261008',
      'DTEND;VALUE=DATE:20261009',
      `SUMMARY:备案: 老名\\,一 → ${'新'.repeat(60)}(演示数据)`,
    ]),
  );
});
