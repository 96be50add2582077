import type { LocationProblem } from '../../problem/problem.ts';
import type { Mip } from '../mip.ts';
import { groupWeights } from './measure.ts';
import { demandOfPairs, type Service } from './service.ts';

/** What counts as covered: the sum of amounts × columns, in all or of the entries of one group. */
export interface Coverage {
  readonly column: number[];
  /** Weight that a column at 1 covers. */
  readonly amount: number[];
  /** Group of the demand; −1: none. */
  readonly group: number[];
}

/** Covered weight by the pairs of a service. */
export function coverageOf({ demand }: LocationProblem, { pairs, columns }: Service): Coverage {
  const coverage: Coverage = { column: [], amount: [], group: [] };
  const demandOf = demandOfPairs(pairs);
  columns.forEach((column, i) => {
    if (column < 0 || pairs.degree[i] === 0) return;
    coverage.column.push(column);
    coverage.amount.push(demand.weight[demandOf[i]!]! * pairs.degree[i]!);
    coverage.group.push(demand.group?.[demandOf[i]!] ?? -1);
  });
  return coverage;
}

/** Columns and amounts of the coverage of each group. */
export function coverageByGroup(
  { groups }: LocationProblem,
  coverage: Coverage,
): { column: number[]; amount: number[] }[] {
  const byGroup = groups.map(() => ({ column: [] as number[], amount: [] as number[] }));
  coverage.group.forEach((group, i) => {
    if (group < 0) return;
    byGroup[group]!.column.push(coverage.column[i]!);
    byGroup[group]!.amount.push(coverage.amount[i]!);
  });
  return byGroup;
}

/** Rows that hold the covered share of each group at a least share. */
export function limitShares(problem: LocationProblem, leastShare: number, mip: Mip, coverage: Coverage): void {
  const weights = groupWeights(problem);
  coverageByGroup(problem, coverage).forEach(({ column, amount }, g) => {
    if (weights[g]! > 0) mip.row(leastShare * weights[g]!, Infinity, column, amount);
  });
}

/** A column (0…1) that no group's covered share is below. */
export function addWorstShare(problem: LocationProblem, mip: Mip, coverage: Coverage): number {
  const weights = groupWeights(problem);
  const worst = mip.continuous(0, 0, 1);
  coverageByGroup(problem, coverage).forEach(({ column, amount }, g) => {
    if (weights[g]! > 0) mip.row(0, Infinity, [...column, worst], [...amount, -weights[g]!]);
  });
  return worst;
}

/** Share covered in the group that is worst off, at values of all columns; 1 without groups. */
export function worstOfCoverage(problem: LocationProblem, coverage: Coverage, values: Float64Array): number {
  const weights = groupWeights(problem);
  const shares = coverageByGroup(problem, coverage).map(({ column, amount }, g) =>
    weights[g]! > 0 ? column.reduce((sum, c, k) => sum + amount[k]! * values[c]!, 0) / weights[g]! : 1,
  );
  return Math.min(1, ...shares);
}
