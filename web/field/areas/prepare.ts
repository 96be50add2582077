import type { FieldArea } from '../../../server/field-sync/contract.ts';
import { api, ProblemError, send } from '../../api/client.ts';
import { areaMapOf } from '../store/area-map.ts';
import { database, type PreparedArea } from '../store/database.ts';
import { sightsOf, sightsOfSigns } from '../store/sights.ts';
import { sealPicture } from '../store/sealed-pictures.ts';
import { sha256 } from '../sync/sha256.ts';

/** How far the preparation is: what has come of what is to be fetched, bytes. */
export interface PrepareProgress {
  done: number;
  total: number;
}

/** Bytes of an area by what they are. */
export interface AreaSizes {
  records: number;
  photos: number;
  basemap: number;
}

export const totalOf = ({ records, photos, basemap }: AreaSizes): number => records + photos + basemap;

/** Bytes that the browser still lets us store; null where it does not say. */
export async function storageLeft(): Promise<{ used: number; quota: number } | null> {
  const estimate = await navigator.storage?.estimate?.();
  return estimate?.quota === undefined ? null : { used: estimate.usage ?? 0, quota: estimate.quota };
}

/** Left free for what will be recorded on the way: some 200 photos. */
export const KEEP_FREE_BYTES = 200 * 2 ** 20;

export class NoRoomError extends Error {
  constructor(
    readonly needed: number,
    readonly left: number,
  ) {
    super('Not enough storage is left on this device');
  }
}

/** What can be taken along; nothing is stored yet. */
export interface AreaOffer {
  area: FieldArea;
  subject: AreaSubject;
  sizes: AreaSizes;
  /** Of that, what is not on this device yet. */
  toFetch: AreaSizes;
}

const bytesOf = (photos: FieldArea['photos']) => photos.reduce((sum, { bytes }) => sum + bytes, 0);

async function lackingOf({ photos, basemap }: Pick<PreparedArea, 'photos' | 'basemap'>) {
  const stored = new Set(await database.photos.toCollection().primaryKeys());
  const hasBasemap = basemap === null || (await database.basemaps.where('sha256').equals(basemap.sha256).count()) > 0;
  return { photos: photos.filter((photo) => !stored.has(photo.sha256)), basemap: hasBasemap ? null : basemap };
}

/** What is to be taken along: lines, or the signs of a division. */
export type AreaSubject = Pick<PreparedArea, 'lineIds' | 'signsOf'>;

const queryOf = ({ lineIds, signsOf }: AreaSubject): Record<string, string> =>
  signsOf === undefined ? { lineIds: lineIds.join(',') } : { signsOf };

/** @throws ProblemError when the server refuses or is gone */
export async function askForArea(subject: AreaSubject, signal?: AbortSignal): Promise<AreaOffer> {
  const area = await api<FieldArea>('/api/v1/field-area', { query: queryOf(subject), signal });
  const { photos, basemap, ...rest } = area;
  const records = new TextEncoder().encode(JSON.stringify(rest)).byteLength;
  const lacking = await lackingOf(area);
  return {
    area,
    subject,
    sizes: { records, photos: bytesOf(photos), basemap: basemap?.bytes ?? 0 },
    toFetch: { records, photos: bytesOf(lacking.photos), basemap: lacking.basemap?.bytes ?? 0 },
  };
}

/** What of an area is on this device. */
export interface AreaHoldings {
  held: AreaSizes;
  lackingPhotos: number;
  lackingBytes: number;
  lacksBasemap: boolean;
}

export async function holdingsOf(area: PreparedArea): Promise<AreaHoldings> {
  const lacking = await lackingOf(area);
  return {
    held: {
      records: area.recordBytes,
      photos: bytesOf(area.photos) - bytesOf(lacking.photos),
      basemap: lacking.basemap === null ? (area.basemap?.bytes ?? 0) : 0,
    },
    lackingPhotos: lacking.photos.length,
    lackingBytes: bytesOf(lacking.photos) + (lacking.basemap?.bytes ?? 0),
    lacksBasemap: lacking.basemap !== null,
  };
}

export interface TakeOptions {
  onProgress(progress: PrepareProgress): void;
  signal?: AbortSignal;
}

/**
 * Stores an area, in place of what was prepared for the same lines or signs before. Its records are stored in one transaction: they are
 * there whole or not at all. Photos and the map follow one by one; where that is interrupted, `completeArea` goes on.
 * @throws NoRoomError before anything is stored; ProblemError when the server refuses or is gone
 */
export async function storeArea(
  { area, subject, sizes, toFetch }: AreaOffer,
  { account, name, ...options }: TakeOptions & { account: string; name: string },
): Promise<PreparedArea> {
  const [needed, storage] = [totalOf(toFetch) + KEEP_FREE_BYTES, await storageLeft()];
  if (storage && storage.quota - storage.used < needed) throw new NoRoomError(needed, storage.quota - storage.used);
  await navigator.storage?.persist?.();
  const { lines, markers, cases, signs, photos, basemap, snapshot, seq, preparedAt } = area;
  const lineIds = lines.map(({ id }) => id);
  const id = subject.signsOf === undefined ? [...lineIds].sort().join('.') : `signs.${subject.signsOf}`;
  const prepared: PreparedArea = {
    ...{ id, lineIds, name, account, snapshot, seq, preparedAt, photos, basemap },
    recordBytes: sizes.records,
    ...(subject.signsOf === undefined ? {} : { signsOf: subject.signsOf }),
  };
  const sights = signs.length > 0 ? sightsOfSigns(signs) : sightsOf(markers);
  const map = areaMapOf(lines, sights);
  await database.transaction('rw', recordTables(), async () => {
    // Markers that were ended or moved to another line since, and cases that were closed, must not stay.
    await database.markers.where('lineIds').anyOf(lineIds).delete();
    await database.cases.where('lineId').anyOf(lineIds).delete();
    await database.lines.bulkPut(lines);
    await database.markers.bulkPut(markers);
    await database.cases.bulkPut(cases);
    await database.signs.where('areaId').equals(id).delete();
    await database.signs.bulkPut(signs.map((sign) => ({ ...sign, areaId: id })));
    await database.sights.put({ id, markers: sights, map });
    await database.areas.put(prepared);
  });
  await completeArea(prepared, options);
  await removeUnneeded();
  return prepared;
}

/** Where the records of areas lie. */
const recordTables = () => {
  const { areas, lines, markers, cases, signs, sights } = database;
  return [areas, lines, markers, cases, signs, sights];
};

/** The content of an answer, which has to have the hash that it was asked for by. */
async function fetchChecked(path: string, query: Record<string, string>, hash: string, signal?: AbortSignal) {
  const response = await send(path, { query, signal });
  const content = new Uint8Array(await response.arrayBuffer());
  if ((await sha256(content)) !== hash) throw new ProblemError(changedMeanwhile);
  return content;
}

const changedMeanwhile = {
  type: 'changed-meanwhile',
  status: 409,
  title: { zh: '服务器上的内容刚刚变了', en: 'What the server has changed just now' },
  detail: { zh: '请更新这个外业区', en: 'Update this area' },
};

/** Fetches what an area still lacks. @throws ProblemError when the server refuses or is gone; what has come stays */
export async function completeArea(area: PreparedArea, { onProgress, signal }: TakeOptions): Promise<void> {
  const { photos, basemap } = await lackingOf(area);
  const total = bytesOf(photos) + (basemap?.bytes ?? 0);
  let done = 0;
  onProgress({ done, total });
  if (basemap) {
    const content = await fetchChecked('/api/v1/field-basemap', queryOf(area), basemap.sha256, signal);
    await database.basemaps.put({ ...basemap, content: new TextDecoder().decode(content) });
    onProgress({ done: (done += basemap.bytes), total });
  }
  for (const { sha256: hash, bytes } of photos) {
    const content = await fetchChecked(`/api/v1/field-photos/${hash}/content`, {}, hash, signal);
    await database.photos.put({
      sha256: hash,
      bytes,
      kept: await sealPicture(database.keys, area.account, hash, content),
    });
    onProgress({ done: (done += bytes), total });
  }
}

/** Removes photos and maps that no area needs. */
async function removeUnneeded(): Promise<void> {
  const { areas, photos, basemaps } = database;
  await database.transaction('rw', areas, photos, basemaps, async () => {
    const kept = await areas.toArray();
    const needed = new Set(kept.flatMap((area) => [...area.photos, area.basemap].map((part) => part?.sha256)));
    const gone = (keys: string[]) => keys.filter((key) => !needed.has(key));
    await photos.bulkDelete(gone(await photos.toCollection().primaryKeys()));
    await basemaps.bulkDelete(gone(await basemaps.toCollection().primaryKeys()));
  });
}

/** Forgets an area and what no other area needs. What was recorded stays. */
export async function forgetArea(area: PreparedArea): Promise<void> {
  await database.transaction('rw', recordTables(), async () => {
    await database.areas.delete(area.id);
    await database.sights.delete(area.id);
    await database.signs.where('areaId').equals(area.id).delete();
    const kept = new Set((await database.areas.toArray()).flatMap(({ lineIds }) => lineIds));
    const gone = area.lineIds.filter((id) => !kept.has(id));
    await database.lines.bulkDelete(gone);
    await database.cases.where('lineId').anyOf(gone).delete();
    await database.markers.filter((marker) => marker.lineIds.every((id) => !kept.has(id))).delete();
  });
  await removeUnneeded();
}
