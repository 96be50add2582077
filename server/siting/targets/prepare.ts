import { defaultRuleParameters, text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Network } from '../../network/graph.ts';
import type { CostRate } from '../../scenarios/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { SitingPartial, TargetsQuestion } from '../contract.ts';
import type { PlanTools } from '../plan.ts';
import { invalid, type Refusal } from '../where/refusal.ts';
import type { Candidate } from './candidates/candidate.ts';
import { candidatesFor } from './candidates/index.ts';
import { goalsOf } from './goals.ts';
import { Probe } from './probe.ts';
import type { SolveMip } from './solving.ts';

/** What the search for a path reads. */
export interface PathInputs {
  readonly snapshot: Snapshot;
  /** The walk network in use, for the indicators that need one; null while there is none. */
  readonly network: Network | null;
  readonly rates: readonly CostRate[];
  readonly parameters?: RuleParameters;
}

/** How a path is searched for. */
export interface PathOptions {
  readonly tools: PlanTools;
  /** Default: in this thread. */
  readonly solve?: SolveMip;
  readonly signal?: AbortSignal;
  readonly tell?: (partial: SitingPartial) => void;
  /** Candidates for places on foot that are asked about at most. */
  readonly mostAsked?: number;
}

/** A question that makes sense, with all that could be done. */
export interface PreparedPath {
  readonly question: TargetsQuestion;
  readonly inputs: PathInputs;
  readonly parameters: RuleParameters;
  readonly probe: Probe;
  readonly candidates: readonly Candidate[];
}

/**
 * Reads a question of targets against the register's state.
 * @returns the refusals of each target, county and action that makes no sense, where there are some
 */
export function preparePath(inputs: PathInputs, question: TargetsQuestion): PreparedPath | { refusals: Refusal[] } {
  const { snapshot, network, parameters = defaultRuleParameters } = inputs;
  const { goals, refusals } = goalsOf(question);
  if (refusals.length > 0) return { refusals };
  const probe = new Probe(snapshot, parameters, network, goals);
  const candidates = candidatesFor(snapshot, parameters, probe.base, goals, inputs.rates);
  const named = [...countyRefusals(snapshot, question), ...actionRefusals(candidates, question)];
  if (named.length > 0) return { refusals: named };
  return { question, inputs, parameters, probe, candidates };
}

function countyRefusals({ records }: Snapshot, { countyIds = [] }: TargetsQuestion): Refusal[] {
  return countyIds.flatMap((id, i) => {
    if (records.division.get(id)?.level === 'county') return [];
    const message = text(`没有编号为“${id}”的县(市、区)`, `There is no county "${id}"`);
    return [invalid(`countyIds.${i}`, 'unknown-county', message)];
  });
}

/** A forbidden action that no longer comes into question forbids nothing; a pinned one must be there. */
function actionRefusals(candidates: readonly Candidate[], { pinned, forbidden }: TargetsQuestion): Refusal[] {
  const known = new Set(candidates.map(({ id }) => id));
  return pinned.flatMap((id, i) => {
    const path = `pinned.${i}`;
    if (!known.has(id)) {
      const message = text(
        `措施“${id}”现在不在可选之列,请从最新的结果中选取`,
        `The action "${id}" does not come into question now; choose from a new answer`,
      );
      return [invalid(path, 'unknown-action', message)];
    }
    if (!forbidden.includes(id)) return [];
    const message = text(
      `措施“${id}”既被固定又被排除,请只留一项`,
      `The action "${id}" is pinned and forbidden: keep one`,
    );
    return [invalid(path, 'pinned-and-forbidden', message)];
  });
}
