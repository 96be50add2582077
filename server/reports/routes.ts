import type { Endpoint } from '../http/endpoint.ts';
import { workbookRoutes } from './workbook/routes.ts';
import { createWorkbookService, type WorkbookSources } from './workbook/service.ts';

/** What can be handed in: the proving workbook. */
export function reportRoutes(sources: WorkbookSources): Endpoint[] {
  return [...workbookRoutes(createWorkbookService(sources))];
}
