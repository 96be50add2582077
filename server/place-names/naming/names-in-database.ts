import { sql, type Kysely } from 'kysely';
import type { NameKind } from '../../../gis-data/naming/index.ts';
import type { Schema } from '../../db/schema.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { segmentOn } from '../names-on.ts';
import { rowsByKeys, type IndexFollower } from '../search/database/follow.ts';
import { segmentsOf } from '../search/follower.ts';
import { shapeKeys, soundKeys } from './compared-keys.ts';
import { NameIndex, type IndexedName } from './name-index.ts';
import type { LendNames } from './name-stock.ts';
import type { Reading } from './readings.ts';
import { namesOf } from './register-names.ts';

/** Most records that are fetched for one name: more would be as alike, and no list of findings is as long. */
const MOST_RECORDS = 2000;

/** Names of the index in the database, fetched as the rules ask for them. */
export function namesInDatabase(db: Kysely<Schema>, follower: IndexFollower): LendNames {
  return async (snapshot) => {
    const { seq, names } = await follower.broughtUp();
    return {
      size: names,
      async answer(countyId, ask) {
        const index = new FetchedNames(countyId);
        for (;;) {
          const answer = ask(index);
          const keys = index.takeMissing();
          if (keys.length === 0) return answer;
          await fetchNames(db, snapshot, seq, keys, index);
        }
      },
      giveBack() {},
    };
  };
}

/** The names fetched so far; it notes what else it was asked for. */
class FetchedNames extends NameIndex {
  private readonly asked = new Set<number>();
  private missing: number[] = [];
  private readonly records = new Set<string>();

  constructor(private readonly countyId: string | null) {
    super();
  }

  override shapedLike(kind: NameKind, text: string): readonly IndexedName[] {
    this.ask(shapeKeys(kind, this.countyId, text));
    return super.shapedLike(kind, text);
  }

  override soundingLike(kind: NameKind, readings: readonly Reading[]): readonly IndexedName[] {
    this.ask(soundKeys(kind, this.countyId, readings));
    return super.soundingLike(kind, readings);
  }

  takeMissing(): number[] {
    const keys = this.missing;
    this.missing = [];
    return keys;
  }

  /** Whether a record comes for the first time. */
  isNew(id: string): boolean {
    return !this.records.has(id) && this.records.add(id) !== undefined;
  }

  private ask(keys: readonly number[]): void {
    for (const key of keys) {
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      this.missing.push(key);
    }
  }
}

async function fetchNames(
  db: Kysely<Schema>,
  snapshot: Snapshot,
  seq: number,
  keys: readonly number[],
  index: FetchedNames,
): Promise<void> {
  const rows = await rowsByKeys(
    db,
    sql<{ record_id: string }>`SELECT record_id FROM place_name_index_entry
      WHERE standard AND keys && ${keys}::bigint[] LIMIT ${MOST_RECORDS}`,
  );
  const ids = rows.map(({ record_id }) => record_id).filter((id) => index.isNew(id));
  for (const [id, segments] of await segmentsOf(db, seq, ids)) {
    const body = segmentOn(segments, snapshot.asOf)?.body;
    if (body) for (const name of namesOf(snapshot, id, body)) index.put(name);
  }
}
