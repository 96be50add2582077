import type { LocationProblem } from '../../problem/problem.ts';
import type { Mip } from '../mip.ts';
import type { Served } from '../solution.ts';
import type { Coverage } from './coverage.ts';
import type { Pairs } from './pairs.ts';

/** Columns of who is covered. */
export interface CoverColumns {
  readonly coverage: Coverage;
  /** Writes who is covered into the values of all columns. */
  fill(served: readonly Served[], values: Float64Array): void;
}

/**
 * Adds to a programme who is covered by any open site, without saying by which: one continuous column (0…1) for all demand
 * of a group that the same sites cover, at most the sum of those sites. At whole sites it is whole by itself.
 * @param pairs of which those within the radius count, in full
 * @param sites columns of the sites
 */
export function addCoverColumns(mip: Mip, { demand }: LocationProblem, pairs: Pairs, sites: Int32Array): CoverColumns {
  const joined = new Map<string, { reached: Uint32Array; group: number; members: number[] }>();
  for (let d = 0; d < demand.weight.length; d++) {
    const from = pairs.rowStart[d]!;
    const reached = pairs.site
      .subarray(from, pairs.rowStart[d + 1])
      .filter((_, k) => pairs.degree[from + k]! > 0)
      .sort();
    if (demand.weight[d] === 0 || reached.length === 0) continue;
    const group = demand.group?.[d] ?? -1;
    const key = `${group}:${reached.join()}`;
    const same = joined.get(key);
    if (same) same.members.push(d);
    else joined.set(key, { reached, group, members: [d] });
  }
  const coverage: Coverage = { column: [], amount: [], group: [] };
  const columnOf = new Int32Array(demand.weight.length).fill(-1);
  for (const { reached, group, members } of joined.values()) {
    const column = mip.continuous(0, 0, 1);
    const open = Array.from(reached, (site) => sites[site]!);
    mip.row(-Infinity, 0, [column, ...open], [1, ...open.map(() => -1)]);
    for (const d of members) columnOf[d] = column;
    coverage.column.push(column);
    coverage.amount.push(members.reduce((sum, d) => sum + demand.weight[d]!, 0));
    coverage.group.push(group);
  }
  return {
    coverage,
    fill(served, values) {
      for (const { demand: d } of served) if (columnOf[d]! >= 0) values[columnOf[d]!] = 1;
    },
  };
}
