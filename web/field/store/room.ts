import { KEEP_FREE_BYTES, storageLeft } from '../areas/prepare.ts';

/** Kept occupied, and given up for what is recorded when nothing else is left: some 15 photos. */
const RESERVE_BYTES = 16 * 2 ** 20;

/** Not among the worker's caches, which it clears by their prefix. */
const reserveName = 'yizhangtu-reserve';
const reserveUrl = '/field/reserve';

/** Occupies the reserve. @returns false where the device has no room for it any more */
async function keepReserve(): Promise<boolean> {
  const cache = await caches.open(reserveName);
  if (await cache.match(reserveUrl)) return true;
  try {
    await cache.put(reserveUrl, new Response(new Uint8Array(RESERVE_BYTES)));
    return true;
  } catch {
    await caches.delete(reserveName);
    return false;
  }
}

/**
 * Whether the storage is nearly full. Browsers tell how much is left only roughly, some always the same, to keep a device
 * from being known again; so a reserve is kept, and it is nearly full as soon as that finds no room.
 */
export async function isRoomLow(): Promise<boolean> {
  const storage = await storageLeft();
  if (!(await keepReserve())) return true;
  return storage !== null && storage.quota - storage.used < KEEP_FREE_BYTES;
}

/** Whether a write failed because the storage is full; Dexie hides the browser's own error in others. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'QuotaExceededError') return true;
  const { inner, cause } = error as Error & { inner?: unknown };
  return isFull(inner) || isFull(cause);
}

/** Writes, with the reserve given up where the storage is full without that. @throws as the write does */
export async function withReserve(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isFull(error) || !(await caches.delete(reserveName))) throw error;
    await write();
  }
}
