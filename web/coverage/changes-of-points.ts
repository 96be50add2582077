import type { WhatIfReport } from '../../server/coverage/contract.ts';
import type { PointChange } from './layers/care-layers.ts';

/**
 * Points whose verdict the edits change, most people first: those that become covered gain, those that were covered lose;
 * between uncovered and unknown nobody is known to gain or lose.
 */
export function pointChanges(whatIf: WhatIfReport | null): PointChange[] {
  const changes = (whatIf?.points ?? []).flatMap(({ before, after }): PointChange[] => {
    if (before.verdict === after.verdict) return [];
    const change = after.verdict === 'covered' ? 'gain' : before.verdict === 'covered' ? 'loss' : 'open';
    return [{ point: after, change }];
  });
  return changes.sort((a, b) => (b.point.population60 ?? 0) - (a.point.population60 ?? 0));
}

export const people60 = (changes: readonly PointChange[]): number =>
  changes.reduce((sum, { point }) => sum + (point.population60 ?? 0), 0);
