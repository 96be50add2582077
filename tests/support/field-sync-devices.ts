import type { SyncItem } from '../../server/field-sync/contract.ts';
import type { Random } from '../../server/random.ts';
import { memoryStore } from '../../web/field/sync/memory-store.ts';
import { openOutbox, type Outbox, type Round } from '../../web/field/sync/outbox.ts';
import type { OutboxStore, StoredItem } from '../../web/field/sync/outbox-store.ts';
import type { Transport } from '../../web/field/sync/transport.ts';
import { sha256 } from './field-sync-model.ts';

/** The program on a device was killed; what its storage holds stays. */
class Killed extends Error {}

/** @param strikes whether the program is killed at this moment, before or after a write */
function killable(store: OutboxStore, strikes: () => boolean): OutboxStore {
  let dead = false;
  const moment = () => {
    if (!dead && !strikes()) return;
    dead = true;
    throw new Killed();
  };
  const alive = async <T>(value: Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    return value;
  };
  return {
    items: () => alive(store.items()),
    photos: () => alive(store.photos()),
    content: (hash) => alive(store.content(hash)),
    meta: () => alive(store.meta()),
    async write(change) {
      moment();
      await store.write(change);
      moment();
    },
  };
}

/** A key as a device makes it, from a seeded stream. */
export function keyFrom(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.integer(0, 15).toString(16));
  digits[12] = '4';
  digits[16] = '8';
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export interface DeviceOptions {
  transport: Transport;
  random: Random;
  /** Probability that the program is killed before or after a write. */
  kills: number;
  chunkBytes?: number;
  batch?: number;
}

/** A phone whose program is started again whenever it is killed, with a person who repeats what was not confirmed. */
export class SimulatedDevice {
  private readonly store = memoryStore();
  private open: Outbox | null = null;
  private calm = false;

  constructor(private readonly options: DeviceOptions) {}

  /** From now on nothing is killed. */
  calmDown(): void {
    this.calm = true;
  }

  private async outbox(): Promise<Outbox> {
    const { transport, random, kills, chunkBytes, batch } = this.options;
    this.open ??= await openOutbox({
      store: killable(this.store, () => !this.calm && random.chance(kills)),
      transport,
      sha256: async (bytes) => sha256(bytes),
      newKey: () => keyFrom(random),
      now: () => 0,
      sleep: async () => undefined,
      random: random.next,
      chunkBytes,
      batch,
    });
    return this.open;
  }

  /** Does something once; null when the program was killed over it. */
  private async attempt<T>(work: (outbox: Outbox) => Promise<T>): Promise<T | null> {
    try {
      return await work(await this.outbox());
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.open = null;
      return null;
    }
  }

  private async insist(work: (outbox: Outbox) => Promise<unknown>): Promise<void> {
    while ((await this.attempt(async (outbox) => (await work(outbox), true))) === null);
  }

  record = (item: SyncItem) => this.insist((outbox) => outbox.record(item));
  addPhoto = (content: Uint8Array, mime = 'image/png') => this.insist((outbox) => outbox.addPhoto(content, mime));
  sync = (): Promise<Round | null> => this.attempt((outbox) => outbox.sync());
  resend = () => this.attempt((outbox) => outbox.resend());
  forget = () => this.attempt((outbox) => outbox.forget(new Date(1)));

  rows = (): Promise<StoredItem[]> => this.store.items();

  /** Decides every conflict, and takes refused edits up on what stands now. */
  async review(
    choose: (mine: unknown, theirs: unknown) => 'mine' | 'theirs',
    standing: (markerId: string) => Promise<{ version: number; body: Record<string, unknown> }>,
  ): Promise<void> {
    for (const { key, state, item, outcome } of await this.rows()) {
      if (state !== 'review' || item === null || outcome === null) continue;
      if (outcome.status === 'conflict') {
        const choices = outcome.conflicts.map(({ field, mine, theirs }) => [field, choose(mine, theirs)] as const);
        await this.attempt((outbox) => outbox.decide(key, Object.fromEntries(choices)));
      } else if (item.kind === 'markerEdit') {
        const { version, body } = await standing(item.markerId);
        await this.attempt((outbox) => outbox.reopen(key, version, body));
      }
    }
  }
}
