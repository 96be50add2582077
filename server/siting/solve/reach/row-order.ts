import { independentParts } from '../cover/set-cover-reduce.ts';
import { rowsBySite } from './dominance.ts';

const ITERATIONS = 200;
/** Directions in the plane of the two leading scores, over half a turn. */
const DIRECTIONS = 8;

/**
 * Orders of rows in which those that share sites are near each other, so that few sites have rows on both sides of any place.
 * Rows get two scores by reciprocal averaging (Hill 1973), which lays rows of a plane out as in the plane; each order goes in
 * another direction across it.
 */
export function sweepOrders(rows: readonly (readonly number[])[], sites: number): (readonly number[])[][] {
  const parts = independentParts(rows).map((part) => {
    const first = leadingScore(part, sites, []);
    return { part, first, second: leadingScore(part, sites, [first]) };
  });
  return Array.from({ length: DIRECTIONS }, (_, k) => {
    const [x, y] = [Math.cos((Math.PI * k) / DIRECTIONS), Math.sin((Math.PI * k) / DIRECTIONS)];
    return parts.flatMap(({ part, first, second }) => {
      const score = first.map((value, i) => x * value + y * second[i]!);
      return [...part.keys()].sort((a, b) => score[a]! - score[b]! || a - b).map((i) => part[i]!);
    });
  });
}

/** The scores, one a row, that averaging over sites and back changes least, apart from those equal for all and those given. */
function leadingScore(
  rows: readonly (readonly number[])[],
  sites: number,
  given: readonly Float64Array[],
): Float64Array {
  const bySite = rowsBySite(rows, sites);
  const apartFrom = [new Float64Array(rows.length).fill(1), ...given];
  let score = Float64Array.from(rows, (_, i) => Math.cos(i * i + given.length));
  const ofSite = new Float64Array(sites);
  for (let t = 0; t < ITERATIONS; t++) {
    for (const other of apartFrom) {
      const part = product(rows, score, other) / product(rows, other, other);
      for (let i = 0; i < score.length; i++) score[i]! -= part * other[i]!;
    }
    const length = Math.sqrt(product(rows, score, score)) || 1;
    bySite.forEach((own, j) => (ofSite[j] = own.reduce((sum, i) => sum + score[i]!, 0) / own.length / length));
    score = Float64Array.from(rows, (row) => row.reduce((sum, j) => sum + ofSite[j]!, 0) / row.length);
  }
  return score;
}

/** Product of two scores, in which a row counts by its sites. */
function product(rows: readonly (readonly number[])[], a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += rows[i]!.length * a[i]! * b[i]!;
  return sum;
}
