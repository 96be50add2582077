import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { groupWeights } from './measure.ts';
import { capacityOf, isCover, servesEveryone, type Pairs } from './pairs.ts';

/** How good an open set is: less of both is better, `unmet` first. */
export interface Score {
  /** Weight that must be served or covered and is not, with a mark-up for other limits that are missed. */
  unmet: number;
  /** Value to minimise. */
  value: number;
}

export const isBetter = (a: Score, b: Score): boolean =>
  a.unmet < b.unmet - 1e-9 || (a.unmet < b.unmet + 1e-9 && a.value < b.value - 1e-9);

/**
 * Serves demand from open sites by rule, fast and not always best: without capacities everyone at the nearest; otherwise
 * those first whose second choice would cost most (Martello and Toth's regret), or of cover objectives the heaviest first.
 */
export class Allocator {
  /** Pairs looked at so far: a measure of effort that is the same on every machine. */
  effort = 0;
  private readonly capacity: Float64Array;
  private readonly hasRoom: boolean;
  private readonly heaviestFirst: Uint32Array;
  private readonly groupWeight: Float64Array;
  private readonly totalWeight: number;
  private readonly room: Float64Array;
  private readonly byGroup: Float64Array;
  private readonly problem: LocationProblem;
  private readonly question: LocationQuestion;
  private readonly pairs: Pairs;

  constructor(problem: LocationProblem, question: LocationQuestion, pairs: Pairs) {
    this.problem = problem;
    this.question = question;
    this.pairs = pairs;
    const { weight } = problem.demand;
    this.capacity = Float64Array.from(problem.sites.ids, (_, site) => capacityOf(problem, question, site));
    this.room = new Float64Array(this.capacity.length);
    this.totalWeight = weight.reduce((sum, w) => sum + w, 0);
    this.hasRoom = this.capacity.every((capacity) => capacity >= this.totalWeight);
    this.heaviestFirst = Uint32Array.from(weight.keys()).sort((a, b) => weight[b]! - weight[a]! || a - b);
    this.groupWeight = groupWeights(problem);
    this.byGroup = new Float64Array(problem.groups.length);
  }

  /** Tells each pair that is used and the part of the demand that it serves. */
  serve(isOpen: Uint8Array, take: (demand: number, pair: number, share: number) => void): void {
    this.room.set(this.capacity);
    for (const demand of this.order(isOpen)) {
      if (this.hasRoom || this.problem.demand.weight[demand] === 0) {
        const nearest = this.nextOpen(isOpen, demand, this.pairs.rowStart[demand]!, 0);
        if (nearest >= 0) take(demand, nearest, 1);
      } else if (this.question.capacitated === 'split') this.serveInParts(isOpen, demand, take);
      else this.serveWhole(isOpen, demand, take);
    }
  }

  /** Scores a set of open sites that keeps the limits on sites. */
  score(isOpen: Uint8Array): Score {
    const { question, pairs, problem } = this;
    const { weight, group } = problem.demand;
    this.byGroup.fill(0);
    let served = 0;
    let covered = 0;
    let cost = 0;
    let largest = 0;
    let withoutWeight = 0;
    this.serve(isOpen, (demand, pair, share) => {
      const part = weight[demand]! * share;
      if (part === 0) return void withoutWeight++;
      served += part;
      cost += part * pairs.cost[pair]!;
      largest = Math.max(largest, pairs.cost[pair]!);
      covered += part * pairs.degree[pair]!;
      const of = group?.[demand] ?? -1;
      if (of >= 0) this.byGroup[of]! += part * pairs.degree[pair]!;
    });
    const score = { unmet: this.shortOfShares() + this.shortOfSites(isOpen), value: 0 };
    if (servesEveryone(question)) score.unmet += this.totalWeight - served;
    if (question.objective === 'p-median' || question.objective === 'p-center')
      score.unmet += this.countWithoutWeight - withoutWeight;
    if (question.objective === 'p-median') score.value = cost;
    else if (question.objective === 'p-center') score.value = largest;
    else if (question.objective === 'set-cover') score.value = this.priceOrCount(isOpen);
    else if (question.objective === 'max-cover') score.value = -covered;
    else score.value = -this.worst() - (1e-3 * covered) / Math.max(1, this.totalWeight);
    return score;
  }

  private get countWithoutWeight(): number {
    return this.problem.demand.weight.reduce((count, weight) => count + (weight === 0 ? 1 : 0), 0);
  }

  private order(isOpen: Uint8Array): Iterable<number> {
    if (this.hasRoom || isCover(this.question)) return this.heaviestFirst;
    const { rowStart, cost } = this.pairs;
    const { weight } = this.problem.demand;
    const regret = Float64Array.from(weight, (w, demand) => {
      if (w === 0) return -1;
      const first = this.nextOpen(isOpen, demand, rowStart[demand]!, w);
      const second = first < 0 ? -1 : this.nextOpen(isOpen, demand, first + 1, w);
      return second < 0 ? Infinity : w * (cost[second]! - cost[first]!);
    });
    return Uint32Array.from(weight.keys()).sort(
      (a, b) => (regret[a] === regret[b] ? weight[b]! - weight[a]! : regret[b]! - regret[a]!) || a - b,
    );
  }

  /** First pair of a demand from a position on whose site is open and has room; −1: none. */
  private nextOpen(isOpen: Uint8Array, demand: number, from: number, needed: number): number {
    const { rowStart, site } = this.pairs;
    const end = rowStart[demand + 1]!;
    for (let i = from; i < end; i++) {
      if (!isOpen[site[i]!] || this.room[site[i]!]! < needed) continue;
      this.effort += i - from + 1;
      return i;
    }
    this.effort += end - from;
    return -1;
  }

  private serveWhole(isOpen: Uint8Array, demand: number, take: (d: number, pair: number, share: number) => void): void {
    const weight = this.problem.demand.weight[demand]!;
    const { site, degree, rowStart } = this.pairs;
    let chosen = this.nextOpen(isOpen, demand, rowStart[demand]!, weight);
    if (chosen < 0) return;
    if (isCover(this.question)) {
      const roomier = (i: number) => this.room[site[i]!]! > this.room[site[chosen]!]!;
      for (let i = chosen; (i = this.nextOpen(isOpen, demand, i + 1, weight)) >= 0;)
        if (degree[i]! > degree[chosen]! || (degree[i] === degree[chosen] && roomier(i))) chosen = i;
    }
    this.room[site[chosen]!]! -= weight;
    take(demand, chosen, 1);
  }

  private serveInParts(isOpen: Uint8Array, demand: number, take: (d: number, pair: number, share: number) => void) {
    const weight = this.problem.demand.weight[demand]!;
    const { site, rowStart } = this.pairs;
    let left = weight;
    for (
      let i = rowStart[demand]! - 1;
      left > 0 && (i = this.nextOpen(isOpen, demand, i + 1, Number.MIN_VALUE)) >= 0;
    ) {
      const part = Math.min(left, this.room[site[i]!]!);
      this.room[site[i]!]! -= part;
      left -= part;
      take(demand, i, part / weight);
    }
  }

  private worst(): number {
    let worst = 1;
    this.groupWeight.forEach((weight, g) => {
      if (weight > 0) worst = Math.min(worst, this.byGroup[g]! / weight);
    });
    return worst;
  }

  private shortOfShares(): number {
    const least = this.question.leastShare;
    if (least === null) return 0;
    return this.groupWeight.reduce((sum, weight, g) => sum + Math.max(0, least * weight - this.byGroup[g]!), 0);
  }

  private shortOfSites(isOpen: Uint8Array): number {
    const { group } = this.problem.sites;
    const least = this.question.leastSites;
    if (least === null) return 0;
    const open = new Float64Array(this.problem.groups.length);
    group?.forEach((of, site) => {
      if (of >= 0 && isOpen[site]) open[of]!++;
    });
    return open.reduce((sum, count) => sum + Math.max(0, least - count), 0) * (this.totalWeight + 1);
  }

  private priceOrCount(isOpen: Uint8Array): number {
    const { price } = this.problem.sites;
    return isOpen.reduce((sum, open, site) => {
      if (!price) return sum + open;
      return sum + (open ? price.open[site]! : price.shut[site]!);
    }, 0);
  }
}
