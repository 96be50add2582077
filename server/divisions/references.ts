import { groupBy } from '../indicators/group-by.ts';
import type { RecordTypeName } from '../registry/contract.ts';
import type { RecordBodies, Snapshot } from '../snapshot/snapshot.ts';

/**
 * Fields by which the records of each type belong to divisions. The one place that an adjustment and the rule against
 * orphans read: a new type of record does not compile until it says here what of it follows a division.
 */
export const divisionReferences = {
  division: ['parentId'],
  // The lineage goes on naming divisions that have ended: that is what it is for.
  divisionEvent: [],
  facility: ['countyId', 'townshipId', 'villageId'],
  statistic: ['divisionId'],
  boundaryLine: ['sides'],
  boundaryMarker: ['sides'],
  // A name goes on naming the division that bore it when that has ended.
  placeName: ['countyId', 'townshipId', 'villageId'],
  // A sign belongs where its name does.
  placeNameSign: [],
  reservedWord: [],
} as const satisfies { readonly [Name in RecordTypeName]: readonly string[] };

/** A record that names a division in one of its fields. */
export interface Dependent {
  readonly type: RecordTypeName;
  readonly id: string;
  readonly field: string;
}

const types = Object.keys(divisionReferences) as RecordTypeName[];
const indexes = new WeakMap<RecordBodies, ReadonlyMap<string, readonly Dependent[]>>();

/** Entries of a side of a boundary line or marker that name divisions, from the top down. */
export const sideReferences = ['divisionId', 'countyId', 'townshipId', 'villageId'] as const;

/** Divisions that the value of a field names: its own identifier, or those of the sides in a list. */
export function divisionIdsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  const ids = (value as Readonly<Record<string, unknown>>[]).flatMap((side) => sideReferences.map((key) => side[key]));
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/** Divisions that a body names, with the field of each. */
export function referencesOf(
  type: RecordTypeName,
  body: Readonly<Record<string, unknown>>,
): { field: string; id: string }[] {
  return divisionReferences[type].flatMap((field) => divisionIdsIn(body[field]).map((id) => ({ field, id })));
}

/** Every record that names a division, by the division; kept with the snapshot. */
export function dependentsIn({ records }: Snapshot): ReadonlyMap<string, readonly Dependent[]> {
  const known = indexes.get(records);
  if (known) return known;
  const index = new Map<string, Dependent[]>();
  for (const type of types) {
    if (divisionReferences[type].length === 0) continue;
    for (const [id, body] of records[type]) {
      for (const { field, id: divisionId } of referencesOf(type, body)) {
        const list = index.get(divisionId);
        if (list) list.push({ type, id, field });
        else index.set(divisionId, [{ type, id, field }]);
      }
    }
  }
  indexes.set(records, index);
  return index;
}

const nameIndexes = new WeakMap<RecordBodies['placeName'], ReadonlyMap<string, readonly string[]>>();

/** Records of place names by the division that bears the name; kept with the snapshot. */
export function namesByDivision({ records: { placeName } }: Snapshot): ReadonlyMap<string, readonly string[]> {
  let index = nameIndexes.get(placeName);
  if (!index) {
    const bearers = [...placeName].flatMap(([id, { namesDivisionId }]) =>
      namesDivisionId === null ? [] : [{ id, namesDivisionId }],
    );
    const grouped = groupBy(bearers, ({ namesDivisionId }) => namesDivisionId);
    index = new Map([...grouped].map(([divisionId, names]) => [divisionId, names.map(({ id }) => id)]));
    nameIndexes.set(placeName, index);
  }
  return index;
}
