import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`CREATE TABLE land_layer (
    id text PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    kind text NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    licence text NOT NULL,
    as_of date NOT NULL,
    demo boolean NOT NULL,
    feature_count integer NOT NULL CHECK (feature_count > 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by text NOT NULL)`,
  sql`CREATE INDEX land_layer_kind ON land_layer (kind)`,

  sql`CREATE TABLE land_feature (
    layer_id text NOT NULL REFERENCES land_layer (id) ON DELETE CASCADE,
    id text NOT NULL,
    position integer NOT NULL CHECK (position > 0),
    name text,
    geom geometry(Geometry, 4490) NOT NULL,
    attributes jsonb NOT NULL,
    PRIMARY KEY (layer_id, id),
    CHECK (jsonb_typeof(attributes) = 'object'))`,
  sql`CREATE INDEX land_feature_geom ON land_feature USING gist (geom)`,

  sql`CREATE TABLE exclusion_rule (
    kind text NOT NULL,
    effective_from date NOT NULL,
    effective_to date CHECK (effective_to > effective_from),
    distance_m double precision NOT NULL CHECK (distance_m >= 0),
    clause_zh text NOT NULL,
    clause_en text NOT NULL,
    confirmed boolean NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by text NOT NULL,
    PRIMARY KEY (kind, effective_from))`,
];

/** Layers of land beside the register, and the rules by which some of them close land to burial. */
export const land: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
