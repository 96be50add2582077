import { keyIdNow } from '../app/session.ts';
import { database } from '../store/database.ts';
import { dexieOutboxStore } from '../store/dexie-outbox-store.ts';
import { withReserve } from '../store/room.ts';
import { httpTransport } from '../sync/http-transport.ts';
import type { OutboxStore } from '../sync/outbox-store.ts';
import { openOutbox, type Alone, type Outbox } from '../sync/outbox.ts';
import { sha256 } from '../sync/sha256.ts';

/** Ends early when the network comes back. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal?.addEventListener('abort', end);
  });
}

/** All tabs of this device share one outbox, so they write one after the other, and one of them synchronises. */
const alone: Alone = async (name, work) => navigator.locks.request(`yizhangtu-outbox-${name}`, () => work());

const stored = dexieOutboxStore(database, keyIdNow);

/** Where this device's outbox lies. */
export const outboxStore: OutboxStore = { ...stored, write: (change) => withReserve(() => stored.write(change)) };

let opened: Promise<Outbox> | undefined;

/** This device's outbox, opened once. */
export const outbox = (): Promise<Outbox> =>
  (opened ??= openOutbox({
    store: outboxStore,
    transport: httpTransport(),
    sha256,
    newKey: () => crypto.randomUUID(),
    now: () => Date.now(),
    sleep,
    random: () => Math.random(),
    alone,
  }));
