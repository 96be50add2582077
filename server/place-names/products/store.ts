import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import type { PlaceNameBody } from '../contract.ts';

export interface TouchedName {
  seq: number;
  record_id: string;
  valid_from: string | null;
  valid_to: string | null;
  change_set_id: string | null;
  body: PlaceNameBody | null;
}

/**
 * Place names that changed after a sequence number, each with the last stretch of time that was believed of it then; those of
 * one number by id.
 * @param after id of the last one of `since` that is known already; '' = none, null = all of them
 */
export async function namesTouched(
  db: Kysely<Schema>,
  { since, after, head, limit }: { since: number; after: string | null; head: number; limit: number },
): Promise<TouchedName[]> {
  const from = after === null ? since + 1 : since;
  const { rows } = await sql<TouchedName>`
    WITH touched AS (
      SELECT recorded_seq AS seq, record_id FROM record_history
      WHERE type = 'placeName' AND recorded_seq BETWEEN ${from} AND ${head}
      UNION
      SELECT superseded_seq, record_id FROM record_history
      WHERE type = 'placeName' AND superseded_seq BETWEEN ${from} AND ${head})
    SELECT t.seq, t.record_id, h.valid_from, h.valid_to, h.change_set_id, h.body
    FROM (
      SELECT seq, record_id FROM touched WHERE seq > ${since} OR record_id COLLATE "C" > ${after ?? ''}
      ORDER BY seq, record_id COLLATE "C" LIMIT ${limit}) t
    LEFT JOIN LATERAL (
      SELECT valid_from, valid_to, change_set_id, body FROM record_history
      WHERE type = 'placeName' AND record_id = t.record_id AND recorded_seq <= t.seq
        AND (superseded_seq IS NULL OR superseded_seq > t.seq)
      ORDER BY valid_from DESC LIMIT 1) h ON true
    ORDER BY t.seq, t.record_id COLLATE "C"`.execute(db);
  return rows;
}
