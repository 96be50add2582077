import { Mip } from '../mip.ts';
import type { Coverage, CoverRow } from './coverage.ts';
import { addLimitRows, type SiteLimits } from './limits.ts';

/** A programme in which covered demand earns its weight. */
export interface CoverProgramme {
  readonly mip: Mip;
  /** Column of each free site. */
  readonly columnOf: ReadonlyMap<number, number>;
  /** By group: what each column counts for in the share of the group. Empty where rows have no groups. */
  readonly counted: readonly Map<number, number>[];
  /** Free sites that values of the columns open. */
  sitesOf(values: ArrayLike<number>): number[];
  /** Values of all columns where these free sites are open. */
  valuesOf(opened: readonly number[]): Float64Array;
}

/**
 * The programme of a covering problem: a binary column for each free site, and for each row and level a column of 0…1 that is
 * at most the number of open sites so good or better; it is whole by itself where sites are (Church and ReVelle 1974).
 * @param earn what covered weight counts for in the objective, for example 1 to maximise it
 */
export function coverProgramme(coverage: Coverage, limits: SiteLimits, earn: number): CoverProgramme {
  const mip = new Mip('maximise');
  mip.offset = coverage.earned * earn;
  const columnOf = new Map(limits.free.map((site) => [site, mip.binary(0)]));
  const counted = Array.from(coverage.groupWeight, () => new Map<number, number>());
  const fills: ((values: Float64Array) => void)[] = [];
  for (const row of coverage.rows) {
    const columns = addRow(mip, row, columnOf, earn, fills);
    const group = counted[row.group];
    if (!group) continue;
    columns.forEach((column, level) => {
      group.set(column, (group.get(column) ?? 0) + row.levels[level]!.counted);
    });
  }
  addLimitRows(mip, limits, columnOf);
  return {
    mip,
    columnOf,
    counted,
    sitesOf: (values) => limits.free.filter((site) => values[columnOf.get(site)!]! > 0.5),
    valuesOf(opened) {
      const values = new Float64Array(mip.columns);
      for (const site of opened) values[columnOf.get(site)!] = 1;
      for (const fill of fills) fill(values);
      return values;
    },
  };
}

/** @returns the column of each level of the row */
function addRow(
  mip: Mip,
  { levels, second }: CoverRow,
  columnOf: ReadonlyMap<number, number>,
  earn: number,
  fills: ((values: Float64Array) => void)[],
): number[] {
  const columns: number[] = [];
  for (const { sites, weight } of levels) {
    const open = sites.map((site) => columnOf.get(site)!);
    const better = columns.at(-1);
    if (better === undefined && open.length === 1 && second === 0) {
      // Covered by this site alone: its own column says so.
      mip.cost[open[0]!]! += weight * earn;
      columns.push(open[0]!);
      continue;
    }
    const column = mip.continuous(weight * earn, 0, 1);
    columns.push(column);
    const sources = better === undefined ? open : [better, ...open];
    if (second > 0) {
      addSecond(mip, column, open, { weight: second * earn, isHeavier: second > weight }, fills);
      continue;
    }
    mip.row(-Infinity, 0, [column, ...sources], [1, ...sources.map(() => -1)]);
    fills.push((values) => (values[column] = sources.some((source) => values[source]! > 0.5) ? 1 : 0));
  }
  return columns;
}

/** A column for a second cover: both together are at most the number of open sites. */
function addSecond(
  mip: Mip,
  first: number,
  open: readonly number[],
  { weight, isHeavier }: { weight: number; isHeavier: boolean },
  fills: ((values: Float64Array) => void)[],
): void {
  // The lighter one is filled last by itself; a heavier one would be filled by halves unless it is whole and comes second.
  const second = isHeavier ? mip.binary(weight) : mip.continuous(weight, 0, 1);
  mip.row(-Infinity, 0, [first, second, ...open], [1, 1, ...open.map(() => -1)]);
  if (isHeavier) mip.row(-Infinity, 0, [second, first], [1, -1]);
  fills.push((values) => {
    const covers = open.filter((column) => values[column]! > 0.5).length;
    values[first] = covers > 0 ? 1 : 0;
    values[second] = covers > 1 ? 1 : 0;
  });
}

/** Least that must be counted in a group beyond what is covered already, for a share of its weight; whole where weights are. */
export function neededInGroup(coverage: Coverage, group: number, share: number): number {
  const weight = coverage.groupWeight[group]!;
  const needed = share * weight - coverage.groupCovered[group]! - 1e-9 * weight;
  return coverage.isWhole ? Math.ceil(needed) : needed;
}

/** Asks for a share of every group that has weight. */
export function addShareRows({ mip, counted }: CoverProgramme, coverage: Coverage, share: number): void {
  counted.forEach((counts, group) => {
    const needed = neededInGroup(coverage, group, share);
    if (coverage.groupWeight[group]! > 0 && needed > 0)
      mip.row(needed, Infinity, [...counts.keys()], [...counts.values()]);
  });
}
