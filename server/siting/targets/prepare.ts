import { defaultRuleParameters, text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Network } from '../../network/graph.ts';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import type { CostRate } from '../../scenarios/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { TargetsQuestion } from '../contract.ts';
import type { Candidate } from './candidates/candidate.ts';
import { candidatesFor } from './candidates/index.ts';
import { goalsOf } from './goals.ts';
import { Probe } from './probe.ts';

/** What the search for a path reads. */
export interface PathInputs {
  readonly snapshot: Snapshot;
  /** The walk network in use, for the indicators that need one; null while there is none. */
  readonly network: Network | null;
  readonly rates: readonly CostRate[];
  readonly parameters?: RuleParameters;
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
 * @throws Problem `invalid` naming each target, county and action that makes no sense
 */
export function preparePath(inputs: PathInputs, question: TargetsQuestion): PreparedPath {
  const { snapshot, network, parameters = defaultRuleParameters } = inputs;
  const goals = goalsOf(question);
  const probe = new Probe(snapshot, parameters, network, goals);
  const candidates = candidatesFor(snapshot, parameters, probe.base, goals);
  const errors = [...countyErrors(snapshot, question), ...actionErrors(candidates, question)];
  if (errors.length > 0) throw problems.invalid(errors);
  return { question, inputs, parameters, probe, candidates };
}

function countyErrors({ records }: Snapshot, { countyIds = [] }: TargetsQuestion): ProblemItem[] {
  return countyIds.flatMap((id, i) => {
    if (records.division.get(id)?.level === 'county') return [];
    const message = text(`没有编号为“${id}”的县(市、区)`, `There is no county "${id}"`);
    return [{ path: `countyIds.${i}`, code: 'unknown-county', message }];
  });
}

/** A forbidden action that no longer comes into question forbids nothing; a pinned one must be there. */
function actionErrors(candidates: readonly Candidate[], { pinned, forbidden }: TargetsQuestion): ProblemItem[] {
  const known = new Set(candidates.map(({ id }) => id));
  return pinned.flatMap((id, i): ProblemItem[] => {
    const path = `pinned.${i}`;
    if (!known.has(id)) {
      const message = text(
        `措施“${id}”现在不在可选之列,请从最新的结果中选取`,
        `The action "${id}" does not come into question now; choose from a new answer`,
      );
      return [{ path, code: 'unknown-action', message }];
    }
    if (!forbidden.includes(id)) return [];
    const message = text(
      `措施“${id}”既被固定又被排除,请只留一项`,
      `The action "${id}" is pinned and forbidden: keep one`,
    );
    return [{ path, code: 'pinned-and-forbidden', message }];
  });
}
