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

/** A line of which only code, name, level and sides are known. */
export const blankLine: Omit<BoundaryLineBody, 'code' | 'name' | 'level' | 'sides'> = {
  statedLengthKm: null,
  triPoints: [],
  adoptedDocument: null,
  adoptedOn: null,
  geometry: null,
  sections: [],
  lastInspectionYear: null,
  asOfDate: null,
  sourceDocument: null,
  demo: false,
};

/** A marker of which only number, lines and sides are known. */
export const blankMarker: Omit<BoundaryMarkerBody, 'number' | 'lineIds' | 'sides'> = {
  standing: null,
  faces: null,
  material: null,
  position: null,
  sourceCrs: null,
  heightM: null,
  heightDatum: null,
  surveyMethod: null,
  sigmaM: null,
  setOn: null,
  custodian: null,
  references: [],
  state: null,
  stateAsOf: null,
  photos: [],
  note: null,
  asOfDate: null,
  sourceDocument: null,
  demo: false,
};

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
export const boundaryLineDetail = boundaryLineItem.extend({
  geometry: lineGeometry
    .nullable()
    .describe('EPSG:4490; a coarse course for whoever may not see the markers on it precisely'),
  precision,
  asOf: isoDate,
});
export type BoundaryLineDetail = z.infer<typeof boundaryLineDetail>;

/** A reference object in an answer: azimuth and distance are null for whoever may not see the marker precisely. */
export const seenReference = referenceObject.extend({
  azimuthDeg: referenceObject.shape.azimuthDeg.nullable(),
  distanceM: referenceObject.shape.distanceM.nullable(),
});

export const boundaryMarkerItem = boundaryMarkerBody.extend({
  references: z.array(seenReference),
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

export type BoundaryMarkerQuery = z.output<typeof boundaryMarkerQuery>;
export type BoundaryMarkerList = z.infer<typeof boundaryMarkerList>;
export const boundaryMarkerDetail = boundaryMarkerItem.extend({ asOf: isoDate });

/** A position in the system in which it was measured; the server turns it into EPSG:4490. */
export const sourcePosition = z.object({ x: z.number(), y: z.number(), crs: idOf(coordinateSystems) }).strict();

export const storedPosition = z.object({
  position: pointShape.describe('EPSG:4490'),
  sourceCrs: idOf(coordinateSystems),
});
/** The course of a line as it was read from a file. */
export const readCourseAnswer = z.object({
  format: z.enum(['geojson', 'kml', 'csv']),
  geometry: lineGeometry.describe('EPSG:4490'),
  pieces: z.number(),
  points: z.number(),
  lengthKm: z.number().describe('On the ellipsoid'),
});
export type ReadCourse = z.infer<typeof readCourseAnswer>;

const writeCommon = {
  fields: z.record(z.string(), z.unknown()),
  position: sourcePosition
    .nullable()
    .optional()
    .describe('Of a marker, instead of fields.position; null removes the position'),
  effectiveFrom: isoDate.optional(),
};
export const boundaryCreate = z.object({ ...writeCommon, reason: z.string().trim().max(2000).default('') }).strict();
export const boundaryUpdate = z.object({ ...writeCommon, reason: z.string().trim().min(1).max(2000) }).strict();
export const boundaryDelete = z
  .object({ effectiveFrom: isoDate.optional(), reason: z.string().trim().min(1).max(2000) })
  .strict();
export type BoundaryWrite = z.infer<typeof boundaryCreate>;

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

export const geometryFindingQuery = z.object({ asOf: isoDate.optional(), lineId: recordId.optional() });
/** A finding as it is told to one reader. */
export const toldFinding = geometryFinding.extend({ precision });
export type ToldFinding = z.infer<typeof toldFinding>;
export const geometryFindingReport = z.object({ snapshot: z.string(), asOf: isoDate, items: z.array(toldFinding) });
export type GeometryFindingReport = z.infer<typeof geometryFindingReport>;

/**
 * How far a marker may lie from the walk network unless a plan says otherwise, metres: lines follow ridges and ways the
 * valleys. A longer climb without a way takes a day of its own.
 */
export const FIELD_PLAN_OFF_NETWORK_M = 3000;
const degreesPair = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** Most markers that one field plan visits. */
export const FIELD_PLAN_MOST_MARKERS = 200;

/** Which markers to visit, and under which conditions. Positions are longitude and latitude, EPSG:4490. */
export const fieldPlanRequest = z
  .object({
    lineId: recordId.optional().describe('All markers of a line, or of one of its sections'),
    section: z.string().trim().min(1).max(100).optional().describe('Name of a section of the line'),
    markerIds: z.array(recordId).min(1).max(FIELD_PLAN_MOST_MARKERS).optional().describe('Instead of a line'),
    start: degreesPair.optional().describe('Default: wherever the tour is shortest'),
    end: degreesPair.optional().describe('Equal to `start`: a round trip'),
    nights: z
      .array(degreesPair)
      .max(5)
      .default([])
      .describe('Places for the night; none: at the last marker of the day'),
    mostHoursPerDay: z.number().min(1).max(24).default(8).describe('Walking and work together'),
    minutesPerMarker: z.number().min(0).max(480).default(30),
    speedMps: z.number().min(0.1).max(3).default(0.8),
    mostOffNetworkM: z
      .number()
      .min(0)
      .max(10_000)
      .default(FIELD_PLAN_OFF_NETWORK_M)
      .describe('How far a marker may lie from the network; that way is walked straight, at the same speed'),
    asOf: isoDate.optional(),
  })
  .strict()
  .refine(({ lineId, markerIds }) => (lineId === undefined) !== (markerIds === undefined), {
    path: ['lineId'],
    error: 'lineId 和 markerIds 应给出其中一个 / Give either lineId or markerIds',
  })
  .refine(({ section, lineId }) => section === undefined || lineId !== undefined, {
    path: ['section'],
    error: 'section 需要 lineId / A section needs its lineId',
  });
export type FieldPlanRequest = z.output<typeof fieldPlanRequest>;

/** The order in which to visit markers, day by day. */
export const fieldPlan = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  name: z.string().describe('Line and section, or how many markers'),
  network: z.string(),
  demo: z.boolean(),
  precision,
  days: z.array(
    z.object({
      day: z.int().positive(),
      walkSeconds: z.number(),
      staySeconds: z.number(),
      tooLong: z.boolean().describe('A single visit already takes longer than a day may'),
      night: degreesPair.nullable().describe('null: at the last marker of the day, or the plan is over'),
      stops: z.array(
        z.object({
          order: z.int().positive(),
          markerId: recordId,
          number: z.string(),
          position: degreesPair,
          walkSeconds: z.number().describe('From the stop, start or place for the night before'),
          offNetworkM: z.number().describe('Walked straight'),
        }),
      ),
    }),
  ),
  walkSeconds: z.number().describe('Ways to and from places for the night included'),
  tourSeconds: z.number().describe('Without them'),
  lowerBoundSeconds: z.number().describe('No order of these markers takes less than this'),
  provenShortest: z.boolean(),
  notVisited: z.array(
    z.object({
      markerId: recordId,
      number: z.string(),
      reason: z.enum(['noPosition', 'offNetwork', 'unreachable']),
      message: z.object({ zh: z.string(), en: z.string() }),
    }),
  ),
});
export type FieldPlan = z.infer<typeof fieldPlan>;
