import { FREE, OPEN, SHUT } from '../../problem/problem.ts';
import type { MedianCore } from './core.ts';

/**
 * What is left of a p-median where some sites are fixed open or shut and only plans below a cut-off are of interest. Rows
 * keep only pairs that such a plan can use. One set of buffers serves every node of a search, one after the other.
 */
export class ReducedMedian {
  /** `FREE`, `OPEN` or `SHUT`, by site of the core. */
  readonly state: Uint8Array;
  readonly rowStart: Uint32Array;
  readonly site: Uint32Array;
  readonly cost: Float64Array;
  /** Sites yet to be decided: `free[0 … freeCount)`. */
  readonly free: Uint32Array;
  freeCount = 0;
  /** Sites fixed open. */
  readonly forced: Uint32Array;
  forcedCount = 0;

  constructor(readonly core: MedianCore) {
    this.state = new Uint8Array(core.sites);
    this.rowStart = new Uint32Array(core.demands + 1);
    this.site = new Uint32Array(core.site.length);
    this.cost = new Float64Array(core.site.length);
    this.free = new Uint32Array(core.sites);
    this.forced = new Uint32Array(core.sites);
  }

  /** How many free sites may still be opened. */
  get quota(): number {
    return this.core.p - this.forcedCount;
  }

  /**
   * Builds the rows for these states. A demand that has one site left forces it open.
   *
   * @param multipliers of the relaxation that proved a bound; null: no bound is known
   * @param slack distance from that bound to the cut-off. A demand whose cost exceeds its multiplier by more than that
   *   raises the bound above the cut-off.
   * @returns whether a plan below the cut-off can exist
   */
  build(state: Uint8Array, multipliers: ArrayLike<number> | null, slack: number): boolean {
    this.state.set(state);
    for (;;) {
      const forcedBefore = this.countStates();
      if (forcedBefore > this.core.p) return false;
      if (!this.fillRows(multipliers, slack)) return false;
      if (this.countStates() === forcedBefore) return true;
    }
  }

  /** Lists the free and the forced sites. @returns the number of forced ones */
  countStates(): number {
    this.freeCount = this.forcedCount = 0;
    for (let j = 0; j < this.state.length; j++) {
      if (this.state[j] === FREE) this.free[this.freeCount++] = j;
      else if (this.state[j] === OPEN) this.forced[this.forcedCount++] = j;
    }
    return this.forcedCount;
  }

  private fillRows(multipliers: ArrayLike<number> | null, slack: number): boolean {
    const { core, state, rowStart, site, cost } = this;
    let at = 0;
    for (let i = 0; i < core.demands; i++) {
      const most = multipliers ? multipliers[i]! + slack : Infinity;
      const start = at;
      for (let k = core.rowStart[i]!; k < core.rowStart[i + 1]!; k++) {
        const c = core.cost[k]!;
        if (c > most) break;
        const j = core.site[k]!;
        if (state[j] === SHUT) continue;
        site[at] = j;
        cost[at++] = c;
        if (state[j] === OPEN) break; // no one goes past an open site
      }
      if (at === start) return false;
      if (at === start + 1) state[site[start]!] = OPEN;
      rowStart[i + 1] = at;
    }
    return true;
  }
}
