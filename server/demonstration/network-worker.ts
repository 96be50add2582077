import { parentPort, workerData } from 'node:worker_threads';
import type { ProfileId } from '../network/graph.ts';
import { createNetworkLibrary } from '../network/library.ts';
import { buildFromOsm } from '../network/osm-build.ts';

/** What the building thread is given; it sends each name back once the network is saved. */
export interface NetworkThreadData {
  folder: string;
  file: string;
  networks: readonly { name: string; profile: ProfileId }[];
}

const { folder, file, networks } = workerData as NetworkThreadData;
const library = createNetworkLibrary(folder);
for (const { name, profile } of networks) {
  const attribution = '演示数据 (generated demonstration network)';
  const { network } = await buildFromOsm({ file, name, profile, demo: true, attribution });
  library.save(network);
  parentPort!.postMessage(name);
}
