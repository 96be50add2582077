import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { pino } from 'pino';
import { createAccounts } from './accounts/accounts.ts';
import type { CreatedUser } from './accounts/contract.ts';
import { composeEndpoints, composeRooms } from './compose.ts';
import type { Config } from './config.ts';
import { applyCatalogueConstraints } from './db/catalogue-constraints.ts';
import type { OpenDatabase } from './db/open.ts';
import { renewServerIdentity } from './db/server-identity.ts';
import {
  isDemonstration,
  loadDemonstration,
  loadDemonstrationCases,
  loadDemonstrationLand,
  loadDemonstrationNamingCases,
  loadDemonstrationRates,
} from './demonstration/load.ts';
import { prepareDemonstrationNetworks } from './demonstration/network.ts';
import { createApp } from './http/app.ts';
import { logOptions } from './http/log.ts';
import { idempotencyStore } from './http/idempotency-store.ts';
import { today } from './registry/today.ts';

const webRoot = fileURLToPath(new URL('../dist/web/', import.meta.url));

/** The program over an open database, ready to be served. */
export interface Program {
  app: Express;
  /** The first administrator, when this start made one. */
  administrator: CreatedUser | null;
  /** Cancels running jobs and ends event streams, so that nothing holds the server open. */
  close(): void;
}

/** Brings the database's constraints up to the catalogue, loads what a first start loads, and makes the http app. */
export async function createProgram(config: Config, database: OpenDatabase): Promise<Program> {
  const logger = pino(logOptions(config.logLevel));
  const db = database.kysely;
  await applyCatalogueConstraints(db);
  // It never calls fsync, and its folder can be copied: devices in the field ask again after every start.
  if (database.mode === 'embedded') await renewServerIdentity(db);
  const accounts = await createAccounts({ kysely: db, secret: config.authSecret, publicUrl: config.publicUrl });
  const administrator = await accounts.users.ensureAdministrator({ password: config.adminPassword });
  const rooms = composeRooms(db, config.dataDir, config.nameIndex);
  rooms.jobs.onUnexpected((error, job) => logger.error({ err: error, job }, 'a job failed unexpectedly'));
  if (config.demo && (await loadDemonstration(rooms.registry))) {
    await loadDemonstrationLand(rooms.land);
    const snapshot = await rooms.snapshots.at();
    await loadDemonstrationCases(rooms.inspection, snapshot, administrator?.user.username ?? 'admin');
    await loadDemonstrationNamingCases(rooms.namingCases, snapshot, today());
    logger.info('demonstration data loaded (演示数据)');
  }

  const app = createApp({
    endpoints: composeEndpoints(rooms, db, accounts.users, config),
    accounts,
    idempotency: idempotencyStore(db),
    health: { ready: () => whyNotReady(() => rooms.registry.head()) },
    registrySeq: () => rooms.snapshots.lastSeq(),
    logger,
    config: {
      publicUrl: config.publicUrl,
      trustProxy: config.trustProxy,
      basemapOrigin: originOf(config.basemap),
      basemapFile: config.basemap?.file ?? undefined,
    },
    webRoot,
  });
  const snapshot = await rooms.snapshots.at();
  if (config.demo && isDemonstration(snapshot)) {
    // Also into a data folder that was made before there were rates.
    await loadDemonstrationRates(rooms.rates);
    prepareDemonstrationNetworks(rooms.networks).then(
      (built) => built.length > 0 && logger.info(`demonstration networks built (演示数据): ${built.join(', ')}`),
      (error: unknown) => logger.error({ err: error }, 'the demonstration networks could not be built'),
    );
  }
  return { app, administrator, close: () => rooms.jobs.close() };
}

/** Origin of a basemap from outside; a file on this machine comes from our own. */
function originOf(basemap: Config['basemap']): string | undefined {
  return basemap && basemap.file === null ? new URL(basemap.url).origin : undefined;
}

async function whyNotReady(headSeq: () => Promise<number>): Promise<string | null> {
  try {
    await headSeq();
    return null;
  } catch (error) {
    return `database: ${error instanceof Error ? error.message : String(error)}`;
  }
}
