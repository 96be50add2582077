import { z } from 'zod';
import { isoDate, recordId } from '../../registry/contract.ts';

export const duplicatesQuery = z.object({
  divisionId: recordId.optional(),
  withinM: z.coerce.number().min(0).max(20_000).default(1000).describe('How far apart places of one name may lie'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type DuplicatesQuery = z.output<typeof duplicatesQuery>;

const side = z.object({
  id: z.string(),
  standardName: z.string(),
  code: z.string().nullable(),
  category: z.string(),
  county: z.string().nullable(),
  township: z.string().nullable(),
  position: z.tuple([z.number(), z.number()]).nullable(),
  version: z.number(),
  demo: z.boolean(),
});

export const duplicateWhy = z.enum(['sameCode', 'sameStandardName', 'sameOtherName']);
export type DuplicateWhy = z.infer<typeof duplicateWhy>;

export const duplicatePair = z.object({
  a: side,
  b: side,
  why: duplicateWhy,
  shared: z.string().describe('The name or code that both have'),
  distanceM: z.number().nullable().describe('Between the places; null where one is not known'),
});
export const duplicateList = z.object({
  snapshot: z.string(),
  total: z.number().describe('Without the pairs that were found to be of two places'),
  distinct: z.number().describe('Pairs that would be listed, but were found to be of two places'),
  items: z.array(duplicatePair).describe('The surest first'),
});
export type DuplicateList = z.infer<typeof duplicateList>;

const why = z.string().trim().min(1).max(2000);

export const newDistinction = z.object({ aId: recordId, bId: recordId, reason: why }).strict();
export type NewDistinction = z.infer<typeof newDistinction>;

export const distinction = z.object({
  id: z.string(),
  a: side,
  b: side,
  reason: z.string(),
  recordedBy: z.string().describe('Name of the account'),
  recordedAt: z.string(),
});
export type Distinction = z.infer<typeof distinction>;
export const distinctionList = z.object({
  items: z.array(distinction).describe('The newest first, where both records are still registered'),
});
export type DistinctionList = z.infer<typeof distinctionList>;
export const distinctionById = z.object({ id: z.uuid() });

export const placeNameMerge = z
  .object({
    survivorId: recordId,
    survivorVersion: z.int().positive(),
    mergedId: recordId,
    mergedVersion: z.int().positive(),
    effectiveFrom: isoDate.optional().describe('Default: today'),
    reason: why,
  })
  .strict();
export type PlaceNameMerge = z.infer<typeof placeNameMerge>;
