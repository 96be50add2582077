import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import type { Actor } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import { writeAudit } from '../registry/store.ts';
import {
  CHUNK_HASH_HEADER,
  PHOTO_CHUNK_BYTES,
  PHOTO_MAX_BYTES,
  UNFINISHED_PHOTO_DAYS,
  photoKinds,
  type PhotoCompletion,
  type PhotoState,
} from './contract.ts';
import { officeFileOf } from './office-file.ts';
import { MAX_SIDE_PIXELS, pictureOf } from './picture.ts';
import * as store from './photo-store.ts';

type Tx = Transaction<Schema>;

/**
 * Pictures from the field, named by the SHA-256 of their bytes. They arrive in chunks, in any order and as often as the
 * link needs; a chunk is durable before its answer. Chunks are the stored form too, so nothing is copied at the end.
 */
export interface FieldPhotos {
  state(sha256: string): Promise<PhotoState>;
  /** @throws Problem too-large; wrong-hash (422) and invalid, naming the chunk */
  putChunk(
    actor: Actor,
    sha256: string,
    index: number,
    statedHash: string | undefined,
    content: Buffer,
  ): Promise<PhotoState>;
  /**
   * Checks the whole and counts it as stored; again, for one that is stored, it answers the same.
   * @throws Problem too-large; conflict, naming missing chunks; wrong-hash, after which all chunks have to be sent again;
   *   unsupported for what is no picture
   */
  complete(actor: Actor, sha256: string, completion: PhotoCompletion): Promise<PhotoState>;
  /** A whole picture at once, from a file. */
  add(actor: Actor, sha256: string, mime: string, content: Buffer): Promise<{ repeated: boolean }>;
  /** A picture, or a document of an office (PDF, DOCX), told by its bytes. @throws Problem too-large, unsupported */
  addFile(actor: Actor, content: Buffer): Promise<store.WholeFile & { repeated: boolean }>;
  /** @throws Problem not-found, also for a document */
  content(sha256: string): Promise<{ mime: string; content: Buffer }>;
  /** A picture or a document. @throws Problem not-found */
  file(sha256: string): Promise<{ mime: string; content: Buffer }>;
  /** Bytes of those that are stored whole, by hash. */
  storedAmong(hashes: readonly string[]): Promise<Map<string, number>>;
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const mostChunks = Math.ceil(PHOTO_MAX_BYTES / PHOTO_CHUNK_BYTES);

export function createFieldPhotos(db: Kysely<Schema>, now: () => Date = () => new Date()): FieldPhotos {
  async function finish(tx: Tx, actor: Actor, sha256: string, what: store.FileKind, bytes: number): Promise<void> {
    await store.markComplete(tx, sha256, { ...what, bytes }, now());
    await writeAudit(tx, actor, 'field-photo.store', `field-photo/${sha256}`, null, { bytes, mime: what.mime });
  }

  /** Stores a whole file under its hash; one that is there stays as it is. */
  const keep = (actor: Actor, sha256: string, what: store.FileKind, content: Buffer): Promise<{ repeated: boolean }> =>
    db.transaction().execute(async (tx) => {
      const photo = await claim(tx, actor, sha256);
      if (photo.bytes !== null) return { repeated: true };
      for (let index = 0; index * PHOTO_CHUNK_BYTES < content.length; index += 1) {
        const from = index * PHOTO_CHUNK_BYTES;
        await store.writeChunk(tx, sha256, index, content.subarray(from, from + PHOTO_CHUNK_BYTES));
      }
      await finish(tx, actor, sha256, what, content.length);
      return { repeated: false };
    });

  async function file(sha256: string): Promise<{ mime: string; content: Buffer }> {
    const stored = await store.photoRow(db, sha256);
    if (!stored || stored.bytes === null) throw noSuchPhoto();
    return { mime: stored.mime!, content: await store.contentOf(db, sha256) };
  }

  /** A picture's row, locked, so that chunks of one picture and its completion go one after the other. */
  async function claim(tx: Tx, actor: Actor, sha256: string): Promise<store.StoredPhoto> {
    await store.removeUnfinished(tx, new Date(now().getTime() - UNFINISHED_PHOTO_DAYS * 86_400_000));
    await store.touch(tx, sha256, actor.name, now());
    return (await store.photoRow(tx, sha256, true))!;
  }

  return {
    state: (sha256) => store.photoState(db, sha256),

    async putChunk(actor, sha256, index, statedHash, content) {
      checkChunk(index, statedHash, content);
      return db.transaction().execute(async (tx) => {
        const photo = await claim(tx, actor, sha256);
        if (photo.bytes === null) await store.writeChunk(tx, sha256, index, content);
        return store.photoState(tx, sha256);
      });
    },

    async complete(actor, sha256, { bytes, mime }) {
      if (bytes > PHOTO_MAX_BYTES) throw photoTooLarge();
      const answer = await db.transaction().execute(async (tx): Promise<PhotoState | Problem> => {
        const photo = await store.photoRow(tx, sha256, true);
        if (!photo) throw noSuchPhoto();
        if (photo.bytes === null) {
          const missing = missingChunks(await store.chunkSizes(tx, sha256), bytes);
          if (missing.length > 0) throw chunksMissing(missing);
          const content = await store.contentOf(tx, sha256);
          const whole = content.length === bytes && sha256Of(content) === sha256;
          const picture = whole ? pictureOf(content) : null;
          if (!picture) {
            // Which chunk is at fault cannot be told, and what is no picture never becomes one: nothing of it is kept.
            await store.removePhoto(tx, sha256);
            return whole ? notAPicture() : wholeIsWrong();
          }
          if (picture.mime !== mime) throw otherKind(mime, picture.mime);
          await finish(tx, actor, sha256, picture, bytes);
        } else if (photo.bytes !== bytes || photo.mime !== mime) {
          throw statedOtherwise(photo.bytes, photo.mime!);
        }
        return store.photoState(tx, sha256);
      });
      if (answer instanceof Problem) throw answer;
      return answer;
    },

    async add(actor, sha256, mime, content) {
      if (content.length > PHOTO_MAX_BYTES) throw photoTooLarge();
      if (sha256Of(content) !== sha256) throw wholeIsWrong();
      const picture = pictureOf(content);
      if (!picture) throw notAPicture();
      if (picture.mime !== mime) throw otherKind(mime, picture.mime);
      return keep(actor, sha256, picture, content);
    },

    async addFile(actor, content) {
      if (content.length > PHOTO_MAX_BYTES) throw fileTooLarge();
      const mime = await officeFileOf(content);
      const what = mime === null ? pictureOf(content) : { mime, width: null, height: null };
      if (what === null) throw noKnownFile();
      const sha256 = sha256Of(content);
      return { sha256, bytes: content.length, mime: what.mime, ...(await keep(actor, sha256, what, content)) };
    },

    async content(sha256) {
      const stored = await file(sha256);
      if (!(photoKinds as readonly string[]).includes(stored.mime)) throw noSuchPhoto();
      return stored;
    },

    file,

    storedAmong: (hashes) => store.storedAmong(db, hashes),
  };
}

function checkChunk(index: number, statedHash: string | undefined, content: Buffer): void {
  if (content.length > PHOTO_CHUNK_BYTES) throw chunkTooLarge(index);
  if (index >= mostChunks) throw photoTooLarge();
  if (content.length === 0) throw chunkInvalid(index, 'empty', text('没有内容', 'is empty'));
  if (statedHash === undefined || !/^[0-9a-f]{64}$/.test(statedHash)) {
    const message = text(`请在 ${CHUNK_HASH_HEADER} 中注明 SHA-256`, `needs its SHA-256 in ${CHUNK_HASH_HEADER}`);
    throw chunkInvalid(index, 'hash-required', message);
  }
  if (sha256Of(content) !== statedHash) {
    throw wrongHash(
      text(`第 ${index} 块的校验值不符,请重发这一块`, `Chunk ${index} does not have the stated hash; send it again`),
      index,
    );
  }
}

/** Chunks that are absent, or are not of the length that the whole wants of them. */
export function missingChunks(sizes: ReadonlyMap<number, number>, bytes: number): number[] {
  const count = Math.ceil(bytes / PHOTO_CHUNK_BYTES);
  const wanted = (index: number) => (index < count - 1 ? PHOTO_CHUNK_BYTES : bytes - index * PHOTO_CHUNK_BYTES);
  return Array.from({ length: count }, (_, index) => index).filter((index) => sizes.get(index) !== wanted(index));
}

const noSuchPhoto = () => problems.notFound(text('这张照片', 'picture'));

const megabytes = PHOTO_MAX_BYTES / 2 ** 20;
export const photoTooLarge = () =>
  problems.tooLarge(
    text(`照片不得超过 ${megabytes} MB,请缩小后再传`, `A picture may have ${megabytes} MB at most; make it smaller`),
  );

export const fileTooLarge = () =>
  problems.tooLarge(
    text(
      `文件不得超过 ${megabytes} MB,请压缩或拆分后再传`,
      `A file may have ${megabytes} MB at most; compress or split it`,
    ),
  );

const noKnownFile = () =>
  problems.unsupported(
    text(
      '文件不是完整的 PDF、DOCX(不含宏)、JPEG、PNG 或 WebP;请另存为其中一种再传',
      'The file is no whole PDF, DOCX (without macros), JPEG, PNG or WebP; save it as one of these and send it again',
    ),
  );

const chunkTooLarge = (index: number) =>
  problems.tooLarge(
    text(
      `第 ${index} 块超过 ${PHOTO_CHUNK_BYTES} 字节`,
      `Chunk ${index} is larger than ${PHOTO_CHUNK_BYTES} bytes; split the picture at that size`,
    ),
  );

const chunkInvalid = (index: number, code: string, what: Text) =>
  problems.invalid([
    { path: `chunks.${index}`, code, message: text(`第 ${index} 块${what.zh}`, `Chunk ${index} ${what.en}`) },
  ]);

const wrongHash = (detail: Text, index?: number) =>
  new Problem('wrong-hash', 422, text('校验值不符', 'Wrong hash'), detail, [
    { ...(index === undefined ? {} : { path: `chunks.${index}` }), code: 'wrong-hash', message: detail },
  ]);

const wholeIsWrong = () =>
  wrongHash(
    text(
      '整张照片与其校验值或大小不符,请从头重传',
      'The whole does not have the stated hash or size; send all of it again',
    ),
  );

const chunksMissing = (missing: readonly number[]) =>
  problems.conflict(
    text('还有照片块没有收到', 'Chunks of the picture have not arrived'),
    missing.map((index) => ({
      path: `chunks.${index}`,
      code: 'missing',
      message: text(`缺少第 ${index} 块,或长度不符`, `Chunk ${index} is missing or has another length`),
    })),
  );

const notAPicture = () =>
  problems.unsupported(
    text(
      `文件不是完整的 JPEG、PNG 或 WebP 照片,或边长超过 ${MAX_SIDE_PIXELS} 像素`,
      `The file is no whole JPEG, PNG or WebP picture, or has a side of more than ${MAX_SIDE_PIXELS} pixels`,
    ),
  );

const otherKind = (stated: string, found: string) =>
  problems.unsupported(
    text(
      `照片标明为 ${stated},实际为 ${found};可用 ${photoKinds.join('、')}`,
      `The picture is stated to be ${stated} but is ${found}; ${photoKinds.join(', ')} can be used`,
    ),
  );

const statedOtherwise = (bytes: number, mime: string) =>
  problems.conflict(
    text(`这张照片已存为 ${mime},${bytes} 字节`, `This picture is stored as ${mime} of ${bytes} bytes`),
  );
