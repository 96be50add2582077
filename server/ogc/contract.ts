import { z } from 'zod';

/** Most features of one page; a larger `limit` is answered with this many (OGC 17-069r4, /req/core/fc-limit-response-1). */
export const mostItems = 10_000;

const format = z.enum(['json', 'html']).optional().describe('Instead of the Accept header');
export const formatQuery = z.object({ f: format });

const numbers = z
  .string()
  .max(300)
  .regex(/^\s*-?[\d.eE+-]+(\s*,\s*-?[\d.eE+-]+){3}(?:(\s*,\s*-?[\d.eE+-]+){2})?\s*$/);

/** Query of a collection's items, as the parts 1 to 3 of OGC API – Features name them. */
export const itemsQuery = z.object({
  f: format,
  limit: z.coerce.number().int().min(1).default(100).describe(`Features of a page, at most ${mostItems}`),
  after: z.string().max(64).optional().describe('Id of the last feature of the page before; links name it'),
  bbox: numbers.optional().describe('Four or six numbers, in the order of axes of bbox-crs'),
  'bbox-crs': z.string().max(200).optional(),
  crs: z.string().max(200).optional(),
  datetime: z.string().max(80).optional().describe('A day or a period: records as they held then. Default: today'),
  filter: z.string().max(20_000).optional().describe('CQL2 text'),
  'filter-lang': z.enum(['cql2-text']).optional(),
  'filter-crs': z.string().max(200).optional(),
  properties: z.string().max(4000).optional().describe('Names of the properties to answer, separated by commas'),
});
export type ItemsQuery = z.output<typeof itemsQuery>;

export const itemQuery = itemsQuery.pick({ f: true, crs: true, datetime: true, properties: true });
export type ItemQuery = z.output<typeof itemQuery>;

export const collectionParams = z.object({ collectionId: z.string().max(40) });
export const itemParams = collectionParams.extend({ featureId: z.string().max(64) });
