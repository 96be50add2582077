import type { z } from 'zod';
import { text } from '../../gis-data/catalogue/index.ts';
import type { Network } from '../network/graph.ts';
import type { NetworkLibrary } from '../network/library.ts';
import type { Actor, IndicatorDelta } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type {
  CoverageQuery,
  CoverageQuestion,
  CoverageReport,
  coverageRequest,
  WhatIfReport,
  whatIfRequest,
} from './contract.ts';
import type { Coverage } from './coverage.ts';
import { tryEdits } from './edits.ts';
import { placeIn } from './place-in.ts';
import { questionOf } from './question.ts';
import { coverageFor } from './remembered.ts';
import { differenceOf, headerOf, reportOf } from './report.ts';

/** A question put to a snapshot and a network, with its answer. */
export interface PreparedCoverage {
  snapshot: Snapshot;
  network: Network;
  question: CoverageQuestion;
  coverage: Coverage;
}

export interface CoverageService {
  /** Opens what a query asks about and answers it. @throws Problem no-network; NetworkError no-such-network */
  prepared(query: CoverageQuery): Promise<PreparedCoverage>;
  /**
   * The whole answer, with proposed changes where the request has some.
   * @throws Problem as `prepared`, and as a commit of the changes would be refused for their content or versions
   */
  report(actor: Actor, request: z.output<typeof coverageRequest>): Promise<CoverageReport>;
  /** What trial edits would change. @throws Problem as `prepared`, and `invalid` naming each edit that makes no sense */
  whatIf(request: z.output<typeof whatIfRequest>): Promise<WhatIfReport>;
}

export interface CoverageServiceOptions {
  snapshots: SnapshotService;
  networks: Pick<NetworkLibrary, 'open' | 'inUse'>;
  registry: Pick<Registry, 'proposed'>;
  compareIndicators(before: Snapshot, after: Snapshot): Promise<IndicatorDelta[]>;
}

/** Puts questions of coverage to the registry's snapshots and the networks of the data folder. */
export function createCoverageService(options: CoverageServiceOptions): CoverageService {
  const { snapshots, networks, registry } = options;

  async function prepared(query: CoverageQuery): Promise<PreparedCoverage> {
    const network = await openNetwork(networks, query.network);
    const snapshot = await snapshots.at(query.asOf);
    const question = questionOf(query);
    return { snapshot, network, question, coverage: coverageFor(snapshot, network, question) };
  }

  return {
    prepared,

    async report(actor, { changeSet, points = true, ...query }) {
      if (changeSet === undefined) return reportOf((await prepared(query)).coverage, points, null);
      const network = await openNetwork(networks, query.network);
      const { before, after } = await registry.proposed(actor, changeSet, query.asOf);
      const [was, is] = [before, after].map((snapshot) => coverageFor(snapshot, network, questionOf(query)));
      return reportOf(is!, points, was!);
    },

    async whatIf({ edits, ...query }) {
      const { snapshot, network, question, coverage } = await prepared(query);
      const { effects, changes, errors } = tryEdits(snapshot, edits, question, placeIn(snapshot));
      if (errors.length > 0) throw problems.invalid(errors);
      const overlay = snapshot.with(effects);
      const after = coverageFor(overlay, network, question);
      const edited = new Set(effects.map((effect) => effect.id));
      return {
        ...headerOf(after),
        ...differenceOf(coverage, after),
        indicators: await options.compareIndicators(snapshot, overlay),
        unplaced: [...after.sites.values()]
          .filter((site) => edited.has(site.facilityId) && site.sphere !== null && site.snap === null)
          .map((site) => site.facilityId),
        changes,
      };
    },
  };
}

/** The network that a query names, else the walk network in use. @throws Problem no-network; NetworkError */
export async function openNetwork(
  networks: CoverageServiceOptions['networks'],
  name: string | undefined,
): Promise<Network> {
  const chosen = name ?? (await networks.inUse('walk'));
  if (chosen === null) throw noNetwork();
  return networks.open(chosen);
}

const noNetwork = () =>
  new Problem(
    'no-network',
    409,
    text('没有步行路网', 'No walk network'),
    text(
      '还没有步行路网,不能计算步行时间。请用 yzt network build 文件.osm.pbf --name 名称 --profile walk 建立',
      'There is no walk network yet, so that no walking time can be computed. Build one: yzt network build FILE.osm.pbf --name NAME --profile walk',
    ),
  );
