import type { LocationProblem } from '../../problem/problem.ts';
import type { Mip } from '../mip.ts';
import type { Coverage } from './coverage.ts';
import type { Pairs } from './pairs.ts';

/**
 * Adds to a programme who is covered by any open site, without saying by which: one continuous column (0…1) for all demand
 * of a group that the same sites cover, at most the sum of those sites. At whole sites it is whole by itself.
 * @param pairs of which those within the radius count, in full
 * @param sites columns of the sites
 */
export function addCoverColumns(mip: Mip, { demand }: LocationProblem, pairs: Pairs, sites: Int32Array): Coverage {
  const joined = new Map<string, { reached: Uint32Array; group: number; weight: number }>();
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
    if (same) same.weight += demand.weight[d]!;
    else joined.set(key, { reached, group, weight: demand.weight[d]! });
  }
  const coverage: Coverage = { column: [], amount: [], group: [] };
  for (const { reached, group, weight } of joined.values()) {
    const column = mip.continuous(0, 0, 1);
    mip.row(
      -Infinity,
      0,
      [column, ...Array.from(reached, (site) => sites[site]!)],
      [1, ...Array(reached.length).fill(-1)],
    );
    coverage.column.push(column);
    coverage.amount.push(weight);
    coverage.group.push(group);
  }
  return coverage;
}
