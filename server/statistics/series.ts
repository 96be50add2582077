import type { RecordBodies } from '../snapshot/snapshot.ts';
import type { StatedFigure, StatisticBody } from './contract.ts';

type Statistics = RecordBodies['statistic'];

const indexes = new WeakMap<Statistics, ReadonlyMap<string, readonly StatedFigure[]>>();

const keyOf = (indicatorId: string, divisionId: string) => `${indicatorId}\n${divisionId}`;

function indexOf(statistics: Statistics): ReadonlyMap<string, readonly StatedFigure[]> {
  const known = indexes.get(statistics);
  if (known) return known;
  const index = new Map<string, StatedFigure[]>();
  for (const [id, body] of statistics) {
    const key = keyOf(body.indicatorId, body.divisionId);
    const series = index.get(key);
    if (series) series.push(statedFigureOf(id, body));
    else index.set(key, [statedFigureOf(id, body)]);
  }
  for (const series of index.values()) series.sort((a, b) => (a.periodEnd < b.periodEnd ? -1 : 1));
  indexes.set(statistics, index);
  return index;
}

function statedFigureOf(id: string, body: StatisticBody): StatedFigure {
  const { periodEnd, numerator, denominator, value, sourceDocument, statedOn, demo } = body;
  return { id, periodEnd, numerator, denominator, value, sourceDocument, statedOn, demo };
}

/** What one division stated for one indicator, the oldest period first. */
export const figuresOf = (statistics: Statistics, indicatorId: string, divisionId: string): readonly StatedFigure[] =>
  indexOf(statistics).get(keyOf(indicatorId, divisionId)) ?? [];

/** The figure of exactly this period, if one is stated. */
export const figureOf = (
  statistics: Statistics,
  indicatorId: string,
  divisionId: string,
  periodEnd: string,
): StatedFigure | undefined => figuresOf(statistics, indicatorId, divisionId).find((f) => f.periodEnd === periodEnd);
