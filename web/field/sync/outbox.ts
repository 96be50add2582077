import { PHOTO_CHUNK_BYTES, type SyncItem } from '../../../server/field-sync/contract.ts';
import { waitMs } from './backoff.ts';
import { clockError, clockOffsetMs } from './clock.ts';
import { migrateOutbox } from './migrations.ts';
import {
  OUTBOX_SCHEMA,
  type OutboxChange,
  type OutboxStore,
  type StoredItem,
  type StoredPhoto,
  type SyncMeta,
} from './outbox-store.ts';
import { decided, metServer, recorded, reopened, sendable, settled } from './states.ts';
import { LinkDown, Refused, type Transport } from './transport.ts';

export interface OutboxParts {
  store: OutboxStore;
  transport: Transport;
  /** SHA-256 in hexadecimal. */
  sha256(bytes: Uint8Array): Promise<string>;
  newKey(): string;
  /** The device's clock, milliseconds. */
  now(): number;
  /** Ends early when the signal aborts or, for example, the browser is online again. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  random(): number;
  chunkBytes?: number;
  /** Items of one request: a lost answer costs at most these twice. */
  batch?: number;
}

/** How one round of sending went. */
export interface Round {
  /** `refused`: the server answers but wants none of it: signed out, or not allowed. */
  link: 'up' | 'down' | 'refused';
  /** Items and pictures that are still to be sent. */
  open: number;
  /** Of those, entries that wait for something that the server does not have yet. */
  early: number;
  /** Items and pictures on which a person has to decide. */
  review: number;
  /** Stored before, by a server that was restored since; see `resend`. */
  missing: number;
  /** Error of the device's clock, milliseconds, where it is worth telling. */
  clockErrorMs: number | null;
}

export interface Outbox {
  /** Durable when it resolves. */
  record(item: SyncItem): Promise<void>;
  /** @returns the picture's SHA-256; the same picture twice is kept once */
  addPhoto(content: Uint8Array, mime: string): Promise<string>;
  /** One round: everything that can be sent is sent once. Never throws for the link's or the server's sake. */
  sync(): Promise<Round>;
  /** Rounds with waits in between until nothing is open or the signal aborts. */
  run(signal: AbortSignal, told?: (round: Round) => void): Promise<void>;
  /** What the server lost; `gone`: given up here as well, so that only other devices or files may have it. */
  missing(): Promise<{ items: StoredItem[]; photos: StoredPhoto[]; gone: number }>;
  /** Sends again what the server lost. */
  resend(): Promise<void>;
  /** A person's decision about a conflict. @throws RangeError when a field is left undecided */
  decide(key: string, choices: Readonly<Record<string, 'mine' | 'theirs'>>): Promise<void>;
  /** Sends again what was refused, where the reason has passed; its content stays. */
  retry(key: string): Promise<void>;
  /** Makes a refused edit a conflict with the marker as it stands, to be decided. */
  reopen(key: string, version: number, body: Readonly<Record<string, unknown>>): Promise<void>;
  /** A person gives up what the server refused, an item by its key or a picture by its hash. */
  dismiss(key: string): Promise<void>;
  /** Gives up the content of what was acknowledged before a moment of the server's clock; keys stay. */
  forget(before: Date): Promise<void>;
}

const askAtOnce = 5000;
const chunkTries = 3;

/** Opens the outbox of a device: brings it to this program's schema and takes it up where it was left. */
export async function openOutbox(parts: OutboxParts): Promise<Outbox> {
  const { store, transport, now } = parts;
  const chunkBytes = parts.chunkBytes ?? PHOTO_CHUNK_BYTES;
  const batch = parts.batch ?? 25;
  await migrateOutbox(store);

  /** Reads and the write that follows from them go one after the other. */
  let last: Promise<unknown> = Promise.resolve();
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next;
    return next;
  }

  async function metaNow(): Promise<SyncMeta> {
    const blank = { serverId: null, seq: 0, epoch: 0, clockOffsetMs: null, nextOrder: 1 };
    return (await store.meta()) ?? { ...blank, deviceId: parts.newKey() };
  }
  /** The device's name must not change between a request and its repetition. */
  const first = await metaNow();
  if ((await store.meta()) === null) await store.write({ meta: first });
  const { deviceId } = first;

  const change = (work: (meta: SyncMeta) => Promise<OutboxChange | null>) =>
    alone(async () => {
      const made = await work(await metaNow());
      if (made) await store.write(made);
    });

  async function sendItems(): Promise<void> {
    const sentNow = new Set<string>();
    for (;;) {
      let sending: StoredItem[] = [];
      await change(async () => {
        const left = sendable(await store.items(), Infinity).filter(({ key }) => !sentNow.has(key));
        sending = left.slice(0, batch).map((item) => ({ ...item, state: 'sent' }));
        return sending.length === 0 ? null : { items: sending };
      });
      if (sending.length === 0) return;
      for (const { key } of sending) sentNow.add(key);
      const sentAt = now();
      const answer = await transport.sync(
        deviceId,
        sending.map(({ item }) => item!),
      );
      await change(async (before) => {
        const meta = { ...metServer(before, answer), clockOffsetMs: clockOffsetMs(answer.serverTime, sentAt, now()) };
        const rows = new Map((await store.items()).map((row) => [row.key, row]));
        const written = new Map<string, StoredItem>();
        for (const outcome of answer.outcomes) {
          for (const row of settled([...rows.values()], outcome, { epoch: meta.epoch, at: answer.serverTime })) {
            rows.set(row.key, row);
            written.set(row.key, row);
          }
        }
        return { items: [...written.values()], meta };
      });
    }
  }

  async function sendPhotos(): Promise<void> {
    for (const photo of (await store.photos()).filter(({ state }) => state === 'waiting')) {
      const { epoch } = await metaNow();
      const refusal = await sendPhoto(photo);
      await change(async () => {
        const stored = (await store.photos()).find(({ sha256 }) => sha256 === photo.sha256)!;
        if (refusal !== null) return { photos: [{ ...stored, state: 'review', refusal }] };
        const acknowledged = {
          hash: stored.sha256,
          epoch,
          at: new Date(now() + (await offset())).toISOString(),
          missing: false,
        };
        return { photos: [{ ...stored, state: 'acknowledged', refusal: null, acknowledged }] };
      });
    }
  }

  const offset = async () => (await metaNow()).clockOffsetMs ?? 0;

  /** Sends what the server lacks of a picture. @returns why it will never be stored; null when it is */
  async function sendPhoto({ sha256, mime, bytes }: StoredPhoto): Promise<string | null> {
    const content = await store.content(sha256);
    if (!content || (await parts.sha256(content)) !== sha256) return 'damaged on this device';
    const state = await transport.photoState(sha256);
    if (state.complete) return null;
    const have = new Set(state.have);
    try {
      for (let index = 0; index * chunkBytes < bytes; index += 1) {
        if (have.has(index)) continue;
        const chunk = content.subarray(index * chunkBytes, (index + 1) * chunkBytes);
        await sendChunk(sha256, index, await parts.sha256(chunk), chunk);
      }
      await transport.completePhoto(sha256, { bytes, mime });
      return null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Chunks that do not fit together, or were taken away in between, are sent again in the next round.
      if (error.code === 'wrong-hash' || error.status === 409 || error.status === 404)
        throw new LinkDown(error.message);
      if (error.status === 401 || error.status === 403) throw error;
      return error.message;
    }
  }

  /** A chunk that was damaged on its way is sent again at once. */
  async function sendChunk(sha256: string, index: number, hash: string, chunk: Uint8Array): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await transport.putChunk(sha256, index, hash, chunk);
        return;
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'wrong-hash' || tries === chunkTries) throw error;
      }
    }
  }

  /**
   * Asks a server met since whether it holds what another one said to hold. It is asked once in any case, so that a device
   * with nothing to send notices it too.
   */
  async function verify(): Promise<void> {
    const doubtful = <T extends StoredItem | StoredPhoto>(rows: readonly T[], epoch: number): T[] =>
      rows.filter(({ acknowledged }) => acknowledged !== null && acknowledged.epoch < epoch && !acknowledged.missing);
    for (let first = true; ; first = false) {
      const { epoch } = await metaNow();
      const items = doubtful(await store.items(), epoch).slice(0, askAtOnce);
      const photos = doubtful(await store.photos(), epoch).slice(0, askAtOnce);
      if (items.length + photos.length === 0 && !first) return;
      const asked = { keys: items.map(({ key }) => key), photos: photos.map(({ sha256 }) => sha256) };
      const answer = await transport.known(asked);
      await change(async (before) => {
        const meta = metServer(before, answer);
        const checked = <T extends StoredItem | StoredPhoto>(row: T, isThere: boolean): T => ({
          ...row,
          acknowledged: isThere
            ? { ...row.acknowledged!, epoch: meta.epoch, missing: false }
            : { ...row.acknowledged!, missing: true },
        });
        const [askedKeys, keys] = [new Set(asked.keys), new Set(answer.keys)];
        const [askedHashes, hashes] = [new Set(asked.photos), new Set(answer.photos)];
        const itemsNow = doubtful(await store.items(), epoch).filter(({ key }) => askedKeys.has(key));
        const photosNow = doubtful(await store.photos(), epoch).filter(({ sha256 }) => askedHashes.has(sha256));
        return {
          meta,
          items: itemsNow.map((row) => checked(row, keys.has(row.key))),
          photos: photosNow.map((row) => checked(row, hashes.has(row.sha256))),
        };
      });
    }
  }

  const isMissing = ({ acknowledged }: StoredItem | StoredPhoto) => acknowledged?.missing === true;

  async function missing() {
    const items = (await store.items()).filter(isMissing);
    const photos = (await store.photos()).filter(isMissing);
    const isHeld = ({ state }: StoredItem | StoredPhoto) => state === 'acknowledged';
    const held = { items: items.filter(isHeld), photos: photos.filter(isHeld) };
    return { ...held, gone: items.length + photos.length - held.items.length - held.photos.length };
  }

  async function sync(): Promise<Round> {
    // Records do not wait for pictures, nor the other way round.
    const ways = await Promise.allSettled([sendItems(), sendPhotos()]);
    ways.push(...(await Promise.allSettled([verify()])));
    let link: Round['link'] = 'up';
    for (const way of ways) {
      if (way.status === 'fulfilled') continue;
      if (way.reason instanceof LinkDown) link = 'down';
      else if (!(way.reason instanceof Refused)) throw way.reason;
      else if (link === 'up') link = 'refused';
    }
    return roundOf(link);
  }

  async function roundOf(link: Round['link']): Promise<Round> {
    const [items, photos, lost, meta] = [await store.items(), await store.photos(), await missing(), await metaNow()];
    const open = items.filter(({ state }) => state === 'waiting' || state === 'sent');
    const waiting = photos.filter(({ state }) => state === 'waiting');
    return {
      link,
      open: open.length + waiting.length,
      early: open.filter(({ outcome }) => outcome?.status === 'early').length,
      review: [...items, ...photos].filter(({ state }) => state === 'review').length,
      missing: lost.items.length + lost.photos.length + lost.gone,
      clockErrorMs: clockError(meta.clockOffsetMs),
    };
  }

  return {
    record: (item) =>
      change(async (meta) => ({
        items: recorded(await store.items(), item, meta.nextOrder),
        meta: { ...meta, nextOrder: meta.nextOrder + 1 },
      })),

    async addPhoto(content, mime) {
      const sha256 = await parts.sha256(content);
      await change(async (meta) => {
        const known = (await store.photos()).find((photo) => photo.sha256 === sha256);
        if (known && known.state !== 'forgotten') return null;
        const photo: StoredPhoto = {
          schema: OUTBOX_SCHEMA,
          sha256,
          order: meta.nextOrder,
          mime,
          bytes: content.length,
          state: 'waiting',
          refusal: null,
          acknowledged: null,
        };
        return {
          photos: [photo],
          contents: new Map([[sha256, content]]),
          meta: { ...meta, nextOrder: meta.nextOrder + 1 },
        };
      });
      return sha256;
    },

    sync,

    async run(signal, told) {
      let failures = 0;
      while (!signal.aborted) {
        const round = await sync();
        told?.(round);
        if (round.open === 0 && round.link === 'up') return;
        failures = round.link === 'up' && round.early === 0 ? 1 : failures + 1;
        await parts.sleep(waitMs(failures, parts.random), signal);
      }
    },

    missing,

    resend: () =>
      change(async () => {
        const lost = await missing();
        const again = <T extends StoredItem | StoredPhoto>(row: T): T => ({
          ...row,
          state: 'item' in row ? 'sent' : 'waiting',
          acknowledged: null,
        });
        return { items: lost.items.map(again), photos: lost.photos.map(again) };
      }),

    decide: (key, choices) =>
      change(async (meta) => {
        const stored = (await store.items()).find((row) => row.key === key);
        if (!stored) return null;
        const time = new Date(now()).toISOString();
        const items = decided(stored, choices, parts.newKey(), time, meta.nextOrder);
        return { items, meta: { ...meta, nextOrder: meta.nextOrder + 1 } };
      }),

    retry: (key) =>
      change(async () => {
        const refused = ({ state }: StoredItem | StoredPhoto) => state === 'review';
        const items = (await store.items()).filter((row) => row.key === key && refused(row));
        const photos = (await store.photos()).filter((row) => row.sha256 === key && refused(row));
        return {
          items: items.map((row) => ({ ...row, state: 'sent' })),
          photos: photos.map((row) => ({ ...row, state: 'waiting' })),
        };
      }),

    reopen: (key, version, body) =>
      change(async () => {
        const stored = (await store.items()).find((row) => row.key === key);
        return stored ? { items: reopened(stored, version, body) } : null;
      }),

    dismiss: (key) =>
      change(async () => {
        const refused = ({ state }: StoredItem | StoredPhoto) => state === 'review';
        const items = (await store.items()).filter((row) => row.key === key && refused(row));
        const photos = (await store.photos()).filter((row) => row.sha256 === key && refused(row));
        return {
          items: items.map((row) => ({ ...row, state: 'forgotten', item: null })),
          photos: photos.map((row) => ({ ...row, state: 'forgotten' })),
          contents: new Map(photos.map(({ sha256 }) => [sha256, null])),
        };
      }),

    forget: (before) =>
      change(async ({ epoch }) => {
        const due = ({ state, acknowledged }: StoredItem | StoredPhoto) =>
          state === 'acknowledged' &&
          acknowledged!.epoch === epoch &&
          !acknowledged!.missing &&
          Date.parse(acknowledged!.at) < before.getTime();
        const photos = (await store.photos()).filter(due);
        return {
          items: (await store.items()).filter(due).map((row) => ({ ...row, state: 'forgotten', item: null })),
          photos: photos.map((row) => ({ ...row, state: 'forgotten' })),
          contents: new Map(photos.map(({ sha256 }) => [sha256, null])),
        };
      }),
  };
}
