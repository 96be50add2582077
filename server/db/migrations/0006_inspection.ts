import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`CREATE TABLE inspection_case (
    id text PRIMARY KEY,
    line_id text NOT NULL,
    entries integer NOT NULL CHECK (entries > 0),
    head text NOT NULL)`,
  sql`CREATE INDEX inspection_case_line ON inspection_case (line_id)`,

  // What is hashed is kept as text, byte for byte: a moment or a number that the database rewrites would break the chain.
  sql`CREATE TABLE inspection_entry (
    case_id text NOT NULL REFERENCES inspection_case (id),
    position integer NOT NULL CHECK (position > 0),
    key text NOT NULL UNIQUE,
    author text NOT NULL,
    device_time text NOT NULL,
    content text NOT NULL,
    recorded_at text NOT NULL,
    content_hash text NOT NULL,
    previous_hash text,
    hash text NOT NULL,
    PRIMARY KEY (case_id, position),
    CHECK ((previous_hash IS NULL) = (position = 1)))`,
  sql`CREATE FUNCTION refuse_inspection_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The file of an inspection is only ever appended to' USING ERRCODE = 'restrict_violation';
    END $$`,
  sql`CREATE TRIGGER inspection_entry_append_only BEFORE UPDATE OR DELETE ON inspection_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_inspection_change()`,
];

/** Cases of joint inspections and their files, which are only appended to. */
export const inspection: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
