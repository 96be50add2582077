import { z } from 'zod';
import { countQualities, divisionEventKinds, divisionTypes } from '../../gis-data/catalogue/index.ts';
import { findingShape, isoDate, previewShape, recordId } from '../registry/contract.ts';
import { scenarioChange } from '../scenarios/contract.ts';

const ids = <T extends readonly { id: string }[]>(list: T) =>
  z.enum(list.map((x) => x.id) as [T[number]['id'], ...T[number]['id'][]]);

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const ring = z.array(position).min(4);

/** A point in EPSG:4490: longitude, latitude, degrees. */
export const pointShape = z.object({ type: z.literal('Point'), coordinates: position });
export type PointGeometry = z.infer<typeof pointShape>;

export const boundaryShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
]);
export type BoundaryGeometry = z.infer<typeof boundaryShape>;

const count = z.int().min(0).nullable();

/** A division (行政区划): city, county, township or village. Counts that are not known are null. */
export const divisionBody = z
  .object({
    code: z.string().regex(/^\d{4,12}$/),
    name: z.string().trim().min(1).max(60),
    level: z.enum(['city', 'county', 'township', 'village']),
    type: ids(divisionTypes),
    parentId: recordId.nullable(),
    boundary: boundaryShape.nullable(),
    centre: pointShape.nullable(),
    population: count,
    population60: count,
    population80: count,
    households: count,
    countsAsOf: isoDate.nullable(),
    countsQuality: ids(countQualities).nullable(),
    sourceDocument: z.string().max(500).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type DivisionBody = z.infer<typeof divisionBody>;

/** What is not known of a division until it is said. */
export const blankDivision = {
  parentId: null,
  boundary: null,
  centre: null,
  population: null,
  population60: null,
  population80: null,
  households: null,
  countsAsOf: null,
  countsQuality: null,
  sourceDocument: null,
  demo: false,
} as const satisfies Partial<DivisionBody>;

/** An entry of the lineage: what happened to which divisions, when, by which document. */
export const divisionEventBody = z
  .object({
    kind: ids(divisionEventKinds),
    effectiveDate: isoDate,
    document: z.string().trim().min(1).max(500),
    fromIds: z.array(recordId),
    toIds: z.array(recordId),
    note: z.string().max(2000).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type DivisionEventBody = z.infer<typeof divisionEventBody>;

/**
 * An adjustment of divisions. `to` describes the divisions that result: with `id` an existing one that takes the others
 * in, without it a new one. `assignments` maps what belonged to a former division to the position in `to` of the division
 * it goes to; needed only where there are several. An establishment with `fromIds` takes from them what is assigned to
 * position 0.
 */
export const divisionAdjustment = z
  .object({
    kind: ids(divisionEventKinds),
    effectiveDate: isoDate,
    document: z.string().trim().min(1).max(500),
    note: z.string().max(2000).optional(),
    fromIds: z.array(recordId).default([]),
    to: z.array(divisionBody.partial().extend({ id: recordId.optional() })).optional(),
    assignments: z.record(z.string(), z.int().min(0)).optional(),
    reason: z.string().trim().max(2000).default(''),
  })
  .strict();
export type DivisionAdjustment = z.output<typeof divisionAdjustment>;

/** Most adjustments that are planned at once. */
export const MOST_ADJUSTMENTS = 500;

/** Adjustments of one day, planned one after another on top of the changes that a scenario holds already. */
export const adjustmentsQuestion = z
  .object({
    adjustments: z
      .array(divisionAdjustment)
      .min(1)
      .max(MOST_ADJUSTMENTS)
      .refine((all) => new Set(all.map(({ effectiveDate }) => effectiveDate)).size === 1, {
        message: 'All adjustments of one plan take effect on the same day',
      }),
    changes: z.array(scenarioChange).max(50_000).default([]).describe("The scenario's present changes"),
  })
  .strict();
export type AdjustmentsQuestion = z.input<typeof adjustmentsQuestion>;

/** What adjustments would do, on top of the scenario's present changes. */
export const adjustmentsPlan = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  changes: z.array(scenarioChange).describe('To be added to the scenario'),
  findings: z.array(findingShape).describe('What the planning decided and could not decide'),
  preview: previewShape
    .omit({ effects: true })
    .describe('The scenario with these changes: what the rules say, every indicator before and after'),
});
export type AdjustmentsPlan = z.infer<typeof adjustmentsPlan>;

export const divisionItem = divisionBody.omit({ boundary: true }).extend({ id: z.string() });
export type DivisionItem = z.infer<typeof divisionItem>;

export const divisionList = z.object({ snapshot: z.string(), asOf: isoDate, items: z.array(divisionItem) });
export type DivisionList = z.infer<typeof divisionList>;

export const divisionDetail = z.object({
  id: z.string(),
  version: z.number().nullable(),
  body: divisionBody,
  lineage: z.array(
    divisionEventBody.extend({ id: z.string(), fromNames: z.array(z.string()), toNames: z.array(z.string()) }),
  ),
});
export type DivisionDetail = z.infer<typeof divisionDetail>;
