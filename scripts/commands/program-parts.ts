/**
 * The parts of the server that commands on the open database use. Loaded by such a command only, so that a command on
 * files alone does not wait for the whole server.
 */
export { createUsers } from '../../server/accounts/users.ts';
export { composeRooms, documentService, fieldSyncOf, recordTypes, roomChecks } from '../../server/compose.ts';
export { backup, restore } from '../../server/db/backup.ts';
export { applyCatalogueConstraints } from '../../server/db/catalogue-constraints.ts';
export { isDemonstration } from '../../server/demonstration/load.ts';
export { createExportService } from '../../server/exchange/export.ts';
export { readOutboxFile } from '../../server/field-sync/outbox-file.ts';
export { assess } from '../../server/indicators/index.ts';
export { checkRegistry } from '../../server/registry/check.ts';
export { createWorkbookService } from '../../server/reports/workbook/service.ts';
export { createSitingService } from '../../server/siting/service.ts';
export { layerArchive } from '../../server/tiles/archive.ts';
export { createTileService } from '../../server/tiles/service.ts';
