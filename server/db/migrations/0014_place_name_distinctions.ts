import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  // The lesser id first, so that a pair is one however it is named.
  sql`CREATE TABLE place_name_distinction (
    id text PRIMARY KEY,
    a_id text NOT NULL,
    b_id text NOT NULL,
    reason text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    taken_back_by text,
    taken_back_at timestamptz,
    CHECK (a_id < b_id),
    CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL)))`,
  sql`CREATE UNIQUE INDEX place_name_distinction_pair ON place_name_distinction (a_id, b_id)
    WHERE taken_back_at IS NULL`,
];

/** Pairs of place names of which somebody found that they are of two places. */
export const placeNameDistinctions: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
