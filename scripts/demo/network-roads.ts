import { between, direction, distance, offset, resampled, unit } from './network-geometry.ts';
import { drawLine, type Stop } from './network-lines.ts';
import type { PlannedRoad, RoadClass, Settlement } from './network-road-plan.ts';
import type { Sketch, Tags } from './network-sketch.ts';
import { demoTags } from './network-tags.ts';
import type { Town } from './network-towns.ts';
import type { PlanePoint } from './plane.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { fractalNoise } from './terrain.ts';

/** Bends a straight line, which keeps its ends. */
export type Bends = (from: PlanePoint, to: PlanePoint) => PlanePoint[];

/**
 * Bends by noise over the plane, so that neighbouring roads bend alike, as they do in a valley.
 * @param amplitudeKm how far at most
 * @param fadeKm how near to an end the bend begins to fade
 */
export function bending(
  seed: number,
  subject: string,
  wavelengthKm: number,
  amplitudeKm: number,
  fadeKm: number,
): Bends {
  const east = fractalNoise(seed, `${subject} east`, wavelengthKm);
  const north = fractalNoise(seed, `${subject} north`, wavelengthKm);
  return (from, to) => {
    const lengthKm = distance(from, to);
    const heading = direction(from, to);
    const steps = Math.max(2, Math.ceil(lengthKm / 0.04));
    return Array.from({ length: steps + 1 }, (_, i) => {
      const p = between(from, to, i / steps);
      const fromEnd = Math.min(i, steps - i) * (lengthKm / steps);
      const fade = Math.min(1, fromEnd / fadeKm);
      const bendKm = amplitudeKm * fade * fade * (3 - 2 * fade);
      // Only aside, so that a road never turns back on itself.
      return offset(p, heading, 0, bendKm * (north(p) * heading.x - east(p) * heading.y));
    });
  };
}

/** A road drawn, with its nodes outside towns. */
export interface DrawnRoad {
  class: RoadClass;
  nodes: number[];
}

const nodeSpacingKm = (random: Random) => 0.09 + 0.06 * random.next();

const maxspeed: Readonly<Record<RoadClass, string | null>> = {
  primary: '80',
  secondary: '60',
  tertiary: '60',
  unclassified: null,
  track: null,
};
/** With which a road's limit is signed. */
const signedChance = 0.8;

/**
 * Draws the planned roads.
 * @param nodeAt the node at a settlement's centre, for villages outside towns
 */
export function drawRoads(
  roads: readonly PlannedRoad[],
  settlements: readonly Settlement[],
  nodeAt: (settlement: number) => number | null,
  towns: readonly Town[],
  sketch: Sketch,
  seed: number,
): DrawnRoad[] {
  const bends = roadBends(seed);
  const random = randomStream(seed, 'network road nodes');
  const serials = new Map<string, number>();
  return roads.map((road) => {
    const [from, to] = [settlements[road.from]!, settlements[road.to]!];
    const points = resampled(bends(from.at, to.at), () => nodeSpacingKm(random));
    const stops: Stop[] = [nodeAt(road.from) ?? from.at, ...points.slice(1, -1), nodeAt(road.to) ?? to.at];
    const tags = roadTags(road, serials, random);
    const nodes =
      road.flaw === null || road.flaw === 'private'
        ? drawLine(stops, road.flaw === 'private' ? { ...tags, access: 'private' } : tags, towns, sketch)
        : drawBroken(stops, road.flaw, tags, towns, sketch);
    return { class: road.class, nodes };
  });
}

export const roadBends = (seed: number) => bending(seed, 'road bends', 1.2, 1, 0.5);

function roadTags(road: PlannedRoad, serials: Map<string, number>, random: Random): Tags {
  const letter = { primary: 'G', secondary: 'S', tertiary: 'X', unclassified: null, track: null }[road.class];
  const limit = maxspeed[road.class];
  const serial = (serials.get(road.class) ?? 0) + 1;
  serials.set(road.class, serial);
  return demoTags({
    highway: road.class,
    ...(letter !== null && { name: `${letter}${1000 + serial} 演示` }),
    ...(limit !== null && random.chance(signedChance) && { maxspeed: limit }),
  });
}

/** A road with a gap in its middle, where its bridge is down or a ferry crosses. */
function drawBroken(
  stops: readonly Stop[],
  flaw: 'bridge' | 'ferry',
  tags: Tags,
  towns: readonly Town[],
  sketch: Sketch,
) {
  const before = Math.floor(stops.length / 2);
  const near = drawLine(stops.slice(0, before), tags, towns, sketch);
  const far = drawLine(stops.slice(before + 1), tags, towns, sketch);
  const shores = [near.at(-1)!, far[0]!];
  const gap: Tags =
    flaw === 'bridge'
      ? { highway: 'construction', construction: tags.highway!, bridge: 'yes' }
      : { route: 'ferry', name: '渡口 演示', motor_vehicle: 'no' };
  sketch.way(shores, demoTags(gap), true);
  return [...near, ...far];
}

/** Roads that lead out of the city, at least this far apart. */
const exitSpacingKm = 11;
const exitReachKm = 4;

/**
 * Draws a few kilometres of the roads beyond the city's border, where a settlement lies close to it.
 * @param inCity whether a place lies in the city
 */
export function drawExits(
  settlements: readonly Settlement[],
  nodeAt: (settlement: number) => number | null,
  inCity: (point: PlanePoint) => boolean,
  towns: readonly Town[],
  sketch: Sketch,
  seed: number,
): void {
  const bends = roadBends(seed);
  const random = randomStream(seed, 'network exits');
  const seatOf = new Map(settlements.filter((s) => s.countySeat).map((s) => [s.countyCode, s.at]));
  const exits: PlanePoint[] = [];
  for (const i of random.shuffled(settlements.map((_, index) => index))) {
    const { at, countyCode } = settlements[i]!;
    const node = nodeAt(i);
    if (node === null || exits.some((exit) => distance(exit, at) < exitSpacingKm)) continue;
    const outwards = direction(seatOf.get(countyCode)!, at);
    const borderKm = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, exitReachKm].find((km) => !inCity(offset(at, outwards, km)));
    if (borderKm === undefined) continue;
    const end = offset(at, outwards, borderKm + 2.5 + 2.5 * random.next());
    if (inCity(end)) continue;
    exits.push(at);
    const points = resampled(bends(at, end), () => nodeSpacingKm(random));
    const drawn = drawLine(
      [node, ...points.slice(1)],
      demoTags({ highway: 'tertiary', name: '出境路 演示' }),
      towns,
      sketch,
    );
    drawSideRoad(drawn, bends, random, towns, sketch);
  }
}

/** A side road off the outer part of a road, so that there is something to walk to beyond the border. */
function drawSideRoad(road: readonly number[], bends: Bends, random: Random, towns: readonly Town[], sketch: Sketch) {
  const start = road[Math.floor(road.length * (0.75 + 0.2 * random.next()))]!;
  const heading = unit({ x: random.next() - 0.5, y: random.next() - 0.5 });
  const from = sketch.point(start);
  const points = resampled(bends(from, offset(from, heading, 1.5)), () => nodeSpacingKm(random));
  drawLine([start, ...points.slice(1)], demoTags({ highway: 'unclassified' }), towns, sketch);
}
