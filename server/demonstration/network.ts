import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { profileIds, type ProfileId } from '../network/graph.ts';
import type { NetworkLibrary } from '../network/library.ts';
import { profileRules } from '../network/tag-rules.ts';
import type { NetworkThreadData } from './network-worker.ts';
import { startThread } from '../threads.ts';

const sourceFile = fileURLToPath(new URL('../../gis-data/chengde/network.osm.pbf', import.meta.url));
const threadModule = new URL('./network-worker.ts', import.meta.url);

/** Name of the demonstration network of a profile. */
export const demonstrationNetwork = (profile: ProfileId): string => `demo-${profile}`;

/**
 * Builds the demonstration city's networks (演示数据) where they are missing, or were made from another file or by other
 * rules, in a thread. The library is told at once, so whoever asks for one meanwhile waits for it. A network of that name
 * which is not the demonstration's is left alone.
 *
 * @returns the profiles built; rejects when a build failed, and the former networks stay as they were
 */
export async function prepareDemonstrationNetworks(library: NetworkLibrary): Promise<ProfileId[]> {
  const sha256 = createHash('sha256').update(readFileSync(sourceFile)).digest('hex');
  const missing = profileIds.filter((profile) => !isCurrent(library, profile, sha256));
  if (missing.length === 0) return [];
  const networks = missing.map((profile) => ({ name: demonstrationNetwork(profile), profile }));
  const data: NetworkThreadData = { folder: library.folder, file: sourceFile, networks };
  const worker = startThread(threadModule, data);
  worker.unref(); // a build that nobody waits for any longer does not keep the program alive
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that builds the demonstration networks ended early')));
  });
  const built = networks.map(({ name, profile }) => {
    const ready = Promise.race([saved(worker, name), failed]);
    library.await({ name, profile, ready });
    return ready;
  });
  await Promise.all(built);
  return missing;
}

function isCurrent(library: NetworkLibrary, profile: ProfileId, sha256: string): boolean {
  const entry = library.list().items.find(({ header }) => header.name === demonstrationNetwork(profile));
  if (!entry) return false;
  const { source, profileVersion } = entry.header;
  return !source.demo || (source.sha256 === sha256 && profileVersion === profileRules[profile].version);
}

function saved(worker: Worker, name: string): Promise<void> {
  return new Promise((resolve) => {
    worker.on('message', (done: string) => {
      if (done === name) resolve();
    });
  });
}
