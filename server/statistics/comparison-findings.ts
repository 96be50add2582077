import { defaultStatisticChecks, type StatisticEntry, type Text } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import { shareOf, type StatedFigure, type StatisticBody } from './contract.ts';
import { sameDayOfYear, yearOf } from './periods.ts';
import { figureOf, figuresOf } from './series.ts';

type AmountField = 'numerator' | 'denominator' | 'value';

const checks = defaultStatisticChecks;

/** How a figure stands beside the period before of the same division, and beside the figure of the other level. */
export function comparisonFindings(
  body: StatisticBody,
  entry: StatisticEntry,
  effect: Effect,
  before: Snapshot,
  after: Snapshot,
): Finding[] {
  const earlier = figuresOf(after.records.statistic, body.indicatorId, body.divisionId).filter(
    (figure) => figure.periodEnd < body.periodEnd,
  );
  return [
    ...(entry.parts ? shareChangeFindings(body, earlier, effect) : []),
    ...sizeChangeFindings(body, entry, earlier, effect),
    ...fallFindings(body, entry, earlier, effect),
    ...sumFindings(body, entry, effect, before, after),
  ];
}

const inPercent = (share: number) => `${(share * 100).toFixed(1)}%`;

function shareChangeFindings(body: StatisticBody, earlier: readonly StatedFigure[], effect: Effect): Finding[] {
  const share = shareOf(body);
  const previous = earlier.findLast((figure) => shareOf(figure) !== null);
  if (share === null || !previous) return [];
  const was = shareOf(previous)!;
  // Shares such as 0.3 − 0.2 come out a little above the difference that is written.
  if (Math.abs(share - was) <= checks.shareChange + Number.EPSILON) return [];
  const points = Math.round(checks.shareChange * 100);
  const message = {
    zh: `比例由 ${previous.periodEnd} 的 ${inPercent(was)} 变为 ${inPercent(share)},超过 ${points} 个百分点;请核对,属实则可提交`,
    en: `The share goes from ${inPercent(was)} on ${previous.periodEnd} to ${inPercent(share)}, by more than ${points} points; check it, and commit it if it is so`,
  };
  return [finding('warn', 'share-jumps', message, effect, body.numerator === null ? 'value' : 'numerator')];
}

/** A count or a denominator that is much larger or smaller than in the comparable period before. */
function sizeChangeFindings(
  body: StatisticBody,
  entry: StatisticEntry,
  earlier: readonly StatedFigure[],
  effect: Effect,
): Finding[] {
  const field = entry.parts ? 'denominator' : 'value';
  const size = body[field];
  const comparable =
    entry.accumulates === 'withinYear' ? earlier.filter((f) => sameDayOfYear(f.periodEnd, body.periodEnd)) : earlier;
  const previous = comparable.findLast((figure) => figure[field] !== null);
  if (size === null || !previous) return [];
  const was = previous[field]!;
  const allowed = Math.max(was * (entry.parts ? checks.denominatorChange : checks.countChange), checks.smallestChange);
  if (Math.abs(size - was) <= allowed) return [];
  const label: Text = entry.parts?.denominator ?? { zh: '数量', en: 'The count' };
  const change = was === 0 ? '' : `${size > was ? '+' : '−'}${inPercent(Math.abs(size - was) / was)}`;
  const message = {
    zh: `“${label.zh}”由 ${previous.periodEnd} 的 ${was} 变为 ${size}${change && `(${change})`},变化过大;请核对口径和数位,属实则可提交`,
    en: `"${label.en}" goes from ${was} on ${previous.periodEnd} to ${size}${change && ` (${change})`}; check what was counted and the digits, and commit it if it is so`,
  };
  return [finding('warn', entry.parts ? 'denominator-jumps' : 'count-jumps', message, effect, field)];
}

/** A figure that can only grow and falls. */
function fallFindings(
  body: StatisticBody,
  entry: StatisticEntry,
  earlier: readonly StatedFigure[],
  effect: Effect,
): Finding[] {
  if (entry.accumulates === null) return [];
  const withinYear = entry.accumulates === 'withinYear';
  const comparable = withinYear ? earlier.filter((f) => yearOf(f.periodEnd) === yearOf(body.periodEnd)) : earlier;
  const fields: readonly AmountField[] = entry.parts ? ['numerator', 'denominator'] : ['value'];
  return fields.flatMap((field) => {
    const previous = comparable.findLast((figure) => figure[field] !== null);
    const amount = body[field];
    if (amount === null || !previous || amount >= previous[field]!) return [];
    const label: Text = entry.parts && field !== 'value' ? entry.parts[field] : { zh: '数量', en: 'The count' };
    const why = withinYear
      ? {
          zh: '本年累计数不应减少;如填的是单季数,请改填 1 月 1 日至期末的累计数',
          en: 'reported from 1 January on, it cannot fall; if it is the quarter alone, state the year so far',
        }
      : { zh: '累计数不应减少;请核对', en: 'a total of this kind does not fall; check it' };
    const message = {
      zh: `“${label.zh}”由 ${previous.periodEnd} 的 ${previous[field]} 减为 ${amount};${why.zh}`,
      en: `"${label.en}" falls from ${previous[field]} on ${previous.periodEnd} to ${amount}; ${why.en}`,
    };
    return [finding('warn', 'cumulative-falls', message, effect, field)];
  });
}

/** The city's own figure beside the sum of its counties' of the same period, said once for a change set. */
function sumFindings(
  body: StatisticBody,
  entry: StatisticEntry,
  effect: Effect,
  before: Snapshot,
  after: Snapshot,
): Finding[] {
  const city = cityOf(body.divisionId, after);
  if (!entry.addsUp || city === NONE) return [];
  const { divisions } = after;
  const stated = (division: number, snapshot: Snapshot) =>
    figureOf(snapshot.records.statistic, body.indicatorId, divisions.ids[division]!, body.periodEnd);
  const own = stated(city, after);
  if (!own) return [];
  const counties = divisions.ofLevel('county').filter((county) => divisions.parent[county] === city);
  const firstChanged = [city, ...counties].find(
    (division) => stated(division, after) !== undefined && changed(stated(division, before), stated(division, after)),
  );
  if (firstChanged === undefined || divisions.ids[firstChanged] !== body.divisionId) return [];

  const fields: readonly AmountField[] = entry.parts ? ['numerator', 'denominator'] : ['value'];
  const figures = counties.map((county) => stated(county, after));
  return fields.flatMap((field) => {
    const total = own[field];
    const known = figures.flatMap((figure) => figure?.[field] ?? []);
    if (total === null || known.length === 0) return [];
    const sum = known.reduce((a, b) => a + b, 0);
    const complete = known.length === counties.length;
    const tolerated = total * checks.sumTolerance;
    // Counties that have not reported can only add.
    if (complete ? Math.abs(sum - total) <= tolerated : sum <= total + tolerated) return [];
    const label: Text = entry.parts && field !== 'value' ? entry.parts[field] : { zh: '数量', en: 'The count' };
    const message = {
      zh: `“${label.zh}”:全市 ${total},${known.length} 个县(市、区)合计 ${sum}${complete ? '' : `(共 ${counties.length} 个,未报齐)`},两者不一致;指标按全市数计算,请核对`,
      en: `"${label.en}": ${total} for the city, ${sum} in ${known.length} counties together${complete ? '' : ` (of ${counties.length}; not all have reported)`}; the indicator counts the city's figure, check which is right`,
    };
    return [finding('note', 'sum-differs', message, effect, field)];
  });
}

const amountsOf = (figure: StatedFigure | undefined) =>
  figure && `${figure.numerator} ${figure.denominator} ${figure.value}`;

const changed = (before: StatedFigure | undefined, after: StatedFigure | undefined) =>
  amountsOf(before) !== amountsOf(after);

/** Row of the city that a division is or whose county it is; `NONE` for others. */
function cityOf(divisionId: string, { divisions }: Snapshot): number {
  const row = divisions.indexById.get(divisionId) ?? NONE;
  if (row === NONE) return NONE;
  const { level } = divisions.bodies[row]!;
  if (level === 'city') return row;
  return level === 'county' ? divisions.parent[row]! : NONE;
}
