import { z } from 'zod';
import { boundaryLineDetail, boundaryMarkerItem } from '../boundary/contract.ts';
import { caseFile, newEntry } from '../inspection/contract.ts';
import { recordId, textShape } from '../registry/contract.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a device takes along: everything needed to inspect lines without a network. */
export const fieldArea = z.object({
  snapshot: z.string(),
  seq: z.number(),
  preparedAt: z.string(),
  lines: z.array(boundaryLineDetail),
  markers: z.array(boundaryMarkerItem),
  cases: z.array(caseFile),
  photos: z.array(z.object({ sha256, bytes: z.number() })),
});
export type FieldArea = z.infer<typeof fieldArea>;

/** One thing that waited on a device: an entry of a case, or a change of a marker against the version that was taken along. */
export const syncItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), caseId: recordId, entry: newEntry }).strict(),
  z
    .object({
      kind: z.literal('markerEdit'),
      key: z.uuid(),
      markerId: recordId,
      baseVersion: z.int().positive(),
      base: z.record(z.string(), z.unknown()).describe('The changed fields as they were in that version'),
      fields: z.record(z.string(), z.unknown()),
      reason: z.string().trim().min(1).max(500),
      deviceTime: z.iso.datetime({ offset: true }),
    })
    .strict(),
]);
export type SyncItem = z.infer<typeof syncItem>;

export const syncRequest = z.object({ deviceId: z.uuid(), items: z.array(syncItem).min(1).max(200) }).strict();

/** `stored`: durably, now or before; only then may the device forget it. */
export const syncOutcome = z.object({
  key: z.string(),
  status: z.enum(['stored', 'conflict', 'refused']),
  repeated: z.boolean().describe('It was stored before'),
  hash: sha256.nullable().describe('Of the entry in its file, or of the change set'),
  conflicts: z.array(z.object({ field: z.string(), base: z.unknown(), mine: z.unknown(), theirs: z.unknown() })),
  reason: textShape.nullable(),
});
export type SyncOutcome = z.infer<typeof syncOutcome>;
/** `serverId` changes when a server was restored from a backup: then a device asks what of its sent items is still there. */
export const syncAnswer = z.object({ serverId: z.string(), seq: z.number(), outcomes: z.array(syncOutcome) });
export type SyncAnswer = z.infer<typeof syncAnswer>;

export const PHOTO_CHUNK_BYTES = 256 * 1024;
export const PHOTO_MAX_BYTES = 20 * 1024 * 1024;
export const photoKinds = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** How far a picture has come; `have` lists the chunks that are durably stored. */
export const photoState = z.object({
  sha256,
  bytes: z.number().nullable(),
  complete: z.boolean(),
  have: z.array(z.int().min(0)),
});
export type PhotoState = z.infer<typeof photoState>;
