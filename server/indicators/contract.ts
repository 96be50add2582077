import { z } from 'zod';
import { isoDate, textShape } from '../registry/contract.ts';

export const verdictShape = z.enum(['met', 'unmet', 'insufficient']);
/** 达标, 未达标, 数据不足. */
export type Verdict = z.infer<typeof verdictShape>;

export const targetShape = z.object({ comparison: z.enum(['atLeast', 'moreThan']), value: z.number() });

/**
 * A counted share or count. `numerator` and `denominator` count only what is confirmed, and `value` is their quotient:
 * for sums of beds, areas and households, the figure of the units whose amounts are all known; for townships, counties
 * and facilities, the confirmed ones among all units. A count has denominator 0 and its numerator as value. `lower` is
 * the figure if every unknown fails, `upper` if every unknown holds; `upper` is null while a part of a count is not
 * reported. The verdict follows from the range, never from `value` alone; without a target it is `insufficient`. All
 * three are null where there is nothing to count.
 */
const figure = {
  numerator: z.number(),
  denominator: z.number(),
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  target: targetShape.nullable(),
  verdict: verdictShape,
};

export const readingResult = z.object({ id: z.string(), label: textShape, ...figure });
export type ReadingResult = z.infer<typeof readingResult>;

export const indicatorFinding = z.object({ code: z.string(), message: textShape, clause: textShape.nullable() });
export type IndicatorFinding = z.infer<typeof indicatorFinding>;

export const indicatorResult = z.object({
  id: z.string(),
  planNumber: z.number().nullable(),
  name: textShape,
  formula: textShape,
  unit: z.string(),
  kind: z.enum(['binding', 'expected', 'text']),
  clause: z.object({ document: textShape, place: textShape }),
  source: z.enum(['computed', 'entered']),
  ...figure,
  unknownUnits: z.number().describe('Units whose verdict is unknown'),
  units: z.number().describe('Units counted'),
  readings: z.array(readingResult),
  condition: z.object({ readingId: z.string(), verdict: verdictShape }).nullable(),
  overallVerdict: verdictShape.describe('Headline verdict together with the condition, where there is one'),
  ruleVersion: z.string(),
  findings: z.array(indicatorFinding),
  demo: z.boolean().describe('True when demonstration records entered the figure'),
});
export type IndicatorResult = z.infer<typeof indicatorResult>;

export const indicatorReport = z.object({
  snapshot: z.string(),
  seq: z.number(),
  asOf: isoDate,
  demo: z.boolean(),
  results: z.array(indicatorResult),
});
export type IndicatorReport = z.infer<typeof indicatorReport>;

/**
 * One unit counted by an indicator, with its own verdict, the reason and the records behind it. The four amounts are the
 * unit's share of the sums: confirmed numerator and denominator, and both at the lower and upper end.
 */
export const evidenceRow = z.object({
  unitType: z.enum(['city', 'county', 'township', 'village', 'facility', 'statistic']),
  unitId: z.string(),
  unitCode: z.string().nullable(),
  unitName: z.string(),
  countyId: z.string().nullable(),
  countyName: z.string().nullable(),
  townshipId: z.string().nullable(),
  townshipName: z.string().nullable(),
  verdict: z.enum(['yes', 'no', 'unknown']),
  reason: textShape,
  numerator: z.number(),
  denominator: z.number(),
  lower: z.object({ numerator: z.number(), denominator: z.number() }),
  upper: z.object({ numerator: z.number(), denominator: z.number() }),
  optional: z
    .boolean()
    .describe(
      'The unit itself may not count (its status is unknown): the figure takes or leaves its lower and upper amounts, whichever is more extreme',
    ),
  readings: z.array(z.string()).describe('Readings beside the headline in which the unit is counted'),
  headline: z.boolean().describe('Whether the unit is counted in the headline'),
  records: z.array(z.object({ type: z.string(), id: z.string(), label: z.string() })),
  demo: z.boolean(),
});
export type EvidenceRow = z.infer<typeof evidenceRow>;

export const evidenceReport = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  indicator: indicatorResult,
  rows: z.array(evidenceRow),
});
export type EvidenceReport = z.infer<typeof evidenceReport>;

/** A figure of the plan that does not agree with the plan's other figures or with the register. */
export const planFinding = indicatorFinding.extend({
  indicatorIds: z.array(z.string()).describe('Indicators whose reading the contradiction touches; may be empty'),
});
export type PlanFinding = z.infer<typeof planFinding>;

export const planFindingReport = z.object({ snapshot: z.string(), asOf: isoDate, findings: z.array(planFinding) });
export type PlanFindingReport = z.infer<typeof planFindingReport>;

/**
 * An indicator's figure for each county or township, for the choropleth. Empty where the indicator's unit is larger than
 * the level. A count's target is the whole city's, so an area's count has no target.
 */
export const areaFigures = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  indicatorId: z.string(),
  level: z.enum(['county', 'township']),
  areas: z.array(
    z.object({
      divisionId: z.string(),
      code: z.string(),
      name: z.string(),
      ...figure,
      units: z.number(),
      unknownUnits: z.number(),
    }),
  ),
});
export type AreaFigures = z.infer<typeof areaFigures>;

/** An indicator's value at several dates, from the register's history. */
export const trendShape = z.object({
  snapshotSeq: z.number(),
  series: z.array(
    z.object({
      id: z.string(),
      points: z.array(
        z.object({
          asOf: isoDate,
          value: z.number().nullable(),
          lower: z.number().nullable(),
          upper: z.number().nullable(),
        }),
      ),
    }),
  ),
});
export type Trend = z.infer<typeof trendShape>;

export const boardLevel = z.enum(['city', 'county', 'township']);
export type BoardLevel = z.infer<typeof boardLevel>;

/**
 * One indicator over all areas of a board. Every list has one entry for each of the board's areas, in their order;
 * `figures` is null where the indicator's unit is larger than the level. For the city the verdict is that of headline and
 * condition together. A count's target is the whole city's, so an area's count has no target.
 */
export const boardColumn = z.object({
  id: z.string(),
  planNumber: z.number().nullable(),
  name: textShape,
  unit: z.string(),
  kind: z.enum(['binding', 'expected', 'text']),
  source: z.enum(['computed', 'entered']),
  demo: z.boolean(),
  target: targetShape.nullable(),
  figures: z
    .object({
      value: z.array(z.number().nullable()),
      lower: z.array(z.number().nullable()),
      upper: z.array(z.number().nullable()),
      verdict: z.array(verdictShape),
      units: z.array(z.number()),
      unknownUnits: z.array(z.number()),
    })
    .nullable(),
});
export type BoardColumn = z.infer<typeof boardColumn>;

/** Every indicator for every area of a level, in one answer. */
export const boardReport = z.object({
  snapshot: z.string(),
  seq: z.number(),
  asOf: isoDate,
  demo: z.boolean(),
  level: boardLevel,
  areas: z.array(
    z.object({ divisionId: z.string(), code: z.string(), name: z.string(), countyId: z.string().nullable() }),
  ),
  indicators: z.array(boardColumn),
});
export type BoardReport = z.infer<typeof boardReport>;

/** An indicator's figures for every area of a level at several dates; lists are in the order of `dates`. */
export const areaTrend = z.object({
  snapshot: z.string().describe('Snapshot of the last date'),
  snapshotSeq: z.number(),
  indicatorId: z.string(),
  level: z.enum(['county', 'township']),
  dates: z.array(isoDate),
  series: z.array(
    z.object({
      divisionId: z.string(),
      code: z.string(),
      name: z.string(),
      value: z.array(z.number().nullable()),
      lower: z.array(z.number().nullable()),
      upper: z.array(z.number().nullable()),
    }),
  ),
});
export type AreaTrend = z.infer<typeof areaTrend>;
