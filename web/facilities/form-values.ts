import {
  coordinateSystems,
  facilityFields,
  facilityKind,
  type CoordinateSystem,
} from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';

/** A position as the source gives it; the server converts it to EPSG:4490. `x` is longitude or easting. */
export interface SourcePosition {
  x: number;
  y: number;
  crs: string;
}

/** What the form holds. Unknown is `null` throughout; the position is entered apart from the stored point. */
export interface FacilityFormValues extends Omit<
  FacilityBody,
  'name' | 'kind' | 'countyId' | 'entrance' | 'sourceCrs' | 'functions' | 'demo'
> {
  name: string | null;
  kind: string | null;
  countyId: string | null;
  functions: Record<string, boolean | null>;
  positionMode: 'keep' | 'enter' | 'unknown';
  position: { crs: string | null; x: number | null; y: number | null };
  effectiveFrom: string;
  reason: string;
}

const blank: Omit<FacilityFormValues, 'effectiveFrom'> = {
  name: null,
  code: null,
  kind: null,
  level: null,
  countyId: null,
  townshipId: null,
  villageId: null,
  accuracyM: null,
  status: null,
  statusSince: null,
  functions: {},
  attributes: {},
  asOfDate: null,
  sourceDocument: null,
  positionMode: 'unknown',
  position: { crs: null, x: null, y: null },
  reason: '',
};

/** Values that the form starts with: those of a record, or of a new facility of which nothing is known. */
export function formValues(body: FacilityBody | null, effectiveFrom: string): FacilityFormValues {
  if (!body) return { ...blank, effectiveFrom, positionMode: 'enter' };
  const { entrance, sourceCrs: _sourceCrs, demo: _demo, ...rest } = body;
  return { ...blank, ...rest, ...everyEntry(body), effectiveFrom, positionMode: entrance ? 'keep' : 'unknown' };
}

/** Functions and attributes of a record with an entry for each that its kind has, the absent ones unknown. */
function everyEntry({ kind, functions, attributes }: Pick<FacilityBody, 'kind' | 'functions' | 'attributes'>) {
  return {
    functions: Object.fromEntries(facilityKind(kind).functions.map((id) => [id, functions[id] ?? null])),
    attributes: Object.fromEntries(facilityFields(kind).map(({ id }) => [id, attributes[id] ?? null])),
  };
}

/**
 * Values for a form that already shows one version of a record and is to show another: the user's effective date,
 * reason and entered position stay.
 */
export function changedFormValues(body: FacilityBody): Partial<FacilityFormValues> {
  const { entrance: _entrance, sourceCrs: _sourceCrs, demo: _demo, ...rest } = body;
  return { ...rest, ...everyEntry(body) };
}

const emptyToUnknown = (value: unknown) => {
  if (typeof value !== 'string') return value ?? null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
};

/** Attributes that the kind has, entries of lists without their empty parts. */
function attributesOf(kind: string, attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    facilityFields(kind).map(({ id, type }) => {
      const value = attributes[id];
      if (type !== 'items' || !Array.isArray(value)) return [id, emptyToUnknown(value)];
      return [id, value.map((item: Record<string, unknown>) => mapValues(item, emptyToUnknown))];
    }),
  );
}

const mapValues = (record: Record<string, unknown>, map: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/**
 * The body that the form asks for. A position that is entered is not in it (see `enteredPosition`); one that is kept
 * leaves the stored point alone.
 */
export function wantedBody(values: FacilityFormValues): Record<string, unknown> {
  const kind = values.kind;
  if (kind === null) throw new RangeError('A facility needs a kind');
  const { positionMode, position: _position, effectiveFrom: _from, reason: _reason, accuracyM, ...fields } = values;
  return {
    ...mapValues(fields, emptyToUnknown),
    functions: Object.fromEntries(facilityKind(kind).functions.map((id) => [id, values.functions[id] ?? null])),
    attributes: attributesOf(kind, values.attributes),
    ...(positionMode === 'unknown'
      ? { entrance: null, sourceCrs: null, accuracyM: null }
      : { accuracyM: accuracyM ?? null }),
  };
}

/** The position entered by hand, in the system it was given in; `null` when none is being entered. */
export function enteredPosition({ positionMode, position }: FacilityFormValues): SourcePosition | null {
  const { crs, x, y } = position;
  return positionMode === 'enter' && crs !== null && x !== null && y !== null ? { crs, x, y } : null;
}

/** The coordinate system with this id; `undefined` when none is chosen. */
export const coordinateSystem = (id: string | null | undefined): CoordinateSystem | undefined =>
  coordinateSystems.find((system) => system.id === id);
