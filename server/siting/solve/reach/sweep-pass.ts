import { doubled, PartialPlans } from './partial-plans.ts';

/** Rows in a word of bits; waste is known at the ends of words. */
export const WORD = 32;
/** Steps between two questions whether to stop. */
const STEPS_AT_ONCE = 30_000;
/** Bytes that partial plans still to be extended may take. */
const MOST_BYTES = 400e6;

export interface SweepRows {
  /** Number of the first row, and the one after the last; `rows` without these are empty. */
  readonly start: number;
  readonly end: number;
  /** Sites of each row. Their number is a multiple of `WORD`. */
  readonly rows: readonly (readonly number[])[];
  /** Price of each row: those of a site's rows do not sum to more than `unit`. */
  readonly price: Int32Array;
  readonly sites: number;
  /** Price of a site. */
  readonly unit: number;
}

export interface SweepLimits {
  /** Waste above which no plan is of interest. */
  readonly budget: number;
  /** Waste above which partial plans are not extended any more. */
  readonly cap: number;
  /** Waste in word w and later that every plan of interest has at least; one more than there are words. */
  readonly ahead: Int32Array;
  /**
   * Whether a site is not added where another reaches all that it would reach anew. Plans of interest are then those made so:
   * when there is any plan there is one of these.
   */
  readonly onlyBest: boolean;
  /** Partial plans that may be extended. */
  readonly mostExtended: number;
  readonly stopped: () => boolean;
}

export interface SweepResult {
  /** Sites of a plan whose waste is in the budget. */
  readonly plan: number[] | null;
  /** Waste before word w that every plan of interest has at least; one more than there are words. */
  readonly behind: Int32Array;
  /** Whether all was looked into, so that without a plan here there is none. */
  readonly isComplete: boolean;
  /** Number of partial plans that were extended. */
  readonly extended: number;
}

/** Rows of a site that have a price, ascending: word, bit in it, price. */
interface PaidRows {
  readonly rows: readonly number[];
  readonly word: Int32Array;
  readonly bit: Int32Array;
  readonly price: Int32Array;
}

/** A site to be added to plans whose first row left out is the same. */
interface Addition {
  readonly site: number;
  /** Rows that it reaches from that one on, by words from that of that row. */
  readonly mask: Int32Array;
  /** Price of its rows before that one. */
  readonly behind: number;
  /** Which of its rows with a price are the first after that one. */
  readonly paidFrom: number;
  readonly paid: PaidRows;
  /** Its waste by itself, and the word in which that counts. */
  readonly own: number;
  readonly ownWord: number;
}

/**
 * Looks for a plan that reaches all rows within a budget, by dynamic programming over the rows in their order: partial plans are
 * extended by each site that reaches their first row left out, and merge where they leave out the same rows.
 *
 * A plan costs the prices of all rows and its waste: what sites cost more than their rows' prices, which counts at the middle
 * row of each, and the price of a row for each time it is reached again. So a lower bound of the waste ahead, from a sweep in
 * the other direction, cuts off partial plans (as Russian doll search does; Verfaillie, Lemaître and Schiex 1996).
 *
 * @returns undefined when it was stopped or there are too many partial plans
 */
export function sweepPass(rows: SweepRows, limits: SweepLimits): SweepResult | undefined {
  return new SweepPass(rows, limits).run();
}

class SweepPass {
  private readonly words: number;
  private readonly behind: Int32Array;
  private readonly rowsOf: number[][];
  /** Waste of each site by itself, and the row at which it counts. */
  private readonly own: Int32Array;
  private readonly middle: Int32Array;
  private readonly paid: readonly PaidRows[];
  /** Words that a partial plan must know at most. */
  private readonly width: number;
  private readonly plans: (PartialPlans | undefined)[];
  private waiting = 0;
  private extended = 0;
  private fromOf = new Int32Array(1024);
  private siteOf = new Int32Array(1024);
  private isCapped = false;
  private found: number[] | null = null;
  private stepsLeft = STEPS_AT_ONCE;
  private isStopped = false;
  /** The partial plan at hand: all its words from the one of the row at hand, then from that of its first row left out. */
  private readonly reached: Int32Array;
  private readonly waste: Int32Array;
  private readonly shiftedReached: Int32Array;
  private readonly shiftedWaste: Int32Array;
  private readonly mostWaste: Int32Array;

  constructor(
    private readonly problem: SweepRows,
    private readonly limits: SweepLimits,
  ) {
    const { rows, start, price, sites, unit } = problem;
    this.words = rows.length / WORD;
    this.behind = new Int32Array(this.words + 1).fill(limits.budget + 1).fill(0, 0, (start >> 5) + 1);
    this.rowsOf = Array.from({ length: sites }, () => []);
    rows.forEach((row, i) => row.forEach((j) => this.rowsOf[j]!.push(i)));
    this.own = Int32Array.from(this.rowsOf, (own) => own.reduce((left, i) => left - price[i]!, unit));
    this.middle = Int32Array.from(this.rowsOf, (own) => own[own.length >> 1] ?? 0);
    this.paid = this.rowsOf.map((own) => {
      const paid = own.filter((i) => price[i]! > 0);
      return {
        rows: paid,
        word: Int32Array.from(paid, (i) => i >> 5),
        bit: Int32Array.from(paid, (i) => 1 << (i & 31)),
        price: Int32Array.from(paid, (i) => price[i]!),
      };
    });
    this.width = widthOf(rows, this.rowsOf);
    this.plans = Array.from({ length: rows.length });
    [this.reached, this.waste] = [new Int32Array(this.width), new Int32Array(this.width)];
    [this.shiftedReached, this.shiftedWaste] = [new Int32Array(this.width), new Int32Array(this.width)];
    this.mostWaste = new Int32Array(this.width);
  }

  run(): SweepResult | undefined {
    const { start, end } = this.problem;
    this.plansAt(start).add(this.reached, this.waste, -1, -1);
    this.waiting = 1;
    for (let row = start; row < end && !this.found; row++) {
      const plans = this.plans[row];
      if (!plans) continue;
      this.plans[row] = undefined;
      if (!this.keepOrigins(plans)) return undefined;
      this.setMostWaste(row >> 5);
      this.extend(row, plans);
      if (this.isStopped) return undefined;
      this.waiting -= plans.count;
      this.extended += plans.count;
    }
    return { plan: this.found, behind: this.behind, isComplete: !this.isCapped, extended: this.extended };
  }

  private plansAt(row: number): PartialPlans {
    return (this.plans[row] ??= new PartialPlans(this.width));
  }

  /** Notes how the plans came about. @returns whether there is room for that, and for those made from them */
  private keepOrigins(plans: PartialPlans): boolean {
    if (this.waiting * (8 * this.width + 24) > MOST_BYTES || this.extended + plans.count > this.limits.mostExtended)
      return false;
    while (this.fromOf.length < this.extended + plans.count) {
      this.fromOf = doubled(this.fromOf);
      this.siteOf = doubled(this.siteOf);
    }
    this.fromOf.set(plans.from.subarray(0, plans.count), this.extended);
    this.siteOf.set(plans.site.subarray(0, plans.count), this.extended);
    return true;
  }

  private setMostWaste(word: number): void {
    const { budget, ahead } = this.limits;
    for (let k = 0; k < this.width; k++) this.mostWaste[k] = budget - (ahead[word + k + 1] ?? 0);
  }

  /** Adds each site that reaches this row to each of the plans that leave it out first. */
  private extend(row: number, plans: PartialPlans): void {
    const { width, waste, mostWaste } = this;
    const word = row >> 5;
    const additions = this.problem.rows[row]!.map((site) => this.additionAt(row, site));
    const anew = new Int32Array(additions.length * width);
    for (let plan = 0, start = 0; plan < plans.count; plan++, start += width) {
      this.stepsLeft -= additions.length;
      if (this.stepsLeft <= 0) {
        this.stepsLeft = STEPS_AT_ONCE;
        if (this.limits.stopped()) {
          this.isStopped = true;
          return;
        }
      }
      let isAnewKnown = false;
      nextSite: for (let s = 0; s < additions.length; s++) {
        const { site, mask, behind, paidFrom, paid, own, ownWord } = additions[s]!;
        let added = behind;
        for (let k = 0, n = paidFrom; k < width; k++) {
          const reached = plans.reached[start + k]!;
          const isShared = (reached & mask[k]!) !== 0;
          for (; n < paid.word.length && paid.word[n] === word + k; n++)
            if (isShared && (reached & paid.bit[n]!) !== 0) added += paid.price[n]!;
          if (k === ownWord) added += own;
          waste[k] = plans.waste[start + k]! + added;
          if (waste[k]! > mostWaste[k]!) continue nextSite;
        }
        if (this.limits.onlyBest) {
          if (!isAnewKnown) this.setAnew(anew, additions, plans.reached, start);
          isAnewKnown = true;
          if (this.isOutdone(anew, s)) continue;
        }
        if (waste[0]! > this.limits.cap) {
          this.noteCap(word);
          continue;
        }
        for (let k = 0; k < width; k++) this.reached[k] = plans.reached[start + k]! | mask[k]!;
        this.keep(row, plan, site);
      }
    }
  }

  private additionAt(row: number, site: number): Addition {
    const { price } = this.problem;
    const word = row >> 5;
    const mask = new Int32Array(this.width);
    let behind = 0;
    for (const i of this.rowsOf[site]!) {
      if (i < row) behind += price[i]!;
      else mask[(i >> 5) - word]! |= 1 << (i & 31);
    }
    const paid = this.paid[site]!;
    let paidFrom = 0;
    while (paidFrom < paid.rows.length && paid.rows[paidFrom]! <= row) paidFrom++;
    const ownWord = Math.max(0, (this.middle[site]! >> 5) - word);
    return { site, mask, behind, paidFrom, paid, own: this.own[site]!, ownWord };
  }

  /** Sets what each addition reaches anew when it is made to a plan. */
  private setAnew(anew: Int32Array, additions: readonly Addition[], reached: Int32Array, start: number): void {
    let at = 0;
    for (const { mask } of additions)
      for (let k = 0; k < this.width; k++, at++) anew[at] = mask[k]! & ~reached[start + k]!;
  }

  /** Whether another addition reaches all that this one reaches anew; of equal ones the first outdoes the others. */
  private isOutdone(anew: Int32Array, addition: number): boolean {
    const { width } = this;
    const own = addition * width;
    for (let other = 0; other < anew.length; other += width) {
      if (other === own) continue;
      let k = 0;
      let isEqual = true;
      for (; k < width && (anew[own + k]! & ~anew[other + k]!) === 0; k++)
        if (anew[own + k] !== anew[other + k]) isEqual = false;
      if (k === width && (!isEqual || other < own)) return true;
    }
    return false;
  }

  /** Keeps the plan at hand, made from one whose first row left out was this. */
  private keep(row: number, plan: number, site: number): void {
    const { width, reached, waste, shiftedReached, shiftedWaste, behind } = this;
    const { end: last } = this.problem;
    const word = row >> 5;
    let next = row + 1;
    while (next < last && (reached[(next >> 5) - word]! >>> (next & 31)) & 1) next++;
    for (let end = word + 1; end <= next >> 5; end++)
      if (waste[end - 1 - word]! < behind[end]!) behind[end] = waste[end - 1 - word]!;
    if (next === last) {
      this.found ??= this.planOf(this.extended + plan, site);
      return;
    }
    const shift = (next >> 5) - word;
    for (let k = 0; k < width; k++) {
      shiftedReached[k] = k + shift < width ? reached[k + shift]! : 0;
      shiftedWaste[k] = waste[Math.min(k + shift, width - 1)]!;
    }
    shiftedReached[0]! &= -1 << (next & 31);
    const plans = this.plansAt(next);
    this.waiting -= plans.count;
    plans.add(shiftedReached, shiftedWaste, this.extended + plan, site);
    this.waiting += plans.count;
  }

  /** A plan that is not extended for its waste before the end of a word: that much is wasted before all later words. */
  private noteCap(word: number): void {
    this.isCapped = true;
    for (let later = word + 1; later <= this.words; later++)
      this.behind[later] = Math.min(this.behind[later]!, this.limits.cap + 1);
  }

  private planOf(last: number, site: number): number[] {
    const plan = [site];
    for (let at = last; this.siteOf[at]! >= 0; at = this.fromOf[at]!) plan.push(this.siteOf[at]!);
    return plan;
  }
}

/** Most words from that of a row on in which a site has rows that also has some up to that row. */
function widthOf(rows: readonly (readonly number[])[], rowsOf: readonly (readonly number[])[]): number {
  let width = 1;
  let last = 0;
  rows.forEach((row, i) => {
    for (const j of row) last = Math.max(last, rowsOf[j]!.at(-1)!);
    width = Math.max(width, (last >> 5) - (i >> 5) + 1);
  });
  return width;
}
