import { randomStream } from '../../../random.ts';
import { FREE, OPEN, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import { netPrices } from '../site-limits.ts';
import type { Served } from '../solution.ts';
import { Allocator, isBetter, type Score } from './allocate.ts';
import type { Plan } from './model.ts';
import type { Pairs } from './pairs.ts';

/** Pairs that a search for a first plan looks at: about a second's work. */
const EFFORT = 3e7;

/** Open sites with what the limits on sites leave. */
class OpenSites {
  readonly isOpen: Uint8Array;
  private count = 0;
  private spent: number;
  private readonly net: Float64Array;
  private readonly taken = new Set<number>();
  private readonly problem: LocationProblem;
  private readonly question: LocationQuestion;

  constructor(problem: LocationProblem, question: LocationQuestion) {
    this.problem = problem;
    this.question = question;
    this.isOpen = new Uint8Array(problem.sites.ids.length);
    const { base, net } = netPrices(problem);
    this.spent = base;
    this.net = net;
    problem.sites.state.forEach((state, site) => {
      if (state === OPEN) this.open(site);
    });
  }

  open(site: number): void {
    this.isOpen[site] = 1;
    this.count++;
    this.spent += this.net[site]!;
    const place = this.place(site);
    if (place >= 0) this.taken.add(place);
  }

  shut(site: number): void {
    this.isOpen[site] = 0;
    this.count--;
    this.spent -= this.net[site]!;
    this.taken.delete(this.place(site));
  }

  /** Whether p, the budget and the places allow a site to open; `instead` of another that shuts. */
  allows(site: number, instead?: number): boolean {
    const { p, budget } = this.question;
    if (instead !== undefined) this.shut(instead);
    const place = this.place(site);
    const isAllowed =
      (p === null || this.count < p) &&
      (budget === null || this.spent + this.net[site]! <= budget + 1e-9) &&
      (place < 0 || !this.taken.has(place));
    if (instead !== undefined) this.open(instead);
    return isAllowed;
  }

  /** Whether the sites fixed open keep p and share no place. */
  get isFixedAllowed(): boolean {
    const { place } = this.problem.sites;
    const fixed = [...this.isOpen.keys()].filter((site) => this.isOpen[site]);
    const places = fixed.map((site) => place?.[site] ?? -1).filter((at) => at >= 0);
    return (this.question.p === null || fixed.length <= this.question.p) && new Set(places).size === places.length;
  }

  get isWithinBudget(): boolean {
    return this.question.budget === null || this.spent <= this.question.budget + 1e-9;
  }

  private place(site: number): number {
    return this.problem.sites.place?.[site] ?? -1;
  }
}

/**
 * A good plan found fast: sites opened one by one where that helps most, then shut or exchanged while that helps
 * (Teitz and Bart's interchange), each set served by rule. Deterministic for a seed.
 * @param first open sites to begin with, in the order in which they are wanted
 * @returns null when no plan that keeps all limits was found, which proves nothing
 */
export function searchPlan(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  { seed, first = [], stopped }: { seed: number; first?: readonly number[]; stopped: () => boolean },
): Plan | null {
  const random = randomStream(seed, 'plan search');
  const allocator = new Allocator(problem, question, pairs);
  const sites = new OpenSites(problem, question);
  if (!sites.isFixedAllowed) return null;
  const free = [...problem.sites.state.keys()].filter((site) => problem.sites.state[site] === FREE);
  for (const site of first) if (free.includes(site) && !sites.isOpen[site] && sites.allows(site)) sites.open(site);
  let best = allocator.score(sites.isOpen);
  const isOver = () => allocator.effort > EFFORT || stopped();

  const openBest = (): boolean => {
    const choices = random.shuffled(free.filter((site) => !sites.isOpen[site] && sites.allows(site)));
    const share = Math.max(1e5, EFFORT / 2 / Math.max(1, Math.min(question.p ?? free.length, free.length)));
    const until = allocator.effort + share;
    let chosen: { site: number; score: Score } | null = null;
    for (const site of choices) {
      if (isOver() || (chosen && allocator.effort > until)) break;
      sites.open(site);
      const score = allocator.score(sites.isOpen);
      sites.shut(site);
      if (isBetter(score, chosen?.score ?? best)) chosen = { site, score };
    }
    if (!chosen) return false;
    sites.open(chosen.site);
    best = chosen.score;
    return true;
  };

  const shutOne = (): boolean => {
    for (const site of free.filter((s) => sites.isOpen[s])) {
      if (isOver()) return false;
      sites.shut(site);
      const score = allocator.score(sites.isOpen);
      if (sites.isWithinBudget && isBetter(score, best)) {
        best = score;
        return true;
      }
      sites.open(site);
    }
    return false;
  };

  const exchangeOne = (): boolean => {
    for (const site of random.shuffled(free.filter((s) => !sites.isOpen[s]))) {
      for (const instead of free.filter((s) => sites.isOpen[s])) {
        if (isOver()) return false;
        if (!sites.allows(site, instead)) continue;
        sites.shut(instead);
        sites.open(site);
        const score = allocator.score(sites.isOpen);
        if (isBetter(score, best)) {
          best = score;
          return true;
        }
        sites.shut(site);
        sites.open(instead);
      }
    }
    return false;
  };

  while (openBest() || shutOne() || exchangeOne());
  if (best.unmet > 1e-9 || !sites.isWithinBudget) return null;
  const served: Served[] = [];
  allocator.serve(sites.isOpen, (demand, i, share) =>
    served.push({ demand, site: pairs.site[i]!, cost: pairs.cost[i]!, share }),
  );
  served.sort((a, b) => a.demand - b.demand || a.site - b.site);
  return { open: [...sites.isOpen.keys()].filter((site) => sites.isOpen[site]), served };
}
