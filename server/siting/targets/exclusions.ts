import type { Action } from './action.ts';
import type { Candidate } from './candidates/candidate.ts';
import type { PreparedPath } from './prepare.ts';

/** What keeps an action out of a plan, beside being forbidden by name. */
export type ExclusionId = 'actions' | 'countyIds' | 'rate';

export interface Exclusion {
  /** By the question's own limits. */
  ofCandidate(candidate: Candidate): ExclusionId[];
  /** Also what has no price, where the least cost is asked for. */
  ofAction(action: Action): ExclusionId[];
}

export function exclusionOf({ question }: PreparedPath): Exclusion {
  const allowed = new Set<string>(question.actions);
  const counties = question.countyIds && new Set(question.countyIds);
  const ofCandidate = ({ needs, countyId }: Candidate): ExclusionId[] => [
    ...(needs.every((need) => allowed.has(need)) ? [] : (['actions'] as const)),
    ...(!counties || (countyId !== null && counties.has(countyId)) ? [] : (['countyIds'] as const)),
  ];
  return {
    ofCandidate,
    ofAction: (action) => [
      ...ofCandidate(action.candidate),
      ...(question.minimise === 'cost' && action.yuan === null ? (['rate'] as const) : []),
    ],
  };
}
