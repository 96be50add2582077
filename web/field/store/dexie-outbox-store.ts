import type { OutboxStore } from '../sync/outbox-store.ts';
import type { FieldDatabase, StoredContent } from './database.ts';
import { openPicture, sealPicture } from './sealed-pictures.ts';

/**
 * The outbox in the browser's database: a change is written in one transaction, its pictures encrypted. A picture that cannot be
 * read any more has no content here; what is left of it stays until a person gives it up.
 * @param keyId names the key of whoever records
 */
export function dexieOutboxStore(database: FieldDatabase, keyId: () => string): OutboxStore {
  const { outboxItems, outboxPhotos, outboxContents, outboxMeta, keys } = database;
  return {
    items: () => outboxItems.orderBy('order').toArray(),
    photos: () => outboxPhotos.orderBy('order').toArray(),
    content: async (sha256) => {
      const stored = await outboxContents.get(sha256);
      const content = stored && (await openPicture(keys, sha256, stored.kept));
      return content instanceof Uint8Array ? content : null;
    },
    meta: async () => {
      const stored = await outboxMeta.get('meta');
      if (!stored) return null;
      const { id: _, ...meta } = stored;
      return meta;
    },
    async write({ items, photos, contents, meta }) {
      // A transaction ends while something else is awaited, so pictures are sealed before it.
      const sealed: StoredContent[] = [];
      for (const [sha256, content] of contents ?? [])
        if (content) sealed.push({ sha256, kept: await sealPicture(keys, keyId(), sha256, content) });
      await database.transaction('rw', outboxItems, outboxPhotos, outboxContents, outboxMeta, async () => {
        if (items) await outboxItems.bulkPut([...items]);
        if (photos) await outboxPhotos.bulkPut([...photos]);
        for (const [sha256, content] of contents ?? []) if (content === null) await outboxContents.delete(sha256);
        await outboxContents.bulkPut(sealed);
        if (meta) await outboxMeta.put({ ...meta, id: 'meta' });
      });
    },
  };
}
