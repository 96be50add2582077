import { join } from 'node:path';
import type { FieldServer } from './field-sync-runs.ts';
import { fieldWorld, signInParties, type FieldWorld } from './field-sync-world.ts';
import { exitOf, startServer, type RunningServer } from './server.ts';

/** A real program on an empty folder, which runs can kill. */
export interface FieldServerHandle extends FieldServer {
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** @param folder an empty folder, which whoever gives it removes */
export async function startFieldServer(folder: string): Promise<FieldServerHandle> {
  const dataDir = join(folder, 'data');
  const start = () => startServer({ dataDir, env: { YZT_DEMO: '0' }, timeoutMs: 180_000 });
  let server: RunningServer = await start();
  const world: FieldWorld = await fieldWorld(server.url);
  return {
    dataDir,
    world,
    get url() {
      return server.url;
    },
    async restart() {
      server.process.kill('SIGKILL');
      await exitOf(server.process);
      server = await start();
      world.parties = await signInParties(server.url);
    },
    async stop() {
      await server.stop();
    },
  };
}
