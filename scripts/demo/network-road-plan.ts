import { Delaunay } from 'd3-delaunay';
import { between, distance, distanceToSegment, neighbours } from './network-geometry.ts';
import type { PlanePoint } from './plane.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { valleyHeight } from './terrain.ts';

/** A place that roads join: a town or a village outside towns. */
export interface Settlement {
  at: PlanePoint;
  countyCode: string;
  /** Townships that a town is the seat of; the one that a village belongs to. */
  townshipCodes: readonly string[];
  town: boolean;
  countySeat: boolean;
}

export type RoadClass = 'primary' | 'secondary' | 'tertiary' | 'unclassified' | 'track';

/**
 * Something that a road shows the rules by: the bridge of a road is down, a ferry takes its place, or it is private; the
 * village at its end is an island for walkers.
 */
export type RoadFlaw = 'bridge' | 'ferry' | 'private';

/** A road between two settlements, by their indices. */
export interface PlannedRoad {
  from: number;
  to: number;
  class: RoadClass;
  flaw: RoadFlaw | null;
}

export interface RoadPlan {
  roads: PlannedRoad[];
  /** Villages that nobody has mapped a way to or in. */
  unmapped: ReadonlySet<number>;
}

interface Link {
  from: number;
  to: number;
  lengthKm: number;
  /** Length made longer by height and by borders, so that the tree keeps to valleys and townships. */
  cost: number;
  sameTownship: boolean;
}

/** Only the tree itself takes longer links. */
const longestLinkKm = 9;
/** How much longer an existing way may be than a new one. */
const newLinkFactor = 1.7;
const unmappedVillages = 26;
const flaws: readonly RoadFlaw[] = [
  'bridge',
  'bridge',
  'bridge',
  'ferry',
  'ferry',
  'ferry',
  'private',
  'private',
  'private',
];

/**
 * Plans the roads: a minimum spanning tree over neighbouring settlements, passes between adjacent townships and a few
 * links more, classed by what they join.
 */
export function planRoads(settlements: readonly Settlement[], seed: number): RoadPlan {
  const random = randomStream(seed, 'network roads');
  const links = neighbourLinks(settlements, seed);
  const chosenSet = chooseLinks(settlements, links, random);
  const classes = addMainRoads(settlements, links, chosenSet);
  const chosen = links.filter((link) => chosenSet.has(link));
  const ends = random.shuffled(deadEnds(settlements, chosen));
  const unmapped = new Set(ends.slice(0, unmappedVillages).map((end) => end.village));
  const flawed = new Map(ends.slice(unmappedVillages).map((end, i) => [end.link, flaws[i] ?? null]));
  const roads = chosen
    .filter(({ from, to }) => !unmapped.has(from) && !unmapped.has(to))
    .map((link): PlannedRoad => {
      const roadClass = classes.get(link) ?? (!link.sameTownship && random.chance(0.3) ? 'track' : 'unclassified');
      return { from: link.from, to: link.to, class: roadClass, flaw: flawed.get(link) ?? null };
    });
  return { roads, unmapped };
}

/** Links between neighbours, which are those that a Delaunay triangulation joins; none crosses another. */
function neighbourLinks(settlements: readonly Settlement[], seed: number): Link[] {
  const height = valleyHeight(seed);
  const delaunay = Delaunay.from(
    settlements,
    (s) => s.at.x,
    (s) => s.at.y,
  );
  return settlements.flatMap((a, from) =>
    [...delaunay.neighbors(from)]
      .filter((to) => to > from)
      .map((to): Link => {
        const b = settlements[to]!;
        const lengthKm = distance(a.at, b.at);
        const climb = [0.25, 0.5, 0.75].reduce((sum, share) => sum + height(between(a.at, b.at, share)), 0) / 3;
        const sameTownship = a.townshipCodes.some((code) => b.townshipCodes.includes(code));
        const border = (sameTownship ? 1 : 1.4) * (a.countyCode === b.countyCode ? 1 : 1.3);
        return { from, to, lengthKm, cost: lengthKm * (1 + 1.5 * climb) * border, sameTownship };
      }),
  );
}

function chooseLinks(settlements: readonly Settlement[], links: readonly Link[], random: Random): Set<Link> {
  const tree = treeOf(settlements.length, links);
  const chosen = new Set(tree);
  // One pass for most pairs of adjacent townships, where the tree has none: the easiest.
  const passes = new Map<string, Link>();
  for (const link of links) {
    if (link.sameTownship || link.lengthKm > 7) continue;
    const pair = [link.from, link.to]
      .map((i) => settlements[i]!.townshipCodes[0]!)
      .sort()
      .join();
    if (link.cost < (passes.get(pair)?.cost ?? Infinity)) passes.set(pair, link);
  }
  for (const pass of passes.values()) if (random.chance(0.6)) chosen.add(pass);
  for (const link of links) {
    if (link.sameTownship && link.lengthKm < 4 && random.chance(0.13)) chosen.add(link);
  }
  return chosen;
}

/** Minimum spanning tree (Kruskal). */
function treeOf(count: number, links: readonly Link[]): Link[] {
  const parent = Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  return [...links]
    .sort((a, b) => a.cost - b.cost || a.from - b.from || a.to - b.to)
    .filter(({ from, to }) => {
      const [a, b] = [root(from), root(to)];
      parent[a] = b;
      return a !== b;
    });
}

/**
 * The main roads: between county seats, from these to the seats of their townships. They keep to the links chosen so far
 * unless another way is clearly shorter; the links they add join the chosen ones.
 */
function addMainRoads(settlements: readonly Settlement[], links: readonly Link[], chosen: Set<Link>) {
  const at: Link[][] = settlements.map(() => []);
  for (const link of links) {
    if (link.lengthKm > longestLinkKm && !chosen.has(link)) continue;
    at[link.from]!.push(link);
    at[link.to]!.push(link);
  }
  const classes = new Map<Link, RoadClass>();
  const towns = settlements.map((_, i) => i).filter((i) => settlements[i]!.town);
  const seats = towns.filter((i) => settlements[i]!.countySeat);
  const seatPairs = neighbours(seats.map((i) => settlements[i]!.at)).map(([a, b]) => [seats[a]!, seats[b]!] as const);
  const costs = (link: Link) => link.cost * (chosen.has(link) ? 1 : newLinkFactor);
  const markFrom = (seat: number, goals: readonly number[], roadClass: (goal: number) => RoadClass) => {
    const towards = cheapestLinksTowards(seat, at, costs);
    for (const goal of goals) {
      for (let i = goal; i !== seat;) {
        const link = towards[i]!;
        if (!classes.has(link)) classes.set(link, roadClass(goal));
        chosen.add(link);
        i = link.from === i ? link.to : link.from;
      }
    }
  };
  for (const seat of seats)
    markFrom(
      seat,
      seatPairs.filter(([a]) => a === seat).map(([, b]) => b),
      () => 'primary',
    );
  for (const seat of seats) {
    const own = towns.filter((town) => settlements[town]!.countyCode === settlements[seat]!.countyCode);
    markFrom(seat, own, (town) => (town % 3 === 0 ? 'secondary' : 'tertiary'));
  }
  return classes;
}

/** For every settlement the first link of the cheapest way to `goal` (Dijkstra over an unsorted list). */
function cheapestLinksTowards(goal: number, at: readonly Link[][], costs: (link: Link) => number) {
  const cost = at.map((_, i) => (i === goal ? 0 : Infinity));
  const towards: (Link | null)[] = at.map(() => null);
  const open = new Set([goal]);
  while (open.size > 0) {
    const next = [...open].reduce((best, i) => (cost[i]! < cost[best]! ? i : best));
    open.delete(next);
    for (const link of at[next]!) {
      const other = link.from === next ? link.to : link.from;
      const through = cost[next]! + costs(link);
      if (through >= cost[other]!) continue;
      cost[other] = through;
      towards[other] = link;
      open.add(other);
    }
  }
  return towards;
}

/** Villages with a single road that lie well apart from every other road. */
function deadEnds(settlements: readonly Settlement[], chosen: readonly Link[]) {
  const degree = settlements.map(() => 0);
  for (const { from, to } of chosen) {
    degree[from]!++;
    degree[to]!++;
  }
  return chosen.flatMap((link) => {
    if (link.lengthKm < 1.6 || link.lengthKm > 6) return [];
    const village = [link.from, link.to].find((i) => degree[i] === 1 && !settlements[i]!.town);
    if (village === undefined) return [];
    const { at } = settlements[village]!;
    const apart = chosen.every(
      (other) => other === link || distanceToSegment(at, settlements[other.from]!.at, settlements[other.to]!.at) > 1.3,
    );
    return apart ? [{ village, link }] : [];
  });
}
