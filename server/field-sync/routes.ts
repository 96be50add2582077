import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { rawBody } from '../http/raw-body.ts';
import {
  CHUNK_HASH_HEADER,
  fieldArea,
  fieldAreaQuery,
  knownAnswer,
  knownRequest,
  outboxImport,
  OUTBOX_FILE_MAX_BYTES,
  PHOTO_CHUNK_BYTES,
  photoCompletion,
  photoState,
  syncAnswer,
  syncRequest,
} from './contract.ts';
import { readOutboxFile } from './outbox-file.ts';
import { photoUploadRoute } from './photo-upload.ts';
import type { FieldPhotos } from './photos.ts';
import type { FieldSyncService } from './service.ts';

const byHash = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const byChunk = byHash.extend({ index: z.coerce.number().int().min(0).max(1_000_000) });
const importMegabytes = OUTBOX_FILE_MAX_BYTES / 2 ** 20;

/** What devices in the field take along, bring back and show, over HTTP. Items and pictures carry their own keys. */
export function fieldSyncRoutes({ sync, photos }: { sync: FieldSyncService; photos: FieldPhotos }): Endpoint[] {
  const tag = 'field';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/field-area',
      tag,
      summary:
        'Lines with markers and open cases, or signs, to be inspected without a network, as the reader may see positions',
      access: 'viewer',
      query: fieldAreaQuery,
      response: fieldArea,
      handler: ({ actor, query }) => sync.area(actor, query),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/field-basemap',
      tag,
      summary: 'The map under an area, as the reader may see its lines; its ETag is the SHA-256 of its content',
      access: 'viewer',
      query: fieldAreaQuery,
      response: 'raw',
      async handler({ actor, query, response }) {
        const { content, sha256 } = await sync.basemap(actor, query);
        // `send` answers 304 to whoever has it.
        response
          .type('json')
          .set({ 'Cache-Control': 'private, no-cache', ETag: `"${sha256}"` })
          .send(content);
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/field-sync',
      tag,
      summary: 'Store what waited on a device, item by item; `stored` means durably, now or before',
      access: 'editor',
      body: syncRequest,
      bodyLimit: '30mb',
      response: syncAnswer,
      idempotent: false,
      timeoutSeconds: 300,
      handler: ({ actor, body }) => sync.sync(actor, body.deviceId, body.items),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/field-sync/known',
      tag,
      summary: 'Which of some items and pictures are stored, for a device that met a restored server',
      access: 'editor',
      body: knownRequest,
      response: knownAnswer,
      idempotent: false,
      handler: ({ body }) => sync.known(body),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/field-sync/import',
      tag,
      summary: 'Store what a device gave as an outbox file, at the office',
      access: 'editor',
      body: z.record(z.string(), z.unknown()),
      bodyLimit: `${importMegabytes}mb`,
      response: outboxImport,
      idempotent: false,
      timeoutSeconds: 900,
      handler: ({ actor, body }) => sync.importFile(actor, readOutboxFile(body)),
    }),
    photoUploadRoute(photos),
    ...photoRoutes(photos, tag),
  ];
}

function photoRoutes(photos: FieldPhotos, tag: string): Endpoint[] {
  const path = '/api/v1/field-photos/{sha256}';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'How far a picture has come: which of its chunks are stored',
      access: 'editor',
      params: byHash,
      response: photoState,
      handler: ({ params }) => photos.state(params.sha256),
    }),
    endpoint({
      method: 'put',
      path: `${path}/chunks/{index}`,
      tag,
      summary: `Store a chunk of ${PHOTO_CHUNK_BYTES} bytes (the last one may have fewer); ${CHUNK_HASH_HEADER} carries its SHA-256`,
      access: 'editor',
      params: byChunk,
      response: photoState,
      handler: async ({ actor, params, request, response }) =>
        photos.putChunk(
          actor,
          params.sha256,
          params.index,
          request.get(CHUNK_HASH_HEADER)?.toLowerCase(),
          await rawBody(request, response, PHOTO_CHUNK_BYTES),
        ),
    }),
    endpoint({
      method: 'post',
      path: `${path}/complete`,
      tag,
      summary: 'Check a picture whose chunks are all there, and count it as stored',
      access: 'editor',
      params: byHash,
      body: photoCompletion,
      response: photoState,
      idempotent: false,
      handler: ({ actor, params, body }) => photos.complete(actor, params.sha256, body),
    }),
    endpoint({
      method: 'get',
      path: `${path}/content`,
      tag,
      // A picture from a phone says where it was taken, and shows it: it is for those who work on the register.
      summary: 'A stored picture',
      access: 'editor',
      params: byHash,
      response: 'raw',
      handler: async ({ params, response }) => {
        const { mime, content } = await photos.content(params.sha256);
        response.type(mime).set('Cache-Control', 'private, max-age=31536000, immutable').send(content);
      },
    }),
  ];
}
