import type { CostTable } from './costs.ts';

/** One day of a plan. */
export interface PlannedDay {
  /** Points visited, in order. */
  visits: number[];
  /** Where the day begins: a place for the night, the marker where the last day ended, or null at the first point. */
  from: number | null;
  /** Place where the night is spent; null = at the last point, or the plan is over. */
  night: number | null;
  walkSeconds: number;
  staySeconds: number;
  /** Whether the day takes longer than a day may, since a single visit already does. */
  tooLong: boolean;
}

export interface DayRules {
  /** Walking and work together. */
  mostSecondsPerDay: number;
  /** Work at a point. */
  staySeconds: (point: number) => number;
  /** Places where a night may be spent; none = at the last point of the day. */
  nights: readonly number[];
}

/** The best way to have come through the first visits, and where the night after them is spent. */
interface Stage {
  tooLongDays: number;
  days: number;
  walkSeconds: number;
  before: { visits: number; stage: Stage } | null;
  night: number | null;
  day: PlannedDay | null;
}

/**
 * Parts an order of visits into days: as few as possible, then with the shortest way to and from the places for the
 * night (dynamic programming over the visits done and the place of the night). A day of one visit may be too long, and
 * says so; nothing is left out.
 *
 * @param order points in the order of visits, start and end among them
 */
export function partIntoDays(costs: CostTable, order: readonly number[], rules: DayRules): PlannedDay[] {
  if (order.length === 0) return [];
  const stages: Stage[][] = order.map(() => []);
  const beginning: Stage = { tooLongDays: 0, days: 0, walkSeconds: 0, before: null, night: null, day: null };
  for (let done = 1; done <= order.length; done++) {
    // After the last visit nobody walks to a place for the night.
    const nights: readonly (number | null)[] =
      done === order.length || rules.nights.length === 0 ? [null] : rules.nights;
    const best = new Map<number | null, Stage>();
    for (let first = done; first >= 1; first--) {
      const before = first === 1 ? [beginning] : stages[first - 2]!;
      for (const stage of before) {
        for (const night of nights) {
          const day = dayOf(costs, order, first - 1, done, stage, night, rules);
          if (day.tooLong && day.visits.length > 1) continue;
          const tried: Stage = {
            tooLongDays: stage.tooLongDays + (day.tooLong ? 1 : 0),
            days: stage.days + 1,
            walkSeconds: stage.walkSeconds + day.walkSeconds,
            before: { visits: first - 1, stage },
            night,
            day,
          };
          const known = best.get(night);
          if (known === undefined || isBetter(tried, known)) best.set(night, tried);
        }
      }
    }
    stages[done - 1] = [...best.values()];
  }
  const days: PlannedDay[] = [];
  let at = stages.at(-1)![0]!;
  while (at.day !== null) {
    days.push(at.day);
    at = at.before!.stage;
  }
  return days.reverse();
}

function isBetter(a: Stage, b: Stage): boolean {
  if (a.tooLongDays !== b.tooLongDays) return a.tooLongDays < b.tooLongDays;
  if (a.days !== b.days) return a.days < b.days;
  return a.walkSeconds < b.walkSeconds;
}

function dayOf(
  costs: CostTable,
  order: readonly number[],
  first: number,
  done: number,
  stage: Stage,
  night: number | null,
  { mostSecondsPerDay, staySeconds }: DayRules,
): PlannedDay {
  const visits = order.slice(first, done);
  const from = first === 0 ? null : (stage.night ?? order[first - 1]!);
  const way = [...(from === null ? [] : [from]), ...visits, ...(night === null ? [] : [night])];
  let walkSeconds = 0;
  for (let i = 1; i < way.length; i++) walkSeconds += costs[way[i - 1]!]![way[i]!]!;
  const stay = visits.reduce((sum, point) => sum + staySeconds(point), 0);
  const tooLong = walkSeconds + stay > mostSecondsPerDay;
  return { visits, from, night, walkSeconds, staySeconds: stay, tooLong };
}
