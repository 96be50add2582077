import { blankFacility, type FacilityBody } from '../../server/facilities/contract.ts';
import { patched } from '../../server/registry/apply.ts';
import type { ChangeInput, Effect, Preview } from '../../server/registry/contract.ts';
import type { CostRate } from '../../server/scenarios/contract.ts';
import { whereQuestion, type WhereQuestion } from '../../server/siting/contract.ts';
import { measure, serveNearest } from '../../server/siting/solve/measure.ts';
import { solvePhases } from '../../server/siting/solve/phases.ts';
import type { LocationSolution } from '../../server/siting/solve/solution.ts';
import type { WhereTools } from '../../server/siting/where/where.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';
import { allowedPlans, valueOf } from './location-problems.ts';

/** A question of where with everything left out that has a default. */
export const whereAsked = (question: object): WhereQuestion =>
  whereQuestion.parse({
    question: 'where',
    objective: 'max-cover',
    build: { kind: 'dayCareStation' },
    candidates: { from: 'villages' },
    ...question,
  });

/** A rate by hand, for each site unless it says otherwise. */
export const rateOf = (rate: Pick<CostRate, 'action' | 'yuan'> & Partial<CostRate>): CostRate => ({
  id: `${rate.action}-${rate.facilityKind ?? ''}-${rate.functionId ?? ''}`,
  version: 1,
  facilityKind: null,
  functionId: null,
  per: 'site',
  source: 'by hand',
  demo: false,
  updatedAt: '2024-01-01T00:00:00Z',
  updatedBy: 'by hand',
  ...rate,
});

/** What changes of facilities amount to on a snapshot. */
export function effectsOfChanges(snapshot: Snapshot, changes: readonly ChangeInput[]): Effect[] {
  return changes.map(({ id, op, fields }) => {
    const before = op === 'create' ? null : snapshot.records.facility.get(id!)!;
    const after = patched((before ?? blankFacility) as unknown as Record<string, unknown>, fields!);
    return {
      type: 'facility',
      id: id!,
      op: before ? 'update' : 'create',
      label: (after as unknown as FacilityBody).name,
      version: 1,
      effectiveFrom: snapshot.asOf,
      before: before as unknown as Effect['before'],
      after,
      changedFields: Object.keys(fields!),
      row: null,
    };
  });
}

/** Tools without a register: every plan can be tried, and every problem is solved by trying all of its plans. */
export function toolsOn(snapshot: Snapshot, rates: readonly CostRate[] = []): WhereTools {
  return {
    rates,
    versionsOf: async (ids) => new Map(ids.map((id) => [id, 1])),
    preview: async (changes): Promise<Preview> => ({
      snapshot: snapshot.id,
      asOf: snapshot.asOf,
      committable: true,
      counts: { create: 0, update: 0, delete: 0, unchanged: 0 },
      effects: effectsOfChanges(snapshot, changes),
      findings: [],
      indicators: [],
    }),
    progress: () => {},
    tell: () => {},
    signal: new AbortController().signal,
    solvePhases: (problem, question, phases, { timeLimitSeconds, seed }) =>
      solvePhases(problem, question, phases, { deadline: performance.now() + timeLimitSeconds * 1000, seed }),
    async solve(problem, question): Promise<LocationSolution> {
      const isLeast = ['p-median', 'p-center', 'set-cover'].includes(question.objective);
      let best: { value: number; open: number[] } | null = null;
      for (const open of allowedPlans(problem, question)) {
        const value = valueOf(problem, question, open);
        if (value === null) continue;
        if (best === null || (isLeast ? value < best.value : value > best.value)) best = { value, open };
      }
      if (!best) return { status: 'infeasible', objective: null, bound: null, open: [], served: [], conflict: null };
      const served = serveNearest(problem, question, best.open);
      const objective = measure(problem, question, best.open, served);
      return { status: 'optimal', objective, bound: objective, open: best.open, served, conflict: null };
    },
  };
}
