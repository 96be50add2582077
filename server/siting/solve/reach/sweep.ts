import { sweepOrders } from './row-order.ts';
import { sweepPass, WORD, type SweepResult, type SweepRows } from './sweep-pass.ts';

/** Price of a site in whole numbers, in which waste is counted. */
const UNIT = 2 ** 20;
/** Budgets above this many sites are beyond a sweep. */
const MOST_BUDGET = 1000;
/** Per cent of the budget up to which orders are tried, and by which a sweep then goes further each time. */
const FIRST_PERCENT = 15;
const PERCENT_STEP = 10;
/** Of the orders, those in which a sweep from the first end had least to extend are tried from the other end too. */
const ORDERS_FROM_BACK = 3;

export interface SweepOptions {
  /** Partial plans that one sweep may extend. */
  mostExtended: number;
  stopped: () => boolean;
}

/** Sweeps from one end of an order. */
interface Side {
  readonly rows: SweepRows;
  /** As in `SweepLimits`; of the two ends only one may look at the best sites alone, since either end has others. */
  readonly onlyBest: boolean;
  /** How far the latest sweep went, in per cent of the budget, and how many partial plans it extended. */
  percent: number;
  extended: number;
  behind: Int32Array;
}

/**
 * Whether so many sites can reach all rows, by sweeps over the rows from both ends: each goes up to a part of the waste that is
 * allowed, the cheaper end going further, with what must be wasted ahead known from the other; until both together exclude all
 * plans or one finds one. It is quick where rows can be laid out so that few sites have rows on both sides of any place, as in
 * the plane.
 *
 * @param price of each row; those of the rows of a site sum to 1 at most but for rounding
 * @returns sites of a plan; null: there is none; undefined: stopped, or too many partial plans
 */
export function coverBySweep(
  given: readonly (readonly number[])[],
  sites: number,
  most: number,
  givenPrice: Float64Array,
  { mostExtended, stopped }: SweepOptions,
): number[] | null | undefined {
  const whole = wholePrices(given, sites, givenPrice);
  const budget = whole.reduce((left, paid) => left - paid, most * UNIT);
  if (budget < 0) return null;
  if (budget > MOST_BUDGET * UNIT) return undefined;
  const priceOf = new Map(given.map((row, i) => [row, whole[i]!]));
  const sweep = (
    { rows, onlyBest, percent }: Pick<Side, 'rows' | 'onlyBest' | 'percent'>,
    ahead: Int32Array,
    mostHere: number,
  ) =>
    sweepPass(rows, {
      budget,
      cap: Math.floor((percent * budget) / 100),
      ahead,
      onlyBest,
      mostExtended: mostHere,
      stopped,
    });
  const isDecided = ({ plan, isComplete }: SweepResult) => plan !== null || isComplete;

  const begin = (rows: SweepRows, onlyBest: boolean, mostHere: number) => {
    const result = sweep(
      { rows, onlyBest, percent: FIRST_PERCENT },
      new Int32Array(rows.rows.length / WORD + 1),
      mostHere,
    );
    return result && { ...result, side: { ...result, rows, onlyBest, percent: FIRST_PERCENT } };
  };
  let leastForth = mostExtended;
  const tried: { forth: Side; backRows: SweepRows }[] = [];
  for (const order of sweepOrders(given, sites)) {
    const [rows, backRows] = fromBothEnds(order, priceOf, sites);
    const begun = begin(rows, true, leastForth);
    if (!begun) continue;
    if (isDecided(begun)) return begun.plan;
    leastForth = Math.min(leastForth, begun.extended);
    tried.push({ forth: begun.side, backRows });
  }
  tried.sort((a, b) => a.forth.extended - b.forth.extended);
  let sides: [Side, Side] | null = null;
  let leastBack = mostExtended;
  for (const { forth, backRows } of tried.slice(0, ORDERS_FROM_BACK)) {
    const begun = begin(backRows, false, leastBack);
    if (!begun) continue;
    if (isDecided(begun)) return begun.plan;
    sides = [forth, begun.side];
    leastBack = begun.extended;
  }
  while (sides) {
    const isLast = sides[0].percent + sides[1].percent + PERCENT_STEP >= 100;
    // Where the sweeps meet, the one that looks at least goes all the way.
    const [near, far] = sides.sort((a, b) =>
      isLast ? Number(b.onlyBest) - Number(a.onlyBest) : a.extended - b.extended,
    );
    const ahead = far.behind.toReversed();
    if (near.behind.some((wasted, word) => wasted + ahead[word]! > budget)) return null;
    near.percent += isLast ? 100 - near.percent : PERCENT_STEP;
    const result = sweep(near, ahead, mostExtended);
    if (!result) return undefined;
    if (isDecided(result)) return result.plan;
    near.extended = result.extended;
    near.behind = result.behind.map((wasted, word) => Math.max(wasted, near.behind[word]!));
  }
  return undefined;
}

/** An order from its first row on and from its last, filled up to whole words at the same end. */
function fromBothEnds(
  order: readonly (readonly number[])[],
  priceOf: ReadonlyMap<readonly number[], number>,
  sites: number,
): [SweepRows, SweepRows] {
  const words = Math.ceil(order.length / WORD);
  const none = Array.from({ length: words * WORD - order.length }, () => []);
  const rows = [...order, ...none];
  const price = Int32Array.from(rows, (row) => priceOf.get(row) ?? 0);
  const shared = { sites, unit: UNIT };
  return [
    { ...shared, start: 0, end: order.length, rows, price },
    { ...shared, start: none.length, end: rows.length, rows: rows.toReversed(), price: price.toReversed() },
  ];
}

/** Prices in whole numbers that nowhere sum to more than a site costs, and that cannot be raised. */
function wholePrices(rows: readonly (readonly number[])[], sites: number, given: Float64Array): number[] {
  const load = new Float64Array(sites);
  rows.forEach((row, i) => row.forEach((j) => (load[j]! += given[i]!)));
  const price = rows.map((row, i) =>
    Math.floor((UNIT * given[i]!) / row.reduce((most, j) => Math.max(most, load[j]!), 1)),
  );
  const left = new Float64Array(sites).fill(UNIT);
  rows.forEach((row, i) => row.forEach((j) => (left[j]! -= price[i]!)));
  return rows.map((row, i) => {
    const rise = Math.max(
      0,
      row.reduce((least, j) => Math.min(least, left[j]!), UNIT),
    );
    for (const j of row) left[j]! -= rise;
    return price[i]! + rise;
  });
}
