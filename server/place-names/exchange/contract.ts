import { z } from 'zod';
import { coordinateSystems, placeNameClasses, placeNameStatuses } from '../../../gis-data/catalogue/index.ts';
import { formatIds } from '../../exchange/contract.ts';
import { idOf, isoDate, recordId, textShape } from '../../registry/contract.ts';

export const namesExportQuery = z.object({
  format: z.enum(['csv', 'xlsx', 'geojson']),
  asOf: isoDate.optional(),
  divisionId: recordId.optional(),
  class: idOf(placeNameClasses).optional(),
  status: idOf(placeNameStatuses).optional(),
  lang: z.enum(['zh', 'en']).optional().describe('Default: the language of the request'),
});
export type NamesExportQuery = z.output<typeof namesExportQuery>;

export const namesTemplateQuery = namesExportQuery.pick({ lang: true }).extend({ format: z.enum(['csv', 'xlsx']) });

export const namesImportQuery = z.object({
  crs: idOf(coordinateSystems).default('EPSG:4490').describe('System of all coordinates in the file'),
  effectiveFrom: isoDate.optional().describe('Day from which the changes hold; default today'),
  store: z.enum(['yes', 'no']).default('yes').describe('yes: keep the good rows as a change set to be committed'),
});
export type NamesImportQuery = z.output<typeof namesImportQuery>;

export const nameRowReason = z.object({
  severity: z.enum(['block', 'warn', 'note']),
  field: z.string().nullable().describe('Heading, or property of a GeoJSON feature'),
  code: z.string(),
  message: textShape,
});
export type NameRowReason = z.infer<typeof nameRowReason>;

export const namesImport = z.object({
  file: z.string(),
  format: z.enum(formatIds),
  sheet: z.string().nullable(),
  counts: z.object({ added: z.number(), changed: z.number(), unchanged: z.number(), rejected: z.number() }),
  rows: z
    .array(
      z.object({
        row: z.number().describe('Row of the sheet, or number of the feature, from 1'),
        status: z.enum(['added', 'changed', 'unchanged', 'rejected']),
        recordId: z.string().nullable(),
        name: z.string(),
        changedFields: z.array(z.string()),
        reasons: z.array(nameRowReason),
      }),
    )
    .describe('In the order of the file'),
  notes: z.array(z.object({ code: z.string(), message: textShape })),
  changeSetId: z
    .string()
    .nullable()
    .describe('Draft of the good rows, committed and undone like any change set; null where there is none'),
});
export type NamesImport = z.infer<typeof namesImport>;
export type NameRow = NamesImport['rows'][number];
