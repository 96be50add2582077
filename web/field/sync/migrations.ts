import { OUTBOX_SCHEMA, type OutboxStore, type StoredItem, type StoredPhoto } from './outbox-store.ts';

/** Takes what is stored from one schema to the next. Rows come as the older program wrote them. */
export interface OutboxMigration {
  item(stored: StoredItem): StoredItem;
  photo(stored: StoredPhoto): StoredPhoto;
}

/** The nth one leads from schema n + 1 to n + 2. Forward only: a released one is never edited. */
export const outboxMigrations: readonly OutboxMigration[] = [
  // What was recorded before accounts and the server's time were kept is sent by whoever is signed in, as it was then.
  { item: (row) => ({ ...row, account: null, recordedAt: null }), photo: (row) => row },
];

/** What is stored was written by a newer program, which alone may touch it. */
export class NewerOutbox extends Error {
  override readonly name = 'NewerOutbox';
}

/**
 * Brings what waits on the device up to this program's schema, in one write, so that an update in the middle of a trip
 * loses nothing.
 * @throws NewerOutbox, having touched nothing
 */
export async function migrateOutbox(
  store: OutboxStore,
  migrations: readonly OutboxMigration[] = outboxMigrations,
  target: number = OUTBOX_SCHEMA,
): Promise<void> {
  const [items, photos] = [await store.items(), await store.photos()];
  const newer = [...items, ...photos].find(({ schema }) => schema > target);
  if (newer) throw new NewerOutbox(`The outbox has schema ${newer.schema}, this program knows ${target}`);
  const raised = <T extends { schema: number }>(stored: T, step: (m: OutboxMigration, row: T) => T): T => {
    let row = stored;
    for (let schema = stored.schema; schema < target; schema += 1) {
      row = { ...step(migrations[schema - 1]!, row), schema: schema + 1 };
    }
    return row;
  };
  const old = ({ schema }: { schema: number }) => schema < target;
  const change = {
    items: items.filter(old).map((item) => raised(item, (m, row) => m.item(row))),
    photos: photos.filter(old).map((photo) => raised(photo, (m, row) => m.photo(row))),
  };
  if (change.items.length + change.photos.length > 0) await store.write(change);
}
