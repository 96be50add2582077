import { createHash } from 'node:crypto';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { rawBody } from '../http/raw-body.ts';
import { PHOTO_MAX_BYTES, uploadedPhoto } from './contract.ts';
import { photoTooLarge, type FieldPhotos } from './photos.ts';
import { pictureOf } from './picture.ts';

/** Whole pictures from a desk, where no link drops every few seconds: the server names them. */
export function photoUploadRoute(photos: FieldPhotos): Endpoint {
  return endpoint({
    method: 'post',
    path: '/api/v1/field-photos',
    tag: 'field',
    summary: 'Store a whole picture; the answer names it by its SHA-256. Sent again, it is stored once',
    access: 'editor',
    response: uploadedPhoto,
    idempotent: false,
    timeoutSeconds: 120,
    async handler({ actor, request, response }) {
      if (Number(request.get('Content-Length')) > PHOTO_MAX_BYTES) throw photoTooLarge();
      const content = await rawBody(request, response, PHOTO_MAX_BYTES);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const stated = request.get('Content-Type') ?? '';
      const mime = stated.startsWith('image/') ? stated : (pictureOf(content)?.mime ?? stated);
      const { repeated } = await photos.add(actor, sha256, mime, content);
      return { sha256, bytes: content.length, repeated };
    },
  });
}
