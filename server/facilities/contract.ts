import { z } from 'zod';
import {
  coordinateSystems,
  facilityFunctions,
  facilityKinds,
  facilityStatuses,
} from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import { isoDate, recordId } from '../registry/contract.ts';

const enumOf = (values: readonly string[]) => z.enum(values as [string, ...string[]]);

/**
 * A facility (设施), whatever its kind. `attributes` holds the catalogue's fields of the kind; `functions` maps each
 * function of the kind to true, false or null (unknown); a function left out is unknown.
 */
export const facilityBody = z
  .object({
    code: z.string().trim().min(1).max(40).nullable(),
    name: z.string().trim().min(1).max(100),
    kind: enumOf(facilityKinds.map((k) => k.id)),
    level: z.enum(['city', 'county', 'township', 'village']).nullable(),
    countyId: recordId,
    townshipId: recordId.nullable(),
    villageId: recordId.nullable(),
    entrance: pointShape.nullable().describe('Entrance, EPSG:4490; null = not located'),
    sourceCrs: enumOf(coordinateSystems.map((c) => c.id))
      .nullable()
      .describe('System in which the position was given'),
    accuracyM: z.number().positive().max(100_000).nullable().describe('Horizontal accuracy, metres; null = not stated'),
    status: enumOf(facilityStatuses.map((s) => s.id)).nullable(),
    statusSince: isoDate.nullable(),
    functions: z.partialRecord(enumOf(facilityFunctions.map((f) => f.id)), z.boolean().nullable()),
    attributes: z.record(z.string(), z.unknown()),
    asOfDate: isoDate.nullable(),
    sourceDocument: z.string().max(500).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type FacilityBody = z.infer<typeof facilityBody>;

/** A facility of which only name, kind and county are known. */
export const blankFacility: Omit<FacilityBody, 'name' | 'kind' | 'countyId'> = {
  code: null,
  level: null,
  townshipId: null,
  villageId: null,
  entrance: null,
  sourceCrs: null,
  accuracyM: null,
  status: null,
  statusSince: null,
  functions: {},
  attributes: {},
  asOfDate: null,
  sourceDocument: null,
  demo: false,
};

export const facilityItem = facilityBody.extend({ id: z.string() });
export type FacilityItem = z.infer<typeof facilityItem>;

const facilitySortKeys = ['name', 'code', 'kind', 'county', 'township', 'status', 'asOfDate'] as const;
export type FacilitySortKey = (typeof facilitySortKeys)[number];

/** Filters of the facility list. Several kinds or statuses are separated by commas; `unknown` is a status filter too. */
export const facilityQuery = z.object({
  asOf: isoDate.optional(),
  kind: z.string().max(500).optional(),
  status: z.string().max(100).optional(),
  countyId: recordId.optional(),
  townshipId: recordId.optional(),
  q: z.string().trim().max(100).optional(),
  unknown: z
    .string()
    .regex(/^[A-Za-z]+(\.[A-Za-z0-9]+)?$/)
    .optional()
    .describe('Only facilities where this field of their kind is unknown: `entrance`, `functions`, `attributes.beds`'),
  sort: z
    .enum([...facilitySortKeys, ...facilitySortKeys.map((key) => `-${key}` as const)])
    .optional()
    .describe('`-` in front: descending; unknown values come last. Default: by id'),
  limit: z.coerce.number().int().min(1).max(5000).default(100),
  cursor: z.string().max(64).optional(),
});
export type FacilityQuery = z.output<typeof facilityQuery>;

export const facilityList = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  total: z.number(),
  items: z.array(facilityItem),
  nextCursor: z.string().nullable(),
});
export type FacilityList = z.infer<typeof facilityList>;

export const facilityDetail = z.object({
  id: z.string(),
  version: z.number().nullable().describe('Row version now; null when the record has ended'),
  asOf: isoDate,
  body: facilityBody,
});
export type FacilityDetail = z.infer<typeof facilityDetail>;

/** A position in the system in which it was measured; the server turns it into EPSG:4490. */
export const sourcePosition = z
  .object({ x: z.number(), y: z.number(), crs: enumOf(coordinateSystems.map((c) => c.id)) })
  .strict();

const writeCommon = {
  fields: z.record(z.string(), z.unknown()),
  position: sourcePosition.nullable().optional().describe('Instead of fields.entrance; null removes the position'),
  effectiveFrom: isoDate.optional(),
};

export const facilityCreate = z.object({ ...writeCommon, reason: z.string().trim().max(2000).default('') }).strict();
export const facilityUpdate = z.object({ ...writeCommon, reason: z.string().trim().min(1).max(2000) }).strict();
export const facilityDelete = z
  .object({ effectiveFrom: isoDate.optional(), reason: z.string().trim().min(1).max(2000) })
  .strict();
export type FacilityWrite = z.infer<typeof facilityUpdate>;
