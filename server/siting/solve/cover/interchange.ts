import { randomStream } from '../../../random.ts';
import type { CoverRow } from './coverage.ts';
import { keepsLimits, type SiteLimits } from './limits.ts';

export interface InterchangeOptions {
  readonly seed: number;
  readonly stopped: () => boolean;
  /** Sites to begin with; default none. */
  readonly start?: readonly number[];
}

/** Times that a plan is shaken: some open sites are shut at random, and it is mended and improved again. */
const SHAKES = 25;
const SHUT_AT_ONCE = 4;

/**
 * A good plan for most weight covered: greedy, then exchanges of an open site for a shut one while that gains (Teitz and Bart
 * 1968), with the gain of every exchange from one pass over the rows of the site that comes in, as Whitaker (1983) does it for
 * p-median; then shaken and improved again a number of times. Second covers are left out of account.
 * @returns sites to open, ascending; they keep p, budget and places, but not always the fewest sites of groups
 */
export function interchange(
  rows: readonly CoverRow[],
  limits: SiteLimits,
  { seed, stopped, start = [] }: InterchangeOptions,
): number[] {
  const search = new Interchange(rows, limits);
  const random = randomStream(seed, 'maximal cover search');
  search.improve(start, stopped);
  let best = search.plan();
  for (let shake = 0; shake < SHAKES && best.open.length > 1 && !stopped(); shake++) {
    const left = random.shuffled(best.open).slice(Math.min(SHUT_AT_ONCE, Math.ceil(best.open.length / 2)));
    search.improve(left, stopped);
    const found = search.plan();
    if (found.value > best.value) best = found;
  }
  return best.open;
}

const NONE = -1;

class Interchange {
  private readonly rows: readonly CoverRow[];
  private readonly limits: SiteLimits;
  /** By site: rows that it covers and how well. */
  private readonly covered = new Map<number, { row: number; level: number }[]>();
  /** By row: value at each level, 0 beyond the last. */
  private readonly values: Float64Array[];
  /** By row: best level with an open site, the next best of another site, and the only site at the best level. */
  private readonly best: Int32Array;
  private readonly next: Int32Array;
  private readonly owner: Int32Array;
  private readonly open = new Set<number>();

  constructor(rows: readonly CoverRow[], limits: SiteLimits) {
    this.rows = rows;
    this.limits = { ...limits, quotas: [] };
    rows.forEach(({ levels }, row) =>
      levels.forEach(({ sites }, level) => {
        for (const site of sites) {
          const list = this.covered.get(site);
          if (list) list.push({ row, level });
          else this.covered.set(site, [{ row, level }]);
        }
      }),
    );
    this.values = rows.map(({ levels }) => {
      const value = new Float64Array(levels.length + 1);
      for (let level = levels.length - 1; level >= 0; level--) value[level] = value[level + 1]! + levels[level]!.weight;
      return value;
    });
    this.best = Int32Array.from(rows, ({ levels }) => levels.length);
    this.next = Int32Array.from(rows, ({ levels }) => levels.length);
    this.owner = new Int32Array(rows.length).fill(NONE);
  }

  /** Opens exactly these sites as far as limits let, and improves from there. */
  improve(start: readonly number[], stopped: () => boolean): void {
    for (const site of [...this.open]) if (!start.includes(site)) this.change(site, false);
    for (const site of start) if (!this.open.has(site) && this.allows([...this.open, site])) this.change(site, true);
    while (this.addBest());
    while (!stopped() && this.exchangeBest()) while (this.addBest());
  }

  /** The open sites, ascending, and what they cover. */
  plan(): { open: number[]; value: number } {
    const value = this.values.reduce((sum, values, row) => sum + values[this.best[row]!]!, 0);
    return { open: [...this.open].sort((a, b) => a - b), value };
  }

  private allows(opened: readonly number[]): boolean {
    return keepsLimits(this.limits, opened);
  }

  private gain(site: number): number {
    let gain = 0;
    for (const { row, level } of this.covered.get(site) ?? []) {
      const best = this.best[row]!;
      if (level < best) gain += this.values[row]![level]! - this.values[row]![best]!;
    }
    return gain;
  }

  /** Opens the site that gains most; by its price where a budget limits. */
  private addBest(): boolean {
    if (this.open.size >= this.limits.most) return false;
    const isPriced = this.limits.budget < Infinity;
    let chosen = NONE;
    let most = 0;
    for (const site of this.limits.free) {
      if (this.open.has(site)) continue;
      const gain = this.gain(site);
      const worth = isPriced ? gain / Math.max(this.limits.addedPrice[site]!, Number.EPSILON) : gain;
      if (gain > 0 && worth > most && this.allows([...this.open, site])) {
        chosen = site;
        most = worth;
      }
    }
    if (chosen === NONE) return false;
    this.change(chosen, true);
    return true;
  }

  private exchangeBest(): boolean {
    const loss = new Map([...this.open].map((site) => [site, 0]));
    this.rows.forEach((_, row) => {
      const owner = this.owner[row]!;
      if (owner !== NONE) loss.set(owner, loss.get(owner)! + this.valueOf(row, this.best[row]!, this.next[row]!));
    });
    const total = [...loss.values()].reduce((sum, value) => sum + value, 0);
    let chosen: { into: number; out: number } | null = null;
    // Below this a gain is rounding.
    let most = 1e-9 * Math.max(1, total);
    for (const into of this.limits.free) {
      if (this.open.has(into)) continue;
      const spared = this.sparedBy(into);
      const gain = this.gain(into);
      for (const [out, lost] of loss) {
        const balance = gain - lost + (spared.get(out) ?? 0);
        if (balance <= most) continue;
        const opened = [...this.open].filter((site) => site !== out);
        if (!this.allows([...opened, into])) continue;
        chosen = { into, out };
        most = balance;
      }
    }
    if (!chosen) return false;
    this.change(chosen.out, false);
    this.change(chosen.into, true);
    return true;
  }

  private valueOf(row: number, from: number, to: number): number {
    return this.values[row]![from]! - this.values[row]![to]!;
  }

  /** By open site: how much of its loss is spared when this one has been opened before. */
  private sparedBy(site: number): Map<number, number> {
    const spared = new Map<number, number>();
    for (const { row, level } of this.covered.get(site) ?? []) {
      const owner = this.owner[row]!;
      if (owner === NONE) continue;
      const [best, next] = [this.best[row]!, this.next[row]!];
      const lostBefore = this.valueOf(row, best, next);
      const lostAfter = level < best ? 0 : this.valueOf(row, best, Math.min(level, next));
      if (lostBefore > lostAfter) spared.set(owner, (spared.get(owner) ?? 0) + lostBefore - lostAfter);
    }
    return spared;
  }

  private change(site: number, isOpened: boolean): void {
    if (isOpened) this.open.add(site);
    else this.open.delete(site);
    for (const { row } of this.covered.get(site) ?? []) this.lookAgain(row);
  }

  private lookAgain(row: number): void {
    const { levels } = this.rows[row]!;
    let [best, next, owner] = [levels.length, levels.length, NONE];
    for (let level = 0; level < levels.length && next === levels.length; level++) {
      for (const site of levels[level]!.sites) {
        if (!this.open.has(site)) continue;
        if (best === levels.length) {
          best = level;
          owner = site;
        } else {
          next = level;
          if (level === best) owner = NONE;
          break;
        }
      }
    }
    this.best[row] = best;
    this.next[row] = next;
    this.owner[row] = owner;
  }
}
