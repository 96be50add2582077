import { z } from 'zod';
import {
  coordinateSystems,
  signConditions,
  signDefectKinds,
  signKinds,
  signMaterials,
} from '../../gis-data/catalogue/index.ts';
import { sourcePosition } from '../boundary/contract.ts';
import { pointShape } from '../divisions/contract.ts';
import { idOf, isoDate, recordId, textShape } from '../registry/contract.ts';

/** What is written on a sign, as it stands there: a wrong character is what the register is to show. */
const writing = z.string().trim().min(1).max(100).nullable();

/** A place-name sign (地名标志). It belongs to the divisions of its place name. Unknown fields are null. */
export const placeNameSignBody = z
  .object({
    placeNameId: recordId.describe('The place name that it stands for'),
    kind: idOf(signKinds),
    text: writing.describe('Chinese text on it; null = not recorded'),
    pinyinText: writing.describe('Hanyu Pinyin on it; null = not recorded'),
    position: pointShape.nullable().describe('EPSG:4490'),
    sourceCrs: z
      .enum(coordinateSystems.map(({ id }) => id) as [string, ...string[]])
      .nullable()
      .describe('System in which the position was given'),
    condition: idOf(signConditions).nullable(),
    conditionAsOf: isoDate.nullable().describe('Day on which condition and text were seen'),
    material: idOf(signMaterials).nullable(),
    installedOn: isoDate.nullable(),
    nextInspectionOn: isoDate.nullable(),
    custodian: z.string().trim().max(100).nullable().describe('An office, never a person'),
    photos: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(50)
      .describe('SHA-256 of stored pictures'),
    note: z.string().max(1000).nullable(),
    asOfDate: isoDate.nullable(),
    sourceDocument: z.string().max(500).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type PlaceNameSignBody = z.infer<typeof placeNameSignBody>;

/** A sign of which only name and kind are known. */
export const blankSign: Omit<PlaceNameSignBody, 'placeNameId' | 'kind'> = {
  text: null,
  pinyinText: null,
  position: null,
  sourceCrs: null,
  condition: null,
  conditionAsOf: null,
  material: null,
  installedOn: null,
  nextInspectionOn: null,
  custodian: null,
  photos: [],
  note: null,
  asOfDate: null,
  sourceDocument: null,
  demo: false,
};

/** What is wrong with a sign; `unknown`: it must be looked at before anyone can say so. */
export const signDefect = z.object({
  kind: idOf(signDefectKinds),
  state: z.enum(['certain', 'unknown']),
  reason: textShape,
});
export type SignDefect = z.infer<typeof signDefect>;

const named = z.object({ id: z.string(), name: z.string() }).nullable();

export const placeNameSignItem = placeNameSignBody.extend({
  id: z.string(),
  version: z.number().nullable(),
  placeName: z
    .object({ standardName: z.string(), pinyin: z.string().nullable(), code: z.string().nullable() })
    .nullable()
    .describe('null: the record of the name has ended'),
  county: named,
  township: named.describe('null: the name lies in several townships, or it is not known'),
  defects: z.array(signDefect),
});
export type PlaceNameSignItem = z.infer<typeof placeNameSignItem>;

export const placeNameSignQuery = z.object({
  asOf: isoDate.optional(),
  divisionId: recordId.optional().describe('County or township'),
  placeNameId: recordId.optional(),
  q: z.string().trim().max(100).optional().describe('Part of the text on it or of the standard name'),
  defect: z
    .enum(['any', ...signDefectKinds.map(({ id }) => id)] as ['any', ...(typeof signDefectKinds)[number]['id'][]])
    .optional()
    .describe('Only signs with this defect, certain or not'),
  limit: z.coerce.number().int().min(1).max(5000).default(100),
  cursor: z.string().max(64).optional().describe('id of the last sign of the page before'),
});
export type PlaceNameSignQuery = z.output<typeof placeNameSignQuery>;

export const placeNameSignList = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  total: z.number(),
  defects: z.record(z.string(), z.number()).describe('Signs of the whole selection with each kind of defect'),
  demo: z.boolean(),
  items: z.array(placeNameSignItem),
  nextCursor: z.string().nullable(),
});
export type PlaceNameSignList = z.infer<typeof placeNameSignList>;

export const placeNameSignDetail = placeNameSignItem.extend({ asOf: isoDate });
export type PlaceNameSignDetail = z.infer<typeof placeNameSignDetail>;

const writeCommon = {
  fields: z.record(z.string(), z.unknown()),
  position: sourcePosition
    .nullable()
    .optional()
    .describe('In the system in which it was given, instead of fields.position; null removes the place'),
  effectiveFrom: isoDate.optional(),
};
export const signCreate = z.object({ ...writeCommon, reason: z.string().trim().max(2000).default('') }).strict();
export const signUpdate = z.object({ ...writeCommon, reason: z.string().trim().min(1).max(2000) }).strict();
export const signDelete = z
  .object({ effectiveFrom: isoDate.optional(), reason: z.string().trim().min(1).max(2000) })
  .strict();
export type SignWrite = z.infer<typeof signCreate>;
