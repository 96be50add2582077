import { sql, type Kysely, type Migration } from 'kysely';

const currentColumns = sql`
  id text PRIMARY KEY,
  version integer NOT NULL CHECK (version > 0),
  valid_from date NOT NULL,
  seq bigint NOT NULL`;

const statements = [
  sql`CREATE TABLE place_name_sign (${currentColumns},
    place_name_id text NOT NULL,
    kind text NOT NULL,
    text text,
    pinyin_text text,
    geom geometry(Point, 4490),
    source_crs text,
    condition text,
    condition_as_of date,
    material text,
    installed_on date,
    next_inspection_on date,
    custodian text,
    photos text[] NOT NULL,
    note text,
    as_of_date date,
    source_document text,
    demo boolean NOT NULL,
    CHECK ((geom IS NULL) = (source_crs IS NULL)))`,
  sql`CREATE INDEX place_name_sign_name ON place_name_sign (place_name_id)`,
  sql`CREATE INDEX place_name_sign_geom ON place_name_sign USING gist (geom)`,

  sql`CREATE TABLE reserved_word (${currentColumns},
    word text NOT NULL,
    kind text NOT NULL,
    everyday boolean NOT NULL,
    source text NOT NULL,
    listed_on date NOT NULL,
    note text,
    demo boolean NOT NULL,
    UNIQUE (kind, word) DEFERRABLE INITIALLY DEFERRED)`,

  // Edits from the field are no longer of boundary markers alone.
  sql`ALTER TABLE field_edit RENAME COLUMN marker_id TO record_id`,
  sql`ALTER TABLE field_edit ADD COLUMN record_type text NOT NULL DEFAULT 'boundaryMarker'`,
  sql`ALTER TABLE field_edit ALTER COLUMN record_type DROP DEFAULT`,
];

/** Signs of place names, the bureau's own words for the naming rules, and edits from the field of other records than markers. */
export const signsAndWords: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
