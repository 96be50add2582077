import { z } from 'zod';
import { isoDate, recordId } from '../registry/contract.ts';

/**
 * An entered statistic (统计数): the figure of one indicator for one division and period, with its source. A ratio has
 * numerator and denominator; a count has only a value. Unknown parts are null.
 */
export const statisticBody = z
  .object({
    indicatorId: z.string().min(1).max(40),
    divisionId: recordId,
    periodEnd: isoDate.describe('Last day of the period that the figure describes'),
    numerator: z.number().nullable(),
    denominator: z.number().positive().nullable(),
    value: z.number().nullable(),
    sourceDocument: z.string().trim().min(1).max(500),
    statedOn: isoDate.nullable(),
    demo: z.boolean(),
  })
  .strict();
export type StatisticBody = z.infer<typeof statisticBody>;
