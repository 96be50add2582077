import { independentParts } from '../cover/set-cover-reduce.ts';
import { rowsBySite } from './dominance.ts';

const ITERATIONS = 200;
/** Directions in the plane of the two leading scores that are compared, over half a turn. */
const DIRECTIONS = 24;

/**
 * Rows in an order in which those that share sites are near each other, so that few sites have rows on both sides of any place
 * in it. Rows get two scores by reciprocal averaging (Hill 1973), which lays rows of a plane out as in the plane, and are taken
 * in the direction across which plans of so many sites have least to choose from.
 */
export function sweepOrder(rows: readonly (readonly number[])[], sites: number, most: number): (readonly number[])[] {
  return independentParts(rows).flatMap((part) => {
    const first = leadingScore(part, sites, []);
    const second = leadingScore(part, sites, [first]);
    let best: (readonly number[])[] = [];
    let leastWork = Infinity;
    for (let k = 0; k < DIRECTIONS; k++) {
      const [x, y] = [Math.cos((Math.PI * k) / DIRECTIONS), Math.sin((Math.PI * k) / DIRECTIONS)];
      const score = first.map((value, i) => x * value + y * second[i]!);
      const order = [...part.keys()].sort((a, b) => score[a]! - score[b]! || a - b).map((i) => part[i]!);
      const work = sweepWork(order, sites, (most * part.length) / rows.length);
      if (work < leastWork) [best, leastWork] = [order, work];
    }
    return best;
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

/** An estimate of the number of partial plans: each open site with rows on both sides of a place may be one of several. */
function sweepWork(rows: readonly (readonly number[])[], sites: number, most: number): number {
  const first = new Int32Array(sites).fill(-1);
  const last = new Int32Array(sites);
  rows.forEach((row, i) => {
    for (const j of row) {
      if (first[j] === -1) first[j] = i;
      last[j] = i;
    }
  });
  const change = new Int32Array(rows.length);
  let columns = 0;
  for (let j = 0; j < sites; j++) {
    if (first[j] === -1) continue;
    columns++;
    change[first[j]!]!++;
    change[last[j]!]!--;
  }
  const each = (most / columns) * Math.log(Math.max(2, columns / most));
  let across = 0;
  let work = 0;
  for (const step of change) {
    across += step;
    work += Math.exp(across * each);
  }
  return work;
}
