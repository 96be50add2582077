import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileIds } from '../../server/network/graph.ts';
import { apiClient, preparedDataVariable, startServer } from './server.ts';

/**
 * Global set-up of vitest: makes one data folder as a first start does (demonstration data loaded, their networks built),
 * of which `startServer` gives each server a copy, since a first start takes longer than many tests. Where a run of several
 * projects has made one already, it is used.
 * @returns the tear-down
 */
export default async function prepareData(): Promise<() => Promise<void>> {
  if (process.env[preparedDataVariable] !== undefined) return () => Promise.resolve();
  const folder = await mkdtemp(join(tmpdir(), 'yzt-prepared-'));
  const server = await startServer({ dataDir: join(folder, 'data'), timeoutMs: 300_000 });
  try {
    const api = await apiClient(server.url);
    const deadline = Date.now() + 300_000;
    for (;;) {
      const { body } = await api.call('GET', '/api/v1/networks');
      if (body.items.length === profileIds.length) break;
      if (Date.now() > deadline) throw new Error(`The demonstration's networks were not built:\n${server.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  } finally {
    await server.stop();
  }
  process.env[preparedDataVariable] = join(folder, 'data');
  return async () => {
    delete process.env[preparedDataVariable];
    await rm(folder, { recursive: true, force: true });
  };
}
