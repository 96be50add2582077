import {
  OUTBOX_FILE_FORMAT,
  OUTBOX_FILE_MAX_BYTES,
  OUTBOX_FILE_VERSION,
  type OutboxFile,
  type SyncItem,
} from '../../../server/field-sync/contract.ts';
import type { OutboxStore, StoredItem, StoredPhoto } from './outbox-store.ts';

type FilePhoto = OutboxFile['photos'][number];

/** Room that a document needs beside its items and pictures, characters. */
const frameCharacters = 1000;
const mostItems = 5000;

/** What the server does not hold, as far as the device knows. */
const isOwed = ({ state, acknowledged }: StoredItem | StoredPhoto) =>
  state !== 'forgotten' && (state !== 'acknowledged' || acknowledged?.missing === true);

/**
 * The outbox as files for the office, the last resort where no link comes: all that the server does not hold, refused items
 * included. Nothing is marked as sent by it. Parts come one at a time, since pictures are large. A file is one account's,
 * since what it holds counts as said by whoever imports it; pictures prove nobody's word and lie in the first account's.
 * @param maxCharacters of one file; a picture goes into one file whole
 */
export async function* outboxFiles(
  store: OutboxStore,
  sha256: (bytes: Uint8Array) => Promise<string>,
  exportedAt: Date,
  maxCharacters: number = OUTBOX_FILE_MAX_BYTES,
): AsyncGenerator<{ name: string; content: string }> {
  const meta = await store.meta();
  if (!meta) return;
  const owed = (await store.items()).filter(isOwed);
  const photos = (await store.photos()).filter(isOwed);
  const accounts = owed.length === 0 ? [null] : [...new Set(owed.map(({ account }) => account))];
  const plan = accounts.flatMap((account, i) => {
    const items = owed.filter((stored) => stored.account === account).flatMap(({ item }) => (item ? [item] : []));
    return partsOf(items, i === 0 ? photos : [], maxCharacters).map((part) => ({ ...part, account }));
  });
  const day = exportedAt.toISOString().slice(0, 10);
  for (const [index, part] of plan.entries()) {
    const pictures: FilePhoto[] = [];
    for (const { sha256: hash, mime, bytes } of part.photos) {
      const content = await store.content(hash);
      pictures.push({ sha256: hash, mime, bytes, data: content && base64Of(content) });
    }
    const document: Omit<OutboxFile, 'sha256'> = {
      format: OUTBOX_FILE_FORMAT,
      version: OUTBOX_FILE_VERSION,
      deviceId: meta.deviceId,
      exportedAt: exportedAt.toISOString(),
      account: part.account,
      part: index + 1,
      parts: plan.length,
      items: part.items,
      photos: pictures,
    };
    const hash = await sha256(new TextEncoder().encode(JSON.stringify(document)));
    yield {
      name: `yizhangtu-outbox-${day}-${meta.deviceId.slice(0, 8)}-${index + 1}.json`,
      content: JSON.stringify({ ...document, sha256: hash }),
    };
  }
}

interface Part {
  items: SyncItem[];
  photos: StoredPhoto[];
}

/** Fills one file after the other in the order in which things were recorded. */
function partsOf(items: readonly SyncItem[], photos: readonly StoredPhoto[], maxCharacters: number): Part[] {
  const parts: Part[] = [];
  let room = 0;
  const roomFor = (characters: number): Part => {
    if (parts.length === 0 || characters > room || parts.at(-1)!.items.length === mostItems) {
      parts.push({ items: [], photos: [] });
      room = maxCharacters - frameCharacters;
    }
    room -= characters;
    return parts.at(-1)!;
  };
  // A character of a text may be three bytes in the file.
  for (const item of items) roomFor(JSON.stringify(item).length * 3).items.push(item);
  for (const photo of photos) roomFor(Math.ceil(photo.bytes / 3) * 4 + 200).photos.push(photo);
  return parts;
}

/** In pieces, since a call takes only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  const piece = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece));
  return btoa(binary);
}
