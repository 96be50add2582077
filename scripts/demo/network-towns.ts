import { between, distance, distanceToSegment, neighbours, offset, unit } from './network-geometry.ts';
import { demoTags, streetName } from './network-tags.ts';
import type { Sketch, Tags } from './network-sketch.ts';
import { squaredDistance, toPlane, type PlanePoint } from './plane.ts';
import type { CountedVillage, TownshipPlace } from './places.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { sum } from './shares.ts';

/** A town with its street grid: the seat of one township, or all 街道 of a county together. */
export interface Town {
  countyCode: string;
  centre: PlanePoint;
  /** A county's own centre. */
  countySeat: boolean;
  townships: TownshipPlace[];
  /** Whether the point is between its streets. */
  covers(point: PlanePoint): boolean;
  /** The junction nearest to a point. */
  nearestNode(point: PlanePoint): number;
}

/** A built-up disc of a town. */
interface Core {
  at: PlanePoint;
  radiusKm: number;
}

/** How streets are laid: lengths in kilometres, chances for each block. */
interface StreetStyle {
  blockKm: readonly [least: number, most: number];
  corridorKm: number;
  gapChance: number;
  passageChance: number;
  /** Every so many lines of a grid is a main street. */
  mainEvery: number;
  mainClass: 'secondary' | 'tertiary';
}

const styles: Readonly<Record<'urban' | 'rural', StreetStyle>> = {
  urban: {
    blockKm: [0.1, 0.18],
    corridorKm: 0.14,
    gapChance: 0.08,
    passageChance: 0.3,
    mainEvery: 4,
    mainClass: 'secondary',
  },
  rural: {
    blockKm: [0.065, 0.115],
    corridorKm: 0.09,
    gapChance: 0.12,
    passageChance: 0.14,
    mainEvery: 5,
    mainClass: 'tertiary',
  },
};

/** Nearer to a town's core than this, a village belongs to the town's streets. */
const absorbedKm = 0.55;

/** Lays the street grids of all towns, the urban ones first: a later grid leaves out what an earlier one covers. */
export function layTowns(townships: readonly TownshipPlace[], sketch: Sketch, seed: number): Town[] {
  const random = randomStream(seed, 'network towns');
  const groups = new Map<string, TownshipPlace[]>();
  for (const at of [...townships.filter((t) => t.urban), ...townships.filter((t) => !t.urban)]) {
    const key = at.urban ? at.county.code : at.township.code;
    groups.set(key, [...(groups.get(key) ?? []), at]);
  }
  const towns: Town[] = [];
  for (const group of groups.values()) {
    const style = styles[group[0]!.urban ? 'urban' : 'rural'];
    towns.push(layTown(group, style, towns, sketch, random));
  }
  return towns;
}

function layTown(
  townships: TownshipPlace[],
  style: StreetStyle,
  earlier: readonly Town[],
  sketch: Sketch,
  random: Random,
): Town {
  const cores = townships.flatMap(coresOf);
  const corridors = neighbours(cores.map((c) => c.at)).map(([a, b]) => [cores[a]!.at, cores[b]!.at] as const);
  const covered = (p: PlanePoint) =>
    earlier.every((town) => !town.covers(p)) &&
    (cores.some(({ at, radiusKm }) => distance(p, at) < radiusKm * (0.85 + 0.3 * random.next())) ||
      corridors.some(([a, b]) => distanceToSegment(p, a, b) < style.corridorKm));
  const grid = layGrid(cores, covered, style, random);
  const nodes = drawStreets(grid, style, sketch, random);
  const { urban, county } = townships[0]!;
  return {
    countyCode: county.code,
    centre: cores[0]!.at,
    countySeat: urban,
    townships,
    covers: (p) => grid.covers(p),
    nearestNode: (p) => nearest(nodes, p, sketch),
  };
}

function coresOf({ township, villages, urban }: TownshipPlace): Core[] {
  const seat = toPlane(township.seat);
  const people = sum(villages.map((v) => v.counts.population));
  const communities = villages.filter((v) => v.type === 'community').map((v) => toPlane(v.centre));
  const own: Core[] = [
    { at: seat, radiusKm: urban ? 0.5 : Math.min(0.5, 0.12 + 0.0016 * Math.sqrt(people)) },
    // Entrances lie up to 0.15 km east or north of a community's centre.
    ...communities.map((at) => ({ at, radiusKm: 0.34 })),
  ];
  const near = (v: CountedVillage) => own.some(({ at }) => distance(toPlane(v.centre), at) < absorbedKm);
  // Entrances lie up to 0.3 km east or north of a village's centre.
  const absorbed = villages.filter((v) => v.type === 'village' && near(v));
  return [...own, ...absorbed.map((v) => ({ at: toPlane(v.centre), radiusKm: 0.4 }))];
}

function nearest(nodes: readonly number[], p: PlanePoint, sketch: Sketch): number {
  let best = nodes[0]!;
  for (const node of nodes) {
    if (squaredDistance(sketch.point(node), p) < squaredDistance(sketch.point(best), p)) best = node;
  }
  return best;
}

/** Lines of a rotated grid and which of its blocks are built up. */
interface Grid {
  columns: number;
  rows: number;
  /** Crossing of a column's and a row's line. */
  crossing(column: number, row: number): PlanePoint;
  active(column: number, row: number): boolean;
  covers(point: PlanePoint): boolean;
}

function layGrid(
  cores: readonly Core[],
  covered: (p: PlanePoint) => boolean,
  style: StreetStyle,
  random: Random,
): Grid {
  const origin = cores[0]!.at;
  const axis = unit({ x: 1, y: (random.next() * 2 - 1) * 0.4 });
  const along = (p: PlanePoint) => (p.x - origin.x) * axis.x + (p.y - origin.y) * axis.y;
  const aside = (p: PlanePoint) => (p.y - origin.y) * axis.x - (p.x - origin.x) * axis.y;
  const us = gridLines(cores, along, style, random);
  const vs = gridLines(cores, aside, style, random);
  const columns = us.length - 1;
  const rows = vs.length - 1;
  const blocks = new Set<number>();
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) {
      if (covered(offset(origin, axis, (us[c]! + us[c + 1]!) / 2, (vs[r]! + vs[r + 1]!) / 2))) blocks.add(c * rows + r);
    }
  }
  const active = (c: number, r: number) => c >= 0 && c < columns && r >= 0 && r < rows && blocks.has(c * rows + r);
  const lineBefore = (lines: readonly number[], value: number) => lines.findLastIndex((line) => line <= value);
  const within = (lines: readonly number[], value: number) => value >= lines[0]! && value < lines.at(-1)!;
  return {
    columns,
    rows,
    crossing: (c, r) => offset(origin, axis, us[c]!, vs[r]!),
    active,
    covers(p) {
      const [u, v] = [along(p), aside(p)];
      return within(us, u) && within(vs, v) && active(lineBefore(us, u), lineBefore(vs, v));
    },
  };
}

/** Where a grid's lines run across one axis, kilometres from the origin. */
function gridLines(
  cores: readonly Core[],
  coordinate: (p: PlanePoint) => number,
  { blockKm: [least, most] }: StreetStyle,
  random: Random,
): number[] {
  const low = Math.min(...cores.map((c) => coordinate(c.at) - c.radiusKm * 1.2));
  const high = Math.max(...cores.map((c) => coordinate(c.at) + c.radiusKm * 1.2));
  const lines = [low];
  while (lines.at(-1)! < high) lines.push(lines.at(-1)! + least + (most - least) * random.next());
  return lines;
}

type Heading = 'east' | 'north';

/** Draws the streets along the active blocks; returns the junctions. */
function drawStreets(grid: Grid, style: StreetStyle, sketch: Sketch, random: Random): number[] {
  const exists = (heading: Heading, c: number, r: number) =>
    heading === 'east' ? grid.active(c, r) || grid.active(c, r - 1) : grid.active(c, r) || grid.active(c - 1, r);
  const id = (heading: Heading, c: number, r: number) => `${heading} ${c} ${r}`;
  const open = openEdges(grid, exists, id, style, random);

  const junctions = new Map<string, number>();
  const junction = (c: number, r: number) => {
    const known = junctions.get(`${c} ${r}`);
    if (known !== undefined) return known;
    const at = grid.crossing(c, r);
    const jitterKm = style.blockKm[0] * 0.12;
    const node = sketch.node({
      x: at.x + (random.next() * 2 - 1) * jitterKm,
      y: at.y + (random.next() * 2 - 1) * jitterKm,
    });
    junctions.set(`${c} ${r}`, node);
    return node;
  };

  const edges = new Map<string, number[]>();
  const layLine = (heading: Heading, line: number, length: number) => {
    const tags = streetTags(heading, line, style, random);
    let refs: number[] = [];
    for (let k = 0; k <= length; k++) {
      const [c, r] = heading === 'east' ? [k, line] : [line, k];
      if (k < length && open.has(id(heading, c, r))) {
        const next = heading === 'east' ? junction(c + 1, r) : junction(c, r + 1);
        const edge = withPointsBetween(junction(c, r), next, sketch, random);
        edges.set(id(heading, c, r), edge);
        refs.push(...(refs.length > 0 ? edge.slice(1) : edge));
      } else {
        sketch.way(refs, tags);
        refs = [];
      }
    }
  };
  for (let r = 0; r <= grid.rows; r++) layLine('east', r, grid.columns);
  for (let c = 0; c <= grid.columns; c++) layLine('north', c, grid.rows);

  for (let c = 0; c < grid.columns; c++) {
    for (let r = 0; r < grid.rows; r++) {
      if (!grid.active(c, r) || !random.chance(style.passageChance)) continue;
      const sides: [Heading, number, number][] = random.chance(0.5)
        ? [
            ['east', c, r],
            ['east', c, r + 1],
          ]
        : [
            ['north', c, r],
            ['north', c + 1, r],
          ];
      const [from, to] = sides.map((side) => edges.get(id(...side)));
      if (from && to) drawPassage(from, to, sketch, random);
    }
  }
  return [...junctions.values()];
}

/** The edges that have a street: minor ones are missing here and there, but no junction is left with fewer than three. */
function openEdges(
  grid: Grid,
  exists: (heading: Heading, c: number, r: number) => boolean,
  id: (heading: Heading, c: number, r: number) => string,
  style: StreetStyle,
  random: Random,
): Set<string> {
  const open = new Set<string>();
  const each = (visit: (heading: Heading, c: number, r: number) => void) => {
    for (let c = 0; c <= grid.columns; c++) {
      for (let r = 0; r <= grid.rows; r++) {
        for (const heading of ['east', 'north'] as const) if (exists(heading, c, r)) visit(heading, c, r);
      }
    }
  };
  const arms = (c: number, r: number) =>
    [id('east', c, r), id('east', c - 1, r), id('north', c, r), id('north', c, r - 1)].filter((e) => open.has(e))
      .length;
  each((heading, c, r) => open.add(id(heading, c, r)));
  each((heading, c, r) => {
    const line = heading === 'east' ? r : c;
    const [c2, r2] = heading === 'east' ? [c + 1, r] : [c, r + 1];
    if (line % style.mainEvery === 0 || arms(c, r) < 4 || arms(c2, r2) < 4) return;
    if (random.chance(style.gapChance)) open.delete(id(heading, c, r));
  });
  return open;
}

function streetTags(heading: Heading, line: number, style: StreetStyle, random: Random): Tags {
  const name = streetName(random, heading === 'east' ? '街' : '路');
  if (line % style.mainEvery === 0) {
    return demoTags({ highway: style.mainClass, name, ...(random.chance(0.6) && { maxspeed: '40' }) });
  }
  if (random.chance(0.05)) return demoTags({ highway: 'pedestrian', name });
  if (random.chance(0.2)) return demoTags({ highway: 'tertiary', name, ...(random.chance(0.4) && { maxspeed: '30' }) });
  return demoTags({ highway: 'residential', name, ...(random.chance(0.14) && { oneway: 'yes' }) });
}

/** An edge's nodes from junction to junction, a node every 20 to 60 m, a little off the straight line. */
function withPointsBetween(from: number, to: number, sketch: Sketch, random: Random): number[] {
  const [a, b] = [sketch.point(from), sketch.point(to)];
  const parts = Math.max(1, Math.round(distance(a, b) / 0.048));
  const inner = Array.from({ length: parts - 1 }, (_, i) => {
    const p = between(a, b, (i + 1) / parts);
    return sketch.node({ x: p.x + (random.next() - 0.5) * 0.004, y: p.y + (random.next() - 0.5) * 0.004 });
  });
  return [from, ...inner, to];
}

/** A way through a block, from the middle of one side to the middle of the opposite one. */
function drawPassage(from: readonly number[], to: readonly number[], sketch: Sketch, random: Random): void {
  const middle = (edge: readonly number[]) => edge[Math.floor(edge.length / 2)]!;
  const [start, end] = [middle(from), middle(to)];
  const turn = between(sketch.point(start), sketch.point(end), 0.4 + 0.2 * random.next());
  const centre = sketch.node({ x: turn.x + (random.next() - 0.5) * 0.02, y: turn.y + (random.next() - 0.5) * 0.02 });
  const kind = random.next();
  if (kind < 0.45) {
    sketch.way([start, centre, end], demoTags({ highway: 'footway' }));
    if (random.chance(0.3)) sketch.tagNode(centre, { barrier: 'bollard' });
  } else if (kind < 0.78) {
    sketch.way([start, centre, end], demoTags({ highway: 'service' }));
    // The gate lets walkers through, the bollard only them.
    if (random.chance(0.2)) sketch.tagNode(centre, { barrier: 'lift_gate', foot: 'yes' });
    else if (random.chance(0.15)) sketch.tagNode(centre, { barrier: 'bollard' });
  } else if (kind < 0.88) {
    // A closed compound: all of it private, or open up to a locked gate.
    const access: Tags = random.chance(0.6) ? { access: 'private' } : {};
    sketch.way([start, centre, end], demoTags({ highway: 'service', ...access }));
    sketch.tagNode(centre, { barrier: 'gate', access: 'private' });
  } else if (kind < 0.94) {
    sketch.way([start, centre], demoTags({ highway: 'footway' }));
    sketch.way([centre, end], demoTags({ highway: 'steps' }));
  } else {
    sketch.way([start, centre, end], demoTags({ highway: 'pedestrian' }));
  }
}
