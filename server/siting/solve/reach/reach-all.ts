import { lagrangianBound } from '../cover/set-cover-bound.ts';
import { coverMatrix } from '../cover/set-cover-matrix.ts';
import { Mip, solveMip } from '../mip.ts';
import { rowsBySite, withoutDominatedSites, withoutImpliedRows } from './dominance.ts';
import { greedyCover, searchCover } from './row-weighting.ts';
import { coverBySweep } from './sweep.ts';

/** Work of a short and of a long search, in steps times the rows of a site times the sites of a row. */
const SHORT_SEARCH = 1e7;
const LONG_SEARCH = 1e8;
/** Partial plans that a first and a last attempt to prove may extend in a sweep. */
const FEW_EXTENDED = 2e6;
const MOST_EXTENDED = 30e6;
const BOUND_ITERATIONS = 400;
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
  /** `performance.now()` at which to stop. */
  deadline: number;
  seed: number;
  stopped: () => boolean;
}

/** Open sites of a plan, ascending; null: there is none; undefined: not known. */
export type Reached = number[] | null | undefined;

/** Whether p sites can reach everyone: what is quick first, then a proof. */
export async function reachAll(question: ReachQuestion): Promise<Reached> {
  const decision = new ReachDecision(question);
  const quick = decision.quickly();
  return quick === undefined ? decision.prove(true) : quick;
}

/**
 * Whether p sites can reach everyone: a set-covering decision. Rows that contain another and sites that reach no more than
 * another are left out in turn until nothing changes. A packing of rows that share no site, a greedy plan, a Lagrangian bound
 * and a local search are quick; sweeps over the rows prove; where those would need too much memory, HiGHS does on the sites
 * whose reduced cost the bound leaves in.
 */
export class ReachDecision {
  private readonly open: Set<number>;
  /** What is left to decide: the rows, and how many more sites may be opened; null: there is no plan; undefined: stopped. */
  private readonly rest: { rows: number[][]; left: number } | null | undefined;

  constructor(private readonly question: ReachQuestion) {
    const { sites, stopped, p } = question;
    this.open = new Set(question.fixed);
    const reached = (row: ArrayLike<number>) => Array.prototype.some.call(row, (j: number) => this.open.has(j));
    const asked = question.rows.filter((row) => !reached(row)).map((row) => Array.from(row));
    const reduced = this.open.size > p ? null : reduce(asked, sites, stopped);
    for (const j of reduced?.forced ?? []) this.open.add(j);
    this.rest = reduced && (this.open.size > p ? null : { rows: reduced.rows, left: p - this.open.size });
  }

  /** What bounds and a short search tell. */
  quickly(): Reached {
    if (!this.rest) return this.rest;
    const { rows, left } = this.rest;
    const { sites, stopped } = this.question;
    if (packingOf(rows, sites) > left) return null;
    const greedy = greedyCover(rows, sites);
    if (greedy.length <= left) return this.withOpen(greedy);
    const enough = left + ROUNDING;
    const limits = { upper: left + 1, iterations: BOUND_ITERATIONS, enough, stopped };
    if (
      lagrangianBound(
        coverMatrix(rows, () => 1),
        limits,
      ).bound > enough
    )
      return null;
    return this.search(SHORT_SEARCH);
  }

  /** A plan that a long search finds. */
  searchLong(): number[] | undefined {
    return this.search(LONG_SEARCH);
  }

  /** @param isLast whether to go on where that takes much time and memory */
  async prove(isLast: boolean): Promise<Reached> {
    if (!this.rest) return this.rest;
    const { rows, left } = this.rest;
    const { sites, stopped } = this.question;
    const price = await bestPrices(rows, sites, this.question);
    if (!price) return undefined;
    const swept = coverBySweep(rows, sites, left, price, {
      mostExtended: isLast ? MOST_EXTENDED : FEW_EXTENDED,
      stopped,
    });
    if (swept !== undefined || !isLast || stopped()) return swept && this.withOpen(swept);
    const bound = price.reduce((sum, paid) => sum + paid, 0);
    const useless = new Set(
      rowsBySite(rows, sites).flatMap((own, j) =>
        1 - own.reduce((sum, i) => sum + price[i]!, 0) > left - bound + ROUNDING ? [j] : [],
      ),
    );
    const useful = rows.map((row) => row.filter((j) => !useless.has(j)));
    const proven = await coverByHighs(useful, left, this.question);
    return proven && this.withOpen(proven);
  }

  private search(work: number): number[] | undefined {
    if (!this.rest) return undefined;
    const { rows, left } = this.rest;
    const { sites, seed, stopped } = this.question;
    const columns = new Set(rows.flat()).size;
    const steps = Math.ceil((work * columns * rows.length) / sizeOf(rows) ** 2);
    const found = searchCover(rows, sites, left, greedyCover(rows, sites), { steps, seed, stopped });
    return found ? this.withOpen(found) : undefined;
  }

  private withOpen(found: readonly number[]): number[] {
    return [...this.open, ...found].sort((a, b) => a - b);
  }
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

/**
 * Prices of rows, those of a site's rows at most 1 together, that sum to most: the dual of the linear relaxation. Subgradient
 * steps end some per cent lower, and the work of a sweep doubles with each.
 * @returns null where it was stopped
 */
async function bestPrices(
  rows: readonly number[][],
  sites: number,
  { deadline, seed, stopped }: ReachQuestion,
): Promise<Float64Array | null> {
  const mip = new Mip('maximise');
  const columns = rows.map(() => mip.continuous(1, 0, 1));
  for (const own of rowsBySite(rows, sites)) {
    if (own.length > 0)
      mip.row(
        -Infinity,
        1,
        own.map((i) => columns[i]!),
        1,
      );
  }
  const { status, values } = await solveMip(mip, { deadline, seed, stopped, presolve: false });
  return status === 'optimal' ? values : null;
}

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
