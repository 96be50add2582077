import type { SyncItem, SyncOutcome } from '../../../server/field-sync/contract.ts';

/** Schema of what is stored on a device; see `migrations.ts`. */
export const OUTBOX_SCHEMA = 2;

/**
 * Where an item stands:
 *
 * - `waiting`: recorded, never sent as it is;
 * - `sent`: about to be sent or sent, so it may be stored already; its content and key never change again;
 * - `review`: the server did not store it and never will as it is; a person decides;
 * - `acknowledged`: stored by the server, which is itself stored here; kept for a while in case the server loses it;
 * - `forgotten`: its content was given up; key and acknowledgement stay.
 */
export type ItemState = 'waiting' | 'sent' | 'review' | 'acknowledged' | 'forgotten';

/** That the server holds a thing. `epoch` counts the servers met: a restored one is another. */
export interface Acknowledgement {
  hash: string | null;
  epoch: number;
  /** By the server's clock. */
  at: string;
  /** The server of a later epoch said that it does not hold it. */
  missing: boolean;
}

export interface StoredItem {
  schema: number;
  key: string;
  /** Position in which it was recorded on this device. */
  order: number;
  /** Account whose word it is, which alone sends it; null = whoever is signed in. */
  account: string | null;
  /** When it was recorded by the server's clock; null where that was not known. The item itself tells the device's time. */
  recordedAt: string | null;
  state: ItemState;
  /** null once forgotten. */
  item: SyncItem | null;
  /** Key of the own edit of the same marker that this one goes on from; it is sent once that one is acknowledged. */
  after: string | null;
  /** Why it is not stored, from the last answer. */
  outcome: SyncOutcome | null;
  acknowledged: Acknowledgement | null;
  /** Item that took its place, after a review or by joining. */
  replacedBy: string | null;
}

/** Refusal of a picture whose bytes are not on this device any more; the server was not asked. */
export const DAMAGED_HERE = 'damaged on this device';

export interface StoredPhoto {
  schema: number;
  sha256: string;
  order: number;
  mime: string;
  bytes: number;
  state: Exclude<ItemState, 'sent'>;
  /** Why the server refused it, in its words, or `DAMAGED_HERE`. */
  refusal: string | null;
  acknowledged: Acknowledgement | null;
}

/** What the device knows of the server. */
export interface SyncMeta {
  deviceId: string;
  serverId: string | null;
  /** Highest sequence number that this server told. */
  seq: number;
  epoch: number;
  /** Server's clock minus the device's, milliseconds; null before the first answer. */
  clockOffsetMs: number | null;
  /** The device's clock when that was found out. */
  clockAskedAt: number | null;
  nextOrder: number;
}

export interface OutboxChange {
  items?: readonly StoredItem[];
  photos?: readonly StoredPhoto[];
  /** Bytes of pictures by hash; null removes them. */
  contents?: ReadonlyMap<string, Uint8Array | null>;
  meta?: SyncMeta;
}

/** Durable memory of a device. */
export interface OutboxStore {
  /** In the order in which they were recorded. */
  items(): Promise<StoredItem[]>;
  photos(): Promise<StoredPhoto[]>;
  content(sha256: string): Promise<Uint8Array | null>;
  meta(): Promise<SyncMeta | null>;
  /** Replaces by key; all of it or, after a crash, nothing of it is there. Durable when it resolves. */
  write(change: OutboxChange): Promise<void>;
}
