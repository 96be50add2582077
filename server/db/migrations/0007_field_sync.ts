import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`CREATE TABLE field_edit (
    key text PRIMARY KEY,
    device_id text NOT NULL,
    marker_id text NOT NULL,
    item_hash text NOT NULL,
    change_set_id text NOT NULL REFERENCES change_set (id),
    hash text NOT NULL,
    device_time timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    recorded_by text NOT NULL)`,

  // Pictures lie in the database, not in files: a chunk is there or not with its transaction, and backup, restore and
  // replicas carry them without knowing of them. JPEGs do not compress, so the database is not asked to try.
  sql`CREATE TABLE field_photo (
    sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes integer CHECK (bytes > 0),
    mime text,
    width integer CHECK (width > 0),
    height integer CHECK (height > 0),
    touched_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    uploaded_by text NOT NULL,
    CHECK ((completed_at IS NULL) = (bytes IS NULL)),
    CHECK ((completed_at IS NULL) = (mime IS NULL)))`,
  sql`CREATE INDEX field_photo_unfinished ON field_photo (touched_at) WHERE completed_at IS NULL`,
  sql`CREATE TABLE field_photo_chunk (
    sha256 text NOT NULL REFERENCES field_photo (sha256) ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    content bytea NOT NULL,
    PRIMARY KEY (sha256, position))`,
  sql`ALTER TABLE field_photo_chunk ALTER COLUMN content SET STORAGE EXTERNAL`,
];

/** What came from devices in the field: edits by their keys, and pictures in chunks. */
export const fieldSync: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
