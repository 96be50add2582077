import { sql, type Kysely, type Migration } from 'kysely';

const currentColumns = sql`
  id text PRIMARY KEY,
  version integer NOT NULL CHECK (version > 0),
  valid_from date NOT NULL,
  seq bigint NOT NULL`;

const statements = [
  sql`CREATE TABLE boundary_line (${currentColumns},
    code text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED,
    name text NOT NULL,
    level text NOT NULL,
    sides jsonb NOT NULL CHECK (jsonb_typeof(sides) = 'array'),
    stated_length_km double precision CHECK (stated_length_km > 0),
    tri_points jsonb NOT NULL CHECK (jsonb_typeof(tri_points) = 'array'),
    adopted_document text,
    adopted_on date,
    geom geometry CHECK (ST_SRID(geom) = 4490 AND GeometryType(geom) = 'MULTILINESTRING'),
    sections jsonb NOT NULL CHECK (jsonb_typeof(sections) = 'array'),
    last_inspection_year integer,
    as_of_date date,
    source_document text,
    demo boolean NOT NULL)`,
  sql`CREATE INDEX boundary_line_geom ON boundary_line USING gist (geom)`,

  sql`CREATE TABLE boundary_marker (${currentColumns},
    number text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED,
    line_ids text[] NOT NULL CHECK (cardinality(line_ids) BETWEEN 1 AND 3),
    standing text,
    faces integer,
    material text,
    sides jsonb NOT NULL CHECK (jsonb_typeof(sides) = 'array'),
    geom geometry(Point, 4490),
    source_crs text,
    height_m double precision,
    height_datum text,
    survey_method text,
    sigma_m double precision CHECK (sigma_m > 0),
    set_on date,
    custodian text,
    reference_objects jsonb NOT NULL CHECK (jsonb_typeof(reference_objects) = 'array'),
    state text,
    state_as_of date,
    photos text[] NOT NULL,
    note text,
    as_of_date date,
    source_document text,
    demo boolean NOT NULL,
    CHECK ((geom IS NULL) = (source_crs IS NULL)))`,
  sql`CREATE INDEX boundary_marker_lines ON boundary_marker USING gin (line_ids)`,
  sql`CREATE INDEX boundary_marker_geom ON boundary_marker USING gist (geom)`,
];

/** Boundary lines and the markers on them. */
export const boundary: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
