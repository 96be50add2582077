import type { Geometry } from 'geojson';
import sqlite from 'node-sqlite3-wasm';
import { coordinateSystem } from '../crs.ts';
import { positionsOf } from '../readers/shapes.ts';
import { Box } from './box.ts';
import { crsText } from './crs-text.ts';
import { cellOf, statements, type ExportColumn, type FeatureSource } from './source.ts';
import { wkbOf } from './wkb.ts';

/** Tables that a GeoPackage has (OGC 12-128r18, annex C), those of its metadata among them. */
const tables = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec120/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec120/#extension_metadata', 'read-write');
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL), ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);
`;

/** 'GPKG' and version 1.3.0, in the header of the database (OGC 12-128r18, 1.1.1.1.1). */
const applicationId = 0x47504b47;
const version = 10_300;

const columnTypes: Readonly<Record<ExportColumn['type'], string>> = {
  string: 'TEXT',
  json: 'TEXT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  geometry: 'TEXT',
};
const shapeTypes = { point: 'POINT', line: 'MULTILINESTRING', polygon: 'MULTIPOLYGON', any: 'GEOMETRY' } as const;

const quoted = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

/**
 * Features as a table of a GeoPackage, with what is said of them as its metadata. There is no spatial index: the database at
 * hand has no R*Tree.
 * @param path in a folder of the caller's: a lock is made beside it
 */
export async function writeGeoPackage(source: FeatureSource, path: string): Promise<void> {
  const database = new sqlite.Database(path);
  try {
    // What fails is thrown away as a whole; nothing needs to be undone.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
    const srs = prepared(database, source);
    const { box, hasZ } = await insertFeatures(database, source, srs);
    const corners = box.corners ?? [null, null, null, null];
    database.run('UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?', corners);
    database.run('UPDATE gpkg_geometry_columns SET z = ?', [hasZ ? 2 : 0]);
    database.exec(`COMMIT; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
  } finally {
    database.close();
  }
}

/** Makes the tables. @returns number of the coordinate system */
function prepared(database: sqlite.Database, source: FeatureSource): number {
  const { facts, layer, language, columns, shape } = source;
  database.exec(tables);
  const srs = Number(facts.crs.slice('EPSG:'.length));
  for (const id of new Set([facts.crs, 'EPSG:4326'])) {
    const code = Number(id.slice('EPSG:'.length));
    const name = coordinateSystem(id).label[language];
    database.run('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)', [
      name,
      code,
      'EPSG',
      code,
      crsText(id),
    ]);
  }
  const said = statements(source);
  const description = said.map(([label, content]) => `${label}: ${content}`).join('\n');
  database.run(
    `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, 'features', ?, ?, ?)`,
    [layer, facts.title[language], description, srs],
  );
  const types = columns.map(({ heading, type }) => `${quoted(heading)} ${columnTypes[type]}`);
  database.exec(
    `CREATE TABLE ${quoted(layer)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom ${shapeTypes[shape]}, ${types.join(', ')})`,
  );
  database.run(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)`, [layer, shapeTypes[shape], srs]);
  const metadata = JSON.stringify({ ...Object.fromEntries(said), demo: facts.demo });
  database.run(`INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://www.rfc-editor.org/rfc/rfc8259', ?, ?)`, [
    'application/json',
    metadata,
  ]);
  database.run(`INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) VALUES ('table', ?, 1)`, [
    layer,
  ]);
  return srs;
}

async function insertFeatures(
  database: sqlite.Database,
  { layer, columns, shape, batches }: FeatureSource,
  srs: number,
) {
  const box = new Box();
  let hasZ = false;
  const places = columns.map(() => '?').join(', ');
  const statement = database.prepare(`INSERT INTO ${quoted(layer)} VALUES (NULL, ?, ${places})`);
  try {
    for await (const batch of batches()) {
      for (const { values, geometry } of batch) {
        const blob = geometry && blobOf(asDeclared(geometry, shape), srs, box);
        hasZ ||= blob?.hasZ ?? false;
        const cells = values.map(cellOf).map((cell) => (typeof cell === 'boolean' ? Number(cell) : cell));
        statement.run([blob?.bytes ?? null, ...cells]);
      }
    }
  } finally {
    statement.finalize();
  }
  return { box, hasZ };
}

/** A line or polygon as the layer's table declares it: one with several parts. */
function asDeclared(geometry: Geometry, shape: FeatureSource['shape']): Geometry {
  if (shape === 'line' && geometry.type === 'LineString') {
    return { type: 'MultiLineString', coordinates: [geometry.coordinates] };
  }
  if (shape === 'polygon' && geometry.type === 'Polygon') {
    return { type: 'MultiPolygon', coordinates: [geometry.coordinates] };
  }
  return geometry;
}

/** A geometry with its header (OGC 12-128r18, 2.1.3): little endian, with the box around it unless it is a point. */
function blobOf(geometry: Geometry, srs: number, extent: Box): { bytes: Buffer; hasZ: boolean } {
  const own = new Box();
  let hasZ = false;
  for (const position of positionsOf(geometry)) {
    own.add(position);
    extent.add(position);
    hasZ ||= position.length > 2;
  }
  const { west, south, east, north } = own;
  const withBox = geometry.type !== 'Point';
  const header = Buffer.alloc(withBox ? 40 : 8);
  header.write('GP', 'latin1');
  header[3] = withBox ? 0b11 : 0b01;
  header.writeInt32LE(srs, 4);
  if (withBox) [west, east, south, north].forEach((value, i) => header.writeDoubleLE(value, 8 + 8 * i));
  return { bytes: Buffer.concat([header, wkbOf(geometry, hasZ)]), hasZ };
}
