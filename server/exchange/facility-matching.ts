import { text } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Where a facility is, as far as its identity goes. */
export interface FacilityKey {
  kind: string;
  name: string;
  countyId: string;
  townshipId: string | null;
  villageId: string | null;
}

export interface FacilityRecord {
  id: string;
  body: FacilityBody;
}

/** Finds registered facilities by code or by what identifies them without one. */
export interface FacilityIndex {
  byCode(code: string): FacilityRecord[];
  /** Facilities of the same kind and name whose known divisions do not contradict. */
  byKey(key: FacilityKey): FacilityRecord[];
}

/** A name without width, case, spaces and the style of brackets. */
export const plainName = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\s·・.]+/gu, '')
    .replace(/[[{【〔<《]/gu, '(')
    .replace(/[\]}】〕>》]/gu, ')')
    .toLowerCase();

const bucket = (key: Pick<FacilityKey, 'kind' | 'name' | 'countyId'>) =>
  `${key.kind}|${key.countyId}|${plainName(key.name)}`;

const compatible = (a: string | null, b: string | null) => a === null || b === null || a === b;

/** Whether two keys may mean the same facility: equal where both are known. */
export const samePlace = (a: FacilityKey, b: FacilityKey) =>
  compatible(a.townshipId, b.townshipId) && compatible(a.villageId, b.villageId);

export function facilityIndex(snapshot: Snapshot): FacilityIndex {
  const codes = new Map<string, FacilityRecord[]>();
  const buckets = new Map<string, FacilityRecord[]>();
  for (const [id, body] of snapshot.records.facility) {
    const record = { id, body };
    if (body.code !== null) push(codes, body.code, record);
    push(buckets, bucket(body), record);
  }
  return {
    byCode: (code) => codes.get(code) ?? [],
    byKey: (key) => (buckets.get(bucket(key)) ?? []).filter(({ body }) => samePlace(body, key)),
  };
}

/** Rows of one file that mean the same facility, by row: the other rows. */
export function rowsInConflict(
  rows: readonly { row: number; key: FacilityKey | null; code: string | null; facilityId: string | null }[],
) {
  const conflicts = new Map<number, { others: number[]; by: ReturnType<typeof text> }>();
  const groupBy = (keyOf: (r: (typeof rows)[number]) => string | null, by: ReturnType<typeof text>) => {
    const groups = new Map<string, number[]>();
    for (const row of rows) {
      const key = keyOf(row);
      if (key !== null) push(groups, key, row.row);
    }
    for (const group of groups.values()) {
      if (group.length < 2) continue;
      for (const row of group) {
        if (!conflicts.has(row)) conflicts.set(row, { others: group.filter((r) => r !== row), by });
      }
    }
  };
  groupBy((r) => r.code, text('编号相同', 'the same code'));
  groupBy((r) => r.facilityId, text('匹配到同一设施', 'matched the same facility'));
  // Rows with different codes are different facilities, whatever their names.
  groupBy(
    (r) => (r.key === null || r.code !== null ? null : `${bucket(r.key)}|${r.key.townshipId}|${r.key.villageId}`),
    text('类型、名称和所在区划相同', 'the same kind, name and division'),
  );
  return conflicts;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
