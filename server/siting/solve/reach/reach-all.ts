import { lagrangianBound } from '../cover/set-cover-bound.ts';
import { coverMatrix } from '../cover/set-cover-matrix.ts';
import { Mip, solveMip } from '../mip.ts';
import { withoutDominatedSites, withoutImpliedRows } from './dominance.ts';
import { greedyCover, searchCover } from './row-weighting.ts';
import { coverBySweep } from './sweep.ts';

/** Steps of the local search before the proof begins. */
const SEARCH_STEPS = 20_000;
const BOUND_ITERATIONS = 1500;
const ROUNDING = 1e-6;

/** Sets of sites, one for each demand: a plan must open a site of each. */
export interface ReachQuestion {
  /** Number of sites; sets hold positions below it. */
  sites: number;
  /** Sites that are open whatever the plan. */
  fixed: readonly number[];
  /** Sites that reach each demand. */
  rows: readonly ArrayLike<number>[];
  /** Most open sites, the fixed ones among them. */
  p: number;
  /** Whether to prove what bounds and searches leave open; else that is `undefined`. */
  prove: boolean;
  /** `performance.now()` at which to stop. */
  deadline: number;
  seed: number;
  stopped: () => boolean;
}

/**
 * Whether p sites can reach everyone: a set-covering decision. Rows that contain another and sites that reach no more than
 * another are left out in turn until nothing changes; then a packing of rows that share no site, a greedy plan, a local search
 * and a Lagrangian bound decide, and where they do not, sweeps over the rows; where those would need too much memory, HiGHS on
 * the sites whose reduced cost the bound leaves in.
 *
 * @returns the open sites of such a plan, ascending; null: there is none; undefined: not known
 */
export async function reachAll(question: ReachQuestion): Promise<number[] | null | undefined> {
  const { sites, stopped } = question;
  const open = new Set(question.fixed);
  if (open.size > question.p) return null;
  const reached = (row: ArrayLike<number>) => Array.prototype.some.call(row, (j: number) => open.has(j));
  const asked = question.rows.filter((row) => !reached(row)).map((row) => Array.from(row));
  const reduced = reduce(asked, sites, stopped);
  if (!reduced) return reduced;
  const { rows } = reduced;
  for (const j of reduced.forced) open.add(j);
  if (open.size > question.p) return null;
  const withOpen = (found: readonly number[]) => [...open, ...found].sort((a, b) => a - b);
  if (rows.length === 0) return withOpen([]);

  const left = question.p - open.size;
  if (packingOf(rows, sites) > left) return null;
  const greedy = greedyCover(rows, sites);
  if (greedy.length <= left) return withOpen(greedy);
  const matrix = coverMatrix(rows, () => 1);
  const { bound, reducedCost, price } = lagrangianBound(matrix, {
    upper: left + 1,
    iterations: BOUND_ITERATIONS,
    stopped,
  });
  if (bound > left + ROUNDING) return null;
  const found = searchCover(rows, sites, left, greedy, { steps: SEARCH_STEPS, seed: question.seed, stopped });
  if (found) return withOpen(found);
  if (!question.prove || stopped()) return undefined;
  const swept = coverBySweep(rows, sites, left, price, stopped);
  if (swept !== undefined || stopped()) return swept && withOpen(swept);
  const useless = new Set(matrix.site.filter((_, column) => reducedCost[column]! > left - bound + ROUNDING));
  const useful = rows.map((row) => row.filter((j) => !useless.has(j)));
  const proven = await coverByHighs(useful, left, question);
  return proven && withOpen(proven);
}

/**
 * Leaves out what can be left out, in turn, until nothing changes.
 * @returns the rows left, and the sites that must be open since a row has no other; null where a row has none at all
 */
function reduce(asked: number[][], sites: number, stopped: () => boolean) {
  let rows = asked;
  const forced = new Set<number>();
  for (let size = -1; size !== sizeOf(rows);) {
    if (rows.some((row) => row.length === 0)) return null;
    if (stopped()) return undefined;
    size = sizeOf(rows);
    rows = withoutDominatedSites(withoutImpliedRows(rows, sites), sites);
    for (const row of rows) if (row.length === 1) forced.add(row[0]!);
    rows = rows.filter((row) => !row.some((j) => forced.has(j)));
  }
  return { rows, forced };
}

const sizeOf = (rows: readonly number[][]) => rows.reduce((sum, row) => sum + row.length, 0);

async function coverByHighs(
  rows: readonly number[][],
  most: number,
  { deadline, seed, stopped }: ReachQuestion,
): Promise<number[] | null | undefined> {
  if (rows.some((row) => row.length === 0)) return null;
  const mip = new Mip('minimise');
  const columns = new Map<number, number>();
  for (const j of rows.flat()) if (!columns.has(j)) columns.set(j, mip.binary(1));
  for (const row of rows) {
    mip.row(
      1,
      Infinity,
      row.map((j) => columns.get(j)!),
      1,
    );
  }
  let plan: Float64Array | null = null;
  let bound = 0;
  const take = (known: { objective: number | null; bound: number | null; values: Float64Array | null }) => {
    if (known.values && known.objective !== null && known.objective < most + 0.5) plan = known.values.slice();
    if (known.bound !== null && known.bound > bound) bound = known.bound;
  };
  const isDecided = () => plan !== null || bound > most + ROUNDING;
  const result = await solveMip(mip, {
    deadline,
    seed,
    absoluteGap: 0.999,
    stopped: () => isDecided() || stopped(),
    onProgress: take,
  });
  take(result);
  if (plan) return [...columns].flatMap(([j, column]) => (plan![column]! > 0.5 ? [j] : []));
  return result.status === 'infeasible' || isDecided() || result.status === 'optimal' ? null : undefined;
}

/** A number of rows of which no two share a site, found greedily from the shortest on: as many sites are needed. */
function packingOf(rows: readonly number[][], sites: number): number {
  const used = new Uint8Array(sites);
  let packed = 0;
  for (const row of [...rows].sort((a, b) => a.length - b.length)) {
    if (row.some((j) => used[j])) continue;
    for (const j of row) used[j] = 1;
    packed++;
  }
  return packed;
}
