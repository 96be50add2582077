import { z } from 'zod';
import { isoDate, recordId } from '../../registry/contract.ts';
import { placeNameBody, placeNameQuery } from '../contract.ts';

export const nameChangesQuery = z.object({
  since: z.coerce.number().int().min(0).describe('Sequence number up to which the asking system has everything'),
  after: z.string().max(128).optional().describe('`next.after` of the page before'),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export type NameChangesQuery = z.output<typeof nameChangesQuery>;

export const nameChanges = z.object({
  head: z.number().describe('Newest sequence number of the register'),
  items: z
    .array(
      z.object({
        seq: z.number(),
        id: z.string(),
        state: z
          .enum(['current', 'ended', 'withdrawn'])
          .describe('withdrawn: what made the record was undone; forget it'),
        validFrom: isoDate.nullable(),
        validTo: isoDate.nullable(),
        changeSetId: z.string().nullable(),
        record: placeNameBody.nullable().describe('As it stood after this change; null where it was withdrawn'),
      }),
    )
    .describe('By sequence number, then id: applied in this order they give the register'),
  next: z
    .object({ since: z.number(), after: z.string().nullable() })
    .describe('What to ask with next; with `after` there is more at once'),
});
export type NameChanges = z.infer<typeof nameChanges>;

export const linkedDataQuery = placeNameQuery;

/** `list`: 地名录, names in tables; `histories`: 地名志, with origin, meaning and history. */
export const gazetteerKind = z.enum(['list', 'histories']);
export type GazetteerKind = z.infer<typeof gazetteerKind>;

/** Most names of one gazetteer: a county has some thousands, and a book of more is none that is printed at once. */
export const mostGazetteerNames = 20_000;

export const gazetteerQuery = z.object({
  divisionId: recordId,
  kind: gazetteerKind.default('list'),
  format: z.enum(['docx', 'html']).default('docx').describe('html: for printing, as PDF too, by the browser'),
  asOf: isoDate.optional(),
});
export type GazetteerQuery = z.output<typeof gazetteerQuery>;

/** Sheets that a map of names is printed on, millimetres, the longer side first. */
export const printSheets = { A3: [420, 297], A4: [297, 210] } as const;
export const printMapQuery = z.object({
  divisionId: recordId,
  sheet: z.enum(['A3', 'A4']).default('A3'),
  asOf: isoDate.optional(),
});
export type PrintMapQuery = z.output<typeof printMapQuery>;
