import { FREE, OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import { netPrices } from '../site-limits.ts';
import { capacityOf, type Pairs } from './pairs.ts';

/** Steps without a better bound after which the step length is halved, and the length at which the search ends. */
const PATIENCE = 20;
const SHORTEST_STEP = 0.002;

/** What the best multipliers prove. */
export interface LagrangianBound {
  /** No plan costs less. */
  readonly bound: number;
  /** Sites that the relaxed problem opens, the most wanted first. */
  readonly wanted: readonly number[];
  /** What a plan with each site costs at least; `bound` for those wanted. */
  readonly withSite: Float64Array;
  /** What a plan without each site costs at least. */
  readonly withoutSite: Float64Array;
  /** What a plan in which a demand is served whole through a pair costs at least, by pair. */
  readonly withPair: Float64Array;
  /** Multipliers that prove it, of each demand and of the budget. */
  readonly multipliers: { lambda: Float64Array; mu: number };
}

/**
 * A lower bound for the p-median with capacities and a budget, or for minus the weight of a maximal cover with them, by
 * Lagrangian relaxation of “everyone is served” (“no one more than once”) and of the budget (Beasley 1993; Díaz and Fernández 2006): what is left falls apart into one continuous knapsack for each site, of
 * which the best p are opened. Multipliers by a deflected subgradient. The bound is at most that of the linear relaxation
 * with `x ≤ y`, and needs no linear programme. Limits on groups and places are left out, which keeps it a bound.
 * @param target cost of the best plan known, which sets the length of steps; null: none is known
 * @param from multipliers to go on from
 */
export function lagrangianBound(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  {
    target,
    iterations,
    from,
    stopped,
  }: {
    target: number | null;
    iterations: number;
    from?: LagrangianBound['multipliers'];
    stopped: () => boolean;
  },
): LagrangianBound {
  const relaxed = new Relaxation(problem, question, pairs);
  if (from) {
    relaxed.lambda.set(from.lambda);
    relaxed.mu = from.mu;
  }
  const { lambda } = relaxed;
  const { weight } = problem.demand;
  const direction = new Float64Array(lambda.length);
  let direction0 = 0;
  let best = -Infinity;
  const bestLambda = lambda.slice();
  let bestMu = relaxed.mu;
  let step = 1.5;
  let waited = 0;
  for (let k = 0; k < iterations && step > SHORTEST_STEP && !stopped(); k++) {
    const value = relaxed.solve();
    if (best === -Infinity || value > best + 1e-9 * Math.abs(best)) {
      best = value;
      bestLambda.set(lambda);
      bestMu = relaxed.mu;
      waited = 0;
    } else if (++waited >= PATIENCE) {
      waited = 0;
      step /= 2;
      lambda.set(bestLambda);
      relaxed.mu = bestMu;
      relaxed.solve();
      direction.fill(0);
      direction0 = 0;
    }
    let length = 0;
    for (let d = 0; d < lambda.length; d++) {
      direction[d] = relaxed.short[d]! + 0.5 * direction[d]!;
      length += weight[d]! * direction[d]! ** 2;
    }
    direction0 = relaxed.overspent + 0.5 * direction0;
    length += relaxed.budgetStep * direction0 ** 2;
    if (length < 1e-12) break;
    const aim = target ?? best + Math.max(1, Math.abs(best)) * 0.05;
    const move = (step * Math.max(aim - value, 1e-6 * Math.abs(aim))) / length;
    for (let d = 0; d < lambda.length; d++) lambda[d] = relaxed.allowed(lambda[d]! + move * weight[d]! * direction[d]!);
    relaxed.mu = Math.max(0, relaxed.mu + move * relaxed.budgetStep * direction0);
  }
  lambda.set(bestLambda);
  relaxed.mu = bestMu;
  return relaxed.proof();
}

/** About how many sites p and the budget let open. */
function likelyOpen(problem: LocationProblem, { p, budget }: LocationQuestion): number {
  const { base, net } = netPrices(problem);
  const sum = net.reduce((total, price) => total + Math.max(0, price), 0);
  const affordable = budget === null || sum === 0 ? Infinity : ((budget - base) / sum) * net.length;
  return Math.min(p ?? Infinity, affordable, net.length);
}

/** The relaxed problem at given multipliers. */
class Relaxation {
  /** Multiplier of each demand, and of the budget. */
  readonly lambda: Float64Array;
  mu = 0;
  /** Part of each demand that is not served; negative: served more than once. */
  readonly short: Float64Array;
  /** By how much the budget is overspent. */
  overspent = 0;
  /** Step of the budget's multiplier where demand steps by its weight: both are then moved by a like share of their size. */
  readonly budgetStep: number;
  private readonly value: Float64Array;
  private readonly sitePrice: Float64Array;
  private readonly basePrice: number;
  private readonly capacity: Float64Array;
  /** Dual of each site's capacity at the last solution. */
  private readonly rho: Float64Array;
  /** Pairs by site, those of demand with weight only. */
  private readonly siteStart: Uint32Array;
  private readonly pairOf: Uint32Array;
  private readonly demandOf: Uint32Array;
  /** Cost of each of them × weight. */
  private readonly cost: Float64Array;
  /** Part of each that is served, if its site is open. */
  private readonly part: Float64Array;
  private chosen: number[] = [];
  private readonly isCover: boolean;
  private readonly problem: LocationProblem;
  private readonly question: LocationQuestion;
  private readonly pairs: Pairs;

  constructor(problem: LocationProblem, question: LocationQuestion, pairs: Pairs) {
    this.problem = problem;
    this.question = question;
    this.pairs = pairs;
    this.isCover = question.objective === 'max-cover';
    const sites = problem.sites.ids.length;
    const { weight } = problem.demand;
    const counts = new Uint32Array(sites + 1);
    const each = (visit: (pair: number, demand: number, site: number) => void) => {
      for (let d = 0; d < weight.length; d++) {
        if (weight[d] === 0) continue;
        for (let i = pairs.rowStart[d]!; i < pairs.rowStart[d + 1]!; i++) visit(i, d, pairs.site[i]!);
      }
    };
    each((_, __, site) => counts[site + 1]!++);
    for (let s = 0; s < sites; s++) counts[s + 1]! += counts[s]!;
    this.siteStart = counts.slice();
    this.pairOf = new Uint32Array(counts[sites]!);
    this.demandOf = new Uint32Array(counts[sites]!);
    this.cost = new Float64Array(counts[sites]!);
    this.part = new Float64Array(counts[sites]!);
    const next = counts.slice();
    each((i, d, site) => {
      const k = next[site]!++;
      this.pairOf[k] = i;
      this.demandOf[k] = d;
      this.cost[k] = weight[d]! * (this.isCover ? -pairs.degree[i]! : pairs.cost[i]!);
    });
    const { base, net } = netPrices(problem);
    const rank = Math.ceil(sites / Math.max(1, likelyOpen(problem, question)));
    this.lambda = Float64Array.from(weight, (w, d) => {
      const [from, to] = [pairs.rowStart[d]!, pairs.rowStart[d + 1]!];
      if (this.isCover) return -w / 2;
      return from === to ? 0 : w * pairs.cost[Math.min(from + rank, to - 1)]!;
    });
    this.short = new Float64Array(weight.length);
    this.value = new Float64Array(sites);
    this.rho = new Float64Array(sites);
    this.capacity = Float64Array.from(problem.sites.ids, (_, s) => capacityOf(problem, question, s));
    this.basePrice = base;
    this.sitePrice = net;
    const meanPrice = net.reduce((sum, price) => sum + Math.abs(price), 0) / Math.max(1, sites);
    const budget = Math.max(1e-9, meanPrice, (question.budget ?? 0) - base);
    this.budgetStep = question.budget === null ? 0 : weight.reduce((sum, w) => sum + w, 0) / budget ** 2;
  }

  /** Who need not be served has a multiplier of at most 0. */
  allowed(multiplier: number): number {
    return this.isCover ? Math.min(0, multiplier) : multiplier;
  }

  /** @returns the bound at the multipliers; `short` and `overspent` tell where to move them */
  solve(): number {
    const { weight } = this.problem.demand;
    for (let site = 0; site < this.value.length; site++) {
      this.value[site] = this.fillSite(site) + this.mu * this.sitePrice[site]!;
    }
    this.chosen = this.choose();
    let bound = 0;
    for (let d = 0; d < weight.length; d++) {
      bound += this.lambda[d]!;
      this.short[d] = weight[d] === 0 ? 0 : 1;
    }
    let spent = this.basePrice;
    for (const site of this.chosen) {
      bound += this.value[site]!;
      spent += this.sitePrice[site]!;
      for (let k = this.siteStart[site]!; k < this.siteStart[site + 1]!; k++)
        this.short[this.demandOf[k]!]! -= this.part[k]!;
    }
    const budget = this.question.budget;
    this.overspent = budget === null ? 0 : spent - budget;
    return budget === null ? bound : bound + this.mu * (this.basePrice - budget);
  }

  /** Sites fixed open, and as many others of negative value as p lets, the best first. */
  private choose(): number[] {
    const { state } = this.problem.sites;
    const fixed = [...state.keys()].filter((site) => state[site] === OPEN);
    const most = Math.max(0, (this.question.p ?? Infinity) - fixed.length);
    return [
      ...fixed,
      ...this.freeByValue()
        .filter((site) => this.value[site]! < 0)
        .slice(0, most),
    ];
  }

  private freeByValue(): number[] {
    const { state } = this.problem.sites;
    const free = [...state.keys()].filter((site) => state[site] === FREE);
    return free.sort((a, b) => this.value[a]! - this.value[b]! || a - b);
  }

  /** The continuous knapsack of a site: what it earns at best, with the parts served and the dual of its capacity. */
  private fillSite(site: number): number {
    const { weight } = this.problem.demand;
    const { siteStart, demandOf, cost, lambda, part } = this;
    const worth: number[] = [];
    let value = 0;
    let asked = 0;
    for (let k = siteStart[site]!; k < siteStart[site + 1]!; k++) {
      const reduced = cost[k]! - lambda[demandOf[k]!]!;
      part[k] = reduced < 0 ? 1 : 0;
      if (reduced >= 0) continue;
      value += reduced;
      asked += weight[demandOf[k]!]!;
      worth.push(k);
    }
    this.rho[site] = 0;
    let room = this.capacity[site]!;
    if (asked <= room) return value;
    const gain = (k: number) => (lambda[demandOf[k]!]! - cost[k]!) / weight[demandOf[k]!]!;
    worth.sort((a, b) => gain(b) - gain(a) || a - b);
    value = 0;
    for (const k of worth) {
      const needed = weight[demandOf[k]!]!;
      part[k] = Math.min(1, room / needed);
      value -= part[k]! * gain(k) * needed;
      if (room <= needed && this.rho[site] === 0) this.rho[site] = gain(k);
      room = Math.max(0, room - needed);
    }
    return value;
  }

  /** What the multipliers prove of sites and pairs. */
  proof(): LagrangianBound {
    const bound = this.solve();
    const { weight } = this.problem.demand;
    const { state } = this.problem.sites;
    const isChosen = new Uint8Array(state.length);
    for (const site of this.chosen) isChosen[site] = 1;
    const chosenFree = this.chosen.filter((site) => state[site] === FREE);
    const fixed = this.chosen.length - chosenFree.length;
    const isFull = this.question.p !== null && this.chosen.length >= Math.max(this.question.p, fixed);
    const worst = isFull && chosenFree.length > 0 ? this.value[chosenFree.at(-1)!]! : 0;
    const next = this.freeByValue().find((site) => !isChosen[site]);
    const replaced = next === undefined ? 0 : Math.min(0, this.value[next]!);
    const withSite = Float64Array.from(state, (_, site) =>
      isChosen[site] ? bound : bound + Math.max(0, this.value[site]! - worst),
    );
    const withoutSite = Float64Array.from(state, (_, site) => {
      if (state[site] === SHUT) return bound;
      return isChosen[site] ? bound - this.value[site]! + replaced : bound;
    });
    const withPair = new Float64Array(this.pairs.site.length).fill(bound);
    for (let site = 0; site < state.length; site++)
      for (let k = this.siteStart[site]!; k < this.siteStart[site + 1]!; k++) {
        const d = this.demandOf[k]!;
        const reduced = this.cost[k]! - this.lambda[d]! + this.rho[site]! * weight[d]!;
        withPair[this.pairOf[k]!] = withSite[site]! + Math.max(0, reduced);
      }
    const multipliers = { lambda: this.lambda, mu: this.mu };
    return { bound, wanted: this.chosen, withSite, withoutSite, withPair, multipliers };
  }
}
