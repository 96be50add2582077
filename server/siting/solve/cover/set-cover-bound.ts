import type { CoverMatrix } from './set-cover-matrix.ts';

export interface CoverBound {
  /** No cover costs less. */
  bound: number;
  /** What each column costs once the prices of its rows are taken off, at that bound. */
  reducedCost: Float64Array;
  /** Price of each row, at that bound. */
  price: Float64Array;
}

export interface BoundOptions {
  /** Cost of a cover that is known. */
  upper: number;
  iterations: number;
  /** A bound above this needs no raising; default: every one does. */
  enough?: number;
  stopped: () => boolean;
}

/** Iterations without a better bound after which steps are halved, and between two questions whether to stop. */
const PATIENCE = 20;
const LEAST_STEP = 1e-4;

/**
 * Lower bound of a set cover by Lagrangian relaxation of the rows, with subgradient steps (Beasley 1990; start prices and the
 * halving of steps after Caprara, Fischetti and Toth 1999).
 */
export function lagrangianBound(
  matrix: CoverMatrix,
  { upper, iterations, enough = Infinity, stopped }: BoundOptions,
): CoverBound {
  const { rows, columns, rowStart, column, cost, columnStart } = matrix;
  const price = new Float64Array(rows).fill(Infinity);
  for (let r = 0; r < rows; r++)
    for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) {
      const c = column[i]!;
      price[r] = Math.min(price[r]!, cost[c]! / (columnStart[c + 1]! - columnStart[c]!));
    }
  const reduced = new Float64Array(columns);
  const direction = new Float64Array(rows);
  const best: CoverBound = { bound: -Infinity, reducedCost: new Float64Array(columns), price: price.slice() };
  let factor = 1;
  let sinceBetter = 0;
  for (let iteration = 0; iteration < iterations && factor > LEAST_STEP; iteration++) {
    if (iteration % PATIENCE === PATIENCE - 1 && stopped()) break;
    const value = relaxedValue();
    if (value > best.bound) {
      if (value > best.bound + 1e-5 * Math.abs(value)) sinceBetter = 0;
      best.bound = value;
      best.reducedCost.set(reduced);
      best.price.set(price);
      if (value > enough) break;
    } else if (++sinceBetter >= PATIENCE) {
      factor /= 2;
      sinceBetter = 0;
      price.set(best.price);
      relaxedValue();
    }
    const norm = slopes();
    if (norm === 0) break;
    const step = (factor * (1.02 * upper - value)) / norm;
    for (let r = 0; r < rows; r++) price[r] = Math.max(0, price[r]! + step * direction[r]!);
  }
  return best;

  /** Value of the relaxation at the prices; leaves the reduced costs. */
  function relaxedValue(): number {
    let value = 0;
    reduced.set(cost);
    for (let r = 0; r < rows; r++) {
      const paid = price[r]!;
      if (paid === 0) continue;
      value += paid;
      for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) reduced[column[i]!]! -= paid;
    }
    for (let c = 0; c < columns; c++) value += Math.min(0, reduced[c]!);
    return value;
  }

  /** Slope of the relaxation in the price of each row. @returns their squared length */
  function slopes(): number {
    let norm = 0;
    for (let r = 0; r < rows; r++) {
      let covers = 0;
      for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) if (reduced[column[i]!]! < 0) covers++;
      direction[r] = covers > 1 && price[r] === 0 ? 0 : 1 - covers;
      norm += direction[r]! * direction[r]!;
    }
    return norm;
  }
}
