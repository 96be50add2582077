import { isCount, reaches } from '../../indicators/figure.ts';
import type { Goal } from './goals.ts';
import type { GoalFigure } from './probe.ts';

/** Whether a goal is reached if every unknown holds. */
export function reachesAtMost({ unit, target }: Goal, { upper }: GoalFigure): boolean {
  if (upper === null) return isCount(unit);
  return reaches({ numerator: upper, denominator: 1 }, target);
}
