import { text, type CountQualityId, type Text } from '../../../gis-data/catalogue/index.ts';
import { walkingSpeeds, type Network } from '../../network/graph.ts';
import { arrivingSeeds, costAtPoint, createSearcher, sameSegmentCost, type Seed } from '../../network/search.ts';
import { snapTo, type Snap } from '../../network/snap.ts';
import { randomStream, type Random } from '../../random.ts';
import { NONE } from '../../snapshot/snapshot.ts';
import type { MonteCarloReport } from '../contract.ts';
import type { Coverage } from '../coverage.ts';
import { sitesPerhapsNear } from '../measures.ts';
import { accessCost, type PointTable } from '../points.ts';

/**
 * How sure the inputs are taken to be. Neither law nor plan says; these are the product's own assumptions, and every
 * result states them.
 */
export const uncertainty = {
  /** Accuracy of a facility's entrance where none is stated: a building picked on a map instead of its door, metres. */
  unstatedAccuracyM: 30,
  /** How far the people of a point live from it: radial root mean square, metres. */
  spreadM: { village: 150, community: 100 },
  /** Standard deviation of the logarithm of a count, by its stated quality. */
  countSigma: { census: 0, approximate: 0.05, estimated: 0.1 } satisfies Record<CountQualityId, number>,
  /** The same where no quality is stated: as unsure as the least sure. */
  unstatedCountSigma: 0.1,
  /** Chance that a facility serves of which it is not known: neither yes nor no. */
  chanceOfUncertain: 0.5,
} as const;

/** Said with every result. */
export const assumptions: readonly Text[] = [
  text(
    `设施入口位置:以登记的定位精度为径向均方根误差的圆形正态分布;未注明精度的按 ${uncertainty.unstatedAccuracyM} 米`,
    `Facility entrances: circular normal with the stated accuracy as radial root mean square error; ${uncertainty.unstatedAccuracyM} m where none is stated`,
  ),
  text(
    `居民位置:以村(社区)点为中心的圆形正态分布,径向均方根:村 ${uncertainty.spreadM.village} 米、社区 ${uncertainty.spreadM.community} 米`,
    `Where people live: circular normal round the village's or community's point, radial root mean square ${uncertainty.spreadM.village} m and ${uncertainty.spreadM.community} m`,
  ),
  text(
    `60 岁以上人数:对数正态分布,均值为登记数,对数标准差:普查 0、约数 ${uncertainty.countSigma.approximate}、推算或未注明 ${uncertainty.countSigma.estimated}`,
    `Counts of 60+: lognormal with the recorded count as mean; log standard deviation 0 for census, ${uncertainty.countSigma.approximate} for approximate, ${uncertainty.countSigma.estimated} for estimated or unstated counts`,
  ),
  text(
    `状态或功能未知、或远离路网的设施:各次抽样中以 ${uncertainty.chanceOfUncertain} 的概率计入;没有位置的设施:随机放在其所在乡镇(不详则所在县)的一个居民点`,
    `Facilities whose status or function is unknown, or that lie off the network: counted in each draw with probability ${uncertainty.chanceOfUncertain}; those without a position stand at a random population point of their township (or county, where that is not known)`,
  ),
  text(
    '各项相互独立。未定位、远离路网或人数未知的居民点不在抽样之内,比例以其余居民点计',
    'All independent of each other. Population points without a position, off the network or without a count are left out; shares are of the others',
  ),
];

/** What draws are made of: columns that travel to another thread. */
export interface DrawInput {
  draws: number;
  seed: number;
  /** Largest cost of a walk that counts. */
  limit: number;
  /** How many townships there are. */
  townships: number;
  points: {
    longitude: Float64Array;
    latitude: Float64Array;
    /** Standard deviation along each axis, metres. */
    sigmaM: Float64Array;
    people: Float64Array;
    /** Standard deviation of the count's logarithm. */
    sigmaLog: Float64Array;
    /** Position among the townships, or -1. */
    township: Int32Array;
  };
  sites: {
    /** NaN = not located. */
    longitude: Float64Array;
    latitude: Float64Array;
    sigmaM: Float64Array;
    /** Chance of serving at all. */
    chance: Float64Array;
    /** Points where a site that is not located may stand. */
    mayStandAt: readonly (Uint32Array | null)[];
  };
}

/** Radial root mean square of a circular normal distribution as a deviation along each axis (FGDC-STD-007.3-1998). */
const alongAxis = (radialM: number) => radialM / Math.SQRT2;

/** Collects what is drawn from, leaving out points of which too little is known to draw them. */
export function drawInputOf(coverage: Coverage, { draws, seed }: { draws: number; seed: number }): DrawInput {
  const { snapshot, points, limits, layout } = coverage;
  const { divisions } = snapshot;
  const known = knownPoints(coverage);
  const pick = (column: Float64Array) => Float64Array.from(known, (p) => column[p]!);
  const body = (p: number) => divisions.bodies[points.rows[p]!]!;
  const townshipOf = new Map(layout.townships.map((area, i) => [layout.rows[area]!, i]));
  return {
    draws,
    seed,
    limit: limits.asked,
    townships: layout.townships.length,
    points: {
      longitude: pick(points.longitude),
      latitude: pick(points.latitude),
      sigmaM: Float64Array.from(known, (p) =>
        alongAxis(body(p).type === 'community' ? uncertainty.spreadM.community : uncertainty.spreadM.village),
      ),
      people: pick(points.population60),
      sigmaLog: Float64Array.from(known, (p) => countSigma(body(p).countsQuality)),
      township: Int32Array.from(known, (p) => townshipOf.get(points.township[p]!) ?? NONE),
    },
    sites: siteColumns(coverage, known),
  };
}

const countSigma = (quality: CountQualityId | null) =>
  quality === null ? uncertainty.unstatedCountSigma : uncertainty.countSigma[quality];

function knownPoints({ points }: Coverage): number[] {
  return points.snaps.flatMap((snap, p) => (snap && !Number.isNaN(points.population60[p]!) ? [p] : []));
}

function siteColumns({ snapshot, points, sites }: Coverage, known: readonly number[]): DrawInput['sites'] {
  const { facilities } = snapshot;
  const all = [...sites.values()];
  const rows = all.map((site) => facilities.indexById.get(site.facilityId)!);
  const offNetwork = (i: number) => all[i]!.sphere !== null && all[i]!.snap === null;
  return {
    longitude: Float64Array.from(rows, (row) => facilities.longitude[row]!),
    latitude: Float64Array.from(rows, (row) => facilities.latitude[row]!),
    sigmaM: Float64Array.from(rows, (row) =>
      alongAxis(facilities.bodies[row]!.accuracyM ?? uncertainty.unstatedAccuracyM),
    ),
    chance: Float64Array.from(rows, (_, i) =>
      all[i]!.serves === 'unknown' || offNetwork(i) ? uncertainty.chanceOfUncertain : 1,
    ),
    mayStandAt: all.map((site) => {
      if (site.sphere !== null) return null;
      const near = sitesPerhapsNear(points, [site]);
      return Uint32Array.from(known.flatMap((p, i) => (near[p] === NONE ? [] : [i])));
    }),
  };
}

/** Covered share of each draw: the whole first, then each township; NaN where a township has nobody. */
export interface DrawnShares {
  readonly draws: number;
  /** Columns of a row: 1 + townships. */
  readonly width: number;
  readonly share: Float64Array;
}

/**
 * Draws the uncertain inputs and computes coverage each time: positions of facilities and people, counts, and whether an
 * uncertain facility serves. Each draw has a stream of its own, so that the answer depends on the seed only.
 *
 * A drawn position is joined to the nearest way, however far, by a straight walk: the snap limit judges what is recorded,
 * and has judged already.
 *
 * @param onDraw told how many draws are done
 */
export function drawShares(network: Network, input: DrawInput, onDraw?: (done: number) => void): DrawnShares {
  const width = 1 + input.townships;
  const share = new Float64Array(input.draws * width);
  const covers = coverSearch(network, input.limit);
  for (let draw = 0; draw < input.draws; draw++) {
    const random = normalStream(randomStream(input.seed, `draw ${draw}`));
    const isCovered = covers(drawSites(network, input, random));
    share.set(sharesOf(network, input, random, isCovered), draw * width);
    onDraw?.(draw + 1);
  }
  return { draws: input.draws, width, share };
}

interface Placed {
  snap: Snap;
  /** Cost of the straight walk between the position and the network. */
  accessCost: number;
}

interface NormalRandom extends Random {
  /** Two independent standard normal numbers (Box & Muller 1958). */
  normals(): [number, number];
}

function normalStream(random: Random): NormalRandom {
  return {
    ...random,
    normals() {
      const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
      const angle = 2 * Math.PI * random.next();
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    },
  };
}

function drawSites(network: Network, { sites, points, limit }: DrawInput, random: NormalRandom): Placed[] {
  const placed: Placed[] = [];
  for (let i = 0; i < sites.chance.length; i++) {
    if (!random.chance(sites.chance[i]!)) continue;
    const places = sites.mayStandAt[i];
    if (places?.length === 0) continue;
    const at = places ? places[random.integer(0, places.length - 1)]! : -1;
    const site =
      at === -1
        ? drawPlace(network, sites.longitude[i]!, sites.latitude[i]!, sites.sigmaM[i]!, limit, random)
        : drawPlace(network, points.longitude[at]!, points.latitude[at]!, points.sigmaM[at]!, limit, random);
    if (site) placed.push(site);
  }
  return placed;
}

const METRES_PER_DEGREE = 6_371_008.8 * (Math.PI / 180);

/** A position round another and its place on the network; null where the walk to any way alone takes too long. */
function drawPlace(
  network: Network,
  longitude: number,
  latitude: number,
  sigmaM: number,
  limit: number,
  random: NormalRandom,
): Placed | null {
  const [east, north] = random.normals();
  const perLongitude = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const snap = snapTo(
    network,
    longitude + (east * sigmaM) / perLongitude,
    latitude + (north * sigmaM) / METRES_PER_DEGREE,
    straightMetresWithin(network, limit),
  );
  return snap && { snap, accessCost: accessCost(network, snap.snapMetres) };
}

/** How far one walks straight at the cost; the inverse of `accessCost`. */
function straightMetresWithin(network: Network, cost: number): number {
  return network.header.costUnit === 'millimetres' ? cost / 1000 : (cost / 1000) * walkingSpeeds.default;
}

/** Makes, from the sites of a draw, the test whether a place reaches one of them within the limit. */
function coverSearch(network: Network, limit: number): (sites: readonly Placed[]) => (place: Placed) => boolean {
  const searcher = createSearcher(network.backward);
  return (sites) => {
    const reach = searcher.run(sites.flatMap(seedsOf), limit);
    const onSegment = bySegment(network, sites);
    return ({ snap, accessCost: access }) =>
      costAtPoint(reach, snap, 'from') + access <= limit ||
      (onSegment.get(segmentKey(network, snap)) ?? []).some(
        (site) => sameSegmentCost(snap, site.snap) + site.accessCost + access <= limit,
      );
  };
}

const seedsOf = ({ snap, accessCost: access }: Placed): Seed[] =>
  arrivingSeeds(snap).map(({ node, cost }) => ({ node, cost: cost + access }));

const segmentKey = ({ header }: Network, { tail, head }: Snap) => tail * header.nodes + head;

function bySegment(network: Network, sites: readonly Placed[]): Map<number, Placed[]> {
  const found = new Map<number, Placed[]>();
  for (const site of sites) {
    const key = segmentKey(network, site.snap);
    const here = found.get(key);
    if (here) here.push(site);
    else found.set(key, [site]);
  }
  return found;
}

function sharesOf(
  network: Network,
  { points, townships, limit }: DrawInput,
  random: NormalRandom,
  isCovered: (place: Placed) => boolean,
): Float64Array {
  const people = new Float64Array(1 + townships);
  const covered = new Float64Array(1 + townships);
  for (let i = 0; i < points.people.length; i++) {
    const place = drawPlace(network, points.longitude[i]!, points.latitude[i]!, points.sigmaM[i]!, limit, random);
    const count = drawCount(points.people[i]!, points.sigmaLog[i]!, random);
    const within = place !== null && isCovered(place);
    const township = points.township[i]!;
    people[0]! += count;
    if (within) covered[0]! += count;
    if (township === NONE) continue;
    people[1 + township]! += count;
    if (within) covered[1 + township]! += count;
  }
  return covered.map((part, i) => (people[i] === 0 ? Number.NaN : part / people[i]!));
}

/** Lognormal with the given mean. */
function drawCount(mean: number, sigmaLog: number, random: NormalRandom): number {
  if (sigmaLog === 0) return mean;
  return mean * Math.exp(sigmaLog * random.normals()[0] - (sigmaLog * sigmaLog) / 2);
}

type Spread = NonNullable<MonteCarloReport['total']>;

export interface Ranking {
  total: Spread | null;
  /** By position among the townships; null for one that has nobody to rank. */
  townships: (Pick<MonteCarloReport['townships'][number], 'share' | 'rank' | 'worstShare'> | null)[];
}

/**
 * Ranks the townships in every draw, 1 = lowest covered share. Equal shares take the mean of their ranks, and where they
 * straddle the line of the worst `worst`, each is among them with the chance that a random order would give it.
 */
export function rankingOf({ draws, width, share }: DrawnShares, worst: number): Ranking {
  const townships = width - 1;
  const ranks = new Float64Array(draws * townships).fill(Number.NaN);
  const amongWorst = new Float64Array(townships);
  for (let draw = 0; draw < draws; draw++) {
    const row = share.subarray(draw * width + 1, (draw + 1) * width);
    for (const { from, to, members } of tiesOf(row)) {
      const chance = Math.min(1, Math.max(0, (worst - from + 1) / (to - from + 1)));
      for (const township of members) {
        ranks[draw * townships + township] = (from + to) / 2;
        amongWorst[township]! += chance / draws;
      }
    }
  }
  const columnOf = (table: Float64Array, columns: number, column: number) =>
    Float64Array.from({ length: draws }, (_, draw) => table[draw * columns + column]!);
  return {
    total: spreadOf(columnOf(share, width, 0)),
    townships: Array.from({ length: townships }, (_, township) => {
      const shares = spreadOf(columnOf(share, width, 1 + township));
      const rank = spreadOf(columnOf(ranks, townships, township));
      return shares && rank && { share: shares, rank, worstShare: Math.min(1, amongWorst[township]!) };
    }),
  };
}

/** Groups of equal values from the lowest up, with the ranks that each takes; NaN is in none. */
function tiesOf(values: Float64Array): { from: number; to: number; members: number[] }[] {
  const rising = Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]!))
    .sort((a, b) => values[a]! - values[b]!);
  const groups: { from: number; to: number; members: number[] }[] = [];
  rising.forEach((member, at) => {
    const last = groups.at(-1);
    if (last && values[last.members[0]!] === values[member]) {
      last.members.push(member);
      last.to = at + 1;
    } else groups.push({ from: at + 1, to: at + 1, members: [member] });
  });
  return groups;
}

/** Quantiles, interpolated between order statistics (Hyndman & Fan 1996, type 7); null where a value is not known. */
function spreadOf(values: Float64Array): Spread | null {
  if (values.length === 0 || values.some(Number.isNaN)) return null;
  const rising = values.slice().sort();
  const quantile = (q: number) => {
    const at = (rising.length - 1) * q;
    const low = Math.floor(at);
    const above = rising[Math.min(low + 1, rising.length - 1)]!;
    return rising[low]! + (at - low) * (above - rising[low]!);
  };
  return { p5: quantile(0.05), median: quantile(0.5), p95: quantile(0.95) };
}

export type MonteCarlo = Omit<MonteCarloReport, 'snapshot' | 'asOf' | 'network' | 'question' | 'demo'>;

/** Puts what was drawn into the shape of the answer: townships from the worst median rank on. */
export function monteCarloReportOf(
  { snapshot: { divisions }, points, layout }: Coverage,
  { seed }: Pick<DrawInput, 'seed'>,
  drawn: DrawnShares,
  worst: number,
): MonteCarlo {
  const ranking = rankingOf(drawn, worst);
  const people = peopleByTownship(points, divisions.length);
  const rows = layout.townships.map((area) => layout.rows[area]!);
  const ranked = rows.flatMap((row, i) => {
    const result = ranking.townships[i];
    if (!result) return [];
    return {
      divisionId: divisions.ids[row]!,
      name: divisions.bodies[row]!.name,
      countyId: divisions.ids[divisions.county[row]!] ?? null,
      ...result,
      drawn60: people.drawn[row]!,
      leftOut60: people.leftOut[row]!,
    };
  });
  return {
    draws: drawn.draws,
    seed,
    worst,
    assumptions: [...assumptions],
    total: ranking.total,
    townships: ranked.sort((a, b) => a.rank.median - b.rank.median || b.worstShare - a.worstShare),
    notRanked: rows.filter((_, i) => ranking.townships[i] === null).map((row) => divisions.ids[row]!),
  };
}

function peopleByTownship({ township, population60, snaps }: PointTable, divisions: number) {
  const drawn = new Float64Array(divisions);
  const leftOut = new Float64Array(divisions);
  township.forEach((row, p) => {
    const count = population60[p]!;
    if (row === NONE || Number.isNaN(count)) return;
    if (snaps[p]) drawn[row]! += count;
    else leftOut[row]! += count;
  });
  return { drawn, leftOut };
}
