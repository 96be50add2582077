import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Geometry, Position } from 'geojson';
import { text } from '../../../gis-data/catalogue/index.ts';
import { groupBy } from '../../indicators/group-by.ts';
import { problems } from '../../registry/problem.ts';
import { csvFile } from '../../spreadsheet.ts';
import { positionsOf, signedArea } from '../readers/shapes.ts';
import { Box } from './box.ts';
import { crsText } from './crs-text.ts';
import { DbfFields } from './dbf.ts';
import { fieldNames } from './field-names.ts';
import { statements, type ExportFeature, type FeatureSource } from './source.ts';
import { writePieces } from './text-file.ts';
import { zipped, type ZipMember } from './zip.ts';

/** Shape types; a shapefile holds one of them and null shapes. */
const shapeTypes = { point: 1, line: 3, polygon: 5, points: 8 } as const;
type ShapeKind = keyof typeof shapeTypes;

const headerBytes = 100;
/** Offsets count words of 16 bits in 32 bits with a sign; GDAL and ArcGIS stop at 2 GB. */
const mostBytes = 2 ** 31;

/**
 * Features as a ZIP of shapefiles (ESRI Shapefile Technical Description, 1998) in UTF-8, one for each type of shape that the layer
 * has, with `fields.csv`, which says what the short names of fields stand for, and `about.csv`. Values longer than a field are
 * cut, and counted in `fields.csv`. Heights are left out.
 * @param target in a folder of the caller's, who removes it
 * @throws Problem where a part would be larger than 2 GB
 */
export async function writeShapefiles(source: FeatureSource, target: string): Promise<void> {
  const { layer, facts, columns, allNames } = source;
  const names = fieldNames(allNames);
  const fields = new DbfFields(
    columns,
    columns.map(({ name }) => names.get(name)!),
  );
  for await (const batch of source.batches()) for (const feature of batch) fields.measure(feature);

  const files = new Map<ShapeKind, ShapeFile>();
  try {
    const fileOf = async (kind: ShapeKind) => {
      const known = files.get(kind);
      if (known) return known;
      const opened = await ShapeFile.open(path.join(path.dirname(target), kind), kind, fields);
      files.set(kind, opened);
      return opened;
    };
    const usual: ShapeKind = source.shape === 'any' ? 'point' : source.shape;
    for await (const batch of source.batches()) {
      const kinds = groupBy(batch, ({ geometry }) => (geometry ? kindOf(geometry) : usual));
      for (const [kind, features] of kinds) await (await fileOf(kind)).append(features);
    }
    if (files.size === 0) await fileOf(usual);
    for (const file of files.values()) await file.finish(facts.asOf);
  } finally {
    for (const file of files.values()) await file.close();
  }

  const members: ZipMember[] = [...files].flatMap(([kind, { stem }]) => {
    const name = files.size === 1 ? layer : `${layer}_${kind}`;
    return [
      ...['shp', 'shx', 'dbf'].map((part) => ({
        name: `${name}.${part}`,
        content: () => createReadStream(`${stem}.${part}`) as AsyncIterable<Uint8Array>,
      })),
      { name: `${name}.prj`, content: () => [Buffer.from(crsText(facts.crs))] },
      { name: `${name}.cpg`, content: () => [Buffer.from('UTF-8')] },
    ];
  });
  members.push(
    { name: 'fields.csv', content: () => [fieldList(source, fields)] },
    { name: 'about.csv', content: () => [csvFile(statements(source))] },
  );
  await writePieces(target, zipped(members));
}

/** What the fields stand for. */
function fieldList({ columns, language }: FeatureSource, { fields, cut }: DbfFields): Buffer {
  const say = (zh: string, en: string) => text(zh, en)[language];
  return csvFile([
    [say('字段', 'field'), say('属性', 'property'), say('含义', 'meaning'), say('截短的值', 'values cut')],
    ...columns.map(({ name, title }, i) => [fields[i]!.name, name, title?.[language] ?? name, cut[i]!]),
  ]);
}

function kindOf({ type }: Geometry): ShapeKind {
  switch (type) {
    case 'Point':
      return 'point';
    case 'MultiPoint':
      return 'points';
    case 'LineString':
    case 'MultiLineString':
      return 'line';
    case 'Polygon':
    case 'MultiPolygon':
      return 'polygon';
    case 'GeometryCollection':
      throw new RangeError('A shapefile holds no collections of geometries');
  }
}

/** The .shp, .shx and .dbf of one type of shape, written as features come; headers last, when their numbers are known. */
class ShapeFile {
  private bytes = headerBytes;
  private records = 0;
  private readonly box = new Box();

  private constructor(
    readonly stem: string,
    private readonly kind: ShapeKind,
    private readonly fields: DbfFields,
    private readonly handles: { shp: FileHandle; shx: FileHandle; dbf: FileHandle },
  ) {}

  static async open(stem: string, kind: ShapeKind, fields: DbfFields): Promise<ShapeFile> {
    const [shp, shx, dbf] = [
      await open(`${stem}.shp`, 'w'),
      await open(`${stem}.shx`, 'w'),
      await open(`${stem}.dbf`, 'w'),
    ];
    await Promise.all([shp.write(Buffer.alloc(headerBytes)), shx.write(Buffer.alloc(headerBytes))]);
    await dbf.write(fields.header(0, '1900-01-01'));
    return new ShapeFile(stem, kind, fields, { shp, shx, dbf });
  }

  async append(features: readonly ExportFeature[]): Promise<void> {
    const [shapes, index, records]: [Buffer[], Buffer[], Buffer[]] = [[], [], []];
    for (const feature of features) {
      const content = contentOf(feature.geometry, this.kind);
      const head = Buffer.alloc(8);
      head.writeInt32BE(++this.records, 0);
      head.writeInt32BE(content.length / 2, 4);
      const entry = Buffer.alloc(8);
      entry.writeInt32BE(this.bytes / 2, 0);
      entry.writeInt32BE(content.length / 2, 4);
      shapes.push(head, content);
      index.push(entry);
      records.push(this.fields.record(feature));
      this.bytes += 8 + content.length;
      if (feature.geometry) for (const position of positionsOf(feature.geometry)) this.box.add(position);
    }
    if (this.bytes > mostBytes || this.records * this.fields.recordBytes > mostBytes) throw tooLarge();
    const { shp, shx, dbf } = this.handles;
    await Promise.all([
      shp.write(Buffer.concat(shapes)),
      shx.write(Buffer.concat(index)),
      dbf.write(Buffer.concat(records)),
    ]);
  }

  async finish(day: string): Promise<void> {
    const { shp, shx, dbf } = this.handles;
    await dbf.write(Buffer.of(0x1a));
    await Promise.all([
      shp.write(this.header(this.bytes), 0, headerBytes, 0),
      shx.write(this.header(headerBytes + 8 * this.records), 0, headerBytes, 0),
    ]);
    const header = this.fields.header(this.records, day);
    await dbf.write(header, 0, header.length, 0);
  }

  private header(fileBytes: number): Buffer {
    const header = Buffer.alloc(headerBytes);
    header.writeInt32BE(9994, 0);
    header.writeInt32BE(fileBytes / 2, 24);
    header.writeInt32LE(1000, 28);
    header.writeInt32LE(shapeTypes[this.kind], 32);
    this.box.corners?.forEach((value, i) => header.writeDoubleLE(value, 36 + 8 * i));
    return header;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.handles).map((handle) => handle.close()));
  }
}

const tooLarge = () =>
  problems.tooLarge(
    text(
      '超过 Shapefile 的 2 GB 上限,请用 GeoPackage 导出,或少选几列',
      'This is more than the 2 GB that a shapefile holds: export a GeoPackage, or fewer columns',
    ),
  );

function contentOf(geometry: Geometry | null, kind: ShapeKind): Buffer {
  if (geometry === null) return Buffer.alloc(4); // a null shape
  if (geometry.type === 'Point') {
    const content = Buffer.alloc(20);
    content.writeInt32LE(shapeTypes.point, 0);
    writePositions([geometry.coordinates], content, 4);
    return content;
  }
  const parts = partsOf(geometry);
  const positions = parts.flat();
  const box = new Box();
  for (const position of positions) box.add(position);
  const starts: number[] = [];
  let start = 0;
  for (const part of parts) {
    if (kind !== 'points') starts.push(start);
    start += part.length;
  }
  const counts = kind === 'points' ? [positions.length] : [parts.length, positions.length];
  const from = 36 + 4 * (counts.length + starts.length);
  const content = Buffer.alloc(from + 16 * positions.length);
  content.writeInt32LE(shapeTypes[kind], 0);
  box.corners!.forEach((value, i) => content.writeDoubleLE(value, 4 + 8 * i));
  [...counts, ...starts].forEach((value, i) => content.writeInt32LE(value, 36 + 4 * i));
  writePositions(positions, content, from);
  return content;
}

function writePositions(positions: readonly Position[], content: Buffer, from: number): void {
  positions.forEach(([x, y], i) => {
    content.writeDoubleLE(x!, from + 16 * i);
    content.writeDoubleLE(y!, from + 16 * i + 8);
  });
}

/** Parts of lines and areas; outer rings run clockwise, holes against it. */
function partsOf(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'LineString':
    case 'MultiPoint':
      return [geometry.coordinates];
    case 'MultiLineString':
      return geometry.coordinates;
    case 'Polygon':
      return geometry.coordinates.map((ring, i) => wound(ring, i === 0));
    case 'MultiPolygon':
      return geometry.coordinates.flatMap((rings) => rings.map((ring, i) => wound(ring, i === 0)));
    default:
      throw new RangeError(`A ${geometry.type} has no parts`);
  }
}

const wound = (ring: Position[], clockwise: boolean): Position[] =>
  signedArea(ring) >= 0 === clockwise ? ring : ring.toReversed();
