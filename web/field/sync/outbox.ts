import {
  PHOTO_CHUNK_BYTES,
  type KnownAnswer,
  type SyncAnswer,
  type SyncItem,
} from '../../../server/field-sync/contract.ts';
import { waitMs } from './backoff.ts';
import { clockError, clockOffsetMs, serverNow } from './clock.ts';
import { migrateOutbox } from './migrations.ts';
import {
  DAMAGED_HERE,
  OUTBOX_SCHEMA,
  type OutboxChange,
  type OutboxStore,
  type StoredItem,
  type StoredPhoto,
  type SyncMeta,
} from './outbox-store.ts';
import { decided, isOf, metServer, recorded, reopened, sendable, settled } from './states.ts';
import { LinkDown, Refused, type Transport } from './transport.ts';

/** Runs works of one name one after the other. */
export type Alone = <T>(name: 'write' | 'sync', work: () => Promise<T>) => Promise<T>;

/** A picture as it is taken into the outbox. */
export interface Picture {
  content: Uint8Array;
  mime: string;
}

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
  /** Does something alone among all programs that share the store; absent: this one has it for itself. */
  alone?: Alone;
  chunkBytes?: number;
  /** Items of one request: a lost answer costs at most these twice. */
  batch?: number;
}

/** How one round of sending went. */
export interface Round {
  /** `refused`: the server answers but wants none of it: signed out, or not allowed. */
  link: 'up' | 'down' | 'refused';
  /** Items and pictures that are still to be sent by the account that is signed in. */
  open: number;
  /** Accounts that have to sign in to send what is theirs. */
  others: string[];
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
  /**
   * Durable when it resolves, with its pictures, or nothing of it.
   * @param account whose word it is; null = whoever is signed in when it is sent
   */
  record(item: SyncItem, account?: string | null, pictures?: readonly Picture[]): Promise<void>;
  /** @returns the picture's SHA-256; the same picture twice is kept once */
  addPhoto(content: Uint8Array, mime: string): Promise<string>;
  /** The server's clock now, milliseconds, as far as this device knows it. */
  serverNow(): Promise<number | null>;
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
  /** A person gives up what the server refused, or what waits for something it lacks: an item by its key, a picture by its hash. */
  dismiss(key: string): Promise<void>;
  /** Gives up the content of what was acknowledged before a moment of the server's clock; keys stay. */
  forget(before: Date): Promise<void>;
}

/** One queue for each name, within this program. */
function queues(): Alone {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const next = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, next);
    return next;
  };
}

const askAtOnce = 5000;
const chunkTries = 3;

/** Opens the outbox of a device: brings it to this program's schema and takes it up where it was left. */
export async function openOutbox(parts: OutboxParts): Promise<Outbox> {
  const { store, transport, now } = parts;
  const chunkBytes = parts.chunkBytes ?? PHOTO_CHUNK_BYTES;
  const batch = parts.batch ?? 25;

  const alone = parts.alone ?? queues();

  async function metaNow(): Promise<SyncMeta> {
    const blank = { serverId: null, seq: 0, epoch: 0, clockOffsetMs: null, clockAskedAt: null, nextOrder: 1 };
    return { ...blank, deviceId: parts.newKey(), ...(await store.meta()) };
  }
  /** The device's name must not change between a request and its repetition. */
  const { deviceId } = await alone('write', async () => {
    await migrateOutbox(store);
    const first = await metaNow();
    if ((await store.meta()) === null) await store.write({ meta: first });
    return first;
  });

  /** Reads and the write that follows from them go one after the other. */
  const change = (work: (meta: SyncMeta) => Promise<OutboxChange | null>) =>
    alone('write', async () => {
      const made = await work(await metaNow());
      if (made) await store.write(made);
    });

  const metNow = (before: SyncMeta, answer: SyncAnswer | KnownAnswer, sentAt: number): SyncMeta => ({
    ...metServer(before, answer),
    clockOffsetMs: clockOffsetMs(answer.serverTime, sentAt, now()),
    clockAskedAt: now(),
  });

  async function sendItems(sender: string | undefined): Promise<void> {
    const sentNow = new Set<string>();
    for (;;) {
      let sending: StoredItem[] = [];
      await change(async () => {
        const left = sendable(await store.items(), sender).filter(({ key }) => !sentNow.has(key));
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
        const meta = metNow(before, answer, sentAt);
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
    if (!content || (await parts.sha256(content)) !== sha256) return DAMAGED_HERE;
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
      const sentAt = now();
      const answer = await transport.known(asked);
      await change(async (before) => {
        const meta = metNow(before, answer, sentAt);
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

  /** @returns undefined where there is one account only. @throws Refused when signed out */
  async function sender(): Promise<string | undefined> {
    const account = await transport.account?.();
    if (account === null) throw new Refused(401, 'signed-out', 'Signed out');
    return account;
  }

  async function send(): Promise<{ ways: PromiseSettledResult<void>[]; account: string | undefined }> {
    const [who] = await Promise.allSettled([sender()]);
    if (who.status === 'rejected') return { ways: [who], account: undefined };
    // Records do not wait for pictures, nor the other way round.
    const ways = await Promise.allSettled([sendItems(who.value), sendPhotos()]);
    ways.push(...(await Promise.allSettled([verify()])));
    return { ways, account: who.value };
  }

  async function sync(): Promise<Round> {
    const { ways, account } = await send();
    let link: Round['link'] = 'up';
    for (const way of ways) {
      if (way.status === 'fulfilled') continue;
      if (way.reason instanceof LinkDown) link = 'down';
      else if (!(way.reason instanceof Refused)) throw way.reason;
      else if (link === 'up') link = 'refused';
    }
    return roundOf(link, account);
  }

  async function roundOf(link: Round['link'], account: string | undefined): Promise<Round> {
    const [items, photos, lost, meta] = [await store.items(), await store.photos(), await missing(), await metaNow()];
    const unsent = items.filter(({ state }) => state === 'waiting' || state === 'sent');
    const open = unsent.filter((item) => isOf(item, account));
    const others = unsent.filter((item) => !isOf(item, account));
    const waiting = photos.filter(({ state }) => state === 'waiting');
    return {
      link,
      open: open.length + waiting.length,
      others: [...new Set(others.map((item) => item.account!))],
      early: open.filter(({ outcome }) => outcome?.status === 'early').length,
      review: [...items, ...photos].filter(({ state }) => state === 'review').length,
      missing: lost.items.length + lost.photos.length + lost.gone,
      clockErrorMs: clockError(meta.clockOffsetMs),
    };
  }

  /** Rows of pictures that are not in the outbox yet, in order from `order`, with their bytes. */
  async function newPhotos(pictures: ReadonlyMap<string, Picture>, order: number) {
    const held = (await store.photos()).filter(({ state }) => state !== 'forgotten');
    const known = new Set(held.map(({ sha256 }) => sha256));
    const added = [...pictures].filter(([sha256]) => !known.has(sha256));
    const photos = added.map(([sha256, { content, mime }], i): StoredPhoto => ({
      ...{ schema: OUTBOX_SCHEMA, sha256, order: order + i, mime, bytes: content.length },
      ...{ state: 'waiting', refusal: null, acknowledged: null },
    }));
    return { photos, contents: new Map(added.map(([sha256, { content }]) => [sha256, content])) };
  }

  return {
    async record(item, account = null, pictures = []) {
      const hashed = new Map<string, Picture>();
      for (const picture of pictures) hashed.set(await parts.sha256(picture.content), picture);
      await change(async (meta) => {
        const taken = await newPhotos(hashed, meta.nextOrder);
        const order = meta.nextOrder + taken.photos.length;
        const at = serverNow(meta, now());
        const made = { account, recordedAt: at === null ? null : new Date(at).toISOString() };
        return {
          ...taken,
          items: recorded(await store.items(), item, order, made),
          meta: { ...meta, nextOrder: order + 1 },
        };
      });
    },

    async addPhoto(content, mime) {
      const sha256 = await parts.sha256(content);
      await change(async (meta) => ({
        ...(await newPhotos(new Map([[sha256, { content, mime }]]), meta.nextOrder)),
        meta: { ...meta, nextOrder: meta.nextOrder + 1 },
      }));
      return sha256;
    },

    serverNow: async () => serverNow(await metaNow(), now()),

    sync: () => alone('sync', sync),

    async run(signal, told) {
      let failures = 0;
      while (!signal.aborted) {
        const round = await alone('sync', sync);
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
        const isEarly = ({ state, outcome }: StoredItem) => state === 'sent' && outcome?.status === 'early';
        const items = (await store.items()).filter((row) => row.key === key && (refused(row) || isEarly(row)));
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
