import { between, direction, distance, offset, unit } from './network-geometry.ts';
import { drawLine } from './network-lines.ts';
import type { Sketch, Tags } from './network-sketch.ts';
import { demoTags, streetName } from './network-tags.ts';
import type { Town } from './network-towns.ts';
import { squaredDistance, toPlane, type PlanePoint } from './plane.ts';
import type { CountedVillage } from './places.ts';
import { randomStream, type Random } from '../../server/random.ts';

/** A village that lies outside all towns, with the node at its centre. */
export interface VillageLanes {
  village: CountedVillage;
  at: PlanePoint;
  centre: number;
}

/** What lanes are drawn with. */
interface Drawing {
  sketch: Sketch;
  towns: readonly Town[];
  random: Random;
}

const nodeSpacingKm = 0.052;

/**
 * Lays the lanes of villages outside towns: a main lane through the centre, lanes across it, and one to each entrance that
 * they pass by.
 * @param facing the direction in which each village's road arrives; the main lane runs across it
 * @param entrances of facilities, by the village's code
 */
export function layVillages(
  villages: readonly { village: CountedVillage; facing: PlanePoint }[],
  entrances: ReadonlyMap<string, readonly PlanePoint[]>,
  towns: readonly Town[],
  sketch: Sketch,
  seed: number,
): VillageLanes[] {
  const drawing = { sketch, towns, random: randomStream(seed, 'network lanes') };
  return villages.map(({ village, facing }) => {
    const at = toPlane(village.centre);
    const { centre, nodes } = layLanes(at, facing, village.counts.population, drawing);
    for (const entrance of entrances.get(village.code) ?? []) layLaneTo(entrance, nodes, drawing);
    return { village, at, centre };
  });
}

/** Lanes to the entrances of villages whose centre is in a town but which reach beyond its streets. */
export function layTownLanes(
  entrances: readonly PlanePoint[],
  towns: readonly Town[],
  sketch: Sketch,
  seed: number,
): void {
  const drawing = { sketch, towns, random: randomStream(seed, 'network town lanes') };
  for (const entrance of entrances) {
    if (towns.some((town) => town.covers(entrance))) continue;
    const junctions = towns.map((town) => town.nearestNode(entrance));
    layLaneTo(entrance, junctions, drawing);
  }
}

function layLanes(at: PlanePoint, facing: PlanePoint, people: number, drawing: Drawing) {
  const { sketch, random } = drawing;
  const heading = unit(offset({ x: 0, y: 0 }, { x: -facing.y, y: facing.x }, 1, (random.next() * 2 - 1) * 0.5));
  const halfKm = Math.max(0.1, Math.min(0.32, 0.05 + 0.0055 * Math.sqrt(people))) * (0.8 + 0.4 * random.next());
  const bend = (random.next() * 2 - 1) * 0.3;
  const arm = Math.max(2, Math.round(halfKm / nodeSpacingKm));
  const centre = sketch.node(at);
  const stops = Array.from({ length: 2 * arm + 1 }, (_, i) => {
    const t = ((i - arm) / arm) * halfKm;
    return i === arm ? centre : jittered(offset(at, heading, t, bend * (t * t) * 2), random);
  });
  const main = drawLine(stops, mainLaneTags(random), drawing.towns, sketch);
  const nodes = [centre, ...main];

  const across = Math.min(main.length, people > 1200 ? 4 : people > 500 ? 3 : 2);
  let previousEnd: number | null = null;
  for (const start of random.shuffled(main).slice(0, across)) {
    const side = random.chance(0.5) ? 1 : -1;
    const lengthKm = 0.06 + 0.14 * random.next();
    const slant = unit(
      offset({ x: 0, y: 0 }, { x: -heading.y * side, y: heading.x * side }, 1, (random.next() - 0.5) * 0.5),
    );
    const drawn = layLane(start, offset(sketch.point(start), slant, lengthKm), laneTags(lengthKm, random), drawing);
    nodes.push(...drawn);
    const end = drawn.at(-1);
    // Now and then a back lane joins the ends of two lanes.
    if (previousEnd !== null && end !== undefined && random.chance(0.35)) {
      const apartKm = distance(sketch.point(previousEnd), sketch.point(end));
      if (apartKm < 0.3) nodes.push(...layLane(previousEnd, end, laneTags(apartKm, random), drawing));
    }
    previousEnd = end ?? null;
  }
  return { centre, nodes };
}

const jittered = (p: PlanePoint, random: Random): PlanePoint => ({
  x: p.x + (random.next() - 0.5) * 0.012,
  y: p.y + (random.next() - 0.5) * 0.012,
});

/** A lane from a node to a place or another node; returns its nodes outside towns. */
function layLane(from: number, to: number | PlanePoint, tags: Tags, { sketch, towns, random }: Drawing): number[] {
  const start = sketch.point(from);
  const end = typeof to === 'number' ? sketch.point(to) : to;
  const parts = Math.max(1, Math.round(distance(start, end) / nodeSpacingKm));
  const inner = Array.from({ length: parts - 1 }, (_, i) => jittered(between(start, end, (i + 1) / parts), random));
  return drawLine([from, ...inner, to], tags, towns, sketch);
}

/** A lane from the nearest of the nodes to just before an entrance, unless a node is there already. */
function layLaneTo(entrance: PlanePoint, nodes: number[], drawing: Drawing): void {
  const { sketch, random } = drawing;
  const nearest = nodes.reduce((best, node) =>
    squaredDistance(sketch.point(node), entrance) < squaredDistance(sketch.point(best), entrance) ? node : best,
  );
  const from = sketch.point(nearest);
  const shortKm = 0.006 + 0.03 * random.next();
  if (distance(from, entrance) < 0.045) return;
  const end = offset(entrance, direction(entrance, from), shortKm, (random.next() - 0.5) * 0.02);
  nodes.push(...layLane(nearest, end, laneTags(distance(from, end), random), drawing));
}

function mainLaneTags(random: Random): Tags {
  const highway = random.chance(0.7) ? 'residential' : 'unclassified';
  return demoTags(random.chance(0.5) ? { highway, name: streetName(random, '街') } : { highway });
}

/** Steps are short. */
const stepsKm = 0.09;

function laneTags(lengthKm: number, random: Random): Tags {
  const kind = random.next();
  if (kind < 0.1 && lengthKm < stepsKm) return demoTags({ highway: 'steps' });
  if (kind < 0.5) return demoTags({ highway: 'residential' });
  if (kind < 0.72) return demoTags({ highway: 'service' });
  if (kind < 0.86) return demoTags({ highway: 'path' });
  return demoTags({ highway: 'footway' });
}
