import { z } from 'zod';
import {
  boundaryLevels,
  coordinateSystems,
  heightDatums,
  markerMaterials,
  markerStandings,
  markerStates,
  surveyMethods,
} from '../../gis-data/catalogue/index.ts';
import { pointShape } from '../divisions/contract.ts';
import { isoDate, recordId } from '../registry/contract.ts';

const idOf = (words: readonly { id: string }[]) => z.enum(words.map(({ id }) => id) as [string, ...string[]]);

/** One side of a line or marker: a registered division, or one beyond the study area known by name alone. */
export const boundarySide = z
  .object({
    divisionId: recordId.nullable().describe('null: beyond the study area'),
    name: z.string().trim().min(1).max(100).describe('Full name: 河北省承德市丰宁满族自治县'),
  })
  .strict();
export type BoundarySide = z.infer<typeof boundarySide>;

/** A piece of a line from one marker to another, with who keeps it. */
export const lineSection = z
  .object({
    name: z.string().trim().min(1).max(100),
    fromMarker: z.string().trim().min(1).max(40).describe('Number of a marker'),
    toMarker: z.string().trim().min(1).max(40),
    custodian: z.string().trim().min(1).max(100).describe('An office, never a person'),
  })
  .strict();

const position = z.array(z.number()).min(2).max(3);
export const lineGeometry = z.object({
  type: z.literal('MultiLineString'),
  coordinates: z.array(z.array(position).min(2)).min(1),
});

/** A boundary line (界线). Unknown fields are null. */
export const boundaryLineBody = z
  .object({
    code: z
      .string()
      .trim()
      .regex(/^\d{4,24}$/),
    name: z.string().trim().min(1).max(100),
    level: idOf(boundaryLevels),
    sides: z.tuple([boundarySide, boundarySide]),
    statedLengthKm: z
      .number()
      .positive()
      .nullable()
      .describe('As in the adopted document; the ellipsoid’s is computed'),
    triPoints: z.array(
      z.object({ name: z.string().trim().min(1).max(100), marker: z.string().max(40).nullable() }).strict(),
    ),
    adoptedDocument: z.string().trim().max(500).nullable(),
    adoptedOn: isoDate.nullable(),
    geometry: lineGeometry.nullable().describe('EPSG:4490; null = not drawn'),
    sections: z.array(lineSection),
    lastInspectionYear: z.int().min(1990).max(2100).nullable(),
    asOfDate: isoDate.nullable(),
    sourceDocument: z.string().max(500).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type BoundaryLineBody = z.infer<typeof boundaryLineBody>;

/** A thing near a marker from which its place can be found again (方位物). */
export const referenceObject = z
  .object({
    name: z.string().trim().min(1).max(100),
    azimuthDeg: z.number().min(0).lt(360).describe('From the marker to the object, clockwise from true north'),
    distanceM: z.number().positive().max(10_000),
    position: pointShape.nullable().describe('EPSG:4490, where it was surveyed'),
    note: z.string().max(300).nullable(),
  })
  .strict();
export type ReferenceObject = z.infer<typeof referenceObject>;

/** A boundary marker (界桩) with the fields of its register card. Unknown fields are null. */
export const boundaryMarkerBody = z
  .object({
    number: z
      .string()
      .trim()
      .regex(/^\d{7,27}[A-E]?$/),
    lineIds: z.array(recordId).min(1).max(3).describe('Lines that it stands on; several at a tri-point'),
    standing: idOf(markerStandings).nullable(),
    faces: z.int().min(1).max(4).nullable(),
    material: idOf(markerMaterials).nullable(),
    sides: z
      .array(
        boundarySide.extend({
          countyId: recordId.nullable(),
          townshipId: recordId.nullable(),
          villageId: recordId.nullable(),
        }),
      )
      .min(2)
      .max(3),
    position: pointShape.nullable().describe('EPSG:4490; rounded for whoever may not see it precisely'),
    sourceCrs: idOf(coordinateSystems).nullable().describe('System in which the position was given'),
    heightM: z.number().min(-500).max(9000).nullable(),
    heightDatum: idOf(heightDatums).nullable(),
    surveyMethod: idOf(surveyMethods).nullable(),
    sigmaM: z
      .number()
      .positive()
      .max(1000)
      .nullable()
      .describe('Standard deviation of the position; null = not stated'),
    setOn: isoDate.nullable(),
    custodian: z.string().trim().max(100).nullable().describe('An office, never a person'),
    references: z.array(referenceObject),
    state: idOf(markerStates).nullable(),
    stateAsOf: isoDate.nullable(),
    photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).describe('SHA-256 of stored pictures'),
    note: z.string().max(1000).nullable(),
    asOfDate: isoDate.nullable(),
    sourceDocument: z.string().max(500).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type BoundaryMarkerBody = z.infer<typeof boundaryMarkerBody>;

/** Whether positions of an answer are as surveyed or rounded to the public grid. */
export const precision = z.enum(['surveyed', 'rounded']);

export const boundaryLineItem = boundaryLineBody.omit({ geometry: true }).extend({
  id: z.string(),
  version: z.number().nullable(),
  computedLengthKm: z.number().nullable(),
  markerCount: z.number(),
  markersByState: z.record(z.string(), z.number()).describe('By state; `unknown` where none is stated'),
  nextInspectionDue: z.number().nullable().describe('Year; null where the last one is unknown'),
});
export type BoundaryLineItem = z.infer<typeof boundaryLineItem>;
export const boundaryLineList = z.object({ snapshot: z.string(), asOf: isoDate, items: z.array(boundaryLineItem) });
export const boundaryLineDetail = boundaryLineItem.extend({ geometry: lineGeometry.nullable(), asOf: isoDate });

export const boundaryMarkerItem = boundaryMarkerBody.extend({
  id: z.string(),
  version: z.number().nullable(),
  precision,
});
export type BoundaryMarkerItem = z.infer<typeof boundaryMarkerItem>;
export const boundaryMarkerQuery = z.object({
  asOf: isoDate.optional(),
  lineId: recordId.optional(),
  state: z.string().max(200).optional().describe('Several are separated by commas; `unknown` is a state too'),
  divisionId: recordId.optional(),
  q: z.string().trim().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(100),
  cursor: z.string().max(64).optional(),
});
export const boundaryMarkerList = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  total: z.number(),
  items: z.array(boundaryMarkerItem),
  nextCursor: z.string().nullable(),
});

/** A trouble of the geometry of lines and markers, with its place on the map. */
export const geometryFinding = z.object({
  code: z.enum(['offLine', 'order', 'spacing', 'overlap', 'gap', 'enclave', 'length', 'noPosition', 'noGeometry']),
  severity: z.enum(['warn', 'note']),
  message: z.object({ zh: z.string(), en: z.string() }),
  lineId: recordId.nullable(),
  markerIds: z.array(recordId),
  divisionIds: z.array(recordId),
  place: z.record(z.string(), z.unknown()).nullable().describe('GeoJSON geometry, EPSG:4490; rounded as positions are'),
  measure: z.number().nullable().describe('Metres, or square metres for areas'),
});
export type GeometryFinding = z.infer<typeof geometryFinding>;
