import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  // One row by name of a record, whenever it held.
  sql`CREATE TABLE place_name_index_entry (
    entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id text NOT NULL,
    name text NOT NULL,
    syllables text NOT NULL,
    initials text NOT NULL,
    standard boolean NOT NULL,
    rank integer NOT NULL,
    -- Keys of likeness and of what the naming rules compare.
    keys bigint[] NOT NULL,
    county_id text NOT NULL,
    township_id text,
    village_id text,
    class text,
    status text NOT NULL,
    code text,
    settled_on integer,
    extent box)`,
  sql`CREATE INDEX place_name_index_record ON place_name_index_entry (record_id)`,
  sql`CREATE INDEX place_name_index_name ON place_name_index_entry (name)`,
  sql`CREATE INDEX place_name_index_keys ON place_name_index_entry USING gin (keys) WITH (fastupdate = off)`,
  sql`CREATE INDEX place_name_index_county ON place_name_index_entry (county_id)`,
  sql`CREATE INDEX place_name_index_township ON place_name_index_entry (township_id)`,
  sql`CREATE INDEX place_name_index_village ON place_name_index_entry (village_id)`,
  sql`CREATE INDEX place_name_index_code ON place_name_index_entry (code text_pattern_ops) WHERE standard`,
  sql`CREATE INDEX place_name_index_rank ON place_name_index_entry (rank, entry) WHERE standard`,
  sql`CREATE INDEX place_name_index_extent ON place_name_index_entry USING gist (extent)`,
  // The names that have a key, the best first.
  sql`CREATE TABLE place_name_index_key (
    key bigint NOT NULL,
    place integer NOT NULL,
    entry bigint NOT NULL,
    PRIMARY KEY (key, place, entry))`,
  sql`CREATE TABLE place_name_index_state (
    scheme text NOT NULL,
    seq bigint NOT NULL,
    names bigint NOT NULL,
    -- Last record that was read in the first filling; null when that is over.
    filled_to text)`,
];

/** An index of the place names for registers that no memory holds; empty unless the program is set to use it. */
export const placeNameIndex: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
