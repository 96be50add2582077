import { z } from 'zod';
import { isoDate, recordId } from '../registry/contract.ts';

/**
 * An entered statistic (统计数): the figure of one indicator for one division and period, with its source. A ratio has
 * numerator and denominator; a count has only a value. Unknown parts are null. What a figure may be is said by the rules,
 * in words that a person can follow.
 */
export const statisticBody = z
  .object({
    indicatorId: z.string().min(1).max(40),
    divisionId: recordId,
    periodEnd: isoDate.describe('Last day of the period that the figure describes'),
    numerator: z.number().nullable(),
    denominator: z.number().nullable().describe('Greater than 0'),
    value: z.number().nullable(),
    sourceDocument: z.string().trim().max(500).describe('Required'),
    statedOn: isoDate.nullable(),
    demo: z.boolean(),
  })
  .strict();
export type StatisticBody = z.infer<typeof statisticBody>;

/** What one division stated for one period. */
export const statedFigure = z.object({
  id: recordId,
  periodEnd: isoDate,
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  value: z.number().nullable(),
  sourceDocument: z.string(),
  statedOn: isoDate.nullable(),
  demo: z.boolean(),
});
export type StatedFigure = z.infer<typeof statedFigure>;

/** The figures of one indicator and division, the newest period first. */
export const statisticSeries = z.object({
  indicatorId: z.string(),
  divisionId: recordId,
  divisionName: z.string(),
  latest: statedFigure.describe('The figure that counts on the as-of date'),
  periods: z.array(statedFigure),
});
export type StatisticSeries = z.infer<typeof statisticSeries>;

export const statisticSeriesList = z.object({ snapshot: z.string(), asOf: isoDate, items: z.array(statisticSeries) });
export type StatisticSeriesList = z.infer<typeof statisticSeriesList>;

/** One indicator of one division in the period asked for, with the period before it. */
export const statisticCell = z.object({
  indicatorId: z.string(),
  divisionId: recordId,
  figure: statedFigure
    .extend({
      version: z
        .number()
        .nullable()
        .describe('Row version that a correction is made against; null once the record has ended'),
    })
    .nullable(),
  previous: statedFigure.nullable().describe('The newest earlier figure of the division'),
});
export type StatisticCell = z.infer<typeof statisticCell>;

/** Entered indicators by division: a cell for every pair, also where nothing is stated. */
export const statisticGrid = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  periodEnd: isoDate,
  indicatorIds: z.array(z.string()),
  divisions: z.array(
    z.object({ id: recordId, name: z.string(), level: z.enum(['city', 'county']), demo: z.boolean() }),
  ),
  cells: z.array(statisticCell),
});
export type StatisticGrid = z.infer<typeof statisticGrid>;

/** The share that a ratio's figure says, from its parts or else as stated; null when it is not known. */
export function shareOf({
  numerator,
  denominator,
  value,
}: Pick<StatedFigure, 'numerator' | 'denominator' | 'value'>): number | null {
  if (numerator !== null && denominator !== null) return denominator > 0 ? numerator / denominator : null;
  return value;
}
