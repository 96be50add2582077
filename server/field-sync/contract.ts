import { z } from 'zod';
import { boundaryLineDetail, boundaryMarkerItem } from '../boundary/contract.ts';
import { caseFile, newEntry } from '../inspection/contract.ts';
import { placeNameSignItem } from '../place-name-signs/contract.ts';
import { recordId, textShape } from '../registry/contract.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a device takes along: everything needed to inspect lines, or the place-name signs of a division, without a network. */
export const fieldArea = z.object({
  snapshot: z.string(),
  seq: z.number(),
  preparedAt: z.string(),
  lines: z.array(boundaryLineDetail),
  markers: z.array(boundaryMarkerItem),
  cases: z.array(caseFile),
  signs: z.array(placeNameSignItem),
  photos: z.array(z.object({ sha256, bytes: z.number() })),
  basemap: z
    .object({ sha256, bytes: z.number() })
    .nullable()
    .describe('Size and hash of the map to take along; null where nothing in it has a place'),
});
export type FieldArea = z.infer<typeof fieldArea>;

const courses = z.array(z.array(z.tuple([z.number(), z.number()]))).describe('As in a MultiLineString, EPSG:4490');

/** A map to take along under lines and markers: no tiles are needed where there is no network. */
export const fieldBasemap = z.object({
  demo: z.boolean(),
  network: z.string().nullable().describe('Walk network that the ways are from; null where there is none'),
  attribution: z.string().describe('Whose data the ways are; to be shown with them'),
  corridorM: z.number().describe('How far from the lines it reaches'),
  outlines: z.array(z.object({ level: z.enum(['county', 'township']), coordinates: courses })),
  ways: z.object({ coordinates: courses, lengthKm: z.number() }),
  places: z.array(
    z.object({ name: z.string(), level: z.enum(['township', 'village']), position: z.tuple([z.number(), z.number()]) }),
  ),
});
export type FieldBasemap = z.infer<typeof fieldBasemap>;

const edit = {
  key: z.uuid(),
  baseVersion: z.int().positive(),
  base: z.record(z.string(), z.unknown()).describe('The changed fields as they were in that version'),
  fields: z.record(z.string(), z.unknown()),
  reason: z.string().trim().min(1).max(500),
  deviceTime: z.iso.datetime({ offset: true }),
};

/**
 * One thing that waited on a device: an entry of a case, or a change of a marker or sign against the version that was taken
 * along.
 */
export const syncItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), caseId: recordId, entry: newEntry }).strict(),
  z.object({ kind: z.literal('markerEdit'), markerId: recordId, ...edit }).strict(),
  z.object({ kind: z.literal('signEdit'), signId: recordId, ...edit }).strict(),
]);
export type SyncItem = z.infer<typeof syncItem>;

export const syncRequest = z.object({ deviceId: z.uuid(), items: z.array(syncItem).min(1).max(200) }).strict();

/**
 * What became of an item:
 *
 * - `stored`: durably, now or before; only then may the device forget it;
 * - `conflict`: somebody else set the same field to another value since; nothing of the item was applied, a person decides;
 * - `refused`: it can never be stored as it is; `reason` says why, and it stays on the device until a person decides;
 * - `early`: it refers to an entry that is not stored yet (a signature that overtook its record); to be sent again.
 */
export const syncStatus = z.enum(['stored', 'conflict', 'refused', 'early']);
export type SyncStatus = z.infer<typeof syncStatus>;
export const syncOutcome = z.object({
  key: z.string(),
  status: syncStatus,
  repeated: z.boolean().describe('It was stored before'),
  hash: sha256
    .nullable()
    .describe('Of the entry in its file, or of the edit with its change set; null for what another account stored'),
  conflicts: z.array(z.object({ field: z.string(), base: z.unknown(), mine: z.unknown(), theirs: z.unknown() })),
  reason: textShape.nullable(),
});
export type SyncOutcome = z.infer<typeof syncOutcome>;
/** `serverId` changes when a server was restored from a backup: then a device asks what of its sent items is still there. */
export const syncAnswer = z.object({
  serverId: z.string(),
  seq: z.number(),
  serverTime: z.string().describe('So that a device can tell that its clock is wrong'),
  outcomes: z.array(syncOutcome),
});
export type SyncAnswer = z.infer<typeof syncAnswer>;

const key = z.uuid();
/** Asks which of a device's items and pictures the server holds. */
export const knownRequest = z
  .object({ keys: z.array(key).max(5000), photos: z.array(sha256).max(5000) })
  .strict()
  .describe('Keys of items and hashes of pictures that a device was told to be stored');
export type KnownRequest = z.infer<typeof knownRequest>;
export const knownAnswer = z.object({
  serverId: z.string(),
  seq: z.number(),
  serverTime: z.string(),
  keys: z.array(z.string()).describe('Those of the asked that are stored'),
  photos: z.array(sha256).describe('Those of the asked that are stored whole'),
});
export type KnownAnswer = z.infer<typeof knownAnswer>;

/** What a device takes along: lines with their markers, or the signs of a county or township. */
export const fieldAreaQuery = z
  .object({
    lineIds: z
      .string()
      .max(2000)
      .transform((ids) => [...new Set(ids.split(','))])
      .pipe(z.array(recordId).min(1).max(30))
      .optional()
      .describe('Several are separated by commas'),
    signsOf: recordId.optional().describe('County or township whose place-name signs are taken along'),
  })
  .refine(({ lineIds, signsOf }) => (lineIds === undefined) !== (signsOf === undefined), {
    error: '请指明界线(lineIds)或标志所在区划(signsOf)之一 / State either lines (lineIds) or a division (signsOf)',
    path: ['lineIds'],
  });
export type FieldAreaQuery = z.output<typeof fieldAreaQuery>;

/**
 * Every chunk of a picture but the last has this many bytes. On a link of 250 kB/s that drops every 4 s, half a chunk is
 * lost at each drop, which is 3% of what is sent.
 */
export const PHOTO_CHUNK_BYTES = 64 * 1024;
/** Header that carries the SHA-256 of a chunk, in hexadecimal. */
export const CHUNK_HASH_HEADER = 'X-Chunk-Sha256';
/** Days after its last chunk on which an unfinished picture is removed. */
export const UNFINISHED_PHOTO_DAYS = 14;
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

/** A picture that came whole. */
export const uploadedPhoto = z.object({
  sha256,
  bytes: z.number(),
  repeated: z.boolean().describe('It was stored before'),
});
export type UploadedPhoto = z.infer<typeof uploadedPhoto>;

/** Says that all chunks of a picture are there; the whole is checked before it counts as stored. */
export const photoCompletion = z
  .object({ bytes: z.int().positive(), mime: z.string().max(100).describe('One of the kinds of pictures') })
  .strict();
export type PhotoCompletion = z.infer<typeof photoCompletion>;

export const OUTBOX_FILE_FORMAT = 'yizhangtu-outbox';
export const OUTBOX_FILE_VERSION = 1;
/** Largest outbox file that the office imports; an export is split below it. */
export const OUTBOX_FILE_MAX_BYTES = 60 * 1024 * 1024;

/**
 * What a device could not send, as a file. Item by item it is what would have been synchronised; a picture without `data`
 * is only named. `sha256` is over `JSON.stringify` of the document without it.
 */
export const outboxFile = z
  .object({
    format: z.literal(OUTBOX_FILE_FORMAT),
    version: z.literal(OUTBOX_FILE_VERSION),
    deviceId: z.uuid(),
    exportedAt: z.iso.datetime({ offset: true }).describe("By the device's clock"),
    account: z
      .string()
      .max(60)
      .nullable()
      .optional()
      .describe('Account whose items these are, which should import them; null or absent = not known'),
    part: z.int().min(1),
    parts: z.int().min(1),
    items: z.array(syncItem).max(5000),
    photos: z
      .array(
        z
          .object({ sha256, mime: z.string().max(100), bytes: z.int().positive(), data: z.base64().nullable() })
          .strict(),
      )
      .max(5000),
    sha256,
  })
  .strict();
export type OutboxFile = z.infer<typeof outboxFile>;

export const outboxImport = syncAnswer.extend({
  photos: z.array(
    z.object({
      sha256,
      status: z.enum(['stored', 'refused', 'missing']).describe('`missing`: named without data, and not stored either'),
      repeated: z.boolean(),
      reason: textShape.nullable(),
    }),
  ),
});
export type OutboxImport = z.infer<typeof outboxImport>;
