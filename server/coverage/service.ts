import { text } from '../../gis-data/catalogue/index.ts';
import type { Network } from '../network/graph.ts';
import type { NetworkLibrary } from '../network/library.ts';
import { Problem } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CoverageQuery, CoverageQuestion } from './contract.ts';
import type { Coverage } from './coverage.ts';
import { questionOf } from './question.ts';
import { coverageFor } from './remembered.ts';

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
}

export interface CoverageServiceOptions {
  snapshots: SnapshotService;
  networks: Pick<NetworkLibrary, 'open' | 'inUse'>;
  registry: Registry;
}

/** Puts questions of coverage to the registry's snapshots and the networks of the data folder. */
export function createCoverageService({ snapshots, networks }: CoverageServiceOptions): CoverageService {
  return {
    async prepared(query) {
      const network = await openNetwork(networks, query.network);
      const snapshot = await snapshots.at(query.asOf);
      const question = questionOf(query);
      return { snapshot, network, question, coverage: coverageFor(snapshot, network, question) };
    },
  };
}

async function openNetwork(networks: CoverageServiceOptions['networks'], name: string | undefined): Promise<Network> {
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
