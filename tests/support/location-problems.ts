import { randomStream, type Random } from '../../server/random.ts';
import { FREE, OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../../server/siting/problem/problem.ts';

/** A small problem as plain lists, easy to read in a test. */
export interface PlainProblem {
  weights: readonly number[];
  /** Group of each demand. */
  demandGroups?: readonly number[];
  /** `FREE`, `OPEN` or `SHUT`. */
  states: readonly number[];
  capacities?: readonly number[];
  open?: readonly number[];
  shut?: readonly number[];
  places?: readonly number[];
  siteGroups?: readonly number[];
  /** By demand, then site; null: out of reach. */
  costs: readonly (readonly (number | null)[])[];
  groups?: readonly string[];
}

/** The tables of a plain problem; demand is `d0`, `d1` … and sites are `s0`, `s1` … */
export function problemOf(plain: PlainProblem): LocationProblem {
  const rowStart = [0];
  const pairs: { site: number; cost: number }[] = [];
  for (const row of plain.costs) {
    const reached = row.flatMap((cost, site) => (cost === null ? [] : [{ site, cost }]));
    pairs.push(...reached.sort((a, b) => a.cost - b.cost || a.site - b.site));
    rowStart.push(pairs.length);
  }
  return {
    demand: {
      ids: plain.weights.map((_, d) => `d${d}`),
      weight: Float64Array.from(plain.weights),
      group: plain.demandGroups ? Int32Array.from(plain.demandGroups) : null,
    },
    sites: {
      ids: plain.states.map((_, s) => `s${s}`),
      state: Uint8Array.from(plain.states),
      capacity: plain.capacities ? Float64Array.from(plain.capacities) : null,
      price: plain.open
        ? {
            open: Float64Array.from(plain.open),
            shut: Float64Array.from(plain.shut ?? plain.open.map(() => 0)),
          }
        : null,
      place: plain.places ? Int32Array.from(plain.places) : null,
      group: plain.siteGroups ? Int32Array.from(plain.siteGroups) : null,
    },
    costs: {
      rowStart: Uint32Array.from(rowStart),
      site: Uint32Array.from(pairs, (pair) => pair.site),
      cost: Float64Array.from(pairs, (pair) => pair.cost),
    },
    groups: plain.groups ?? [],
  };
}

export interface RandomProblemOptions {
  demand: number;
  sites: number;
  /** Chance that a pair is out of reach; default 0.2. */
  unreached?: number;
  /** Chance that a site is fixed open, and that it is shut; default 0. */
  open?: number;
  shut?: number;
  groups?: number;
  /** Prices of sites: 0…9 open, 0…3 shut. */
  prices?: boolean;
  /** Chance that a site shares its place with the one before it; default 0. */
  shared?: number;
  /** Capacities of 1…`capacity`. */
  capacity?: number;
}

/** Random points in a square of side 100 with whole costs (rounded distances) and whole weights 0…9. */
export function randomProblem(seed: number, options: RandomProblemOptions): LocationProblem {
  const random = randomStream(seed, 'location problem');
  const points = (count: number) => Array.from({ length: count }, () => [random.next() * 100, random.next() * 100]);
  const demand = points(options.demand);
  const sites = points(options.sites);
  const groups = options.groups ?? 0;
  const inGroup = (list: readonly unknown[]) => list.map(() => random.integer(-1, groups - 1));
  return problemOf({
    weights: demand.map(() => random.integer(0, 9)),
    states: sites.map(() => stateOf(random, options)),
    costs: demand.map(([x, y]) =>
      sites.map(([u, v]) =>
        random.chance(options.unreached ?? 0.2) ? null : Math.round(Math.hypot(x! - u!, y! - v!)),
      ),
    ),
    ...(groups > 0
      ? {
          groups: Array.from({ length: groups }, (_, g) => `g${g}`),
          demandGroups: inGroup(demand),
          siteGroups: inGroup(sites),
        }
      : {}),
    ...(options.prices
      ? { open: sites.map(() => random.integer(0, 9)), shut: sites.map(() => random.integer(0, 3)) }
      : {}),
    ...(options.shared ? { places: sharedPlaces(random, sites.length, options.shared) } : {}),
    ...(options.capacity ? { capacities: sites.map(() => random.integer(1, options.capacity!)) } : {}),
  });
}

function stateOf(random: Random, { open = 0, shut = 0 }: RandomProblemOptions): number {
  const drawn = random.next();
  return drawn < open ? OPEN : drawn < open + shut ? SHUT : FREE;
}

function sharedPlaces(random: Random, sites: number, chance: number): number[] {
  const places: number[] = [];
  for (let s = 0; s < sites; s++) {
    places.push(-1);
    if (s === 0 || !random.chance(chance)) continue;
    if (places[s - 1] === -1) places[s - 1] = s - 1;
    places[s] = places[s - 1]!;
  }
  return places;
}

/** Every set of sites that keeps the states, p, budget, places and fewest sites of each group. */
export function* allowedPlans(problem: LocationProblem, question: LocationQuestion): Generator<number[]> {
  const { state } = problem.sites;
  const free = [...state.keys()].filter((site) => state[site] === FREE);
  const fixed = [...state.keys()].filter((site) => state[site] === OPEN);
  for (let subset = 0; subset < 2 ** free.length; subset++) {
    const open = [...fixed, ...free.filter((_, i) => subset & (1 << i))].sort((a, b) => a - b);
    if (keepsSiteLimits(problem, question, open)) yield open;
  }
}

/** What a plan costs: the price of every open site and of every shut one. */
export function priceOf({ sites }: LocationProblem, open: readonly number[]): number {
  if (!sites.price) return 0;
  const { price } = sites;
  return sites.ids.reduce((sum, _, s) => sum + (open.includes(s) ? price.open[s]! : price.shut[s]!), 0);
}

/** Whether open sites keep p, budget, places and the fewest sites of each group. */
export function keepsSiteLimits(
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
): boolean {
  const { place, group } = problem.sites;
  if (question.p !== null && open.length > question.p) return false;
  if (question.budget !== null && priceOf(problem, open) > question.budget + 1e-9) return false;
  const places = open.map((site) => place?.[site] ?? -1).filter((p) => p !== -1);
  if (new Set(places).size < places.length) return false;
  const least = question.leastSites;
  return least === null || problem.groups.every((_, g) => open.filter((site) => group?.[site] === g).length >= least);
}

/** Costs from one demand to each open site that it reaches, cheapest first. */
export function reachedCosts({ costs }: LocationProblem, demand: number, open: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = costs.rowStart[demand]!; i < costs.rowStart[demand + 1]!; i++)
    if (open.includes(costs.site[i]!)) found.push(costs.cost[i]!);
  return found;
}

/** To what degree (0…1) a demand counts as covered. */
export function coveredDegree(
  problem: LocationProblem,
  question: LocationQuestion,
  demand: number,
  open: readonly number[],
): number {
  const reached = reachedCosts(problem, demand, open);
  if (question.gradual) {
    const { full, none } = question.gradual;
    const degrees = reached.map((cost) => (cost <= full ? 1 : cost >= none ? 0 : (none - cost) / (none - full)));
    return Math.max(0, ...degrees);
  }
  return reached.some((cost) => cost <= question.radius!) ? 1 : 0;
}

/** Share of each group's weight that is covered; groups without weight are left out. */
export function groupShares(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number[] {
  const { weight, group } = problem.demand;
  return problem.groups.flatMap((_, g) => {
    const members = [...weight.keys()].filter((d) => group?.[d] === g);
    const total = members.reduce((sum, d) => sum + weight[d]!, 0);
    const covered = members.reduce((sum, d) => sum + weight[d]! * coveredDegree(problem, question, d, open), 0);
    return total > 0 ? [covered / total] : [];
  });
}

/** What a plan is worth by the question's objective, without capacities; null when it breaks a limit on coverage. */
export function valueOf(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number | null {
  const demand = [...problem.demand.weight.keys()].filter((d) => problem.demand.weight[d]! > 0);
  const weight = (d: number) => problem.demand.weight[d]!;
  const degree = (d: number) => coveredDegree(problem, question, d, open);
  const shares =
    question.leastShare !== null || question.objective === 'fair-cover' ? groupShares(problem, question, open) : [];
  if (question.leastShare !== null && shares.some((share) => share < question.leastShare! - 1e-9)) return null;
  const nearest = demand.map((d) => reachedCosts(problem, d, open)[0] ?? Infinity);
  const servesAll = problem.demand.ids.every((_, d) => reachedCosts(problem, d, open).length > 0);
  switch (question.objective) {
    case 'p-median':
      return !servesAll ? null : nearest.reduce((sum, cost, i) => sum + cost * weight(demand[i]!), 0);
    case 'p-center':
      return !servesAll ? null : Math.max(0, ...nearest);
    case 'set-cover':
      if (demand.some((d) => degree(d) === 0)) return null;
      return problem.sites.price ? priceOf(problem, open) : open.length;
    case 'fair-cover':
      return Math.min(...shares);
    case 'max-cover':
      return demand.reduce((sum, d) => {
        if (question.backup === null) return sum + weight(d) * degree(d);
        const within = reachedCosts(problem, d, open).filter((cost) => cost <= question.radius!).length;
        return sum + weight(d) * ((within > 0 ? 1 - question.backup : 0) + (within > 1 ? question.backup : 0));
      }, 0);
  }
}

/** The best value over all plans by trying every one; null when none is allowed. */
export function bestByForce(problem: LocationProblem, question: LocationQuestion): number | null {
  const isLeast = ['p-median', 'p-center', 'set-cover'].includes(question.objective);
  let best: number | null = null;
  for (const open of allowedPlans(problem, question)) {
    const value = valueOf(problem, question, open);
    if (value !== null && (best === null || (isLeast ? value < best : value > best))) best = value;
  }
  return best;
}
