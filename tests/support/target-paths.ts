import { expect } from 'vitest';
import { defaultRuleParameters, type PlanningActionId, type RuleParameters } from '../../gis-data/catalogue/index.ts';
import { overlayTools, ratesOf } from '../../scripts/bench/overlay-tools.ts';
import { assess } from '../../server/indicators/index.ts';
import type { Network } from '../../server/network/graph.ts';
import type { CostRate } from '../../server/scenarios/contract.ts';
import { targetsQuestion, type TargetsAnswer, type TargetsQuestion } from '../../server/siting/contract.ts';
import { priceOf } from '../../server/siting/plan.ts';
import { effectsOf } from '../../server/siting/targets/action.ts';
import type { Candidate } from '../../server/siting/targets/candidates/candidate.ts';
import { findPath } from '../../server/siting/targets/path.ts';
import { preparePath, type PathOptions, type PreparedPath } from '../../server/siting/targets/prepare.ts';
import { facilityEffect } from '../../server/siting/where/effects.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';

/** A question of targets with everything left out that has a default. */
export type Asked = Partial<Omit<TargetsQuestion, 'question' | 'targets'>> & {
  targets: { indicatorId: string; reading?: string | null; value?: number }[];
};

const rate = (action: PlanningActionId, yuan: number, per: CostRate['per'] = 'site', kind: string | null = null) => ({
  action,
  yuan,
  per,
  facilityKind: kind,
  functionId: null,
});
export const rates = ratesOf([
  rate('build', 700),
  rate('relocate', 130),
  rate('addFunction', 110),
  rate('certifyBeds', 10, 'bed'),
  rate('addBeds', 60, 'bed'),
  rate('share', 50),
  rate('other', 90),
]);

/** Reads a question; the walk network is none unless it is given. */
export const asking = (
  snapshot: Snapshot,
  asked: Asked,
  parameters = defaultRuleParameters,
  table: readonly CostRate[] = rates,
  network: Network | null = null,
) =>
  preparePath(
    { snapshot, network, rates: table, parameters },
    targetsQuestion.parse({ question: 'targets', alternatives: 0, ...asked }),
  );

export function prepared(...asked: Parameters<typeof asking>): PreparedPath {
  const path = asking(...asked);
  if ('refusals' in path) throw new Error(JSON.stringify(path.refusals));
  return path;
}

export async function answerOf(
  snapshot: Snapshot,
  asked: Asked,
  parameters = defaultRuleParameters,
  table: readonly CostRate[] = rates,
  network: Network | null = null,
  options: Partial<PathOptions> = {},
): Promise<TargetsAnswer> {
  const path = prepared(snapshot, asked, parameters, table, network);
  return findPath(path, { tools: overlayTools(snapshot, table, parameters, network), ...options });
}

/** Whether all targets are reached, by the indicators' own verdicts. */
function reached(snapshot: Snapshot, { targets }: Asked, parameters: RuleParameters, network: Network | null): boolean {
  const assessment = assess(snapshot, parameters, network);
  return targets.every(({ indicatorId, reading, value }) => {
    const result = assessment.result(indicatorId);
    if (value !== undefined) {
      const { lower, target } = reading ? result.readings.find(({ id }) => id === reading)! : result;
      if (lower === null) return false;
      return target?.comparison === 'moreThan' ? lower > value + 1e-12 : lower >= value - 1e-12;
    }
    if (reading) return result.readings.find(({ id }) => id === reading)!.verdict === 'met';
    return result.overallVerdict === 'met';
  });
}

/** Units of the targets' indicators that hold. */
const holding = (
  snapshot: Snapshot,
  { targets }: Asked,
  parameters: RuleParameters,
  network: Network | null,
): string[] =>
  targets.flatMap(({ indicatorId }) =>
    assess(snapshot, parameters, network)
      .evidence(indicatorId)
      .flatMap((row) => (row.verdict === 'yes' && row.unitType === 'township' ? [`${indicatorId} ${row.unitId}`] : [])),
  );

/**
 * Whether facilities that may only be moved if nobody needs them are all spare: with all of them closed no unit has less, and
 * none that holds does so no longer.
 */
function areSpare({ inputs, question, parameters }: PreparedPath, chosen: readonly Candidate[]): boolean {
  const { snapshot, network } = inputs;
  const moved = chosen.filter(({ isSpareOnly }) => isSpareOnly);
  if (moved.length === 0) return true;
  const closed = snapshot.with(
    moved.map(({ facilityId: id }) =>
      facilityEffect(snapshot, id, { ...snapshot.records.facility.get(id)!, status: 'closed' }),
    ),
  );
  return question.targets.every(({ indicatorId, reading }) => {
    const after = assess(closed, parameters, network).evidence(indicatorId);
    return assess(snapshot, parameters, network)
      .evidence(indicatorId)
      .every((row, i) => {
        const counts = reading === null ? row.headline : row.readings.includes(reading);
        const less = counts && after[i]!.lower.numerator < row.lower.numerator;
        return !less && (row.verdict !== 'yes' || after[i]!.verdict === 'yes');
      });
  });
}

/** The least objective over every way of doing the candidates, in every amount; null where no way reaches the targets. */
export function bruteForce(path: PreparedPath): number | null {
  const { inputs, question, candidates, parameters } = path;
  const { snapshot, network } = inputs;
  const before = holding(snapshot, question, parameters, network);
  const slots = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const offered =
      !question.forbidden.includes(candidate.id) && candidate.needs.every((n) => question.actions.includes(n));
    if (offered) slots.set(candidate.slot, [...(slots.get(candidate.slot) ?? []), candidate]);
  }
  let best: number | null = null;
  const { budgetYuan, count = Infinity } = question.limits;
  const tryAll = (left: readonly Candidate[][], chosen: { candidate: Candidate; amount: number }[]): void => {
    const effects = effectsOf(snapshot, chosen);
    const { yuan } = priceOf(effects, inputs.rates);
    if (chosen.length > count || (budgetYuan !== undefined && (yuan === null || yuan > budgetYuan))) return;
    const objective = question.minimise === 'cost' ? yuan : chosen.length;
    // More actions neither cost less nor give a price to one that has none.
    if (objective === null || (best !== null && objective >= best)) return;
    const [slot, ...others] = left;
    if (slot) {
      tryAll(others, chosen);
      for (const candidate of slot)
        for (let amount = 1; amount <= (candidate.most ?? 1); amount++)
          tryAll(others, [...chosen, { candidate, amount }]);
      return;
    }
    if (!question.pinned.every((id) => chosen.some(({ candidate }) => candidate.id === id))) return;
    const after = snapshot.with(effects);
    if (!reached(after, question, parameters, network)) return;
    if (
      !areSpare(
        path,
        chosen.map(({ candidate }) => candidate),
      )
    )
      return;
    // No unit may lose what it has by a facility moved away.
    const kept = new Set(holding(after, question, parameters, network));
    if (before.every((unit) => kept.has(unit))) best = objective;
  };
  tryAll([...slots.values()], []);
  return best;
}

/** Expects an answer that is as good as the best of all ways, proven, and confirmed by its preview. */
export async function agreesWithBruteForce(
  snapshot: Snapshot,
  asked: Asked,
  parameters = defaultRuleParameters,
  network: Network | null = null,
): Promise<TargetsAnswer> {
  const path = prepared(snapshot, asked, parameters, rates, network);
  const answer = await findPath(path, { tools: overlayTools(snapshot, rates, parameters, network) });
  const best = bruteForce(path);
  expect({ status: answer.status, objective: answer.objective }).toEqual({
    status: best === null ? 'infeasible' : 'optimal',
    objective: best,
  });
  if (best === null) return answer;
  expect(answer.bound).toBeCloseTo(best, 6);
  expect(answer.findings.map(({ code }) => code)).not.toContain('preview-differs');
  if (asked.minimise !== 'actions') expect(answer.plan!.yuan).toBeCloseTo(best, 6);
  else expect(answer.plan!.actions).toHaveLength(best);
  expect(answer.targets.every(({ metAfter }) => metAfter)).toBe(true);
  return answer;
}
