import type { OutboxStore } from '../sync/outbox-store.ts';
import type { FieldDatabase } from './database.ts';

/** The outbox in the browser's database: a change is written in one transaction. */
export function dexieOutboxStore(database: FieldDatabase): OutboxStore {
  const { outboxItems, outboxPhotos, outboxContents, outboxMeta } = database;
  return {
    items: () => outboxItems.orderBy('order').toArray(),
    photos: () => outboxPhotos.orderBy('order').toArray(),
    content: async (sha256) => (await outboxContents.get(sha256))?.content ?? null,
    meta: async () => {
      const stored = await outboxMeta.get('meta');
      if (!stored) return null;
      const { id: _, ...meta } = stored;
      return meta;
    },
    write: ({ items, photos, contents, meta }) =>
      database.transaction('rw', outboxItems, outboxPhotos, outboxContents, outboxMeta, async () => {
        if (items) await outboxItems.bulkPut([...items]);
        if (photos) await outboxPhotos.bulkPut([...photos]);
        for (const [sha256, content] of contents ?? []) {
          if (content === null) await outboxContents.delete(sha256);
          else await outboxContents.put({ sha256, content });
        }
        if (meta) await outboxMeta.put({ ...meta, id: 'meta' });
      }),
  };
}
