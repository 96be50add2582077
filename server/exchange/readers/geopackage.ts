import { open } from 'node:fs/promises';
import sqlite from 'node-sqlite3-wasm';
import { text } from '../../../gis-data/catalogue/index.ts';
import { problems, Problem, type ProblemItem } from '../../registry/problem.ts';
import type { Cell } from '../cells.ts';
import type { ReadLimits } from '../limits.ts';
import { crsOfEpsg, crsOfWkt } from './file-crs.ts';
import { damaged, layerNote, refuse, type Layer, type LayerCrs, type LayerFile, type LayerRow } from './layer.ts';
import { BadGeometry, badGeometry } from './shapes.ts';
import { geometryOfWkb } from './wkb.ts';

type Value = number | bigint | string | Uint8Array | null;
type Row = Record<string, Value>;

/**
 * Reads the tables of a GeoPackage (OGC 12-128), QField's exports among them. Works on a copy that is the caller's to remove.
 * @param path of a private copy: a database left in WAL mode is switched back in it
 * @throws Problem when it is no GeoPackage or broken
 */
export async function readGeoPackage(path: string, limits: ReadLimits): Promise<LayerFile> {
  const notes: ProblemItem[] = [];
  if (await leaveWalMode(path)) {
    notes.push(
      layerNote(
        '',
        'was-wal',
        '该 GeoPackage 处于 WAL 模式,未合并的改动在另外的 -wal 文件中,不会被导入',
        'The GeoPackage is in WAL mode: changes not yet merged are in its -wal file and are not imported',
      ),
    );
  }
  const database = opened(path);
  try {
    const layers = layersIn(database, limits, notes);
    if (layers.length > 0) return { encoding: null, layers, close: () => database.close() };
    throw refuse('SQLite 文件中没有 GeoPackage 图层', 'The SQLite file holds no GeoPackage layers');
  } catch (error) {
    database.close();
    throw error instanceof Problem ? error : damaged('GeoPackage', error);
  }
}

function opened(path: string): sqlite.Database {
  try {
    return new sqlite.Database(path, { readOnly: true, fileMustExist: true });
  } catch (error) {
    throw damaged('GeoPackage', error);
  }
}

/** Bytes 18 and 19 of the header: 2 = write-ahead log (SQLite file format 1.3.3). */
async function leaveWalMode(path: string): Promise<boolean> {
  const file = await open(path, 'r+');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 18);
    if (bytesRead < 2 || (buffer[0] !== 2 && buffer[1] !== 2)) return false;
    await file.write(Buffer.from([1, 1]), 0, 2, 18);
    return true;
  } finally {
    await file.close();
  }
}

const named = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

function layersIn(database: sqlite.Database, limits: ReadLimits, notes: readonly ProblemItem[]): Layer[] {
  const all = (sql: string) => database.all(sql) as Row[];
  const tables = new Set(
    all(`SELECT name FROM sqlite_master WHERE type IN ('table', 'view')`).map((r) => String(r.name)),
  );
  if (!tables.has('gpkg_contents')) return [];
  const geometryColumns = new Map(
    (tables.has('gpkg_geometry_columns') ? all('SELECT table_name, column_name FROM gpkg_geometry_columns') : []).map(
      (r) => [String(r.table_name), String(r.column_name)],
    ),
  );
  const systems = new Map(
    (tables.has('gpkg_spatial_ref_sys') ? all('SELECT * FROM gpkg_spatial_ref_sys') : []).map((r) => [
      Number(r.srs_id),
      r,
    ]),
  );
  return all(`SELECT table_name, data_type, srs_id FROM gpkg_contents`)
    .filter(
      ({ table_name: name, data_type: type }) =>
        tables.has(String(name)) && /^(features|attributes)$/u.test(String(type)),
    )
    .map(({ table_name, srs_id }): Layer => {
      const name = String(table_name);
      const geometry = geometryColumns.get(name) ?? null;
      const columns = all(`PRAGMA table_info(${named(name)})`);
      if (columns.length > limits.columns) {
        throw problems.tooLarge(
          text(`图层“${name}”超过 ${limits.columns} 列`, `Layer "${name}" has more than ${limits.columns} columns`),
        );
      }
      const booleans = new Set(columns.filter((c) => /^bool/iu.test(String(c.type))).map((c) => String(c.name)));
      const fields = columns.map((c) => String(c.name)).filter((column) => column !== geometry);
      return {
        name,
        fields,
        crs: geometry === null ? null : crsOf(systems.get(Number(srs_id))),
        notes: notes.map((note) => ({ ...note, sheet: name })),
        rows: () => rowsOf(database, name, fields, geometry, booleans),
      };
    });
}

/** Undefined systems are those with srs_id −1 and 0 (OGC 12-128, 1.1.2.1.2). */
function crsOf(system: Row | undefined): LayerCrs | null {
  if (!system || Number(system.srs_id) <= 0) return null;
  if (/^epsg$/iu.test(String(system.organization))) {
    const { id } = crsOfEpsg(Number(system.organization_coordsys_id));
    return { id, name: String(system.srs_name ?? id) };
  }
  return crsOfWkt(String(system.definition));
}

function* rowsOf(
  database: sqlite.Database,
  table: string,
  fields: readonly string[],
  geometryColumn: string | null,
  booleans: ReadonlySet<string>,
): Generator<LayerRow> {
  const statement = database.prepare(`SELECT * FROM ${named(table)}`);
  try {
    for (const row of statement.iterate() as Iterable<Row>) {
      const attributes: Record<string, Cell> = {};
      for (const field of fields) attributes[field] = cellOf(row[field] ?? null, booleans.has(field));
      const blob = geometryColumn === null ? null : (row[geometryColumn] ?? null);
      yield { attributes, ...readBlob(blob) };
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged('GeoPackage', error);
  } finally {
    statement.finalize();
  }
}

function readBlob(blob: Value): Pick<LayerRow, 'geometry' | 'issues'> {
  try {
    return { geometry: blob instanceof Uint8Array ? geometryOfBlob(blob) : null };
  } catch (error) {
    if (!(error instanceof BadGeometry)) throw error;
    return { geometry: null, issues: [badGeometry(error)] };
  }
}

function cellOf(value: Value, isBoolean: boolean): Cell {
  if (value === null || value instanceof Uint8Array) return null;
  if (typeof value === 'bigint') return String(value);
  return isBoolean && typeof value === 'number' ? value !== 0 : value;
}

/** Bytes of the envelope by its code (OGC 12-128, 2.1.3). */
const envelopeBytes = [0, 32, 48, 48, 64];

function geometryOfBlob(blob: Uint8Array) {
  if (blob.length < 8 || blob[0] !== 0x47 || blob[1] !== 0x50) throw new BadGeometry('no GeoPackage header');
  const flags = blob[3]!;
  const envelope = envelopeBytes[(flags >> 1) & 7];
  if (envelope === undefined || flags & 0x20) throw new BadGeometry('an extended GeoPackage geometry');
  if (flags & 0x10) return null;
  return geometryOfWkb(blob.subarray(8 + envelope));
}
