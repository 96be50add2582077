import type { Geometry, Position } from 'geojson';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import { issue, type CellIssue } from '../cells.ts';
import { openDbf, type DbfTable } from './dbf.ts';
import { crsOfWkt } from './file-crs.ts';
import { damaged, layerNote, refuse, type Layer, type LayerFile, type LayerRow } from './layer.ts';
import { BadGeometry, badGeometry, polygonOfRings } from './shapes.ts';
import type { InspectedZip } from './zip.ts';

const headerBytes = 100;
const fileCode = 9994;

/**
 * Reads the shapefiles in a ZIP (ESRI Shapefile Technical Description, 1998), one layer each. A missing `.prj`, `.shx` or
 * `.dbf` and a `.dbf` cut short are said; rows without their attributes are refused one by one.
 * @throws Problem when a `.shp` is none
 */
export async function readShapefiles(zip: InspectedZip): Promise<LayerFile> {
  const shapes = zip.names.filter((name) => /\.shp$/iu.test(name) && !name.startsWith('__MACOSX/'));
  const layers: Layer[] = [];
  let encoding: string | null = null;
  for (const shape of shapes) {
    const stem = shape.slice(0, -4);
    const part = async (ending: string) => {
      const name = zip.names.find((n) => n.toLowerCase() === `${stem}.${ending}`.toLowerCase());
      return name === undefined ? null : zip.bytes(name);
    };
    const [dbf, prj, cpg] = [await part('dbf'), await part('prj'), await part('cpg')];
    const hasIndex = (await part('shx')) !== null;
    const layer = layerOf(stem.split('/').pop()!, await zip.bytes(shape), { dbf, prj, cpg, hasIndex });
    layers.push(layer);
    encoding ??= layer.encoding;
  }
  return { encoding, layers };
}

interface Parts {
  dbf: Buffer | null;
  prj: Buffer | null;
  cpg: Buffer | null;
  hasIndex: boolean;
}

function layerOf(name: string, shp: Buffer, { dbf, prj, cpg, hasIndex }: Parts): Layer & { encoding: string | null } {
  if (shp.length < headerBytes || shp.readInt32BE(0) !== fileCode) {
    throw refuse(`${name}.shp 不是 Shapefile`, `${name}.shp is no shapefile`);
  }
  const notes: ProblemItem[] = [];
  const say = (code: string, zh: string, en: string) => notes.push(layerNote(name, code, zh, en));
  let table: DbfTable | null = null;
  try {
    table = dbf === null ? null : openDbf(dbf, cpg?.toString('latin1') ?? null);
  } catch (error) {
    throw damaged(`${name}.dbf`, error);
  }
  if (table === null) {
    say('no-dbf', '压缩包中缺少 .dbf:没有属性', 'The archive has no .dbf: there are no attributes');
  } else if (table.found < table.stated) {
    say(
      'dbf-truncated',
      `.dbf 不完整:应有 ${table.stated} 条记录,只有 ${table.found} 条;缺属性的行不导入`,
      `The .dbf is cut short: ${table.found} of ${table.stated} records; rows without attributes are refused`,
    );
  }
  if (table?.cpgContradicted) {
    say(
      'cpg-contradicted',
      `.cpg 写明 UTF-8,内容却是 ${table.encoding},按内容读取`,
      `The .cpg says UTF-8, but the content is ${table.encoding} and was read as that`,
    );
  }
  if (prj === null) {
    say('no-prj', '压缩包中缺少 .prj:请指定坐标系', 'The archive has no .prj: state the coordinate system');
  }
  if (!hasIndex)
    say('no-shx', '压缩包中缺少 .shx,已按顺序读取', 'The archive has no .shx; the shapes were read in order');
  return {
    name,
    encoding: table?.encoding ?? null,
    fields: table?.fields ?? [],
    crs: prj === null ? null : crsOfWkt(prj.toString('utf8')),
    notes,
    rows: () => rowsOf(name, shp, table),
  };
}

function* rowsOf(name: string, shp: Buffer, table: DbfTable | null): Generator<LayerRow> {
  let at = headerBytes;
  for (let index = 0; at < shp.length; index++) {
    const bytes = at + 8 <= shp.length ? shp.readInt32BE(at + 4) * 2 : -1;
    if (bytes < 4 || at + 8 + bytes > shp.length) throw damaged(`${name}.shp`, `shape ${index + 1} is cut short`);
    const content = shp.subarray(at + 8, at + 8 + bytes);
    at += 8 + bytes;
    const issues: CellIssue[] = [];
    let geometry: Geometry | null = null;
    try {
      geometry = shapeOf(content);
    } catch (error) {
      if (!(error instanceof BadGeometry)) throw error;
      issues.push(badGeometry(error));
    }
    const missing = table !== null && index >= table.found;
    if (missing) {
      issues.push(
        issue(null, 'block', 'no-attributes', '.dbf 中没有本行的属性', 'The .dbf has no attributes for this row'),
      );
    }
    yield { attributes: table === null || missing ? {} : table.record(index), geometry, issues };
  }
}

/** Shape types modulo 10; those from 11 on have z, those from 21 on m only. */
const shapeNames = { 0: 'null', 1: 'point', 3: 'line', 5: 'polygon', 8: 'points' } as const;

function shapeOf(content: Buffer): Geometry | null {
  const type = content.readInt32LE(0);
  const kind = shapeNames[(type % 10) as keyof typeof shapeNames];
  if (kind === undefined || type > 28 || type < 0) throw new BadGeometry(`shape type ${type}`);
  if (kind === 'null') return null;
  const hasZ = type > 10 && type < 20;
  if (kind === 'point') {
    if (content.length < 20) throw new BadGeometry('a point cut short');
    const position = [content.readDoubleLE(4), content.readDoubleLE(12)];
    if (hasZ && content.length >= 28) position.push(content.readDoubleLE(20));
    return { type: 'Point', coordinates: finite(position) };
  }
  if (content.length < (kind === 'points' ? 40 : 44)) throw new BadGeometry('a shape cut short');
  const partCount = kind === 'points' ? 1 : content.readInt32LE(36);
  const pointCount = content.readInt32LE(kind === 'points' ? 36 : 40);
  const pointsFrom = kind === 'points' ? 40 : 44 + 4 * partCount;
  if (partCount < 0 || pointCount < 0 || pointsFrom + 16 * pointCount > content.length) {
    throw new BadGeometry('more vertices than bytes');
  }
  const zFrom = pointsFrom + 16 * pointCount + 16; // after the range of z
  const withZ = hasZ && zFrom + 8 * pointCount <= content.length;
  const positions: Position[] = [];
  for (let i = 0; i < pointCount; i++) {
    const position = [content.readDoubleLE(pointsFrom + 16 * i), content.readDoubleLE(pointsFrom + 16 * i + 8)];
    if (withZ) position.push(content.readDoubleLE(zFrom + 8 * i));
    positions.push(finite(position));
  }
  if (pointCount === 0) return null;
  if (kind === 'points') return { type: 'MultiPoint', coordinates: positions };
  const starts = Array.from({ length: partCount }, (_, i) => content.readInt32LE(44 + 4 * i));
  if (starts[0] !== 0 || starts.some((start, i) => start >= (starts[i + 1] ?? pointCount))) {
    throw new BadGeometry('parts out of order');
  }
  const parts = starts.map((start, i) => positions.slice(start, starts[i + 1] ?? pointCount));
  if (kind === 'polygon') return polygonOfRings(parts);
  return parts.length === 1
    ? { type: 'LineString', coordinates: parts[0]! }
    : { type: 'MultiLineString', coordinates: parts };
}

function finite(position: Position): Position {
  if (!Number.isFinite(position[0]) || !Number.isFinite(position[1])) {
    throw new BadGeometry('a position that is not finite numbers');
  }
  return position;
}

/** Refuses a ZIP that holds parts of a shapefile but no shapes. */
export function refuseWithoutShapes(): never {
  throw problems.unsupported({
    zh: '压缩包中有 .dbf 或 .shx 但缺少 .shp,请把同名的 .shp、.shx、.dbf、.prj 一起压缩',
    en: 'The archive has a .dbf or .shx but no .shp: put the .shp, .shx, .dbf and .prj of one name into it',
  });
}
