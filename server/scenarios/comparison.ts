import type { z } from 'zod';
import { defaultRuleParameters, indicators, text } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import type { AreaFigures } from '../indicators/contract.ts';
import { assess } from '../indicators/index.ts';
import type { Network } from '../network/graph.ts';
import type { Actor, Effect } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { actionsOf } from './actions.ts';
import type {
  ComparedScenario,
  CostRate,
  comparisonQuestion,
  ScenarioComparison,
  ScenarioDetail,
  ScenarioFacility,
} from './contract.ts';
import { costOf } from './cost.ts';
import type { CostRates } from './rates.ts';
import { conflictText } from './refusals.ts';
import type { ScenarioService } from './service.ts';

type Question = z.output<typeof comparisonQuestion>;

export interface ComparisonSources {
  scenarios: ScenarioService;
  rates: Pick<CostRates, 'list'>;
  snapshots: SnapshotService;
  walkNetwork(): Promise<Network | null>;
}

/**
 * Scenarios beside the registry as it stands, all on one day, so that their figures can be compared.
 * @throws Problem not-found for a scenario that the actor may not see or an indicator that there is not
 */
export async function compareScenarios(
  { scenarios, rates, snapshots, walkNetwork }: ComparisonSources,
  actor: Actor,
  question: Question,
): Promise<ScenarioComparison> {
  const { indicatorId, level } = question;
  if (indicatorId !== undefined && !indicators.some(({ id }) => id === indicatorId))
    throw problems.notFound(text(`编号为“${indicatorId}”的指标`, `indicator “${indicatorId}”`));
  const details = await Promise.all([...new Set(question.ids)].map((id) => scenarios.get(actor, id)));
  const asOf = question.asOf ?? latestDay(details);
  const [baseline, network, rateTable] = await Promise.all([snapshots.at(asOf), walkNetwork(), rates.list()]);
  const areasOf = (snapshot: Snapshot): AreaFigures | null => {
    if (indicatorId === undefined) return null;
    const areas = assess(snapshot, defaultRuleParameters, network).areas(indicatorId, level);
    return { snapshot: snapshot.id, asOf, indicatorId, level, areas };
  };
  const compared: ComparedScenario[] = [];
  for (const { id } of details) compared.push(await comparedScenario(scenarios, actor, id, asOf, rateTable, areasOf));
  return { snapshot: baseline.id, asOf, baseline: areasOf(baseline), scenarios: compared };
}

const latestDay = (details: readonly ScenarioDetail[]) =>
  details.reduce((latest, { effectiveFrom }) => (effectiveFrom > latest ? effectiveFrom : latest), today());

async function comparedScenario(
  scenarios: ScenarioService,
  actor: Actor,
  id: string,
  asOf: string,
  rates: readonly CostRate[],
  areasOf: (snapshot: Snapshot) => AreaFigures | null,
): Promise<ComparedScenario> {
  try {
    const { scenario, after, preview, conflicts } = await scenarios.examine(actor, id, asOf);
    // A part of a plan beside whole plans would compare what nobody proposed.
    if (conflicts.length > 0) return { scenario, result: null, problem: conflictText(conflicts) };
    const { committable, counts, findings, indicators: figures, effects } = preview;
    return {
      scenario,
      result: {
        committable,
        counts,
        findings,
        indicators: figures,
        cost: costOf(actionsOf(effects), rates),
        facilities: effects.flatMap(facilityOf),
        areas: areasOf(after),
      },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { changes: _, ...scenario } = await scenarios.get(actor, id);
    return { scenario, result: null, problem: error.detail };
  }
}

function facilityOf({ type, id, op, before, after }: Effect): ScenarioFacility[] {
  if (type !== 'facility' || op === 'unchanged') return [];
  const [was, is] = [before, after] as unknown as (FacilityBody | null)[];
  const { name, kind } = (is ?? was)!;
  const change = changeOf(was ?? null, is ?? null);
  return [{ id, name, kind, change, before: placeOf(was), after: change === 'ended' ? null : placeOf(is) }];
}

function changeOf(was: FacilityBody | null, is: FacilityBody | null): ScenarioFacility['change'] {
  if (was === null) return 'added';
  if (is === null || (is.status === 'closed' && was.status !== 'closed')) return 'ended';
  return String(placeOf(was)) === String(placeOf(is)) ? 'changed' : 'moved';
}

const placeOf = (body: FacilityBody | null | undefined): [number, number] | null =>
  body?.entrance ? (body.entrance.coordinates.slice(0, 2) as [number, number]) : null;
