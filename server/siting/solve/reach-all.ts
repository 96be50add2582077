import { Mip, solveMip } from './mip.ts';

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
  deadline: number;
  seed: number;
  stopped: () => boolean;
}

/**
 * Whether p sites can reach everyone: a set-covering decision. Rows that contain another and sites that reach no more than
 * another are left out in turn until nothing changes; then a greedy plan, a packing of rows that share no site, and at
 * last HiGHS decide.
 *
 * @returns the open sites of such a plan, ascending; null: there is none; undefined: stopped before it was known
 */
export async function reachAll(question: ReachQuestion): Promise<number[] | null | undefined> {
  const open = new Set(question.fixed);
  if (open.size > question.p) return null;
  let rows = question.rows
    .filter((row) => !Array.prototype.some.call(row, (j: number) => open.has(j)))
    .map((row) => Array.from(row));
  if (rows.some((row) => row.length === 0)) return null;
  for (;;) {
    if (question.stopped()) return undefined;
    const size = rows.reduce((sum, row) => sum + row.length, 0);
    rows = withoutDominatedSites(withoutImpliedRows(rows, question.sites), question.sites);
    const single = rows.filter((row) => row.length === 1).map((row) => row[0]!);
    for (const j of single) open.add(j);
    if (single.length > 0) rows = rows.filter((row) => !row.some((j) => open.has(j)));
    if (open.size > question.p) return null;
    if (rows.reduce((sum, row) => sum + row.length, 0) === size) break;
  }
  const ascending = (sites: Iterable<number>) => [...sites].sort((a, b) => a - b);
  if (rows.length === 0) return ascending(open);
  const left = question.p - open.size;
  if (packingOf(rows, question.sites) > left) return null;
  const greedy = greedyCover(rows, question.sites);
  if (greedy.length <= left) return ascending([...open, ...greedy]);
  const found = await coverByHighs(rows, left, greedy, question);
  return found && ascending([...open, ...found]);
}

async function coverByHighs(
  rows: readonly number[][],
  most: number,
  greedy: readonly number[],
  { deadline, seed, stopped }: ReachQuestion,
): Promise<number[] | null | undefined> {
  const mip = new Mip('minimise');
  const columns = new Map<number, number>();
  for (const row of rows) for (const j of row) if (!columns.has(j)) columns.set(j, mip.binary(0));
  for (const row of rows) {
    mip.row(
      1,
      Infinity,
      row.map((j) => columns.get(j)!),
      1,
    );
  }
  mip.row(-Infinity, most, [...columns.values()], 1);
  const result = await solveMip(mip, { deadline, seed, stopped });
  if (result.values) return [...columns].flatMap(([j, column]) => (result.values![column] === 1 ? [j] : []));
  return result.status === 'infeasible' ? null : undefined;
}

/** Positions of the rows that contain each site. */
function rowsBySite(rows: readonly number[][], sites: number): number[][] {
  const bySite: number[][] = Array.from({ length: sites }, () => []);
  rows.forEach((row, i) => {
    for (const j of row) bySite[j]!.push(i);
  });
  return bySite;
}

/** Leaves out rows that contain another: whoever reaches that one reaches them. Of equal rows the first stays. */
function withoutImpliedRows(rows: readonly number[][], sites: number): number[][] {
  const bySite = rowsBySite(rows, sites);
  const implied = new Uint8Array(rows.length);
  const shared = new Int32Array(rows.length);
  const fromShort = [...rows.keys()].sort((a, b) => rows[a]!.length - rows[b]!.length || a - b);
  for (const short of fromShort) {
    if (implied[short]) continue;
    const own = rows[short]!;
    const rarest = own.reduce((least, j) => (bySite[j]!.length < bySite[least]!.length ? j : least), own[0]!);
    for (const long of bySite[rarest]!) shared[long] = 1;
    for (const j of own) {
      if (j !== rarest) for (const long of bySite[j]!) if (shared[long]! > 0) shared[long]!++;
    }
    for (const long of bySite[rarest]!) {
      if (long !== short && shared[long] === own.length) implied[long] = 1;
      shared[long] = 0;
    }
  }
  return rows.filter((_, i) => !implied[i]);
}

/** Leaves out sites whose rows are all among another site's. Of equal sites the first stays. */
function withoutDominatedSites(rows: readonly number[][], sites: number): number[][] {
  const bySite = rowsBySite(rows, sites);
  const dominated = new Uint8Array(sites);
  const marks = new Int32Array(rows.length).fill(-1);
  for (let j = 0; j < sites; j++) {
    const own = bySite[j]!;
    if (own.length === 0) continue;
    for (const i of own) marks[i] = j;
    const rarest = own.reduce((least, i) => (rows[i]!.length < rows[least]!.length ? i : least), own[0]!);
    for (const other of rows[rarest]!) {
      const others = bySite[other]!;
      if (other === j || dominated[other] || others.length < own.length) continue;
      if (others.length === own.length && other > j) continue;
      let shared = 0;
      for (const i of others) if (marks[i] === j) shared++;
      if (shared === own.length) {
        dominated[j] = 1;
        break;
      }
    }
  }
  return rows.map((row) => row.filter((j) => !dominated[j]));
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

/** Sites one after another, each time the one that reaches most rows yet unreached; then without those not needed. */
function greedyCover(rows: readonly number[][], sites: number): number[] {
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
