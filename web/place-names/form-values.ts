import type { PinyinOriginId } from '../../gis-data/catalogue/index.ts';
import type { OtherName, Pinyin, PlaceNameBody } from '../../server/place-names/contract.ts';
import { changedFields } from '../facilities/body-changes.ts';
import type { SourcePosition } from '../facilities/form-values.ts';

type Body = Record<string, unknown>;

/** What the form holds. Unknown is null throughout; pinyin and position are entered apart. */
export type NameFormValues = Omit<PlaceNameBody, 'pinyin' | 'geometry' | 'demo' | 'code' | 'photos'> & {
  proper: string | null;
  generic: string | null;
  pinyinOrigin: PinyinOriginId;
  positionMode: 'keep' | 'enter' | 'unknown';
  position: { crs: string | null; x: number | null; y: number | null };
  effectiveFrom: string;
  reason: string;
};

/** What saving would send. */
export interface NameWrite {
  fields: Body;
  /** Left out where the place stays; null removes it. */
  position?: SourcePosition | null;
  effectiveFrom: string;
  reason: string;
}

/** Values that the form starts with; `body` is the record's, or a blank one. */
export function formValues(
  body: Partial<PlaceNameBody>,
  isNew: boolean,
  effectiveFrom: string,
): Partial<NameFormValues> {
  const { pinyin, geometry, demo: _demo, code: _code, photos: _photos, ...rest } = body;
  return {
    ...structuredClone(rest),
    proper: pinyin?.proper ?? null,
    generic: pinyin?.generic ?? null,
    pinyinOrigin: pinyin?.origin ?? 'reviewed',
    positionMode: isNew ? 'enter' : geometry ? 'keep' : 'unknown',
    position: { crs: null, x: null, y: null },
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

const unknownOther: Omit<OtherName, 'name' | 'kind'> = { from: null, to: null, pinyin: null, document: null };

/** The body that the form asks for, without the place. */
export function wantedBody(values: NameFormValues): Body {
  const {
    proper,
    generic,
    pinyinOrigin,
    positionMode: _m,
    position: _p,
    effectiveFrom: _e,
    reason: _r,
    ...rest
  } = values;
  const fields = emptyToUnknown(rest) as Body;
  const pinyin: Pinyin | null = proper?.trim()
    ? { proper: proper.trim(), generic: generic?.trim() || null, origin: pinyinOrigin }
    : null;
  return {
    ...fields,
    pinyin,
    otherNames: ((fields.otherNames ?? []) as Body[]).map((entry) => ({ ...unknownOther, ...entry })),
    minoritySpellings: ((fields.minoritySpellings ?? []) as Body[]).map((entry) => ({ latin: null, ...entry })),
  };
}

/** What saving the form sends: the whole body of a new record, or what differs from the record. */
export function nameWrite(base: PlaceNameBody | null, values: NameFormValues): NameWrite {
  const wanted = wantedBody(values);
  const { crs, x, y } = values.position;
  const entered =
    values.positionMode === 'enter' && crs !== null && x !== null && y !== null ? { crs, x, y } : undefined;
  const removed = values.positionMode === 'unknown' && base?.geometry ? null : undefined;
  const position = entered ?? removed;
  return {
    fields: base ? changedFields(base as unknown as Body, wanted) : wanted,
    ...(position === undefined ? {} : { position }),
    effectiveFrom: values.effectiveFrom,
    reason: values.reason.trim(),
  };
}

export const isEmptyWrite = ({ fields, position }: NameWrite): boolean =>
  Object.keys(fields).length === 0 && position === undefined;
