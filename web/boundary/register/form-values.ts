import type { ReadCourse } from '../../../server/boundary/contract.ts';
import type { PointGeometry } from '../../../server/divisions/contract.ts';
import { changedFields } from '../../facilities/body-changes.ts';
import type { SourcePosition } from '../../facilities/form-values.ts';

type Body = Record<string, unknown>;

/** What the form holds beside the fields of the body. Unknown is null throughout. */
export interface ChangeValues {
  positionMode: 'keep' | 'enter' | 'unknown';
  position: { crs: string | null; x: number | null; y: number | null };
  geometryMode: 'keep' | 'enter' | 'unknown';
  /** Course of a line as the server read it from a file, EPSG:4490. */
  course: ReadCourse | null;
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
  'course',
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
    course: null,
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
  const { geometryMode, course } = values;
  const lists = {
    triPoints: ((fields.triPoints ?? []) as Body[]).map((entry) => ({ marker: null, ...entry })),
    sections: fields.sections ?? [],
  };
  if (geometryMode === 'keep') return { ...fields, ...lists };
  return { ...fields, ...lists, geometry: geometryMode === 'enter' ? (course?.geometry ?? null) : null };
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
