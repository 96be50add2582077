import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`CREATE TABLE naming_case (
    id text PRIMARY KEY,
    place_name_id text,
    county_id text NOT NULL,
    entries integer NOT NULL CHECK (entries > 0),
    open boolean NOT NULL)`,
  // Two cases at once would approve different names for one place.
  sql`CREATE UNIQUE INDEX naming_case_open ON naming_case (place_name_id) WHERE open`,

  sql`CREATE TABLE naming_case_entry (
    case_id text NOT NULL REFERENCES naming_case (id),
    position integer NOT NULL CHECK (position > 0),
    key text NOT NULL UNIQUE,
    author text NOT NULL,
    recorded_at text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (case_id, position))`,
  sql`CREATE FUNCTION refuse_naming_case_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The file of a naming case is only ever appended to' USING ERRCODE = 'restrict_violation';
    END $$`,
  sql`CREATE TRIGGER naming_case_entry_append_only BEFORE UPDATE OR DELETE ON naming_case_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_naming_case_change()`,
];

/** Applications for place names and their files, which are only appended to. */
export const namingCases: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
