import type { Kysely } from 'kysely';
import { defaultRuleParameters } from '../gis-data/catalogue/index.ts';
import { accountRoutes } from './accounts/routes.ts';
import { createUsers, type Users } from './accounts/users.ts';
import { fieldPlanRoutes } from './boundary/field-plan/routes.ts';
import { createFieldPlanService } from './boundary/field-plan/service.ts';
import { geometryRoutes } from './boundary/geometry/routes.ts';
import { courseRoutes } from './boundary/course/routes.ts';
import { boundaryDocumentRoutes } from './boundary/documents/routes.ts';
import { createBoundaryDocuments } from './boundary/documents/service.ts';
import { createDocumentThreads } from './boundary/documents/thread.ts';
import { boundaryRoutes } from './boundary/routes.ts';
import { createBoundaryService } from './boundary/service.ts';
import { boundaryLineRecordType, boundaryMarkerRecordType } from './boundary/store.ts';
import type { Config } from './config.ts';
import { isochroneEndpoints } from './coverage/isochrones/routes.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { secondLayerEndpoints } from './coverage/second-layers/routes.ts';
import { createCoverageService, type CoverageService } from './coverage/service.ts';
import type { Schema } from './db/schema.ts';
import { isDemonstration } from './demonstration/load.ts';
import { divisionEventRecordType, divisionRecordType } from './divisions/store.ts';
import { divisionRoutes } from './divisions/routes.ts';
import { createExportService } from './exchange/export.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { createImportService, type ImportService } from './exchange/service.ts';
import { facilityRoutes } from './facilities/routes.ts';
import { facilityRecordType } from './facilities/store.ts';
import { createFieldPhotos, type FieldPhotos } from './field-sync/photos.ts';
import { fieldSyncRoutes } from './field-sync/routes.ts';
import { createFieldSyncService } from './field-sync/service.ts';
import type { Endpoint } from './http/endpoint.ts';
import { configRoutes } from './http/config-routes.ts';
import { problemOf } from './http/problem-answer.ts';
import { assess, compareAssessments } from './indicators/index.ts';
import { indicatorRoutes } from './indicators/routes.ts';
import { checkInspectionFiles } from './inspection/check.ts';
import { inspectionRoutes } from './inspection/routes.ts';
import { createInspectionService, type InspectionService } from './inspection/service.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import { jobRoutes } from './jobs/routes.ts';
import { NetworkError } from './network/error.ts';
import type { Network } from './network/graph.ts';
import { createNetworkLibrary, networksFolder, type NetworkLibrary } from './network/library.ts';
import { networkRoutes } from './network/routes.ts';
import { dueFor } from './naming-cases/due.ts';
import { createNamingCaseFiles } from './naming-cases/files.ts';
import { createNamingForms } from './naming-cases/forms/service.ts';
import { namingCaseRoutes } from './naming-cases/routes.ts';
import { createNamingCaseService, type NamingCaseService } from './naming-cases/service.ts';
import { featureRoutes } from './ogc/routes.ts';
import { checkPlaceNameCodes } from './place-names/codes.ts';
import { namingRoutes } from './place-names/naming/routes.ts';
import { namesInMemory } from './place-names/naming/name-stock.ts';
import { namesInDatabase } from './place-names/naming/names-in-database.ts';
import { createNamingService, type NamingService } from './place-names/naming/service.ts';
import { duplicateRoutes } from './place-names/duplicates/routes.ts';
import { createDuplicateService } from './place-names/duplicates/service.ts';
import { namesExchangeRoutes } from './place-names/exchange/routes.ts';
import { createNamesExchange } from './place-names/exchange/service.ts';
import { createGazetteerService } from './place-names/products/gazetteer-service.ts';
import { nameProductRoutes } from './place-names/products/routes.ts';
import { placeNameRoutes } from './place-names/routes.ts';
import { createIndexFollower } from './place-names/search/database/follow.ts';
import { databaseNameSearch } from './place-names/search/database/search.ts';
import { createNameFollower } from './place-names/search/follower.ts';
import { memoryNameSearch } from './place-names/search/name-search.ts';
import { createPlaceNameService, type PlaceNameService } from './place-names/service.ts';
import { placeNameRecordType } from './place-names/store.ts';
import { placeNameSignRoutes } from './place-name-signs/routes.ts';
import { createPlaceNameSignService } from './place-name-signs/service.ts';
import { placeNameSignRecordType } from './place-name-signs/store.ts';
import type { RoomCheck } from './registry/check.ts';
import { createRegistry, type Registry } from './registry/registry.ts';
import { registryRoutes } from './registry/routes.ts';
import type { RecordType } from './registry/record-type.ts';
import { headSeq } from './registry/store.ts';
import { today } from './registry/today.ts';
import { reservedWordRoutes } from './reserved-words/routes.ts';
import { reservedWordRecordType } from './reserved-words/store.ts';
import { reportRoutes } from './reports/routes.ts';
import { createCostRates, type CostRates } from './scenarios/rates.ts';
import { documentRoutes } from './reports/document/routes.ts';
import { createDocumentService, type DocumentService } from './reports/document/service.ts';
import { compareScenarios } from './scenarios/comparison.ts';
import { scenarioRoutes } from './scenarios/routes.ts';
import { createScenarioService, type ScenarioService } from './scenarios/service.ts';
import { burialRoutes } from './siting/burial/routes.ts';
import { createBurialService } from './siting/burial/service.ts';
import { landRoutes } from './siting/land/routes.ts';
import { createLandService, type LandService } from './siting/land/service.ts';
import { sitingRoutes } from './siting/routes.ts';
import { createSitingService } from './siting/service.ts';
import { createSnapshotService, type SnapshotService } from './snapshot/service.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { loadSnapshot } from './snapshot/store.ts';
import { statisticRoutes } from './statistics/routes.ts';
import { statisticRecordType } from './statistics/store.ts';
import { tileRoutes } from './tiles/routes.ts';
import { createTileService } from './tiles/service.ts';
import { worklistRoutes } from './worklists/routes.ts';
import { createWorklistService } from './worklists/service.ts';

/** Every type of registered record, in the order in which rows may refer to each other. */
export const recordTypes: readonly RecordType[] = [
  divisionRecordType,
  divisionEventRecordType,
  boundaryLineRecordType,
  boundaryMarkerRecordType,
  placeNameRecordType,
  placeNameSignRecordType,
  reservedWordRecordType,
  facilityRecordType,
  statisticRecordType,
];

/** What rooms check of what they keep beside the register. */
export const roomChecks: readonly RoomCheck[] = [checkInspectionFiles, checkPlaceNameCodes];

/** The rooms, put together over one database. The server, the command line and the tests use the same ones. */
export interface Rooms {
  registry: Registry;
  snapshots: SnapshotService;
  imports: ImportService;
  networks: NetworkLibrary;
  /** The walk network that indicators are computed on: the one in use now, without waiting for one being built. */
  walkNetwork(): Promise<Network | null>;
  coverage: CoverageService;
  scenarios: ScenarioService;
  rates: CostRates;
  land: LandService;
  inspection: InspectionService;
  placeNames: PlaceNameService;
  naming: NamingService;
  namingCases: NamingCaseService;
  /** Pictures and documents, by the SHA-256 of their bytes. */
  photos: FieldPhotos;
  jobs: Jobs;
}

/** @param nameIndex where the index of place names is held; in the database for more than some million of them */
export function composeRooms(db: Kysely<Schema>, dataDir: string, nameIndex: Config['nameIndex'] = 'memory'): Rooms {
  const snapshots = createSnapshotService(db);
  const networks = createNetworkLibrary(networksFolder(dataDir));
  const walkNetwork = async () => {
    const name = networks.inUseNow('walk');
    if (name === null) return null;
    try {
      return await networks.open(name);
    } catch (error) {
      // A damaged file is told of where networks are listed; the other indicators, previews and commits go on without it.
      if (error instanceof NetworkError) return null;
      throw error;
    }
  };
  const compareIndicators = async (before: Snapshot, after: Snapshot) => {
    const network = await walkNetwork();
    const assessed = (snapshot: Snapshot) => assess(snapshot, defaultRuleParameters, network);
    return compareAssessments(assessed(before), assessed(after));
  };
  const users = createUsers(db);
  const registry = createRegistry({
    db,
    recordTypes,
    loadSnapshot,
    snapshotAt: (asOf) => snapshots.at(asOf),
    compareIndicators,
    async accountOf(id) {
      const user = await users.byId(id);
      return user === null || user.disabled ? null : user;
    },
  });
  const follower = createIndexFollower(db);
  const inDatabase = nameIndex === 'database';
  const naming = createNamingService({
    snapshots,
    lendNames: inDatabase ? namesInDatabase(db, follower) : namesInMemory(),
  });
  const photos = createFieldPhotos(db);
  return {
    registry,
    snapshots,
    imports: createImportService({ kysely: db, registry, snapshots, dataDir }),
    networks,
    walkNetwork,
    coverage: createCoverageService({ snapshots, networks, registry, compareIndicators }),
    scenarios: createScenarioService({ db, registry, recordTypes }),
    rates: createCostRates(db),
    land: createLandService({ db, snapshots }),
    inspection: createInspectionService({
      db,
      registry,
      snapshots,
      users,
      markerRestriction: boundaryMarkerRecordType.restriction!,
    }),
    placeNames: createPlaceNameService({
      registry,
      snapshots,
      names: inDatabase ? databaseNameSearch(db, follower) : memoryNameSearch(createNameFollower(db)),
    }),
    naming,
    namingCases: createNamingCaseService({ db, registry, snapshots, users, naming, files: photos }),
    photos,
    jobs: createJobs({ problemOf }),
  };
}

/** What devices in the field take along and bring back. */
export const fieldSyncOf = (rooms: Rooms, db: Kysely<Schema>) =>
  createFieldSyncService({
    ...rooms,
    db,
    boundary: createBoundaryService(rooms),
    signs: createPlaceNameSignService(rooms),
  });

/** Every endpoint of the program. */
export function composeEndpoints(
  rooms: Rooms,
  db: Kysely<Schema>,
  users: Users,
  config: Pick<Config, 'basemap' | 'dataLicence'>,
): Endpoint[] {
  const demo = async () => isDemonstration(await rooms.snapshots.at());
  const { namingCases, photos } = rooms;
  const signs = createPlaceNameSignService(rooms);
  const threads = createDocumentThreads();
  const approvalNumber = config.basemap?.approvalNumber ?? null;
  const gazetteers = createGazetteerService({ ...rooms, threads, approvalNumber });
  return [
    ...configRoutes(config),
    ...accountRoutes({ users, kysely: db, demo, asOfDefault: () => today() }),
    ...indicatorRoutes(rooms),
    ...divisionRoutes(rooms),
    ...facilityRoutes(rooms),
    ...boundaryRoutes(rooms),
    ...courseRoutes(rooms),
    ...boundaryDocumentRoutes(createBoundaryDocuments({ ...rooms, threads })),
    ...geometryRoutes(rooms),
    ...fieldPlanRoutes(createFieldPlanService(rooms)),
    ...namesExchangeRoutes(createNamesExchange(rooms)),
    ...duplicateRoutes(createDuplicateService({ ...rooms, db }), rooms.registry),
    ...nameProductRoutes({ ...rooms, gazetteers }, db),
    ...placeNameRoutes(rooms),
    ...namingRoutes(rooms.naming),
    ...reservedWordRoutes(rooms),
    ...placeNameSignRoutes({ ...rooms, signs }),
    ...namingCaseRoutes({
      cases: namingCases,
      files: createNamingCaseFiles(namingCases, photos),
      forms: createNamingForms(namingCases, rooms.snapshots),
    }),
    ...statisticRoutes(rooms),
    ...registryRoutes(rooms),
    ...exchangeRoutes({
      ...rooms,
      exports: createExportService({ ...rooms, kysely: db, licence: config.dataLicence ?? null }),
    }),
    ...networkRoutes(rooms.networks),
    ...coverageRoutes(rooms),
    ...isochroneEndpoints(rooms.networks),
    ...secondLayerEndpoints(rooms.coverage, rooms.jobs),
    ...scenarioRoutes(rooms),
    ...landRoutes(rooms.land),
    ...burialRoutes(createBurialService({ ...rooms, db }), rooms.jobs),
    ...sitingRoutes({ siting: createSitingService({ ...rooms, kysely: db }), jobs: rooms.jobs }),
    ...documentRoutes({ documents: documentService(rooms, config), jobs: rooms.jobs }),
    ...worklistRoutes(createWorklistService({ ...rooms, kysely: db, users })),
    ...reportRoutes({ ...rooms, kysely: db }),
    ...inspectionRoutes(rooms.inspection),
    ...featureRoutes({ kysely: db, snapshots: rooms.snapshots, isDemonstration: demo }),
    ...tileRoutes({
      tiles: createTileService({ head: () => headSeq(db), snapshots: rooms.snapshots }),
      isDemonstration: demo,
      licence: config.dataLicence ?? null,
    }),
    ...fieldSyncRoutes({ sync: fieldSyncOf(rooms, db), photos }),
    ...jobRoutes({
      jobs: rooms.jobs,
      head: () => rooms.registry.head(),
      dueCases: async () => {
        const due = await namingCases.due();
        return (actor) => dueFor(actor, due);
      },
    }),
  ];
}

/** Makes reports of what the rooms hold. */
export function documentService(rooms: Rooms, { basemap }: Pick<Config, 'basemap'>): DocumentService {
  return createDocumentService({
    ...rooms,
    compare: (actor, question) => compareScenarios(rooms, actor, question),
    approvalNumber: basemap?.approvalNumber ?? null,
  });
}
