import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { isoDate, previewShape, recordId, recordTypeName } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import { actionsOf } from './actions.ts';
import { compareScenarios, type ComparisonSources } from './comparison.ts';
import {
  adoptionResult,
  comparisonQuestion,
  costRate,
  costRateBody,
  costRateList,
  rebaseChoices,
  rebaseReport,
  scenarioAddition,
  scenarioAdoption,
  scenarioComparison,
  scenarioCost,
  scenarioDetail,
  scenarioFork,
  scenarioInput,
  scenarioList,
  scenarioPatch,
  scenarioSummary,
} from './contract.ts';
import { costOf } from './cost.ts';
import type { CostRates } from './rates.ts';
import { refuseConflicts } from './refusals.ts';

const byId = z.object({ id: z.string().min(1).max(64) });
const asOfQuery = z.object({ asOf: isoDate.optional() });

/** Time for four scenarios whose divisions change, on a machine that does other things too. */
const COMPARISON_SECONDS = 60;

/** A version that a write must state. @throws Problem invalid */
function required(ifMatch: number | null): number {
  if (ifMatch === null) throw problems.versionRequired();
  return ifMatch;
}

/** Scenarios over HTTP: read, change, fork, compare, rebase, adopt; and the rates that price them. */
export function scenarioRoutes(rooms: ComparisonSources & { rates: CostRates }): Endpoint[] {
  const { scenarios, rates } = rooms;
  const tag = 'scenarios';
  const path = '/api/v1/scenarios';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: "One's own scenarios and the shared ones, newest first",
      access: 'viewer',
      response: scenarioList,
      handler: async ({ actor }) => ({ items: await scenarios.list(actor) }),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Start a scenario',
      access: 'editor',
      body: scenarioInput,
      bodyLimit: '50mb',
      response: scenarioDetail,
      status: 201,
      handler: ({ actor, body }) => scenarios.create(actor, body),
    }),
    endpoint({
      method: 'post',
      path: `${path}/compare`,
      tag,
      summary: 'Up to four scenarios beside the registry, on one day',
      access: 'viewer',
      body: comparisonQuestion,
      response: scenarioComparison,
      idempotent: false,
      timeoutSeconds: COMPARISON_SECONDS,
      handler: ({ actor, body }) => compareScenarios(rooms, actor, body),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: 'A scenario with its changes',
      access: 'viewer',
      params: byId,
      response: scenarioDetail,
      handler: ({ actor, params }) => scenarios.get(actor, params.id),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: "Change a scenario's head data or replace its changes; If-Match carries the row version",
      access: 'editor',
      params: byId,
      body: scenarioPatch,
      bodyLimit: '50mb',
      response: scenarioDetail,
      handler: ({ actor, params, body, ifMatch }) => scenarios.patch(actor, params.id, required(ifMatch), body),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: "Archive one's own scenario; nothing is lost",
      access: 'editor',
      params: byId,
      response: scenarioSummary,
      handler: ({ actor, params }) => scenarios.archive(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/changes`,
      tag,
      summary: "Add changes made against the scenario's own state",
      access: 'editor',
      params: byId,
      body: scenarioAddition,
      bodyLimit: '50mb',
      response: scenarioDetail,
      handler: ({ actor, params, body, ifMatch }) => scenarios.add(actor, params.id, ifMatch, body.changes),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}/changes/{type}/{recordId}`,
      tag,
      summary: 'Take what the scenario does to one record out of it',
      access: 'editor',
      params: byId.extend({ type: recordTypeName, recordId }),
      response: scenarioDetail,
      handler: ({ actor, params, ifMatch }) =>
        scenarios.remove(actor, params.id, ifMatch, params.type, params.recordId),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/fork`,
      tag,
      summary: "A copy of a scenario that is one's own",
      access: 'editor',
      params: byId,
      body: scenarioFork,
      response: scenarioDetail,
      status: 201,
      handler: ({ actor, params, body }) => scenarios.fork(actor, params.id, body?.name),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/preview`,
      tag,
      summary: 'What a scenario would do to records and indicators; conflicts are findings',
      access: 'viewer',
      params: byId,
      query: asOfQuery,
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, params, query }) => (await scenarios.examine(actor, params.id, query.asOf)).preview,
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/cost`,
      tag,
      summary: "A scenario's actions with quantities and costs",
      access: 'viewer',
      params: byId,
      response: scenarioCost,
      handler: async ({ actor, params }) => {
        const { preview, conflicts } = await scenarios.examine(actor, params.id);
        refuseConflicts(conflicts);
        return costOf(actionsOf(preview.effects), await rates.list());
      },
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/rebase/check`,
      tag,
      summary: 'What a rebase onto the registry as it stands would meet; changes nothing',
      access: 'editor',
      params: byId,
      response: rebaseReport,
      idempotent: false,
      handler: ({ actor, params }) => scenarios.checkRebase(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/rebase`,
      tag,
      summary: 'Work the changes out anew against the registry as it stands, with a choice for every conflict',
      access: 'editor',
      params: byId,
      body: rebaseChoices,
      response: scenarioDetail,
      handler: ({ actor, params, body, ifMatch }) => scenarios.rebase(actor, params.id, ifMatch, body),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/adopt`,
      tag,
      summary: 'Commit a scenario as a change set, in one transaction',
      access: 'approver',
      params: byId,
      body: scenarioAdoption,
      response: adoptionResult,
      handler: ({ actor, params, body }) => scenarios.adopt(actor, params.id, body?.reason),
    }),
    ...costRateEndpoints(rates),
  ];
}

function costRateEndpoints(rates: CostRates): Endpoint[] {
  const tag = 'cost rates';
  const path = '/api/v1/cost-rates';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'The rates that price planning actions',
      access: 'viewer',
      response: costRateList,
      handler: async () => ({ items: await rates.list() }),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Enter a rate',
      access: 'editor',
      body: costRateBody,
      response: costRate,
      status: 201,
      handler: ({ actor, body }) => rates.create(actor, body),
    }),
    endpoint({
      method: 'put',
      path: `${path}/{id}`,
      tag,
      summary: 'Replace a rate; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: costRateBody,
      response: costRate,
      handler: ({ actor, params, body, ifMatch }) => rates.replace(actor, params.id, required(ifMatch), body),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: 'Remove a rate; If-Match carries the row version',
      access: 'editor',
      params: byId,
      response: costRate,
      handler: ({ actor, params, ifMatch }) => rates.remove(actor, params.id, required(ifMatch)),
    }),
  ];
}
