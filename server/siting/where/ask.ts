import type { WhereQuestion } from '../contract.ts';
import { plainQuestion, SHUT, type LocationObjective, type LocationQuestion } from '../problem/problem.ts';
import type { PreparedWhere } from './prepare.ts';
import { radiusOf, stateOf } from './tables.ts';

/** What only a question of where asks, and one of the front does not. */
export type WhereOptions = Partial<Pick<WhereQuestion, 'gradual' | 'backup'>>;

/** The question in the terms of a location problem. */
export function locationQuestion(
  { sites, question, coverageQuestion, peoplePerFacility, pinned, forbidden, prices }: PreparedWhere,
  objective: LocationObjective,
  { gradual, backup }: WhereOptions = {},
): LocationQuestion {
  const { count, budgetYuan, leastCountyShare, leastPerCounty } = question.limits;
  const standing = sites.filter(({ action }) => action === null || action === 'close').length;
  const allowed = sites.filter((site) => stateOf(site, pinned, forbidden) !== SHUT).length;
  const needsRadius = objective.endsWith('-cover') || leastCountyShare !== undefined;
  return {
    ...plainQuestion(objective),
    p: count === undefined ? null : Math.min(standing + count, allowed),
    radius: needsRadius && !gradual ? radiusOf(coverageQuestion.minutes) : null,
    gradual: gradual ? { full: gradual.fullMinutes * 60, none: gradual.noneMinutes * 60 } : null,
    backup: backup ?? null,
    capacitated: peoplePerFacility === null ? 'no' : question.splitDemand ? 'split' : 'single',
    budget: prices ? (budgetYuan ?? null) : null,
    leastShare: leastCountyShare ?? null,
    leastSites: leastPerCounty ?? null,
  };
}
