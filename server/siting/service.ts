import type { Kysely } from 'kysely';
import { parcelKind, text } from '../../gis-data/catalogue/index.ts';
import { openNetwork } from '../coverage/service.ts';
import type { Schema } from '../db/schema.ts';
import type { JobContext, JobWork } from '../jobs/jobs.ts';
import type { Network } from '../network/graph.ts';
import type { NetworkLibrary } from '../network/library.ts';
import type { Actor } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { CostRates } from '../scenarios/rates.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ParetoQuestion, SitingRequest, TargetsQuestion, WhereQuestion } from './contract.ts';
import { features, layerById } from './land/store.ts';
import type { PlanTools } from './plan.ts';
import { solveInThread } from './solve/thread.ts';
import { findPath } from './targets/path.ts';
import { preparePath } from './targets/prepare.ts';
import { solveSoonOr } from './targets/solving.ts';
import type { Parcel } from './where/candidates.ts';
import { prepareWhere } from './where/prepare.ts';
import type { Refusal } from './where/refusal.ts';
import { answerPareto, type ParetoTools } from './where/pareto.ts';
import { answerWhere, type WhereTools } from './where/where.ts';

export interface SitingService {
  /**
   * Works out what a question is about, so that what cannot be answered is refused now, and returns the work that answers it.
   * @throws Problem `invalid` for what makes no sense in it; `conflict` for limits that do not go together; as coverage does
   *   for the network
   */
  prepared(actor: Actor, request: SitingRequest): Promise<JobWork>;
}

export interface SitingServiceOptions {
  kysely: Kysely<Schema>;
  snapshots: SnapshotService;
  networks: Pick<NetworkLibrary, 'open' | 'inUse'>;
  /** The network that indicators are computed on. */
  walkNetwork(): Promise<Network | null>;
  registry: Pick<Registry, 'preview' | 'currentVersions'>;
  rates: Pick<CostRates, 'list'>;
}

/** Puts questions of siting to the registry's snapshots, the networks of the data folder and the rate table. */
export function createSitingService(options: SitingServiceOptions): SitingService {
  const { kysely, snapshots, networks, registry, rates } = options;

  async function planTools(actor: Actor, snapshot: Snapshot): Promise<PlanTools> {
    return {
      rates: await rates.list(),
      async versionsOf(facilityIds) {
        const versions = await registry.currentVersions(facilityIds.map((id) => ({ type: 'facility', id })));
        return new Map(
          facilityIds.flatMap((id) => {
            const version = versions.get(`facility/${id}`);
            return version === undefined ? [] : [[id, version] as const];
          }),
        );
      },
      preview: (changes) =>
        registry.preview(
          actor,
          { title: '选址方案', origin: 'siting', effectiveFrom: snapshot.asOf, changes: [...changes] },
          snapshot.asOf,
        ),
    };
  }

  async function parcelsOf(question: WhereQuestion | ParetoQuestion): Promise<Parcel[]> {
    if (question.candidates.from !== 'parcels') return [];
    const layer = await layerById(kysely, question.candidates.layerId);
    if (layer?.kind !== parcelKind.id) throw problems.invalid([notParcels(layer?.name ?? null)]);
    const found = await features(kysely, layer.id);
    return found.map(({ id, name, at }) => {
      const [longitude, latitude] = at.coordinates as [number, number];
      return { id, name, longitude, latitude, demo: layer.demo };
    });
  }

  async function where(actor: Actor, asked: WhereQuestion | ParetoQuestion): Promise<JobWork> {
    const network = await openNetwork(networks, asked.network);
    const snapshot = await snapshots.at(asked.asOf);
    const tools = await planTools(actor, snapshot);
    const parcels = await parcelsOf(asked);
    const prepared = prepareWhere({ snapshot, network, rates: tools.rates, parcels }, asked);
    if ('refusals' in prepared) throw refusal(prepared.refusals);
    return ({ progress, tell, signal }: JobContext) => {
      const run = { ...tools, progress, tell, signal };
      if (asked.question === 'pareto') return answerPareto(prepared, asked, { ...run, solvePareto });
      return answerWhere(prepared, asked, { ...run, solve, solvePhases });
    };
  }

  async function targets(actor: Actor, question: TargetsQuestion): Promise<JobWork> {
    const snapshot = await snapshots.at(question.asOf);
    const tools = await planTools(actor, snapshot);
    const network = await options.walkNetwork();
    const prepared = preparePath({ snapshot, network, rates: tools.rates }, question);
    if ('refusals' in prepared) throw refusal(prepared.refusals);
    return ({ tell, signal }: JobContext) =>
      findPath(prepared, {
        ...{ tools, tell, signal },
        solve: solveSoonOr((mip, { absoluteGap, ...search }) =>
          solveInThread('mip', { mip, absoluteGap }, { ...search, signal }),
        ),
      });
  }

  return {
    async prepared(actor, request) {
      switch (request.question) {
        case 'where':
        case 'pareto':
          return where(actor, request);
        case 'targets':
          return targets(actor, request);
      }
    },
  };
}

const solve: WhereTools['solve'] = (problem, question, options) =>
  solveInThread('location', { problem, question }, options);
const solvePhases: WhereTools['solvePhases'] = (problem, question, phases, options) =>
  solveInThread('phases', { problem, question, phases }, options);
const solvePareto: ParetoTools['solvePareto'] = (problem, question, axes, mostPoints, options) =>
  solveInThread('pareto', { problem, question, axes, mostPoints }, options);

const notParcels = (name: string | null): ProblemItem => ({
  path: 'candidates.layerId',
  ...(name === null
    ? { code: 'no-such-layer', message: text('没有这个地块图层', 'There is no such layer of parcels') }
    : {
        code: 'not-parcels',
        message: text(`图层“${name}”不是候选地块图层`, `The layer "${name}" does not hold candidate parcels`),
      }),
});

/** Content that makes no sense is named first; what does not go together is told once the rest is in order. */
function refusal(refusals: readonly Refusal[]) {
  const items = (kind: Refusal['kind']) =>
    refusals.flatMap(({ path, code, message, kind: of }) => (of === kind ? [{ path, code, message }] : []));
  const senseless = items('invalid');
  if (senseless.length > 0) return problems.invalid(senseless);
  const conflicts = items('conflict');
  return problems.conflict(conflicts[0]!.message, conflicts);
}
