import { z } from 'zod';
import { isoDate, recordId, textShape } from '../registry/contract.ts';

/* The proving workbook (XLSX) and its check. */

export const workbookQuery = z.object({
  asOf: isoDate.optional().describe('Date on which the registry is read; default today'),
  county: z
    .string()
    .regex(/^\d{6}$/)
    .optional()
    .describe('Division code of one county; default: the whole city'),
});

/** The installation's public key, which workbooks are checked with elsewhere. */
export const installationKeyShape = z.object({
  algorithm: z.literal('Ed25519'),
  publicKey: z.string().describe('SubjectPublicKeyInfo as PEM'),
  fingerprint: z.string().describe('SHA-256 of the key in DER form, hexadecimal'),
  createdAt: z.string(),
});
export type InstallationKey = z.infer<typeof installationKeyShape>;

/** What a workbook says that it shows; signed. */
export const workbookFacts = z.object({
  scope: z.object({ level: z.enum(['city', 'county']), code: z.string(), name: z.string() }),
  asOf: isoDate,
  snapshot: z.string(),
  seq: z.number(),
  network: z
    .object({ name: z.string(), profileVersion: z.string(), sourceSha256: z.string() })
    .nullable()
    .describe('Walk network that walking times were computed on; null when there was none'),
  demo: z.boolean().describe('True when demonstration records (演示数据) entered the figures'),
  generatedAt: z.string(),
  language: z.enum(['zh', 'en']),
});
export type WorkbookFacts = z.infer<typeof workbookFacts>;

/** One place at which a workbook is not what was signed. */
export const workbookAlteration = z.object({
  kind: z.enum([
    'cell',
    'row',
    'rowAdded',
    'rowRemoved',
    'rowsMoved',
    'sheetAdded',
    'sheetMissing',
    'shownResult',
    'signature',
  ]),
  sheet: z.string(),
  row: z
    .number()
    .nullable()
    .describe('Row of the sheet as it is now; for a removed row, the row that it had; null for a whole sheet'),
  columns: z.array(z.string()).describe('Letters of the columns that differ, as far as they can be told'),
  message: textShape,
});
export type WorkbookAlteration = z.infer<typeof workbookAlteration>;

/**
 * What the check of a workbook finds. `unknownKey`: consistent in itself, but signed with a key that is not trusted here,
 * so anyone could have made it. `altered` goes before `unknownKey`.
 */
export const workbookCheck = z.object({
  state: z.enum(['valid', 'altered', 'unknownKey', 'notOurs', 'damaged']),
  message: textShape,
  fingerprint: z.string().nullable().describe('Of the key that the workbook names'),
  keyKnown: z.boolean(),
  facts: workbookFacts.nullable(),
  alterations: z.array(workbookAlteration).describe('The first places found'),
  alterationCount: z.number(),
});
export type WorkbookCheck = z.infer<typeof workbookCheck>;

/* The report (DOCX, print-ready HTML). */

export const documentRequest = z
  .object({
    format: z.enum(['docx', 'html']),
    lang: z.enum(['zh', 'en']).default('zh'),
    divisionId: recordId.optional().describe('A city or county; default: the city'),
    asOf: isoDate.optional().describe("Default: today, with a scenario the later of today and the scenario's day"),
    scenarioId: z.string().max(64).optional().describe('Scenario whose actions and costs the report proposes'),
  })
  .strict();
export type DocumentRequest = z.input<typeof documentRequest>;

/** Result of the job that makes a report. */
export const documentFile = z.object({
  fileId: z.string(),
  url: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  snapshot: z.string(),
  asOf: isoDate,
  demo: z.boolean(),
  warnings: z.array(textShape),
});
export type DocumentFile = z.infer<typeof documentFile>;
