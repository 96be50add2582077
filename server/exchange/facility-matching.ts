import type { Position } from 'geojson';
import { facilityKinds, text } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { MatchScore } from './contract.ts';
import { differentBelow, sameFrom, scoreOf, type Likeness } from './match-score.ts';
import { placeFinder, stem } from './places.ts';

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

export type Candidate = FacilityRecord & MatchScore;

/** Finds registered facilities by code or by what identifies them without one. */
export interface FacilityIndex {
  byId(id: string): FacilityRecord | null;
  byCode(code: string): FacilityRecord[];
  /** Facilities of the same kind and county that may be the one meant, the likeliest first: see `scoreOf`. */
  candidates(key: FacilityKey, entrance: Position | null): Candidate[];
}

/** What the scores of the candidates say: one facility, none, or that a person must decide. */
export function verdictOf(candidates: readonly Candidate[]): FacilityRecord | 'new' | 'undecided' {
  const [first, second] = candidates;
  if (!first) return 'new';
  const isAlone = !second || second.score < sameFrom;
  return first.score >= sameFrom && isAlone ? first : 'undecided';
}

/** A name without width, case, spaces and the style of brackets. */
export const plainName = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\s·・.]+/gu, '')
    .replace(/[[{【〔<《]/gu, '(')
    .replace(/[\]}】〕>》]/gu, ')')
    .toLowerCase();

const bucketOf = (key: Pick<FacilityKey, 'kind' | 'countyId'>) => `${key.kind}|${key.countyId}`;
const nameKey = (key: Pick<FacilityKey, 'kind' | 'name' | 'countyId'>) => `${bucketOf(key)}|${plainName(key.name)}`;

/** What names of facilities say of their kind, the longest first. */
const kindWords = facilityKinds
  .flatMap(({ label, aliases }: { label: { zh: string }; aliases?: readonly string[] }) => [
    label.zh,
    ...(aliases ?? []),
  ])
  .map(plainName)
  .sort((a, b) => b.length - a.length);

const without = (name: string, words: readonly string[]) =>
  words.reduce((rest, word) => (rest.length > word.length ? rest.replace(word, '') : rest), name);

/** Pieces of two characters by which names that are alike find each other; ends count as characters. */
const piecesOf = (core: string): string[] => {
  const characters = ['^', ...core, '$'];
  return [...new Set(characters.slice(1).map((c, i) => characters[i]! + c))];
};

/** A piece that so many names of one bucket have says nothing of a likeness; names with others are found by those. */
const commonPiece = 1000;

/** Candidates of a row that are shown. */
const mostCandidates = 5;

interface Bucket {
  entries: { record: FacilityRecord; likeness: Likeness }[];
  byName: Map<string, number[]>;
  byPiece: Map<string, number[]>;
}

export function facilityIndex(snapshot: Snapshot): FacilityIndex {
  const { facility } = snapshot.records;
  const places = placeFinder(snapshot);
  const codes = new Map<string, FacilityRecord[]>();
  const records = new Map<string, FacilityRecord[]>();
  for (const [id, body] of facility) {
    const record = { id, body };
    if (body.code !== null) push(codes, body.code, record);
    push(records, bucketOf(body), record);
  }

  const divisionWords = new Map<string, string[]>();
  const wordsOf = (divisionId: string, level: 'county' | 'township' | 'village') => {
    let words = divisionWords.get(divisionId);
    if (!words) {
      const name = places.nameOf(divisionId);
      words = [plainName(name), plainName(stem(name, level))].filter((word) => word.length > 1);
      divisionWords.set(divisionId, words);
    }
    return words;
  };
  const likenessOf = (key: FacilityKey, entrance: Position | null): Likeness => {
    const { name, countyId, townshipId, villageId } = key;
    const plain = plainName(name);
    const divisions = [
      ...(villageId ? wordsOf(villageId, 'village') : []),
      ...(townshipId ? wordsOf(townshipId, 'township') : []),
      ...wordsOf(countyId, 'county'),
    ];
    return { plainName: plain, core: without(without(plain, divisions), kindWords), townshipId, villageId, entrance };
  };

  const buckets = new Map<string, Bucket>();
  const bucketFor = (key: FacilityKey): Bucket => {
    const name = bucketOf(key);
    let bucket = buckets.get(name);
    if (!bucket) {
      bucket = { entries: [], byName: new Map(), byPiece: new Map() };
      for (const record of records.get(name) ?? []) {
        const likeness = likenessOf(record.body, record.body.entrance?.coordinates ?? null);
        const at = bucket.entries.push({ record, likeness }) - 1;
        push(bucket.byName, likeness.plainName, at);
        for (const piece of piecesOf(likeness.core)) push(bucket.byPiece, piece, at);
      }
      buckets.set(name, bucket);
    }
    return bucket;
  };

  return {
    byId: (id) => {
      const body = facility.get(id);
      return body ? { id, body } : null;
    },
    byCode: (code) => codes.get(code) ?? [],
    candidates(key, entrance) {
      const bucket = bucketFor(key);
      if (bucket.entries.length === 0) return [];
      const likeness = likenessOf(key, entrance);
      const near = new Set(bucket.byName.get(likeness.plainName));
      for (const piece of piecesOf(likeness.core)) {
        const found = bucket.byPiece.get(piece);
        if (found && found.length <= commonPiece) for (const at of found) near.add(at);
      }
      return [...near]
        .map((at) => ({ ...bucket.entries[at]!.record, ...scoreOf(likeness, bucket.entries[at]!.likeness) }))
        .filter(({ score }) => score >= differentBelow)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, mostCandidates);
    },
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
    (r) => (r.key === null || r.code !== null ? null : `${nameKey(r.key)}|${r.key.townshipId}|${r.key.villageId}`),
    text('类型、名称和所在区划相同', 'the same kind, name and division'),
  );
  return conflicts;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
