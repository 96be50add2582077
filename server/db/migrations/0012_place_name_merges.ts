import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`ALTER TABLE place_name ADD COLUMN merged_into_id text`,
  // Bodies of the history have every field, so that they stay equal to what the table gives.
  sql`UPDATE record_history SET body = body || '{"mergedIntoId": null}' WHERE type = 'placeName'`,
];

/** The record into which a record of a place name was merged. */
export const placeNameMerges: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
