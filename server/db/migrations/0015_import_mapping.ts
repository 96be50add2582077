import { sql, type Kysely, type Migration } from 'kysely';

/** How files of one source are read: columns, words, coordinate system and options under a name. */
export const importMapping: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`CREATE TABLE import_mapping (
      id text PRIMARY KEY,
      name text NOT NULL UNIQUE CHECK (name <> ''),
      headings text[] NOT NULL,
      options jsonb NOT NULL,
      author text NOT NULL,
      author_name text NOT NULL,
      saved_at timestamptz NOT NULL DEFAULT now())`.execute(db);
  },
};
