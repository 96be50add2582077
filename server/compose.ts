import path from 'node:path';
import type { Kysely } from 'kysely';
import { accountRoutes } from './accounts/routes.ts';
import type { Users } from './accounts/users.ts';
import type { Config } from './config.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { createCoverageService, type CoverageService } from './coverage/service.ts';
import type { Schema } from './db/schema.ts';
import { divisionEventRecordType, divisionRecordType } from './divisions/store.ts';
import { divisionRoutes } from './divisions/routes.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { createImportService, type ImportService } from './exchange/service.ts';
import { facilityRoutes } from './facilities/routes.ts';
import { facilityRecordType } from './facilities/store.ts';
import type { Endpoint } from './http/endpoint.ts';
import { configRoutes } from './http/config-routes.ts';
import { assess, compareAssessments } from './indicators/index.ts';
import { indicatorRoutes } from './indicators/routes.ts';
import { createNetworkLibrary, type NetworkLibrary } from './network/library.ts';
import { createRegistry, type Registry } from './registry/registry.ts';
import { registryRoutes } from './registry/routes.ts';
import type { RecordType } from './registry/record-type.ts';
import { today } from './registry/today.ts';
import { createSnapshotService, type SnapshotService } from './snapshot/service.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { loadSnapshot } from './snapshot/store.ts';
import { statisticRecordType } from './statistics/store.ts';

/** Every type of registered record, in the order in which rows may refer to each other. */
export const recordTypes: readonly RecordType[] = [
  divisionRecordType,
  divisionEventRecordType,
  facilityRecordType,
  statisticRecordType,
];

/** The rooms, put together over one database. The server, the command line and the tests use the same ones. */
export interface Rooms {
  registry: Registry;
  snapshots: SnapshotService;
  imports: ImportService;
  networks: NetworkLibrary;
  coverage: CoverageService;
}

export function composeRooms(db: Kysely<Schema>, dataDir: string): Rooms {
  const snapshots = createSnapshotService(db);
  const networks = createNetworkLibrary(path.join(dataDir, 'networks'));
  const compareIndicators = async (before: Snapshot, after: Snapshot) =>
    compareAssessments(assess(before), assess(after));
  const registry = createRegistry({
    db,
    recordTypes,
    loadSnapshot,
    snapshotAt: (asOf) => snapshots.at(asOf),
    compareIndicators,
  });
  return {
    registry,
    snapshots,
    imports: createImportService({ kysely: db, registry, snapshots, dataDir }),
    networks,
    coverage: createCoverageService({ snapshots, networks, registry, compareIndicators }),
  };
}

/** Every endpoint of the program. */
export function composeEndpoints(
  rooms: Rooms,
  db: Kysely<Schema>,
  users: Users,
  config: Pick<Config, 'basemap'>,
): Endpoint[] {
  const demo = async () => {
    const { records } = await rooms.snapshots.at();
    for (const facility of records.facility.values()) if (facility.demo) return true;
    return false;
  };
  return [
    ...configRoutes(config),
    ...accountRoutes({ users, kysely: db, demo, asOfDefault: () => today() }),
    ...indicatorRoutes({ snapshots: rooms.snapshots }),
    ...divisionRoutes(rooms),
    ...facilityRoutes(rooms),
    ...registryRoutes(rooms),
    ...exchangeRoutes(rooms),
    ...coverageRoutes(rooms),
  ];
}
