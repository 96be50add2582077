import {
  facilityFields,
  facilityKind,
  facilityKindIndex,
  facilityStatusIndex,
} from '../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FacilityBody, FacilityQuery, FacilitySortKey } from './contract.ts';

type Facilities = Snapshot['facilities'];

/**
 * Rows of the snapshot's facilities that a query asks for, in its order. Equal rows, and all rows where no order is
 * asked for, come by id, so that the same query gives the same pages.
 */
export function listedRows(snapshot: Snapshot, query: FacilityQuery): number[] {
  const { bodies } = snapshot.facilities;
  const matches = matcher(query);
  const rows: number[] = [];
  bodies.forEach((body, row) => {
    if (matches(body)) rows.push(row);
  });
  return query.sort === undefined ? rows : sorted(rows, snapshot, query.sort);
}

/** The page after a cursor, which is the id of the last facility of the page before; an unknown one starts again. */
export function pageOf(rows: readonly number[], facilities: Facilities, limit: number, cursor: string | undefined) {
  const from = cursor === undefined ? 0 : rows.findIndex((row) => facilities.ids[row] === cursor) + 1;
  const page = rows.slice(from, from + limit);
  const last = page.at(-1);
  return { page, nextCursor: last !== undefined && from + limit < rows.length ? facilities.ids[last]! : null };
}

function matcher(query: FacilityQuery): (body: FacilityBody) => boolean {
  const kinds = query.kind ? new Set(query.kind.split(',')) : null;
  const statuses = query.status ? new Set(query.status.split(',')) : null;
  const { countyId, townshipId, q, unknown } = query;
  return (body) =>
    (!kinds || kinds.has(body.kind)) &&
    (!statuses || statuses.has(body.status ?? 'unknown')) &&
    (!countyId || body.countyId === countyId) &&
    (!townshipId || body.townshipId === townshipId) &&
    (!q || body.name.includes(q) || body.code?.includes(q) === true) &&
    (!unknown || isUnknown(body, unknown));
}

const missing = (value: unknown) => value === null || value === undefined;

/**
 * Whether a field that the facility's kind has is unknown. `functions` means any function of the kind; a field that the
 * kind does not have is not unknown.
 */
function isUnknown(body: FacilityBody, path: string): boolean {
  const [part, id] = path.split('.') as [string, string | undefined];
  if (part === 'functions') {
    const own: readonly string[] = facilityKind(body.kind).functions;
    const functions = body.functions as Record<string, boolean | null | undefined>;
    return own.some((f) => (id === undefined || f === id) && missing(functions[f]));
  }
  if (part === 'attributes')
    return facilityFields(body.kind).some((field) => field.id === id && missing(body.attributes[field.id]));
  return missing(body[part as keyof FacilityBody]);
}

const collator = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true });

/** What a facility is ordered by; `null`, which is unknown, comes last in either direction. */
function keyReader(snapshot: Snapshot, key: FacilitySortKey): (body: FacilityBody) => string | number | null {
  const divisionName = (id: string | null) => (id === null ? null : (snapshot.records.division.get(id)?.name ?? null));
  switch (key) {
    case 'kind':
      return (body) => facilityKindIndex.get(body.kind) ?? null;
    case 'status':
      return (body) => (body.status === null ? null : (facilityStatusIndex.get(body.status) ?? null));
    case 'county':
      return (body) => divisionName(body.countyId);
    case 'township':
      return (body) => divisionName(body.townshipId);
    default:
      return (body) => body[key];
  }
}

function sorted(rows: readonly number[], snapshot: Snapshot, sort: NonNullable<FacilityQuery['sort']>): number[] {
  const descending = sort.startsWith('-');
  const read = keyReader(snapshot, (descending ? sort.slice(1) : sort) as FacilitySortKey);
  const keyed = rows.map((row) => ({ row, key: read(snapshot.facilities.bodies[row]!) }));
  const direction = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || a.row - b.row;
    return direction * compare(a.key, b.key) || a.row - b.row;
  });
  return keyed.map(({ row }) => row);
}

const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
