import type { CostTable } from './costs.ts';

/**
 * Which points can be visited in one tour: there is a way between any two of them, there and back. They are those that go
 * with the first anchor; without anchors, the largest such group, of equal ones that with the first point.
 *
 * @param costs Infinity where there is no way
 * @param anchors points that the tour must keep to
 * @returns positions in the table, ascending
 */
export function reachableTogether(
  costs: CostTable,
  anchors: readonly number[],
): { together: number[]; apart: number[] } {
  const points = [...costs.keys()];
  const groupOf = (point: number) =>
    points.filter((other) => Number.isFinite(costs[point]![other]!) && Number.isFinite(costs[other]![point]!));
  let together: number[] = [];
  const left = new Set(anchors.length > 0 ? anchors.slice(0, 1) : points);
  for (const point of left) {
    const group = groupOf(point);
    for (const other of group) left.delete(other);
    if (group.length > together.length) together = group;
  }
  const within = new Set(together);
  return { together, apart: points.filter((point) => !within.has(point)) };
}
