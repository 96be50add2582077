import { OPEN, SHUT } from '../../problem/problem.ts';
import type { ReducedMedian } from './reduced.ts';

/** What ends an ascent. */
export interface AscentLimits {
  /** Bounds above this exclude every plan of interest; sites are fixed where opening or shutting them leads above it. */
  cut: number;
  /** Value of the best plan known, towards which steps are taken. */
  target: number;
  iterations: number;
  /** Ends the ascent when the bound has risen by less than this part of its distance to the cut-off in `patience` iterations. */
  leastRise: number;
  patience: number;
  stopped: () => boolean;
  /** Told the sites that the relaxation opens whenever the bound has risen. */
  onRise?: (open: Uint8Array) => void;
}

/** Largest share that the latest gradient and plan get in the averages, and the least that this limit falls to. */
const FIRST_WEIGHT = 0.3;
const LEAST_WEIGHT = 0.005;
/** Step factor: what it is raised by when a step went well, what it falls by after so many that failed, and to what least. */
const STEP_RAISE = 1.1;
const STEP_FALL = 0.8;
const LEAST_STEP = 1e-4;
const WEIGHT_FALL = 0.95;
const MOST_FAILURES = 5;

/**
 * The Lagrangian relaxation of "everyone is served once" (Cornuéjols, Fisher and Nemhauser 1977): with a price λ for each
 * demand, a site is worth the sum of what its demand pays above cost, and the best sites are opened. Prices follow the
 * volume algorithm (Barahona and Anbil 2000), whose averaged answer also approximates the linear relaxation's shares of sites.
 */
export class MedianRelaxation {
  /** Prices that prove `bound`. */
  readonly multipliers: Float64Array;
  bound = -Infinity;
  /** Averaged openness of each site, 0…1. */
  readonly share: Float64Array;
  /** Sites that the latest evaluation opened. */
  readonly chosen: Uint8Array;
  /** Worth of each site (≤ 0) at the latest evaluation. */
  readonly worth: Float64Array;
  /** Number of evaluations so far. */
  evaluations = 0;
  private step = 1;
  private mostWeight = FIRST_WEIGHT;
  private readonly trial: Float64Array;
  private readonly direction: Float64Array;
  private readonly gradient: Float64Array;

  constructor(private readonly reduced: ReducedMedian) {
    const { demands, sites } = reduced.core;
    this.multipliers = new Float64Array(demands);
    this.trial = new Float64Array(demands);
    this.direction = new Float64Array(demands);
    this.gradient = new Float64Array(demands);
    this.share = new Float64Array(sites);
    this.chosen = new Uint8Array(sites);
    this.worth = new Float64Array(sites);
  }

  /**
   * Starts an ascent from these prices.
   * @param step first step, as part of the one that would reach the target if the bound rose in proportion
   * @param shares to start the averaged openness of sites with; default: what these prices open
   * @returns whether a plan below the cut-off may exist
   */
  start(from: ArrayLike<number>, step: number, cut: number, shares?: ArrayLike<number>): boolean {
    const { multipliers, direction, gradient, share, chosen } = this;
    multipliers.set(from);
    this.bound = this.evaluate(multipliers);
    this.findGradient(multipliers);
    direction.set(gradient);
    share.set(shares ?? chosen);
    this.step = step;
    this.mostWeight = FIRST_WEIGHT;
    return this.bound <= cut && this.fix(cut);
  }

  /** Raises the bound further. @returns whether a plan below the cut-off may exist */
  ascend(limits: AscentLimits): boolean {
    const { multipliers, trial, direction, gradient, share, chosen } = this;
    const demands = multipliers.length;
    let failures = 0;
    let checkedAt = 0;
    let checkedBound = this.bound;
    for (let t = 1; t <= limits.iterations && !limits.stopped(); t++) {
      let norm = 0;
      for (let i = 0; i < demands; i++) norm += direction[i]! * direction[i]!;
      if (norm < 1e-12) break;
      const length = (this.step * (limits.target - this.bound)) / norm;
      for (let i = 0; i < demands; i++) {
        const price = multipliers[i]! + length * direction[i]!;
        trial[i] = price > 0 ? price : 0;
      }
      const value = this.evaluate(trial);
      this.findGradient(trial);
      let along = 0;
      let apart = 0;
      let projection = 0;
      for (let i = 0; i < demands; i++) {
        const v = direction[i]!;
        const g = gradient[i]!;
        along += v * g;
        apart += (v - g) * (v - g);
        projection += v * (v - g);
      }
      let weight = apart > 0 ? projection / apart : 1;
      weight = Math.max(this.mostWeight / 10, Math.min(this.mostWeight, weight));
      for (let i = 0; i < demands; i++) direction[i]! += weight * (gradient[i]! - direction[i]!);
      for (let j = 0; j < share.length; j++) share[j]! += weight * (chosen[j]! - share[j]!);
      if (value > this.bound) {
        this.bound = value;
        multipliers.set(trial);
        if (value > limits.cut) return false;
        if (!this.fix(limits.cut)) return false;
        limits.onRise?.(chosen);
        failures = 0;
        if (along >= 0) this.step = Math.min(2, this.step * STEP_RAISE);
      } else if (++failures >= MOST_FAILURES) {
        this.step = Math.max(LEAST_STEP, this.step * STEP_FALL);
        this.mostWeight = Math.max(LEAST_WEIGHT, this.mostWeight * WEIGHT_FALL);
        failures = 0;
      }
      if (t - checkedAt >= limits.patience) {
        if (this.bound - checkedBound < limits.leastRise * (limits.cut - this.bound)) break;
        checkedAt = t;
        checkedBound = this.bound;
      }
    }
    return true;
  }

  /** Value of the relaxation; leaves `worth` and `chosen`. */
  private evaluate(price: Float64Array): number {
    const { worth, chosen, reduced } = this;
    const { rowStart, site, cost, free, freeCount, forced, forcedCount, quota } = reduced;
    this.evaluations++;
    worth.fill(0);
    let value = 0;
    for (let i = 0; i < price.length; i++) {
      const most = price[i]!;
      value += most;
      const end = rowStart[i + 1]!;
      for (let k = rowStart[i]!; k < end; k++) {
        const over = cost[k]! - most;
        if (over >= 0) break;
        worth[site[k]!]! += over;
      }
    }
    chosen.fill(0);
    for (let f = 0; f < forcedCount; f++) {
      chosen[forced[f]!] = 1;
      value += worth[forced[f]!]!;
    }
    const opened = Math.min(quota, freeCount);
    selectLeast(free, freeCount, opened, worth);
    for (let f = 0; f < opened; f++) {
      chosen[free[f]!] = 1;
      value += worth[free[f]!]!;
    }
    return value;
  }

  private findGradient(price: Float64Array): void {
    const { chosen, gradient, reduced } = this;
    const { rowStart, site, cost } = reduced;
    for (let i = 0; i < price.length; i++) {
      const most = price[i]!;
      const end = rowStart[i + 1]!;
      let served = 0;
      for (let k = rowStart[i]!; k < end && cost[k]! < most; k++) served += chosen[site[k]!]!;
      gradient[i] = 1 - served;
    }
  }

  /** Shuts and forces open the sites that a plan below the cut-off needs so. @returns whether such a plan may exist */
  private fix(cut: number): boolean {
    const { worth, reduced, bound } = this;
    const { state, free, freeCount, quota } = reduced;
    const opened = Math.min(quota, freeCount);
    let worstIn = opened === 0 ? Infinity : -Infinity;
    for (let f = 0; f < opened; f++) if (worth[free[f]!]! > worstIn) worstIn = worth[free[f]!]!;
    let bestOut = 0;
    for (let f = opened; f < freeCount; f++) if (worth[free[f]!]! < bestOut) bestOut = worth[free[f]!]!;
    let fixed = 0;
    for (let f = 0; f < freeCount; f++) {
      const j = free[f]!;
      if (f < opened) {
        if (bound + bestOut - worth[j]! <= cut) continue;
        state[j] = OPEN;
      } else {
        if (opened > 0 && bound + worth[j]! - worstIn <= cut) continue;
        state[j] = SHUT;
      }
      fixed++;
    }
    if (fixed === 0) return true;
    return reduced.countStates() <= reduced.core.p;
  }
}

/** Puts the `count` sites of least worth first in `list[0 … length)` (Hoare's selection). */
function selectLeast(list: Uint32Array, length: number, count: number, worth: Float64Array): void {
  if (count <= 0 || count >= length) return;
  let left = 0;
  let right = length - 1;
  while (left < right) {
    const pivot = worth[list[(left + right) >> 1]!]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (worth[list[i]!]! < pivot) i++;
      while (worth[list[j]!]! > pivot) j--;
      if (i <= j) {
        const site = list[i]!;
        list[i++] = list[j]!;
        list[j--] = site;
      }
    }
    if (count - 1 <= j) right = j;
    else if (count - 1 >= i) left = i;
    else return;
  }
}
