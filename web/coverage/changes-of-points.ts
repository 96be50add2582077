import type { CoveragePoint, WhatIfReport } from '../../server/coverage/contract.ts';
import type { PointChange } from './layers/care-layers.ts';

const rank: Record<CoveragePoint['verdict'], number> = { uncovered: 0, unknown: 1, covered: 2 };

/**
 * Points whose verdict the edits change: towards covered is a gain, away from it a loss; becoming unknown is a loss of
 * what was sure, or a gain of what may be. Most people first.
 */
export function pointChanges(whatIf: WhatIfReport | null): PointChange[] {
  const changes = (whatIf?.points ?? []).flatMap(({ before, after }): PointChange[] => {
    const difference = rank[after.verdict] - rank[before.verdict];
    if (difference === 0) return [];
    return [{ point: after, change: difference > 0 ? 'gain' : 'loss' }];
  });
  return changes.sort((a, b) => (b.point.population60 ?? 0) - (a.point.population60 ?? 0));
}

export const people60 = (changes: readonly PointChange[]): number =>
  changes.reduce((sum, { point }) => sum + (point.population60 ?? 0), 0);
