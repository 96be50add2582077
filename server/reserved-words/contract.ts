import { z } from 'zod';
import { reservedWordKinds } from '../../gis-data/naming/kinds.ts';
import { nameText } from '../place-names/contract.ts';
import { isoDate, recordId } from '../registry/contract.ts';

/** A word that the bureau keeps out of place names, beside the shipped lists: a name of a leader, a company, a brand … */
export const reservedWordBody = z
  .object({
    word: nameText.max(50),
    kind: z.enum(reservedWordKinds),
    everyday: z.boolean().describe('Also an everyday word: then it asks for a person’s eye in place of a refusal'),
    source: z.string().trim().min(1).max(500).describe('Document or register that it was taken from'),
    listedOn: isoDate.describe('Day of that source, or of the decision'),
    note: z.string().trim().max(1000).nullable(),
    demo: z.boolean(),
  })
  .strict();
export type ReservedWordBody = z.infer<typeof reservedWordBody>;

/** What is not known of a word until it is said. */
export const blankReservedWord = {
  everyday: false,
  note: null,
  demo: false,
} as const satisfies Partial<ReservedWordBody>;

export const reservedWordItem = reservedWordBody.extend({ id: z.string(), version: z.number().nullable() });
export type ReservedWordItem = z.infer<typeof reservedWordItem>;

export const reservedWordQuery = z.object({
  asOf: isoDate.optional(),
  kind: z.enum(reservedWordKinds).optional(),
});

export const reservedWordList = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  shipped: z.partialRecord(z.enum(reservedWordKinds), z.number()).describe('Words of the shipped lists, by kind'),
  items: z.array(reservedWordItem).describe("The bureau's own, by kind and word"),
});
export type ReservedWordList = z.infer<typeof reservedWordList>;

const writeCommon = { fields: z.record(z.string(), z.unknown()), effectiveFrom: isoDate.optional() };
export const wordCreate = z.object({ ...writeCommon, reason: z.string().trim().max(2000).default('') }).strict();
export const wordUpdate = z.object({ ...writeCommon, reason: z.string().trim().min(1).max(2000) }).strict();
export const wordDelete = z
  .object({ effectiveFrom: isoDate.optional(), reason: z.string().trim().min(1).max(2000) })
  .strict();
export const wordById = z.object({ id: recordId });
