import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { BBox } from 'geojson';
import { mostArchiveZoom } from './contract.ts';
import type { TileAddress } from './cut.ts';
import { tileOf, within, type PlacedLayer } from './layer.ts';

/** A tile, or a run of equal ones, in a directory; a run of 0 is a directory further down. */
interface Entry {
  id: number;
  offset: number;
  length: number;
  run: number;
}

const headerBytes = 127;
/** Header and root directory are within the first so many bytes: readers fetch them at once. */
const firstBytes = 16_384;
const leafEntries = 4096;

/**
 * All tiles of a layer that have features, as PMTiles 3 (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md):
 * gzip, clustered, equal tiles once.
 * @param zoom deepest zoom, at most `mostArchiveZoom`
 * @param bounds west, south, east, north, degrees; null = nothing has a place
 * @throws the signal's reason when it aborts
 */
export async function pmtilesOf(
  layer: PlacedLayer,
  { zoom, bounds, metadata }: { zoom: number; bounds: BBox | null; metadata: Record<string, unknown> },
  signal?: AbortSignal,
): Promise<Buffer> {
  const tiles: { id: number; bytes: Buffer }[] = [];
  const below = async (part: PlacedLayer, tile: TileAddress): Promise<void> => {
    const inside = within(part, tile);
    if (inside.features.length === 0) return;
    const bytes = tileOf(inside, tile);
    if (bytes.length > 0) tiles.push({ id: tileId(tile), bytes: gzipSync(bytes) });
    // Others are answered between two tiles.
    await setImmediate();
    signal?.throwIfAborted();
    if (tile.z === Math.min(zoom, mostArchiveZoom)) return;
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      await below(inside, { z: tile.z + 1, x: 2 * tile.x + dx, y: 2 * tile.y + dy });
    }
  };
  await below(layer, { z: 0, x: 0, y: 0 });
  tiles.sort((a, b) => a.id - b.id);
  const { entries, data } = contentOf(tiles);
  const { root, leaves } = directoriesOf(entries);
  const about = gzipSync(JSON.stringify(metadata));
  const header = Buffer.alloc(headerBytes);
  header.write('PMTiles', 'ascii');
  header[7] = 3;
  let offset = headerBytes;
  const dataBytes = data.reduce((sum, { length }) => sum + length, 0);
  [root.length, about.length, leaves.length, dataBytes].forEach((length, i) => {
    header.writeBigUInt64LE(BigInt(offset), 8 + 16 * i);
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * i);
    offset += length;
  });
  [tiles.length, entries.length, data.length].forEach((count, i) => header.writeBigUInt64LE(BigInt(count), 72 + 8 * i));
  // Clustered; directories and tiles in gzip; vector tiles.
  header.set([1, 2, 2, 1, 0, Math.min(zoom, mostArchiveZoom)], 96);
  const box = bounds ?? [-180, -85, 180, 85];
  const [west, south, east, north] = [box[0]!, box[1]!, box.at(-2)!, box.at(-1)!];
  const places = [west, south, east, north].map((degrees) => Math.round(degrees * 1e7));
  places.forEach((place, i) => header.writeInt32LE(place, 102 + 4 * i));
  header[118] = Math.min(zoom, Math.max(0, Math.floor(Math.log2(360 / Math.max(east - west, 1e-4)))));
  header.writeInt32LE(Math.round(((west + east) / 2) * 1e7), 119);
  header.writeInt32LE(Math.round(((south + north) / 2) * 1e7), 123);
  return Buffer.concat([header, root, about, leaves, ...data]);
}

/** Entries of the tiles in their order, and the different contents. */
function contentOf(tiles: readonly { id: number; bytes: Buffer }[]): { entries: Entry[]; data: Buffer[] } {
  const entries: Entry[] = [];
  const data: Buffer[] = [];
  const known = new Map<string, number>();
  let end = 0;
  for (const { id, bytes } of tiles) {
    const hash = createHash('sha256').update(bytes).digest('base64');
    let offset = known.get(hash);
    if (offset === undefined) {
      offset = end;
      known.set(hash, offset);
      data.push(bytes);
      end += bytes.length;
    }
    const last = entries.at(-1);
    if (last && last.offset === offset && last.id + last.run === id) last.run++;
    else entries.push({ id, offset, length: bytes.length, run: 1 });
  }
  return { entries, data };
}

/** All entries in the root where they are few, else in leaves that the root names. */
function directoriesOf(entries: readonly Entry[]): { root: Buffer; leaves: Buffer } {
  if (entries.length <= leafEntries) {
    const root = directory(entries);
    if (headerBytes + root.length <= firstBytes) return { root, leaves: Buffer.alloc(0) };
  }
  const leaves: Buffer[] = [];
  const named: Entry[] = [];
  let offset = 0;
  for (let from = 0; from < entries.length; from += leafEntries) {
    const leaf = directory(entries.slice(from, from + leafEntries));
    named.push({ id: entries[from]!.id, offset, length: leaf.length, run: 0 });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: directory(named), leaves: Buffer.concat(leaves) };
}

function directory(entries: readonly Entry[]): Buffer {
  const numbers = [
    entries.length,
    ...entries.map(({ id }, i) => id - (entries[i - 1]?.id ?? 0)),
    ...entries.map(({ run }) => run),
    ...entries.map(({ length }) => length),
    ...entries.map(({ offset }, i) => {
      const before = entries[i - 1];
      return before && before.offset + before.length === offset ? 0 : offset + 1;
    }),
  ];
  return gzipSync(Buffer.from(numbers.flatMap(varint)));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** The tile's number: zooms one after another, within each along a Hilbert curve. */
function tileId({ z, x, y }: TileAddress): number {
  let id = (4 ** z - 1) / 3;
  let [column, row] = [x, y];
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const [rx, ry] = [column & side ? 1 : 0, row & side ? 1 : 0];
    id += side * side * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) [column, row] = [side - 1 - column, side - 1 - row];
      [column, row] = [row, column];
    }
  }
  return id;
}
