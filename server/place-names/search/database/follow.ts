import { createHash } from 'node:crypto';
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { placeNameClassOf } from '../../../../gis-data/catalogue/index.ts';
import { lookAlikeGroups, standardFormOf } from '../../../../gis-data/naming/index.ts';
import type { Schema } from '../../../db/schema.ts';
import { headSeq } from '../../../registry/store.ts';
import { boxOf, coursesOf } from '../../geometry.ts';
import type { NameSegment } from '../../names-on.ts';
import { comparedKeysOf } from '../../naming/compared-keys.ts';
import { OTHER_NAME_SCORE } from '../find.ts';
import { changedSince, segmentsOf } from '../follower.ts';
import { namesOf, rankOf, settledDay } from '../name-index.ts';
import { likenessKeys, listedKeys, type KeyedName } from './keys.ts';

/** What the keys are made by: where it is another one than that of the stored index, the index is filled again. */
const scheme = createHash('sha256')
  .update(JSON.stringify([1, lookAlikeGroups, [...standardFormOf]]))
  .digest('hex')
  .slice(0, 16);

/** Records that are put into the index in one transaction. */
const AT_A_TIME = 1000;

/** How far the index is. */
export interface IndexState {
  seq: number;
  /** Names in the index. */
  names: number;
}

/** Keeps the index of the database beside the registry; several servers may do so at once, each does a part. */
export interface IndexFollower {
  /** Brings the index up to the newest sequence number; the first time all names are put in. */
  broughtUp(): Promise<IndexState>;
}

export function createIndexFollower(db: Kysely<Schema>): IndexFollower {
  let running: Promise<IndexState> | null = null;

  async function bring(): Promise<IndexState> {
    for (;;) {
      const { rows } = await sql<StoredState & { head: number }>`SELECT s.*, h.seq AS head
        FROM place_name_index_state s CROSS JOIN registry_head h`.execute(db);
      const [state] = rows;
      if (state?.scheme === scheme && state.filled_to === null && state.seq === state.head) return state;
      await db.transaction().execute(step);
    }
  }

  return {
    broughtUp() {
      running ??= bring().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

interface StoredState extends IndexState {
  scheme: string;
  filled_to: string | null;
}

/** One step towards the newest sequence number; others wait for its end. */
async function step(tx: Transaction<Schema>): Promise<void> {
  await sql`LOCK TABLE place_name_index_state IN EXCLUSIVE MODE`.execute(tx);
  const [state] = (await sql<StoredState>`SELECT * FROM place_name_index_state`.execute(tx)).rows;
  const head = await headSeq(tx);
  if (state?.scheme !== scheme) {
    await sql`TRUNCATE place_name_index_entry, place_name_index_key, place_name_index_state`.execute(tx);
    await sql`INSERT INTO place_name_index_state (scheme, seq, names, filled_to) VALUES (${scheme}, ${head}, 0, '')`.execute(
      tx,
    );
    return;
  }
  if (state.filled_to !== null) {
    const ids = await nextIds(tx, state.seq, state.filled_to);
    const put = await putRecords(tx, await segmentsOf(tx, state.seq, ids));
    const filledTo = ids.length < AT_A_TIME ? null : ids.at(-1)!;
    await sql`UPDATE place_name_index_state SET names = names + ${put}, filled_to = ${filledTo}`.execute(tx);
    return;
  }
  if (state.seq >= head) return;
  const { placeName: changed } = await changedSince(tx, state.seq, head);
  let gained = 0;
  for (let at = 0; at < changed.length; at += AT_A_TIME) {
    const ids = changed.slice(at, at + AT_A_TIME);
    gained -= await takeRecords(tx, ids);
    gained += await putRecords(tx, await segmentsOf(tx, head, ids));
  }
  await sql`UPDATE place_name_index_state SET seq = ${head}, names = names + ${gained}`.execute(tx);
}

async function nextIds(tx: Transaction<Schema>, seq: number, after: string): Promise<string[]> {
  const { rows } = await sql<{ record_id: string }>`
    SELECT DISTINCT record_id FROM record_history
    WHERE type = 'placeName' AND record_id > ${after} AND recorded_seq <= ${seq}
      AND (superseded_seq IS NULL OR superseded_seq > ${seq})
    ORDER BY record_id LIMIT ${AT_A_TIME}`.execute(tx);
  return rows.map(({ record_id }) => record_id);
}

interface Entry extends KeyedName {
  standard: boolean;
  rank: number;
}

/** Under which keys an entry is listed, and where in each list: below 2 ** 24. */
const listings = (entry: Entry) =>
  listedKeys(entry).map(({ key, score }) => ({
    key,
    place: (score + (entry.standard ? 0 : OTHER_NAME_SCORE)) * 2 ** 17 + entry.rank,
  }));

/** Puts records that are not in the index into it. @returns names that were put in */
export async function putRecords(
  tx: Kysely<Schema>,
  records: ReadonlyMap<string, readonly NameSegment[]>,
): Promise<number> {
  const entries = [...records].flatMap(([id, segments]) => entriesOf(id, segments));
  if (entries.length === 0) return 0;
  const { rows } = await sql<{ entry: number }>`
    INSERT INTO place_name_index_entry (record_id, name, syllables, initials, standard, rank, keys, county_id,
      township_id, village_id, class, status, code, settled_on, extent)
    SELECT record_id, name, syllables, initials, standard, rank,
      ARRAY(SELECT jsonb_array_elements_text(keys)::bigint), county_id, township_id, village_id, class, status, code,
      settled_on, CASE WHEN box IS NULL THEN NULL
        ELSE box(point((box->>0)::float8, (box->>1)::float8), point((box->>2)::float8, (box->>3)::float8)) END
    FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS r(record_id text, name text, syllables text,
      initials text, standard boolean, rank integer, keys jsonb, county_id text, township_id text, village_id text,
      class text, status text, code text, settled_on integer, box jsonb)
    RETURNING entry`.execute(tx);
  const [keys, places, numbers]: [number[], number[], number[]] = [[], [], []];
  for (const [at, { entry }] of rows.entries()) {
    for (const { key, place } of listings(keyedOf(entries[at]!))) {
      keys.push(key);
      places.push(place);
      numbers.push(entry);
    }
  }
  await sql`INSERT INTO place_name_index_key (key, place, entry)
    SELECT * FROM unnest(${keys}::bigint[], ${places}::integer[], ${numbers}::bigint[])`.execute(tx);
  return entries.length;
}

type StoredEntry = ReturnType<typeof entriesOf>[number];
type StoredKeyed = Pick<StoredEntry, 'name' | 'syllables' | 'standard' | 'rank'>;
const keyedOf = ({ name, syllables, standard, rank }: StoredKeyed): Entry => ({
  ...{ name, standard, rank },
  syllables: syllables === '' ? [] : syllables.split(' '),
});

/** The rows of a record, one for each of its names. */
function entriesOf(id: string, segments: readonly NameSegment[]) {
  const { body } = segments.at(-1)!;
  const settled = settledDay({ segments });
  const compared = segments.flatMap((segment) => comparedKeysOf(segment.body));
  return [...namesOf({ segments })].map(([written, syllables]) => {
    const standard = written === body.standardName;
    const name = written.toLowerCase();
    return {
      record_id: id,
      ...{ name, syllables, standard },
      initials: syllables.replaceAll(/(\S)\S* ?/gu, '$1'),
      rank: rankOf(body),
      keys: [...likenessKeys({ name, syllables: syllables.split(' ').filter(Boolean) }), ...(standard ? compared : [])],
      county_id: body.countyId,
      township_id: body.townshipId,
      village_id: body.villageId,
      class: placeNameClassOf(body.category)?.id ?? null,
      status: body.status,
      code: body.code,
      settled_on: Number.isFinite(settled) ? settled : null,
      box: body.geometry === null ? null : boxOf(coursesOf(body.geometry)),
    };
  });
}

/** Takes records out of the index. @returns names that were taken out */
async function takeRecords(tx: Transaction<Schema>, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<StoredKeyed & { entry: number }>`
    DELETE FROM place_name_index_entry WHERE record_id = ANY(${ids})
    RETURNING entry, name, syllables, standard, rank`.execute(tx);
  const gone = rows.flatMap((row) => listings(keyedOf(row)).map((listing) => ({ ...listing, entry: row.entry })));
  await sql`DELETE FROM place_name_index_key k
    USING unnest(${gone.map(({ key }) => key)}::bigint[], ${gone.map(({ place }) => place)}::integer[],
      ${gone.map(({ entry }) => entry)}::bigint[]) AS g(key, place, entry)
    WHERE k.key = g.key AND k.place = g.place AND k.entry = g.entry`.execute(tx);
  return rows.length;
}

/** Rows found by their keys. A limit would otherwise lead the planner to read the whole table, of which most have no such key. */
export const rowsByKeys = <Row>(db: Kysely<Schema>, query: RawBuilder<Row>): Promise<Row[]> =>
  db.transaction().execute(async (tx) => {
    await sql`SET LOCAL enable_seqscan = off`.execute(tx);
    return (await query.execute(tx)).rows;
  });
