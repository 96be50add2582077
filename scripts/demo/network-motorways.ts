import { direction, distance, offset, resampled, spanningTree } from './network-geometry.ts';
import { bending, type DrawnRoad } from './network-roads.ts';
import type { Sketch } from './network-sketch.ts';
import { demoTags } from './network-tags.ts';
import type { Town } from './network-towns.ts';
import { squaredDistance, type PlanePoint } from './plane.ts';
import { randomStream, type Random } from '../../server/random.ts';

const halfWidthKm = 0.013;
/** Fast roads end this far from a town's centre, or where its streets begin; ramps lead on. */
const clearanceKm = 2.2;
const interchangeEveryKm = 14;

/**
 * Draws motorways along a spanning tree of the county seats and trunk roads between some further pairs, above or below all
 * other ways and joined to main roads by ramps only.
 */
export function drawFastRoads(towns: readonly Town[], roads: readonly DrawnRoad[], sketch: Sketch, seed: number): void {
  const random = randomStream(seed, 'network fast roads');
  const bends = bending(seed, 'fast road bends', 14, 2.2, 5);
  const seats = towns.filter((town) => town.countySeat).map((town) => town.centre);
  const tree = spanningTree(seats);
  const main = roads.filter((r) => r.class !== 'unclassified' && r.class !== 'track').flatMap((r) => r.nodes);
  const line = (a: PlanePoint, b: PlanePoint) => {
    const heading = direction(a, b);
    const ends = [offset(a, heading, clearanceKm), offset(b, heading, -clearanceKm)] as const;
    const points = resampled(bends(...ends), () => 0.11 + 0.04 * random.next());
    const built = (p: PlanePoint) => towns.some((town) => town.countySeat && town.covers(p));
    const half = Math.floor(points.length / 2);
    const end = points.findIndex((p, i) => i > half && built(p));
    return points.slice(points.slice(0, half).findLastIndex(built) + 1, end < 0 ? points.length : end);
  };
  tree.forEach(([a, b], i) => drawMotorway(line(seats[a]!, seats[b]!), `G9${10 + i} 高速 演示`, main, sketch));
  trunkPairs(seats, tree).forEach(([a, b], i) => {
    drawTrunk(line(seats[a]!, seats[b]!), `G9${50 + i} 快速路 演示`, main, sketch, random);
  });
}

/** For each seat the nearest one that the tree does not join it to, if not too far; each pair once. */
function trunkPairs(seats: readonly PlanePoint[], tree: readonly [number, number][]): [number, number][] {
  const known = new Set(tree.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const pairs: [number, number][] = [];
  seats.forEach((seat, a) => {
    const others = seats.map((_, b) => b).filter((b) => b !== a && !known.has(`${a} ${b}`));
    const b = others.reduce((best, other) =>
      squaredDistance(seat, seats[other]!) < squaredDistance(seat, seats[best]!) ? other : best,
    );
    if (distance(seat, seats[b]!) > 75) return;
    pairs.push([a, b]);
    known.add(`${a} ${b}`).add(`${b} ${a}`);
  });
  return pairs;
}

/** Positions along a line at which ramps join it: its ends, and between them at even steps. */
function interchanges(line: readonly PlanePoint[]): number[] {
  const lengthKm = line.slice(1).reduce((sum, p, i) => sum + distance(line[i]!, p), 0);
  const steps = Math.max(1, Math.round(lengthKm / interchangeEveryKm));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (line.length - 1)) / steps));
}

function drawMotorway(line: readonly PlanePoint[], name: string, main: readonly number[], sketch: Sketch): void {
  const aside = (side: 1 | -1) =>
    line.map((p, i) => {
      const heading = direction(line[Math.max(0, i - 1)]!, line[Math.min(line.length - 1, i + 1)]!);
      return sketch.node(offset(p, heading, 0, side * halfWidthKm));
    });
  // One drives on the right.
  const there = aside(-1);
  const back = aside(1).reverse();
  for (const carriageway of [there, back]) {
    sketch.way(carriageway, demoTags({ highway: 'motorway', oneway: 'yes', maxspeed: '100', name }), true);
  }
  const last = line.length - 1;
  for (const at of interchanges(line)) {
    const road = nearestWithin(main, line[at]!, sketch, at === 0 || at === last ? Infinity : 2.5);
    if (road === null) continue;
    for (const [carriageway, position] of [
      [there, at],
      [back, last - at],
    ] as const) {
      const ramp = (from: number, to: number) =>
        sketch.way(
          rampNodes(from, to, sketch),
          demoTags({ highway: 'motorway_link', oneway: 'yes', maxspeed: '40' }),
          true,
        );
      if (position > 0) ramp(carriageway[Math.max(0, position - 2)]!, road);
      if (position < last) ramp(road, carriageway[Math.min(last, position + 2)]!);
    }
  }
}

function drawTrunk(line: readonly PlanePoint[], name: string, main: readonly number[], sketch: Sketch, random: Random) {
  const nodes = line.map((p) => sketch.node(p));
  sketch.way(
    nodes,
    demoTags({ highway: 'trunk', motorroad: 'yes', foot: 'no', name, ...(random.chance(0.8) && { maxspeed: '80' }) }),
    true,
  );
  for (const at of interchanges(line)) {
    const road = nearestWithin(main, line[at]!, sketch, at === 0 || at === line.length - 1 ? Infinity : 2.5);
    if (road !== null)
      sketch.way(rampNodes(nodes[at]!, road, sketch), demoTags({ highway: 'trunk_link', foot: 'no' }), true);
  }
}

function nearestWithin(nodes: readonly number[], p: PlanePoint, sketch: Sketch, limitKm: number): number | null {
  const nearest = nodes.reduce((best, node) =>
    squaredDistance(sketch.point(node), p) < squaredDistance(sketch.point(best), p) ? node : best,
  );
  return distance(sketch.point(nearest), p) <= limitKm ? nearest : null;
}

/** Nodes of a ramp, which swings out to the right of the straight line. */
function rampNodes(from: number, to: number, sketch: Sketch): number[] {
  const [a, b] = [sketch.point(from), sketch.point(to)];
  const lengthKm = distance(a, b);
  const parts = Math.max(3, Math.ceil(lengthKm / 0.1));
  const inner = Array.from({ length: parts - 1 }, (_, i) => {
    const share = (i + 1) / parts;
    return sketch.node(
      offset(a, direction(a, b), share * lengthKm, -share * (1 - share) * Math.min(0.3, lengthKm * 0.5)),
    );
  });
  return [from, ...inner, to];
}
