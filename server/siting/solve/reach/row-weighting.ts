import { randomStream } from '../../../random.ts';
import { rowsBySite } from './dominance.ts';

/** Sites one after another, each time the one that reaches most rows yet unreached; then without those not needed. */
export function greedyCover(rows: readonly number[][], sites: number): number[] {
  const bySite = rowsBySite(rows, sites);
  const gain = bySite.map((own) => own.length);
  const reached = new Int32Array(rows.length);
  let left = rows.length;
  const chosen: number[] = [];
  while (left > 0) {
    let best = 0;
    for (let j = 1; j < sites; j++) if (gain[j]! > gain[best]!) best = j;
    chosen.push(best);
    for (const i of bySite[best]!) {
      if (reached[i]!++ > 0) continue;
      left--;
      for (const j of rows[i]!) gain[j]!--;
    }
  }
  return chosen.filter((j) => {
    if (!bySite[j]!.every((i) => reached[i]! > 1)) return true;
    for (const i of bySite[j]!) reached[i]!--;
    return false;
  });
}

/**
 * Local search for a plan of so many sites that reaches every row (row weighting, after Gao, Weise and Li 2015): the site that
 * is missed least is swapped for one that reaches a row left out, and rows that stay left out gain weight.
 *
 * @param start a plan that reaches every row with more sites than `most`
 * @returns a plan, or null when none was found in so many steps
 */
export function searchCover(
  rows: readonly number[][],
  sites: number,
  most: number,
  start: readonly number[],
  { steps, seed, stopped }: { steps: number; seed: number; stopped: () => boolean },
): number[] | null {
  const random = randomStream(seed, 'row weighting');
  const bySite = rowsBySite(rows, sites);
  const weight = new Float64Array(rows.length).fill(1);
  const reached = new Int32Array(rows.length);
  const isOpen = new Uint8Array(sites);
  /** Weight that opening a shut site gains, or that shutting an open one loses. */
  const score = Float64Array.from(bySite, (own) => own.length);
  const changedAt = new Int32Array(sites);
  const open: number[] = [];
  const left: number[] = [];
  const leftAt = new Int32Array(rows.length);
  rows.forEach((_, i) => (leftAt[i] = left.push(i) - 1));

  const add = (j: number) => {
    isOpen[j] = 1;
    open.push(j);
    for (const i of bySite[j]!) {
      const times = ++reached[i]!;
      if (times > 2) continue;
      for (const k of rows[i]!) if (k !== j && (times === 1 || isOpen[k])) score[k]! -= weight[i]!;
      if (times === 1) {
        const last = left.pop()!;
        if (last === i) continue;
        left[leftAt[i]!] = last;
        leftAt[last] = leftAt[i]!;
      }
    }
  };
  const remove = (j: number) => {
    isOpen[j] = 0;
    open.splice(open.indexOf(j), 1);
    for (const i of bySite[j]!) {
      const times = --reached[i]!;
      if (times > 1) continue;
      for (const k of rows[i]!) if (k !== j && (times === 0 || isOpen[k])) score[k]! += weight[i]!;
      if (times === 0) leftAt[i] = left.push(i) - 1;
    }
  };
  const leastMissed = (except: number) => {
    let best = -1;
    for (const j of open) {
      if (j === except) continue;
      if (best === -1 || score[j]! < score[best]! || (score[j] === score[best] && changedAt[j]! < changedAt[best]!))
        best = j;
    }
    return best;
  };

  for (const j of start) add(j);
  while (open.length > most) remove(leastMissed(-1));
  let added = -1;
  for (let step = 1; step <= steps && left.length > 0; step++) {
    if (step % 64 === 0 && stopped()) return null;
    const out = leastMissed(added);
    if (out === -1) return null;
    remove(out);
    changedAt[out] = step;
    const row = rows[left[random.integer(0, left.length - 1)]!]!;
    added = -1;
    for (const j of row) {
      if (j === out && row.length > 1) continue;
      if (added === -1 || score[j]! > score[added]! || (score[j] === score[added] && changedAt[j]! < changedAt[added]!))
        added = j;
    }
    add(added);
    changedAt[added] = step;
    for (const i of left) {
      weight[i]!++;
      for (const j of rows[i]!) score[j]!++;
    }
  }
  return left.length === 0 ? [...open] : null;
}
