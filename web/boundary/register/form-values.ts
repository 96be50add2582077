import type { PointGeometry } from '../../../server/divisions/contract.ts';
import { changedFields } from '../../facilities/body-changes.ts';
import type { SourcePosition } from '../../facilities/form-values.ts';

type Body = Record<string, unknown>;

/** What the form holds beside the fields of the body. Unknown is null throughout. */
export interface ChangeValues {
  positionMode: 'keep' | 'enter' | 'unknown';
  position: { crs: string | null; x: number | null; y: number | null };
  /** Course of a line as GeoJSON text, longitudes and latitudes of CGCS2000. */
  geometryMode: 'keep' | 'enter' | 'unknown';
  geometryText: string;
  effectiveFrom: string;
  reason: string;
}

export type RecordFormValues = Body & ChangeValues;

/** What saving would send. */
export interface RecordWrite {
  fields: Body;
  /** Left out where the position stays; null removes it. */
  position?: SourcePosition | null;
  effectiveFrom: string;
  reason: string;
}

const own: ReadonlySet<string> = new Set([
  'positionMode',
  'position',
  'geometryMode',
  'geometryText',
  'effectiveFrom',
  'reason',
  // Read from the record, never from the form.
  'geometry',
  'sourceCrs',
  'demo',
] satisfies (keyof ChangeValues | string)[]);

/** Values that the form starts with; `body` is the record's, or a blank one. */
export function formValues(body: Body, isNew: boolean, effectiveFrom: string): RecordFormValues {
  const { position, geometry, ...rest } = body;
  return {
    ...structuredClone(rest),
    positionMode: isNew ? 'enter' : position ? 'keep' : 'unknown',
    position: { crs: null, x: null, y: null },
    geometryMode: geometry ? 'keep' : 'unknown',
    geometryText: '',
    effectiveFrom,
    reason: '',
  };
}

/** Empty texts are unknown, in entries of lists too. */
function emptyToUnknown(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value)) return value.map(emptyToUnknown);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptyToUnknown(inner)]));
}

/**
 * Reads the course of a line from GeoJSON: a line, several, a feature or a collection of them.
 * @throws SyntaxError for text that is not JSON; RangeError for JSON that holds no line
 */
export function courseOf(geoJson: string): { type: 'MultiLineString'; coordinates: number[][][] } {
  const pieces: number[][][] = [];
  const collect = (value: unknown): void => {
    const node = (value ?? {}) as { type?: string; coordinates?: never; geometry?: unknown; features?: unknown[] };
    if (node.type === 'LineString') pieces.push(node.coordinates!);
    else if (node.type === 'MultiLineString') pieces.push(...(node.coordinates! as number[][][]));
    else if (node.type === 'Feature') collect(node.geometry);
    else if (node.type === 'FeatureCollection') node.features?.forEach(collect);
  };
  collect(JSON.parse(geoJson));
  const isPosition = (at: unknown) =>
    Array.isArray(at) && at.length >= 2 && Math.abs(at[0] as number) <= 180 && Math.abs(at[1] as number) <= 90;
  if (
    pieces.length === 0 ||
    !pieces.every((piece) => Array.isArray(piece) && piece.length > 1 && piece.every(isPosition))
  )
    throw new RangeError('The text holds no line in degrees');
  return { type: 'MultiLineString', coordinates: pieces };
}

/** The body that the form asks for, without a position that is to be converted (see `positionWrite`). */
export function wantedBody(type: 'boundaryLine' | 'boundaryMarker', values: RecordFormValues): Body {
  const fields = Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !own.has(key))
      .map(([key, value]) => [key, emptyToUnknown(value)]),
  );
  if (type === 'boundaryMarker') {
    const references = (fields.references ?? []) as Body[];
    // Entries that were added by hand do not know of the parts that only surveys fill in.
    return { ...fields, references: references.map((entry) => ({ position: null, note: null, ...entry })) };
  }
  const { geometryMode, geometryText } = values;
  const lists = {
    triPoints: ((fields.triPoints ?? []) as Body[]).map((entry) => ({ marker: null, ...entry })),
    sections: fields.sections ?? [],
  };
  if (geometryMode === 'keep') return { ...fields, ...lists };
  return { ...fields, ...lists, geometry: geometryMode === 'enter' ? courseOf(geometryText) : null };
}

/** What becomes of the position: undefined = it stays. */
export function positionWrite(
  stored: PointGeometry | null,
  { positionMode, position: { crs, x, y } }: ChangeValues,
): SourcePosition | null | undefined {
  if (positionMode === 'enter' && crs !== null && x !== null && y !== null) return { crs, x, y };
  return positionMode === 'unknown' && stored !== null ? null : undefined;
}

export function recordWrite(
  type: 'boundaryLine' | 'boundaryMarker',
  base: Body | null,
  values: RecordFormValues,
): RecordWrite {
  const wanted = wantedBody(type, values);
  const position =
    type === 'boundaryMarker' ? positionWrite((base?.position ?? null) as PointGeometry | null, values) : undefined;
  return {
    fields: base ? changedFields(base, wanted) : wanted,
    ...(position === undefined ? {} : { position }),
    effectiveFrom: values.effectiveFrom,
    reason: values.reason.trim(),
  };
}

export const isEmptyWrite = ({ fields, position }: RecordWrite): boolean =>
  Object.keys(fields).length === 0 && position === undefined;
