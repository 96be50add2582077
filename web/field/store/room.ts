import { storageLeft } from '../areas/prepare.ts';

/** Below this the user is warned: some 200 photos can still be taken. */
export const LOW_ROOM_BYTES = 200 * 2 ** 20;

/** How much this device still takes; null where the browser does not say. */
export interface Room {
  leftBytes: number;
  isLow: boolean;
}

export function roomOf(storage: { used: number; quota: number } | null): Room | null {
  if (storage === null) return null;
  const leftBytes = Math.max(0, storage.quota - storage.used);
  return { leftBytes, isLow: leftBytes < LOW_ROOM_BYTES };
}

export const roomNow = async (): Promise<Room | null> => roomOf(await storageLeft());

/** Whether a write failed because the storage is full; Dexie hides the browser's own error in others. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'QuotaExceededError') return true;
  const { inner, cause } = error as Error & { inner?: unknown };
  return isFull(inner) || isFull(cause);
}
