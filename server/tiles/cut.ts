import { mostZoom, tileBuffer, tileExtent } from './contract.ts';
import { geometryType, type TileFeature } from './encode.ts';
import type { Course, Shape } from './world.ts';

export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

type Cut = Pick<TileFeature, 'type' | 'parts'>;

/** How far a simplified course may be from the true one, units of the tile: half a pixel where a tile is 512 pixels wide. */
const tolerance = 4;
/** The tile's square with its buffer. */
const [lowest, highest] = [-tileBuffer, tileExtent + tileBuffer];

/**
 * A position of the world's square in a tile's units, not rounded yet. Whole units are the nearest ones, halves to the
 * even one, as ST_AsMVTGeom rounds (C's `rint`).
 */
export function toUnits({ z, x, y }: TileAddress, worldX: number, worldY: number): [number, number] {
  const side = 2 ** z;
  return [(worldX * side - x) * tileExtent, (worldY * side - y) * tileExtent];
}

/** The nearest whole number; of two, the even one. */
export function toWhole(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  const up = over > 0.5 || (over === 0.5 && below % 2 !== 0);
  return up ? below + 1 : below;
}

const isInside = (x: number, y: number) => x >= lowest && x <= highest && y >= lowest && y <= highest;

/**
 * What of a shape is in a tile: simplified for its zoom (not at the deepest), rounded to whole units, then cut at the
 * buffer. Whole courses are simplified, so that neighbouring tiles meet. Null where nothing is left, as of an area smaller
 * than a unit.
 */
export function cutToTile(shape: Shape, tile: TileAddress): Cut | null {
  if (shape.kind === 'points') {
    const part: number[] = [];
    for (let i = 0; i < shape.xy.length; i += 2) {
      const [x, y] = toUnits(tile, shape.xy[i]!, shape.xy[i + 1]!).map(toWhole) as [number, number];
      if (isInside(x, y)) part.push(x, y);
    }
    return part.length === 0 ? null : { type: geometryType.point, parts: [part] };
  }
  const parts =
    shape.kind === 'lines'
      ? shape.lines.flatMap((line) => cutLine(roundedCourse(line, tile)))
      : shape.areas.flatMap((rings) => cutArea(rings.map((ring) => roundedCourse(ring, tile))));
  if (parts.length === 0) return null;
  return { type: shape.kind === 'lines' ? geometryType.line : geometryType.area, parts };
}

/** Vertices that count at a tile's zoom, in whole units, none twice in a row. */
function roundedCourse({ xy, weight }: Course, tile: TileAddress): number[] {
  const least = tile.z === mostZoom ? 0 : (tolerance / tileExtent / 2 ** tile.z) ** 2;
  const out: number[] = [];
  for (let i = 0; i < weight.length; i++) {
    if (weight[i]! < least) continue;
    const [x, y] = toUnits(tile, xy[2 * i]!, xy[2 * i + 1]!);
    push(out, toWhole(x), toWhole(y));
  }
  return out;
}

function push(course: number[], x: number, y: number): void {
  if (course.length === 0 || course.at(-2) !== x || course.at(-1) !== y) course.push(x, y);
}

/** Pieces of a line within the buffer; each segment is cut as Liang and Barsky (1984) do. */
function cutLine(line: readonly number[]): number[][] {
  const pieces: number[][] = [];
  let piece: number[] | null = null;
  for (let i = 2; i < line.length; i += 2) {
    const [x, y] = [line[i - 2]!, line[i - 1]!];
    const [dx, dy] = [line[i]! - x, line[i + 1]! - y];
    let [from, to] = [0, 1];
    for (const [delta, room] of [
      [-dx, x - lowest],
      [dx, highest - x],
      [-dy, y - lowest],
      [dy, highest - y],
    ] as const) {
      if (delta === 0) {
        if (room < 0) to = -1;
      } else if (delta < 0) from = Math.max(from, room / delta);
      else to = Math.min(to, room / delta);
    }
    if (from > to) {
      piece = null;
      continue;
    }
    if (!piece || from > 0) pieces.push((piece = []));
    push(piece, toWhole(x + from * dx), toWhole(y + from * dy));
    push(piece, toWhole(x + to * dx), toWhole(y + to * dy));
    if (to < 1) piece = null;
  }
  return pieces.filter(({ length }) => length >= 4);
}

/** Rings of an area within the buffer, the outer one clockwise as seen and first; none where nothing of it is left. */
function cutArea([outer, ...holes]: readonly (readonly number[])[]): number[][] {
  const shell = cutRing(outer ?? []);
  if (!shell) return [];
  const inner = holes.map(cutRing).filter((ring) => ring !== null);
  const left = inner.reduce((sum, { area }) => sum - Math.abs(area), Math.abs(shell.area));
  if (left <= 0) return [];
  return [turned(shell, 1), ...inner.map((ring) => turned(ring, -1))];
}

interface Ring {
  /** Without the closing vertex. */
  course: number[];
  /** Twice the area; positive where the ring is clockwise as seen. */
  area: number;
}

function turned({ course, area }: Ring, sign: 1 | -1): number[] {
  if (Math.sign(area) === sign) return course;
  const out: number[] = [];
  for (let i = course.length - 2; i >= 0; i -= 2) out.push(course[i]!, course[i + 1]!);
  return out;
}

const sides = [
  { axis: 0, bound: lowest, sign: 1 },
  { axis: 0, bound: highest, sign: -1 },
  { axis: 1, bound: lowest, sign: 1 },
  { axis: 1, bound: highest, sign: -1 },
] as const;

/** A closed ring within the buffer, cut side by side as Sutherland and Hodgman (1974) do; null where no area is left. */
function cutRing(closed: readonly number[]): Ring | null {
  let ring = closed.slice(0, -2);
  for (const { axis, bound, sign } of sides) {
    const depth = (i: number) => (ring[i + axis]! - bound) * sign;
    const out: number[] = [];
    for (let i = 0; i < ring.length; i += 2) {
      const before = (i || ring.length) - 2;
      const [own, previous] = [depth(i), depth(before)];
      if (own >= 0 !== previous >= 0) {
        const share = previous / (previous - own);
        out.push(
          ring[before]! + share * (ring[i]! - ring[before]!),
          ring[before + 1]! + share * (ring[i + 1]! - ring[before + 1]!),
        );
      }
      if (own >= 0) out.push(ring[i]!, ring[i + 1]!);
    }
    ring = out;
  }
  const course: number[] = [];
  for (let i = 0; i < ring.length; i += 2) push(course, toWhole(ring[i]!), toWhole(ring[i + 1]!));
  if (course.length > 2 && course[0] === course.at(-2) && course[1] === course.at(-1)) course.splice(-2);
  const area = doubleArea(course);
  return area === 0 ? null : { course, area };
}

function doubleArea(course: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < course.length; i += 2) {
    const before = (i || course.length) - 2;
    sum += course[before]! * course[i + 1]! - course[i]! * course[before + 1]!;
  }
  return sum;
}
