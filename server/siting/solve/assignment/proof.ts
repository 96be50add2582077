import type { SolveStatus } from '../solution.ts';

/** Relative distance of plan and bound within which a plan counts as optimal. */
const TOLERANCE = 1e-6;

/**
 * What a bound proves of a plan: rounded where plans are worth whole numbers, and never on the wrong side of the plan.
 * @param told no plan can be better; null: nothing is known
 * @param grain distance between what two plans can be worth, where that is known: 1 when all are whole; otherwise 0
 */
export function provenBy(
  objective: number,
  told: number | null,
  sense: 'minimise' | 'maximise',
  grain: number,
): { status: SolveStatus; bound: number | null } {
  if (told === null) return { status: 'feasible', bound: null };
  const noise = 1e-6 * Math.max(1, Math.abs(objective) * 1e-3);
  const isLeast = sense === 'minimise';
  const rounded = grain === 0 ? told : isLeast ? Math.ceil(told - noise) : Math.floor(told + noise);
  const bound = isLeast ? Math.min(rounded, objective) : Math.max(rounded, objective);
  const isProven = Math.abs(objective - bound) <= TOLERANCE * Math.max(1, Math.abs(objective));
  return { status: isProven ? 'optimal' : 'feasible', bound };
}
