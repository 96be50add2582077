import { simplify } from '@turf/turf';
import { COORDINATE_UNIT, segmentMetres, type Network } from '../network/graph.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FieldArea, FieldBasemap } from './contract.ts';

type Place = [longitude: number, latitude: number];

/** Half the width of the strip along the lines of which the map shows ways and villages: an hour's walk to either side. */
export const CORRIDOR_M = 3000;
/** Side of the cells that the strip is made of, degrees: about 400 m at Chengde. */
const CELL = 0.004;
const METRES_PER_DEGREE = 111_320;
/** Bends that a way may lose, degrees: some 5 m, less than a pixel at the scale at which one walks. */
const WAY_TOLERANCE = 0.00005;
/** The same for outlines of divisions, which are there for orientation. */
const OUTLINE_TOLERANCE = 0.0002;
/** Five decimals are a metre. */
const rounded = ([longitude, latitude]: readonly number[]): Place => [
  Math.round(longitude! * 1e5) / 1e5,
  Math.round(latitude! * 1e5) / 1e5,
];

/** Whether a place lies in a strip. */
type Inside = (longitude: number, latitude: number) => boolean;

/** Walks along a course in steps of no more than a cell. */
function* stepsAlong(course: readonly (readonly number[])[]): Generator<readonly number[]> {
  yield course[0]!;
  for (let i = 1; i < course.length; i++) {
    const [a, b] = [course[i - 1]!, course[i]!];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(b[0]! - a[0]!), Math.abs(b[1]! - a[1]!)) / CELL));
    for (let step = 1; step <= steps; step++)
      yield [a[0]! + ((b[0]! - a[0]!) * step) / steps, a[1]! + ((b[1]! - a[1]!) * step) / steps];
  }
}

const cellOf = (longitude: number, latitude: number) =>
  `${Math.floor(longitude / CELL)} ${Math.floor(latitude / CELL)}`;

/** The strip along courses and around places. */
function strip(courses: readonly (readonly (readonly number[])[])[]): Inside {
  const cells = new Set<string>();
  const visited = new Set<string>();
  for (const course of courses) {
    for (const [longitude, latitude] of stepsAlong(course) as Iterable<Place>) {
      const cell = cellOf(longitude, latitude);
      if (visited.has(cell)) continue;
      visited.add(cell);
      const north = Math.ceil(CORRIDOR_M / METRES_PER_DEGREE / CELL);
      const squeeze = Math.cos((latitude * Math.PI) / 180);
      const east = Math.ceil(north / squeeze);
      for (let dx = -east; dx <= east; dx++) {
        for (let dy = -north; dy <= north; dy++) {
          if (Math.hypot(dx * squeeze, dy) <= north) cells.add(cellOf(longitude + dx * CELL, latitude + dy * CELL));
        }
      }
    }
  }
  return (longitude, latitude) => cells.has(cellOf(longitude, latitude));
}

/** The pieces of a course that lie in a strip, each out to the first place beyond it. */
function within(course: readonly (readonly number[])[], inside: Inside): Place[][] {
  const pieces: Place[][] = [];
  let piece: Place[] | null = null;
  for (let i = 1; i < course.length; i++) {
    const [from, to] = [course[i - 1]!, course[i]!];
    const meets = [...stepsAlong([from, to])].some(([longitude, latitude]) => inside(longitude!, latitude!));
    if (!meets) piece = null;
    else if (piece) piece.push(rounded(to));
    else pieces.push((piece = [rounded(from), rounded(to)]));
  }
  return pieces;
}

const simpler = (course: Place[], tolerance: number): Place[] =>
  course.length < 3
    ? course
    : (simplify({ type: 'LineString', coordinates: course }, { tolerance }).coordinates as Place[]);

/** Ways of a network in a strip: segments one after the other are one course from junction to junction. */
function waysWithin({ forward, longitude, latitude, header }: Network, inside: Inside): Place[][] {
  const at = (node: number): Place => [longitude[node]! * COORDINATE_UNIT, latitude[node]! * COORDINATE_UNIT];
  const isIn = Uint8Array.from({ length: header.nodes }, (_, node) => (inside(...at(node)) ? 1 : 0));
  const neighbours = new Map<number, Set<number>>();
  const join = (a: number, b: number) => {
    if (!neighbours.has(a)) neighbours.set(a, new Set());
    neighbours.get(a)!.add(b);
  };
  for (let tail = 0; tail < header.nodes; tail++) {
    for (let arc = forward.offset[tail]!; arc < forward.offset[tail + 1]!; arc++) {
      const head = forward.head[arc]!;
      if (head === tail || !(isIn[tail] || isIn[head])) continue;
      join(tail, head);
      join(head, tail);
    }
  }
  const junctions = new Set([...neighbours].flatMap(([node, { size }]) => (size === 2 ? [] : [node])));
  const courses: Place[][] = [];
  const follow = (from: number, first: number) => {
    const course = [at(from)];
    let [before, node] = [from, first];
    for (;;) {
      neighbours.get(before)!.delete(node);
      neighbours.get(node)!.delete(before);
      course.push(at(node));
      const onward = neighbours.get(node)!;
      if (junctions.has(node) || onward.size !== 1) break;
      [before, node] = [node, [...onward][0]!];
    }
    courses.push(simpler(course, WAY_TOLERANCE).map(rounded));
  };
  // From junctions first; what is left then are rings.
  for (const nodes of [junctions, neighbours.keys()]) {
    for (const node of nodes)
      for (const first of [...neighbours.get(node)!]) if (neighbours.get(node)!.has(first)) follow(node, first);
  }
  return courses;
}

/** Outlines of a level in a strip. */
function outlinesWithin({ divisions }: Snapshot, level: 'county' | 'township', inside: Inside): Place[][] {
  return divisions.ofLevel(level).flatMap((row) => {
    const { boundary } = divisions.bodies[row]!;
    if (!boundary) return [];
    const rings = boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();
    return rings.flatMap((ring) => within(ring, inside).map((piece) => simpler(piece, OUTLINE_TOLERANCE)));
  });
}

function placesWithin({ divisions }: Snapshot, inside: Inside): FieldBasemap['places'] {
  return (['township', 'village'] as const).flatMap((level) =>
    divisions.ofLevel(level).flatMap((row) => {
      const { name, centre } = divisions.bodies[row]!;
      return centre && inside(...centre.coordinates) ? [{ name, level, position: rounded(centre.coordinates) }] : [];
    }),
  );
}

/**
 * A map to take along under lines, markers and signs, of what the register and the walk network hold: outlines of counties and
 * townships, ways, townships and villages, all within `CORRIDOR_M` of the lines. The strip follows lines and markers as the
 * reader may see them, so that its shape gives no precise course away.
 * @param network null: none is there, so no ways are known
 * @returns null where nothing of them has a place
 */
export function basemapOf(
  { lines, markers, signs }: Pick<FieldArea, 'lines' | 'markers' | 'signs'>,
  snapshot: Snapshot,
  network: Network | null,
): FieldBasemap | null {
  const courses: (readonly (readonly number[])[])[] = lines.flatMap(({ geometry }) => geometry?.coordinates ?? []);
  for (const { position } of [...markers, ...signs]) if (position) courses.push([position.coordinates]);
  if (courses.length === 0) return null;
  const inside = strip(courses);
  const places = placesWithin(snapshot, inside);
  const ways = network ? waysWithin(network, inside) : [];
  const isDemo = network?.header.source.demo === true || snapshot.divisions.bodies.some(({ demo }) => demo);
  return {
    demo: isDemo,
    network: network?.header.name ?? null,
    attribution: network?.header.source.attribution ?? '',
    corridorM: CORRIDOR_M,
    outlines: (['county', 'township'] as const).map((level) => ({
      level,
      coordinates: outlinesWithin(snapshot, level, inside),
    })),
    ways: { coordinates: ways, lengthKm: Math.round(ways.reduce((sum, way) => sum + lengthM(way), 0) / 1000) },
    places,
  };
}

const lengthM = (course: readonly Place[]): number =>
  course.slice(1).reduce((sum, to, i) => sum + segmentMetres(...course[i]!, ...to), 0);
