import type { FieldArea } from '../../../server/field-sync/contract.ts';
import { api, send } from '../../api/client.ts';
import { database, type PreparedArea } from '../store/database.ts';

/** How far the preparation is: what was fetched of what is known to be needed, bytes. */
export interface PrepareProgress {
  done: number;
  total: number;
}

/** Bytes that the browser still lets us store; null where it does not say. */
export async function storageLeft(): Promise<{ used: number; quota: number } | null> {
  const estimate = await navigator.storage?.estimate?.();
  return estimate?.quota === undefined ? null : { used: estimate.usage ?? 0, quota: estimate.quota };
}

/** Left free for what will be recorded on the way: some 200 photos. */
const KEEP_FREE_BYTES = 200 * 2 ** 20;

export class NoRoomError extends Error {
  constructor(
    readonly needed: number,
    readonly left: number,
  ) {
    super('Not enough storage is left on this device');
  }
}

/** What will be taken along for lines, and its size; nothing is stored yet. */
export async function askForArea(
  lineIds: readonly string[],
  signal?: AbortSignal,
): Promise<{ area: FieldArea; bytes: number }> {
  const area = await api<FieldArea>('/api/v1/field-area', { query: { lineIds: lineIds.join(',') }, signal });
  const records = new TextEncoder().encode(JSON.stringify(area)).byteLength;
  return { area, bytes: records + area.photos.reduce((sum, photo) => sum + photo.bytes, 0) };
}

/**
 * Stores an area and its photos. Records are stored in one transaction: an area is there whole or not at all; photos that did not
 * come may be fetched later by preparing it again.
 * @throws NoRoomError before anything is stored; ProblemError when the server refuses or is gone
 */
export async function storeArea(
  { area, bytes }: { area: FieldArea; bytes: number },
  {
    account,
    name,
    onProgress,
    signal,
  }: { account: string; name: string; onProgress(progress: PrepareProgress): void; signal?: AbortSignal },
): Promise<PreparedArea> {
  const storage = await storageLeft();
  if (storage && storage.quota - storage.used < bytes + KEEP_FREE_BYTES)
    throw new NoRoomError(bytes + KEEP_FREE_BYTES, storage.quota - storage.used);
  await navigator.storage?.persist?.();
  const { photos, ...records } = area;
  let done = bytes - photos.reduce((sum, photo) => sum + photo.bytes, 0);
  const prepared: PreparedArea = {
    id: records.lines
      .map(({ id }) => id)
      .sort()
      .join('.'),
    lineIds: records.lines.map(({ id }) => id),
    ...{ name, account, bytes, snapshot: records.snapshot, seq: records.seq, preparedAt: records.preparedAt },
  };
  await database.transaction('rw', database.areas, database.lines, database.markers, database.cases, async () => {
    await database.lines.bulkPut(records.lines);
    await database.markers.bulkPut(records.markers);
    await database.cases.bulkPut(records.cases);
    await database.areas.put(prepared);
  });
  onProgress({ done, total: bytes });
  for (const { sha256, bytes: size } of photos) {
    if ((await database.photos.get(sha256)) === undefined) {
      const response = await send(`/api/v1/field-photos/${sha256}/content`, { signal });
      await database.photos.put({ sha256, bytes: size, blob: await response.blob() });
    }
    onProgress({ done: (done += size), total: bytes });
  }
  return prepared;
}

/** Forgets an area and what no other area needs. */
export async function forgetArea(area: PreparedArea): Promise<void> {
  await database.transaction('rw', database.areas, database.lines, database.markers, database.cases, async () => {
    await database.areas.delete(area.id);
    const kept = new Set((await database.areas.toArray()).flatMap(({ lineIds }) => lineIds));
    const gone = area.lineIds.filter((id) => !kept.has(id));
    await database.lines.bulkDelete(gone);
    await database.cases.where('lineId').anyOf(gone).delete();
    await database.markers.filter((marker) => marker.lineIds.every((id) => !kept.has(id))).delete();
  });
}
