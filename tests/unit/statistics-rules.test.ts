import { describe, expect, it } from 'vitest';
import { indicators, statisticEntries, statisticEntry } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../../server/registry/contract.ts';
import type { StatisticBody } from '../../server/statistics/contract.ts';
import { isPeriodEnd } from '../../server/statistics/periods.ts';
import { statisticRules } from '../../server/statistics/rules.ts';
import { snapshotOf, type HandStatistic } from '../support/snapshots.ts';

const divisions = [
  { id: 'city', type: 'prefectureCity', name: '试验市' },
  { id: 'c1', type: 'county', parent: 'city', name: '甲县' },
  { id: 'c2', type: 'county', parent: 'city', name: '乙县' },
  { id: 't1', type: 'town', parent: 'c1', name: '丙镇' },
] as const;

type Figure = Partial<StatisticBody> & Pick<StatisticBody, 'indicatorId'>;

const bodyOf = (figure: Figure): StatisticBody => ({
  divisionId: 'c1',
  periodEnd: '2024-12-31',
  numerator: null,
  denominator: null,
  value: null,
  sourceDocument: '试民函〔2025〕3号',
  statedOn: '2025-01-20',
  demo: false,
  ...figure,
});

/** Findings of a whole change set, as the registry asks for them; `known` is registered before. */
function findingsOf(figures: readonly Figure[], known: readonly HandStatistic[] = []): Finding[] {
  const before = snapshotOf({ asOf: '2026-06-30', divisions, statistics: known });
  const effects = figures.map((figure, i): Effect => {
    const after = bodyOf(figure);
    return {
      type: 'statistic',
      id: `new${i}`,
      op: 'create',
      label: '',
      version: 1,
      effectiveFrom: after.periodEnd < '2026-01-01' ? after.periodEnd : '2026-01-01',
      before: null,
      after,
      changedFields: [],
      row: null,
    };
  });
  const after = before.with(effects);
  return effects.flatMap((effect) => statisticRules(effect, before, after));
}

const said = (figures: Figure | readonly Figure[], known?: readonly HandStatistic[]) =>
  findingsOf(Array.isArray(figures) ? figures : [figures as Figure], known).map(
    (f) => `${f.severity} ${f.code}${f.field === null ? '' : ` ${f.field}`}`,
  );

const earlier = (rest: Partial<HandStatistic> & { indicatorId: string }, periodEnd = '2023-12-31'): HandStatistic => ({
  id: `was-${rest.divisionId ?? 'c1'}-${periodEnd}`,
  divisionId: 'c1',
  periodEnd,
  ...rest,
});

describe('the catalogue of entered figures', () => {
  it('has one entry for each entered indicator, with parts where the unit is a ratio', () => {
    const entered = indicators.filter((i) => i.source === 'entered');
    expect(statisticEntries.map((e) => e.indicatorId)).toEqual(entered.map((i) => i.id));
    for (const { id, unit } of entered) expect(statisticEntry(id)!.parts !== null, id).toBe(unit === 'ratio');
  });
});

describe('a figure by itself', () => {
  it.each<[string, Figure, string[]]>([
    ['a share of nought', { indicatorId: '4', numerator: 0, denominator: 12 }, []],
    ['a full share', { indicatorId: '4', numerator: 12, denominator: 12 }, []],
    ['more than the whole', { indicatorId: '4', numerator: 13, denominator: 12 }, ['block more-than-whole numerator']],
    [
      'a rural standard above the urban one',
      { indicatorId: '1', numerator: 9600, denominator: 9480 },
      ['warn share-above-one numerator'],
    ],
    ['a rural standard equal to the urban one', { indicatorId: '1', numerator: 9480, denominator: 9480 }, []],
    [
      'twice the urban standard',
      { indicatorId: '1', numerator: 2000, denominator: 1000 },
      ['warn share-above-one numerator'],
    ],
    [
      'a year over a month',
      { indicatorId: '1', numerator: 6960, denominator: 790 },
      ['block share-too-large numerator'],
    ],
    ['a standard with cents', { indicatorId: '1', numerator: 580.5, denominator: 790 }, []],
    ['half a person', { indicatorId: '4', numerator: 11.5, denominator: 12 }, ['block fraction numerator']],
    ['half an outlet', { indicatorId: '6', value: 40.5 }, ['block fraction value']],
    ['no outlet', { indicatorId: '6', value: 0 }, []],
    ['fewer than none', { indicatorId: '6', value: -1 }, ['block negative value']],
    ['a negative numerator', { indicatorId: '5', numerator: -1, denominator: 5 }, ['block negative numerator']],
    ['a negative denominator', { indicatorId: '5', numerator: 1, denominator: -5 }, ['block negative denominator']],
    [
      'a denominator of nought',
      { indicatorId: '5', numerator: 0, denominator: 0 },
      ['block denominator-zero denominator'],
    ],
    ['a count with parts', { indicatorId: '6', value: 4, denominator: 5 }, ['block count-has-parts denominator']],
    ['an unknown denominator', { indicatorId: '5', numerator: 7 }, ['warn half-a-figure denominator']],
    ['an unknown numerator', { indicatorId: '5', denominator: 7 }, ['warn half-a-figure numerator']],
    ['nothing at all', { indicatorId: '5' }, ['warn no-figure numerator']],
    ['no count', { indicatorId: '6' }, ['warn no-figure value']],
    ['a share without its parts', { indicatorId: '5', value: 0.9 }, ['warn bare-share value']],
    ['a share of one without its parts', { indicatorId: '5', value: 1 }, ['warn bare-share value']],
    ['a percentage', { indicatorId: '5', value: 95 }, ['block not-a-ratio value', 'warn bare-share value']],
    [
      'a share beside other parts',
      { indicatorId: '5', numerator: 9, denominator: 10, value: 0.8 },
      ['block value-contradicts value'],
    ],
    ['a rounded share beside its parts', { indicatorId: '5', numerator: 2, denominator: 3, value: 0.67 }, []],
  ])('%s', (_, figure, expected) => {
    expect(said(figure)).toEqual(expected);
  });

  it('is told in both languages, with what to do', () => {
    const [finding] = findingsOf([{ indicatorId: '4', numerator: 13, denominator: 12 }]);
    expect(finding!.message.zh).toContain('“已领取人数”13 大于“符合条件人数”12');
    expect(finding!.message.en).toContain('"Recipients" 13 is more than "Eligible people" 12');
    expect(finding!.message.en).not.toMatch(/[\u4e00-\u9fff]/);
  });
});

describe('its period, place and source', () => {
  const outlets = (rest: Partial<StatisticBody>): Figure => ({ indicatorId: '6', value: 40, ...rest });

  it.each<[string, Partial<StatisticBody>, string[]]>([
    ['a quarter', { periodEnd: '2024-09-30', statedOn: '2024-09-30' }, []],
    ['a day before the end of a quarter', { periodEnd: '2024-09-29' }, ['block not-a-period-end periodEnd']],
    ['a period to come', { periodEnd: '2999-12-31', statedOn: null }, ['block period-not-over periodEnd']],
    ['stated the day before the end', { statedOn: '2024-12-30' }, ['block stated-before-end statedOn']],
    ['stated some day to come', { statedOn: '2999-01-01' }, ['block stated-in-future statedOn']],
    ['stated on an unknown day', { statedOn: null }, []],
    ['no source', { sourceDocument: '' }, ['block no-source sourceDocument']],
    ['an unknown division', { divisionId: 'none' }, ['block unknown-division divisionId']],
    ['a township', { divisionId: 't1' }, ['warn division-level divisionId']],
    ['the city', { divisionId: 'city' }, []],
  ])('%s', (_, rest, expected) => {
    expect(said(outlets(rest))).toEqual(expected);
  });

  it('is one figure for one period', () => {
    expect(said(outlets({}), [earlier({ indicatorId: '6', value: 40 }, '2024-12-31')])).toEqual([
      'block duplicate-period periodEnd',
    ]);
    expect(said([outlets({}), outlets({})])).toEqual([
      'block duplicate-period periodEnd',
      'block duplicate-period periodEnd',
    ]);
    expect(said([outlets({}), outlets({ divisionId: 'c2' })])).toEqual([]);
  });

  it('is of an entered indicator', () => {
    expect(said({ indicatorId: '8', value: 1 })).toEqual(['block not-entered indicatorId']);
  });

  it('knows the ends of quarters', () => {
    const ends = ['2024-03-31', '2024-06-30', '2024-09-30', '2024-12-31'];
    expect(ends.every(isPeriodEnd)).toBe(true);
    expect(['2024-03-30', '2024-01-31', '2024-02-29'].some(isPeriodEnd)).toBe(false);
  });
});

describe('beside the period before', () => {
  const share = (numerator: number, denominator = 1000): Figure => ({ indicatorId: '4', numerator, denominator });

  it('doubts a share that moves by more than ten points, either way', () => {
    const known = [earlier({ indicatorId: '4', numerator: 800, denominator: 1000 })];
    expect(said(share(900), known)).toEqual([]);
    expect(said(share(901), known)).toEqual(['warn share-jumps numerator']);
    expect(said(share(700), known)).toEqual([]);
    expect(said(share(699), known)).toEqual(['warn share-jumps numerator']);
  });

  it('doubts a denominator and a count that move by more than a fifth, but not by a few', () => {
    const known = [earlier({ indicatorId: '4', numerator: 800, denominator: 1000 })];
    expect(said(share(960, 1200), known)).toEqual([]);
    expect(said(share(961, 1201), known)).toEqual(['warn denominator-jumps denominator']);
    const outlets = (value: number): Figure => ({ indicatorId: '6', value });
    expect(said(outlets(120), [earlier({ indicatorId: '6', value: 100 })])).toEqual([]);
    expect(said(outlets(121), [earlier({ indicatorId: '6', value: 100 })])).toEqual(['warn count-jumps value']);
    expect(said(outlets(79), [earlier({ indicatorId: '6', value: 100 })])).toEqual(['warn count-jumps value']);
    expect(said(outlets(8), [earlier({ indicatorId: '6', value: 3 })])).toEqual([]);
    expect(said(outlets(9), [earlier({ indicatorId: '6', value: 3 })])).toEqual(['warn count-jumps value']);
  });

  it('looks past unknown figures and never takes one for nought', () => {
    const known = [
      earlier({ indicatorId: '6', value: 100 }, '2022-12-31'),
      earlier({ indicatorId: '6', value: null }, '2023-12-31'),
    ];
    expect(said({ indicatorId: '6', value: 101 }, known)).toEqual([]);
    expect(said({ indicatorId: '6', value: 40 }, [known[1]!])).toEqual([]);
  });

  it('never compares with a later period or another division', () => {
    const later = earlier({ indicatorId: '6', value: 100 }, '2025-12-31');
    const elsewhere = earlier({ indicatorId: '6', value: 100, divisionId: 'c2' });
    expect(said({ indicatorId: '6', value: 10 }, [later, elsewhere])).toEqual([]);
  });

  it('doubts totals of qualified people that fall, but not outlets that close', () => {
    expect(said({ indicatorId: '11', value: 99 }, [earlier({ indicatorId: '11', value: 100 })])).toEqual([
      'warn cumulative-falls value',
    ]);
    expect(said({ indicatorId: '11', value: 100 }, [earlier({ indicatorId: '11', value: 100 })])).toEqual([]);
    expect(said({ indicatorId: '6', value: 99 }, [earlier({ indicatorId: '6', value: 100 })])).toEqual([]);
  });

  it('compares what grows within a year with the same quarter of the year before', () => {
    const known = [
      earlier({ indicatorId: '2', numerator: 100, denominator: 100 }, '2023-06-30'),
      earlier({ indicatorId: '2', numerator: 300, denominator: 300 }, '2023-12-31'),
      earlier({ indicatorId: '2', numerator: 60, denominator: 60 }, '2024-03-31'),
    ];
    const halfYear = (people: number): Figure => ({
      indicatorId: '2',
      periodEnd: '2024-06-30',
      numerator: people,
      denominator: people,
    });
    expect(said(halfYear(110), known)).toEqual([]);
    expect(said(halfYear(121), known)).toEqual(['warn denominator-jumps denominator']);
    // The second quarter alone instead of the year so far.
    expect(said(halfYear(50), known)).toEqual([
      'warn denominator-jumps denominator',
      'warn cumulative-falls numerator',
      'warn cumulative-falls denominator',
    ]);
  });
});

describe('the city beside its counties', () => {
  const at = (divisionId: string, value: number): Figure => ({ indicatorId: '6', divisionId, value });
  const known = (divisionId: string, value: number) => earlier({ indicatorId: '6', divisionId, value }, '2024-12-31');

  it('is said once when all have reported and the sum differs', () => {
    expect(said([at('city', 100), at('c1', 60), at('c2', 40)])).toEqual([]);
    expect(said([at('city', 100), at('c1', 60), at('c2', 41)])).toEqual(['note sum-differs value']);
    expect(said([at('c1', 60), at('c2', 41)], [known('city', 100)])).toEqual(['note sum-differs value']);
    const [note] = findingsOf([at('c2', 39)], [known('city', 100), known('c1', 60)]);
    expect(note).toMatchObject({ code: 'sum-differs', id: 'new0' });
    expect(note!.message.zh).toContain('全市 100,2 个县(市、区)合计 99');
  });

  it('waits for the counties that have not reported, unless the others are too many already', () => {
    expect(said([at('c1', 60)], [known('city', 100)])).toEqual([]);
    expect(said([at('c1', 100)], [known('city', 100)])).toEqual([]);
    expect(said([at('c1', 101)], [known('city', 100)])).toEqual(['note sum-differs value']);
  });

  it('adds up people, not standards of living', () => {
    const standard = (divisionId: string): Figure => ({
      indicatorId: '1',
      divisionId,
      numerator: 700,
      denominator: 900,
    });
    expect(said([standard('city'), standard('c1'), standard('c2')])).toEqual([]);
  });
});

describe('a record that is only handed to another division', () => {
  it('keeps a figure that today’s rules would refuse', () => {
    const statistics = [earlier({ indicatorId: '6', value: -3, divisionId: 'c1' }, '2023-11-15')];
    const before = snapshotOf({ asOf: '2026-06-30', divisions, statistics });
    const [id, was] = [...before.records.statistic][0]!;
    const effect = (after: StatisticBody, changedFields: string[]): Effect => ({
      type: 'statistic',
      id,
      op: 'update',
      label: '',
      version: 2,
      effectiveFrom: '2026-01-01',
      before: was,
      after,
      changedFields,
      row: null,
    });
    const codes = (e: Effect) => statisticRules(e, before, before.with([e])).map((f) => f.code);
    expect(codes(effect({ ...was, divisionId: 'c2' }, ['divisionId']))).toEqual([]);
    expect(codes(effect({ ...was, divisionId: 'c2', value: -4 }, ['divisionId', 'value']))).toEqual([
      'not-a-period-end',
      'negative',
    ]);
  });
});
