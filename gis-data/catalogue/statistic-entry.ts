import { text, type Text } from './text.ts';

/** Days on which the periods of entered statistics end, `MM-DD`: the quarters, and with the last of them the year. */
export const statisticPeriodEnds = ['03-31', '06-30', '09-30', '12-31'] as const;

/** How the figure of one entered indicator is filled in and what it can be, read from the indicator's formula. */
export interface StatisticEntry {
  indicatorId: string;
  /** What stands above and below the line; a count has neither. */
  parts: { numerator: Text; denominator: Text } | null;
  /** Unit of the parts or of the count, as written in a form. */
  measure: Text;
  /** People and places come whole; money does not. */
  wholeNumbers: boolean;
  /** Whether the numerator is counted among the denominator, so that the share cannot pass 1. */
  partOfWhole: boolean;
  /** Largest share that can be meant; above it the figure was written as a percentage or in two units. */
  largestShare: number;
  /**
   * Whether the figure can only grow: within a year (reported from January on) or across years (people who once qualified
   * stay qualified). A figure that falls all the same needs the eye of a person.
   */
  accumulates: 'withinYear' | 'acrossYears' | null;
  /** Whether the counties' figures add up to the city's; standards of living do not. */
  addsUp: boolean;
}

const people = text('人', 'people');

const share = (
  indicatorId: string,
  numerator: Text,
  denominator: Text,
  measure: Text,
  rest: Partial<StatisticEntry> = {},
): StatisticEntry => ({
  indicatorId,
  parts: { numerator, denominator },
  measure,
  wholeNumbers: true,
  partOfWhole: true,
  largestShare: 1,
  accumulates: null,
  addsUp: true,
  ...rest,
});

const count = (indicatorId: string, measure: Text, rest: Partial<StatisticEntry> = {}): StatisticEntry => ({
  indicatorId,
  parts: null,
  measure,
  wholeNumbers: true,
  partOfWhole: false,
  largestShare: 1,
  accumulates: null,
  addsUp: true,
  ...rest,
});

/** One entry for each indicator whose source is `entered`, in the order of the plan. */
export const statisticEntries: readonly StatisticEntry[] = [
  // Two standards beside each other: the rural one may pass the urban one, but not be twice as high. The city publishes
  // them in yuan a year or a month; a rural standard by the year over an urban one by the month is ninefold.
  share(
    '1',
    text('农村低保标准', 'Rural standard'),
    text('城市低保标准', 'Urban standard'),
    text('元(同期、同单位)', 'yuan, same period and unit'),
    { wholeNumbers: false, partOfWhole: false, largestShare: 2, addsUp: false },
  ),
  // Assistance is reported from 1 January to the end of the period.
  share('2', text('接送返回人数', 'Escorted home'), text('查明身份受助人数', 'Assisted, identity known'), people, {
    accumulates: 'withinYear',
  }),
  share('4', text('已领取人数', 'Recipients'), text('符合条件人数', 'Eligible people'), people),
  share('5', text('已领取人数', 'Recipients'), text('符合条件人数', 'Eligible people'), people),
  count('6', text('个', 'outlets')),
  count('10', people),
  // 社会工作专业人才: people who hold the qualification, which does not expire.
  count('11', people, { accumulates: 'acrossYears' }),
  share(
    '13',
    text('实施“跨省通办”的登记机关', 'Registries offering it'),
    text('婚姻登记机关', 'All registries'),
    text('个', 'registries'),
  ),
];

const byIndicator: ReadonlyMap<string, StatisticEntry> = new Map(statisticEntries.map((e) => [e.indicatorId, e]));

/** How an indicator's figure is filled in; undefined when it is not an entered one. */
export const statisticEntry = (indicatorId: string): StatisticEntry | undefined => byIndicator.get(indicatorId);

/** From which difference on a figure is doubted. Differences warn and never refuse: the figure may be right. */
export interface StatisticCheckParameters {
  /** Change of a share from the period before, as a share: 0.1 is ten percentage points. */
  shareChange: number;
  /** Change of a count from the period before, relative to it. */
  countChange: number;
  /** Change of a denominator from the comparable period before, relative to it. */
  denominatorChange: number;
  /** Changes of a count or a denominator below this many units are not doubted, however large they are in relation. */
  smallestChange: number;
  /** A city's figure may differ by this much from the sum of its counties', relative to it, before it is said. */
  sumTolerance: number;
}

/**
 * Defaults, none of them set by law or plan.
 *
 * - `shareChange` 0.1: the plan moves the lowest of these shares by some ten points over five years, so as much from one
 *   period to the next is rarely right.
 * - `countChange` 0.2: the plan's counts grow by some 3% a year; a fifth at once is a typing error more often than not.
 * - `denominatorChange` 0.2: eligible people and offices change slowly; a jump moves the share without anyone served.
 * - `smallestChange` 5: a county with three outlets may open one more.
 * - `sumTolerance` 0: counts of people and places add up exactly.
 */
export const defaultStatisticChecks: StatisticCheckParameters = {
  shareChange: 0.1,
  countChange: 0.2,
  denominatorChange: 0.2,
  smallestChange: 5,
  sumTolerance: 0,
};
