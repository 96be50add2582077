import { PbfWriter } from 'pbf';
import { tileExtent } from './contract.ts';

/** Unknown values are left out: the format has no null. */
export type TileProperties = readonly (readonly [name: string, value: string | number | boolean])[];

/** Kinds of geometry as the format numbers them. */
export const geometryType = { point: 1, line: 2, area: 3 } as const;

/** A feature of a tile in its units, from the upper left corner. */
export interface TileFeature {
  type: (typeof geometryType)[keyof typeof geometryType];
  /**
   * Points: one list; lines: a list for each; areas: a list for each ring without its closing vertex, outer rings clockwise
   * as seen, each before its holes. Lists are x, y, x, y, ….
   */
  parts: readonly (readonly number[])[];
  properties: TileProperties;
}

const command = { moveTo: 1, lineTo: 2, closePath: 7 } as const;

/**
 * A tile of one layer as Mapbox Vector Tile 2.1 (https://github.com/mapbox/vector-tile-spec).
 * @returns no bytes where there are no features, as ST_AsMVT
 */
export function encodeTile(layer: string, features: readonly TileFeature[]): Uint8Array {
  const tile = new PbfWriter();
  if (features.length > 0) tile.writeMessage(3, writeLayer, { layer, features });
  return tile.finish();
}

function writeLayer({ layer, features }: { layer: string; features: readonly TileFeature[] }, pbf: PbfWriter): void {
  const [keys, values] = [new Map<string, number>(), new Map<string | number | boolean, number>()];
  pbf.writeVarintField(15, 2);
  writeText(pbf, 1, layer);
  for (const { type, parts, properties } of features) {
    const tags = properties.flatMap(([name, value]) => [numbered(keys, name), numbered(values, value)]);
    pbf.writeMessage(2, writeFeature, { type, tags, geometry: commands(type, parts) });
  }
  for (const key of keys.keys()) writeText(pbf, 3, key);
  for (const value of values.keys()) pbf.writeMessage(4, writeValue, value);
  pbf.writeVarintField(5, tileExtent);
}

/** The writer's own text loses characters of the second plane on, as rare ones of names are (pbf 5.1.2 makes 𠮷 another). */
const writeText = (pbf: PbfWriter, tag: number, text: string): void =>
  pbf.writeBytesField(tag, Buffer.from(text, 'utf8'));

function numbered<T>(numbers: Map<T, number>, value: T): number {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, numbers.size);
  return numbers.size - 1;
}

function writeFeature(
  { type, tags, geometry }: { type: number; tags: number[]; geometry: number[] },
  pbf: PbfWriter,
): void {
  pbf.writePackedVarint(2, tags);
  pbf.writeVarintField(3, type);
  pbf.writePackedVarint(4, geometry);
}

/** The writer doubles negative numbers on their way: those further below would lose a digit. */
const leastInteger = -(2 ** 52);

function writeValue(value: string | number | boolean, pbf: PbfWriter): void {
  if (typeof value === 'string') writeText(pbf, 1, value);
  else if (typeof value === 'boolean') pbf.writeBooleanField(7, value);
  else if (Number.isSafeInteger(value) && value >= 0) pbf.writeVarintField(5, value);
  else if (Number.isInteger(value) && value < 0 && value >= leastInteger) pbf.writeSVarintField(6, value);
  else pbf.writeDoubleField(3, value);
}

/** Section 4.3 of the specification. */
function commands(type: TileFeature['type'], parts: TileFeature['parts']): number[] {
  const out: number[] = [];
  let [x, y] = [0, 0];
  const step = (part: readonly number[], from: number, to: number) => {
    for (let i = from; i < to; i += 2) {
      out.push(zigzag(part[i]! - x), zigzag(part[i + 1]! - y));
      [x, y] = [part[i]!, part[i + 1]!];
    }
  };
  for (const part of parts) {
    if (type === geometryType.point) {
      out.push(repeated(command.moveTo, part.length / 2));
      step(part, 0, part.length);
      continue;
    }
    out.push(repeated(command.moveTo, 1));
    step(part, 0, 2);
    out.push(repeated(command.lineTo, part.length / 2 - 1));
    step(part, 2, part.length);
    if (type === geometryType.area) out.push(repeated(command.closePath, 1));
  }
  return out;
}

const repeated = (id: number, count: number): number => (count << 3) | id;
const zigzag = (value: number): number => (value << 1) ^ (value >> 31);
