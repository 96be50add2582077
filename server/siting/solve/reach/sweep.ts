import { sweepOrder } from './row-order.ts';
import { sweepPass, WORD, type SweepRows } from './sweep-pass.ts';

/** Price of a site in whole numbers, in which waste is counted. */
const UNIT = 2 ** 20;
/** Budgets above this many sites are beyond a sweep. */
const MOST_BUDGET = 1000;
/** Part of the budget that the first sweep looks into. */
const FIRST_SHARE = 0.45;

/**
 * Whether so many sites can reach all rows, by two sweeps over the rows: one from the far end finds how much is wasted there at
 * least, and with that the other looks for a plan. It is quick where rows can be laid out so that few sites have rows on both
 * sides of any place, as in the plane.
 *
 * @param price of each row; those of the rows of a site sum to 1 at most but for rounding
 * @returns sites of a plan; null: there is none; undefined: stopped, or too many partial plans
 */
export function coverBySweep(
  given: readonly (readonly number[])[],
  sites: number,
  most: number,
  givenPrice: Float64Array,
  stopped: () => boolean,
): number[] | null | undefined {
  const priceOf = new Map(given.map((row, i) => [row, givenPrice[i]!]));
  const rows = sweepOrder(given, sites, most);
  const price = wholePrices(
    rows,
    sites,
    rows.map((row) => priceOf.get(row)!),
  );
  const budget = price.reduce((left, paid) => left - paid, most * UNIT);
  if (budget < 0) return null;
  if (budget > MOST_BUDGET * UNIT) return undefined;
  const words = Math.ceil(rows.length / WORD);
  const none = Array.from({ length: words * WORD - rows.length }, () => []);
  const last = Array.from(none, () => 0);
  const forth: SweepRows = {
    start: 0,
    end: rows.length,
    rows: [...rows, ...none],
    price: Int32Array.of(...price, ...last),
    sites,
    unit: UNIT,
  };
  const back: SweepRows = {
    ...forth,
    start: none.length,
    end: words * WORD,
    rows: forth.rows.toReversed(),
    price: forth.price.toReversed(),
  };
  const cap = Math.floor(FIRST_SHARE * budget);
  const first = sweepPass(back, { budget, cap, ahead: new Int32Array(words + 1), stopped });
  if (!first || first.plan || first.isComplete) return first && first.plan;
  const second = sweepPass(forth, { budget, cap: budget, ahead: first.behind.toReversed(), stopped });
  return second && second.plan;
}

/** Prices in whole numbers that nowhere sum to more than a site costs, and that cannot be raised. */
function wholePrices(rows: readonly (readonly number[])[], sites: number, given: readonly number[]): number[] {
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
