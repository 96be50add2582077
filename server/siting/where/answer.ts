import type { Text } from '../../../gis-data/catalogue/index.ts';
import { coverageFor } from '../../coverage/remembered.ts';
import type { WhereAnswer } from '../contract.ts';
import { planOf, type PlanTools } from '../plan.ts';
import { gapOf, type LocationSolution, type Served } from '../solve/solution.ts';
import { draftOf, sitesDone } from './draft.ts';
import { countiesOf, tallyOf } from './people.ts';
import type { PreparedWhere } from './prepare.ts';
import { radiusOf } from './tables.ts';

/** What every answer says of where it came from. */
export function headerOf({
  snapshot,
  network,
  demo,
  findings,
}: PreparedWhere): Pick<WhereAnswer, 'snapshot' | 'asOf' | 'demo' | 'findings' | 'network'> {
  const { name, profile, source } = network.header;
  return {
    snapshot: snapshot.id,
    asOf: snapshot.asOf,
    demo,
    findings: [...findings],
    network: { name, profile, demo: source.demo },
  };
}

/** A plan in the terms of the tables, with the proof of how good it is. */
export type Outcome = Pick<LocationSolution, 'status' | 'objective' | 'bound' | 'open' | 'served' | 'conflict'> & {
  /** Year in which a site's action is due; null without years. */
  yearOf: ((site: number) => number | null) | null;
};

/** The answer to a question of where: the plan with its effect, who goes where, and the proof. */
export async function whereAnswerOf(
  prepared: PreparedWhere,
  outcome: Outcome,
  seconds: number,
  tools: PlanTools,
): Promise<WhereAnswer> {
  const { candidates, unplacedCandidates, before } = prepared;
  const { status, objective, bound } = outcome;
  const beforeTally = tallyOf(before, prepared.demand);
  const common = {
    question: 'where' as const,
    ...headerOf(prepared),
    ...{ status, objective, bound, seconds, candidates },
    gap: gapOf(objective, bound),
    unplacedCandidates: [...unplacedCandidates],
    before: beforeTally.all,
  };
  if (objective === null)
    return {
      ...common,
      after: beforeTally.all,
      counties: countiesOf(before, beforeTally, beforeTally),
      served: [],
      plan: null,
      conflict: outcome.conflict,
    };
  const { open, served } = outcome;
  const done = sitesDone(prepared, open);
  const afterTally = afterOf(prepared, done, served);
  return {
    ...common,
    after: afterTally.all,
    counties: countiesOf(before, beforeTally, afterTally),
    served: servedOf(prepared, served),
    plan: await planOf(draftOf(prepared, done, served, outcome.yearOf), tools),
    conflict: null,
  };
}

/** People under a plan: as coverage would report its changes, or with capacities those who are assigned within the time. */
export function afterOf(prepared: PreparedWhere, done: readonly number[], served: readonly Served[]) {
  const { base, network, coverageQuestion, demand, sites, peoplePerFacility } = prepared;
  const overlay = base.with(done.map((s) => sites[s]!.effect!));
  const after = coverageFor(overlay, network, coverageQuestion);
  if (peoplePerFacility === null) return tallyOf(after, demand);
  const covered = new Map<number, number>();
  for (const { demand: row, cost, share } of served) {
    if (cost > radiusOf(coverageQuestion.minutes)) continue;
    const p = demand.modelled[row]!;
    covered.set(p, (covered.get(p) ?? 0) + demand.people[p]! * share);
  }
  return tallyOf(after, demand, covered);
}

function servedOf({ snapshot, demand, sites }: PreparedWhere, served: readonly Served[]): WhereAnswer['served'] {
  return served.map(({ demand: row, site, cost, share }) => {
    const p = demand.modelled[row]!;
    return {
      divisionId: snapshot.divisions.ids[demand.points.rows[p]!]!,
      facilityId: sites[site]!.facilityId,
      seconds: cost,
      people: demand.people[p]! * share,
      share,
    };
  });
}

/** An answer without a plan. */
export const noPlan = (conflict: Text): Outcome => ({
  status: 'infeasible',
  objective: null,
  bound: null,
  open: [],
  served: [],
  conflict,
  yearOf: null,
});
