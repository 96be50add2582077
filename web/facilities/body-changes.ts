import { hashKey } from '@tanstack/react-query';

type Body = Record<string, unknown>;

/** One place in a record's body with two values; `null` is unknown. */
export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

/** Parts of a facility body that hold one value per key and are compared key by key. */
const nested = new Set(['functions', 'attributes']);

const known = (value: unknown) => (value === undefined || value === '' ? null : value);

/** Two values are the same when they would be stored the same; key order does not matter, unknown equals absent. */
export const sameValue = (a: unknown, b: unknown): boolean => hashKey([known(a)]) === hashKey([known(b)]);

/** A body with its nested parts spread out: `{attributes: {beds: 3}}` becomes `attributes.beds → 3`. */
export function flatten(body: Body): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, value] of Object.entries(body)) {
    if (nested.has(key) && value !== null && typeof value === 'object')
      for (const [inner, v] of Object.entries(value)) flat.set(`${key}.${inner}`, known(v));
    else flat.set(key, known(value));
  }
  return flat;
}

/**
 * What differs between two bodies, field by field. With `null` for a body that does not exist, every known field of
 * the other is listed.
 */
export function differences(before: Body | null, after: Body | null): Difference[] {
  const a = flatten(before ?? {});
  const b = flatten(after ?? {});
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths]
    .map((path) => ({ path, before: a.get(path) ?? null, after: b.get(path) ?? null }))
    .filter((d) => !sameValue(d.before, d.after));
}

function put(body: Body, path: string, value: unknown): void {
  const [key, inner] = path.split(/\.(.*)/s) as [string, string | undefined];
  if (inner === undefined) body[key] = value;
  else body[key] = { ...(body[key] as Body | undefined), [inner]: value };
}

/**
 * The `fields` of an update that turns `base` into `wanted`: only what differs. Functions and attributes are patched
 * entry by entry, so `null` makes one entry unknown. Fields that `wanted` does not have stay as they are.
 */
export function changedFields(base: Body, wanted: Body): Body {
  const comparable = Object.fromEntries(Object.keys(wanted).map((key) => [key, base[key]]));
  const fields: Body = {};
  for (const { path, after } of differences(comparable, wanted)) put(fields, path, after);
  return fields;
}

/**
 * The user's own edits, made against `base`, put on top of `current`, which someone else has changed meanwhile. Fields
 * the user left alone keep the other person's values.
 */
export function reapply(base: Body, wanted: Body, current: Body): Body {
  const result: Body = structuredClone(current);
  const comparable = Object.fromEntries(Object.keys(wanted).map((key) => [key, base[key]]));
  for (const { path, after } of differences(comparable, wanted)) put(result, path, after);
  return result;
}
