import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`CREATE TABLE place_name (
    id text PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    valid_from date NOT NULL,
    seq bigint NOT NULL,
    code text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED CHECK (code ~ '^[0-9]{20}$'),
    standard_name text NOT NULL,
    pinyin jsonb,
    minority_spellings jsonb NOT NULL CHECK (jsonb_typeof(minority_spellings) = 'array'),
    category text NOT NULL CHECK (category ~ '^[0-9]{5}$'),
    county_id text NOT NULL,
    township_id text,
    village_id text,
    names_division_id text,
    geom geometry CHECK (ST_SRID(geom) = 4490),
    named_on date,
    origin text,
    meaning text,
    history text,
    other_names jsonb NOT NULL CHECK (jsonb_typeof(other_names) = 'array'),
    status text NOT NULL,
    approving_document text,
    approved_on date,
    heritage boolean,
    photos text[] NOT NULL,
    as_of_date date,
    source_document text,
    demo boolean NOT NULL)`,
  sql`CREATE INDEX place_name_geom ON place_name USING gist (geom)`,
  sql`CREATE INDEX place_name_county ON place_name (county_id, township_id)`,

  // The last serial given out for each county, township and category. It only grows: a code is never given twice.
  sql`CREATE TABLE place_name_serial (
    prefix text PRIMARY KEY CHECK (prefix ~ '^[0-9]{14}$'),
    last integer NOT NULL CHECK (last BETWEEN 1 AND 999999))`,
];

/** Place names, and the serials of their codes. */
export const placeNames: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
