import type { OutboxChange, OutboxStore, StoredItem, StoredPhoto, SyncMeta } from './outbox-store.ts';

const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order;

/** An outbox in memory, which stays as long as the object; for tests and for devices without storage. */
export function memoryStore(): OutboxStore {
  const items = new Map<string, StoredItem>();
  const photos = new Map<string, StoredPhoto>();
  const contents = new Map<string, Uint8Array>();
  let meta: SyncMeta | null = null;
  return {
    items: async () => [...items.values()].sort(byOrder),
    photos: async () => [...photos.values()].sort(byOrder),
    content: async (sha256) => contents.get(sha256) ?? null,
    meta: async () => meta,
    write: async (change: OutboxChange) => {
      for (const item of change.items ?? []) items.set(item.key, item);
      for (const photo of change.photos ?? []) photos.set(photo.sha256, photo);
      for (const [sha256, content] of change.contents ?? []) {
        if (content) contents.set(sha256, content);
        else contents.delete(sha256);
      }
      meta = change.meta ?? meta;
    },
  };
}
