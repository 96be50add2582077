import type { MedianCore } from './core.ts';

const NONE = -1;

/**
 * A plan of open sites with everyone's nearest and second nearest open site, which is what swapping two sites needs to know.
 * The search is the fast interchange of Whitaker (1983): the gain of opening a site and the loss of shutting each other one
 * for it come out of one pass over the site's column.
 */
export class MedianPlan {
  readonly isOpen: Uint8Array;
  /** What the plan costs; those whom no open site reaches cost `core.unserved` each. */
  value = 0;
  private readonly near: Int32Array;
  private readonly second: Int32Array;
  private readonly nearCost: Float64Array;
  private readonly secondCost: Float64Array;
  private readonly loss: Float64Array;
  private readonly lossChange: Float64Array;
  private open: number[] = [];

  constructor(private readonly core: MedianCore) {
    this.isOpen = new Uint8Array(core.sites);
    this.near = new Int32Array(core.demands);
    this.second = new Int32Array(core.demands);
    this.nearCost = new Float64Array(core.demands);
    this.secondCost = new Float64Array(core.demands);
    this.loss = new Float64Array(core.sites);
    this.lossChange = new Float64Array(core.sites);
    this.set([]);
  }

  /** Whether an open site reaches everyone. */
  get servesAll(): boolean {
    return !this.near.includes(NONE);
  }

  /** Cost of each demand to its nearest open site. */
  get nearestCosts(): Float64Array {
    return this.nearCost;
  }

  get secondCosts(): Float64Array {
    return this.secondCost;
  }

  /** Opens these sites and those that are fixed open, and no other. @returns what the plan costs */
  set(open: Iterable<number>): number {
    const { core, isOpen } = this;
    isOpen.set(core.fixed);
    for (const j of open) isOpen[j] = 1;
    this.open = [];
    isOpen.forEach((flag, j) => flag && this.open.push(j));
    for (let i = 0; i < core.demands; i++) this.findNearest(i);
    return this.sum();
  }

  /**
   * Opens one site after another, each time the one that saves most (lazily: what a site saves can only fall), up to p.
   * It does not stop before everyone is served.
   */
  fill(stopped: () => boolean): void {
    const { core, isOpen } = this;
    const saving = new Float64Array(core.sites).fill(Infinity);
    const fresh = new Uint8Array(core.sites);
    while (this.open.length < core.p && !(stopped() && this.servesAll)) {
      fresh.fill(0);
      let best = NONE;
      for (;;) {
        best = NONE;
        for (let j = 0; j < core.sites; j++) {
          if (!isOpen[j] && (best === NONE || saving[j]! > saving[best]!)) best = j;
        }
        if (best === NONE || fresh[best]) break;
        saving[best] = this.savingOf(best);
        fresh[best] = 1;
      }
      if (best === NONE) break;
      this.insert(best);
    }
    this.sum();
  }

  /** Swaps an open site for a shut one as long as that saves anything. */
  interchange(stopped: () => boolean): void {
    const { core } = this;
    if (this.open.length === 0) return;
    let sinceGain = 0;
    this.findLosses();
    for (let j = 0; sinceGain < core.sites && !stopped(); j = j + 1 === core.sites ? 0 : j + 1, sinceGain++) {
      if (this.isOpen[j]) continue;
      const out = this.bestOut(j);
      if (out === NONE) continue;
      const before = this.value;
      this.swap(j, out);
      if (this.value < before) {
        sinceGain = 0;
      } else {
        this.swap(out, j); // saved nothing but a rounding error
      }
      this.findLosses();
    }
  }

  /** Sites that are open. */
  sites(): number[] {
    return [...this.open].sort((a, b) => a - b);
  }

  private savingOf(j: number): number {
    const { core, nearCost } = this;
    let saving = 0;
    for (let k = core.columnStart[j]!; k < core.columnStart[j + 1]!; k++) {
      const less = nearCost[core.demand[k]!]! - core.columnCost[k]!;
      if (less > 0) saving += less;
    }
    return saving;
  }

  /** @returns the open site to shut when `j` opens, `NONE` when no swap saves anything */
  private bestOut(j: number): number {
    const { core, near, nearCost, secondCost, loss, lossChange, open } = this;
    for (const r of open) lossChange[r] = 0;
    let gain = 0;
    for (let k = core.columnStart[j]!; k < core.columnStart[j + 1]!; k++) {
      const i = core.demand[k]!;
      const c = core.columnCost[k]!;
      const second = secondCost[i]!;
      if (c >= second) continue;
      const r = near[i]!;
      const first = nearCost[i]!;
      if (c < first) {
        gain += first - c;
        if (r >= 0) lossChange[r]! += second - first;
      } else if (r >= 0) {
        lossChange[r]! += second - c;
      }
    }
    let out = NONE;
    let least = Infinity;
    for (const r of open) {
      const lost = loss[r]! - lossChange[r]!;
      if (lost < least && !core.fixed[r]) {
        least = lost;
        out = r;
      }
    }
    return gain - least > 1e-12 * this.value ? out : NONE;
  }

  private findLosses(): void {
    const { loss, near, nearCost, secondCost } = this;
    for (const r of this.open) loss[r] = 0;
    for (let i = 0; i < near.length; i++) if (near[i]! >= 0) loss[near[i]!]! += secondCost[i]! - nearCost[i]!;
  }

  private insert(j: number): void {
    const { core, near, second, nearCost, secondCost } = this;
    this.isOpen[j] = 1;
    this.open.push(j);
    for (let k = core.columnStart[j]!; k < core.columnStart[j + 1]!; k++) {
      const i = core.demand[k]!;
      const c = core.columnCost[k]!;
      if (c < nearCost[i]!) {
        second[i] = near[i]!;
        secondCost[i] = nearCost[i]!;
        near[i] = j;
        nearCost[i] = c;
      } else if (c < secondCost[i]!) {
        second[i] = j;
        secondCost[i] = c;
      }
    }
  }

  private swap(into: number, out: number): void {
    const { near, second } = this;
    this.isOpen[out] = 0;
    this.open.splice(this.open.indexOf(out), 1);
    this.insert(into);
    for (let i = 0; i < near.length; i++) if (near[i] === out || second[i] === out) this.findNearest(i);
    this.sum();
  }

  private findNearest(i: number): void {
    const { core, isOpen } = this;
    let first = NONE;
    const end = core.rowStart[i + 1]!;
    this.near[i] = this.second[i] = NONE;
    this.nearCost[i] = this.secondCost[i] = core.unserved;
    for (let k = core.rowStart[i]!; k < end; k++) {
      const j = core.site[k]!;
      if (!isOpen[j]) continue;
      if (first === NONE) {
        first = j;
        this.near[i] = j;
        this.nearCost[i] = core.cost[k]!;
      } else {
        this.second[i] = j;
        this.secondCost[i] = core.cost[k]!;
        return;
      }
    }
  }

  private sum(): number {
    let sum = 0;
    for (const c of this.nearCost) sum += c;
    return (this.value = sum);
  }
}
