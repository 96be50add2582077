import type { CardCell } from './card-content.ts';
import type { CardFile } from './card-file.ts';
import { pictureOf, type Picture } from './picture-kind.ts';
import type { Say } from './words.ts';

/** Pictures of one card at most, one above the other; of the others the number is told. */
export const MOST_PHOTOS = 2;

export interface ShownPhoto {
  bytes: Buffer;
  picture: Picture;
}

/** The first pictures that were read and that documents can show. */
export function shownPhotos(hashes: readonly string[], photos: CardFile['photos']): ShownPhoto[] {
  const shown: ShownPhoto[] = [];
  for (const hash of hashes) {
    const stored = photos.get(hash);
    if (stored === undefined || shown.length === MOST_PHOTOS) continue;
    const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
    const picture = pictureOf(bytes);
    if (picture) shown.push({ bytes, picture });
  }
  return shown;
}

/** What stands above the pictures: how many there are, and by their hashes those that are not shown. */
export function photoWords({ photos, text }: Extract<CardCell, { kind: 'photos' }>, shown: number, say: Say): string {
  if (photos.length === 0) return text;
  const all = say(`界桩照片:${photos.length} 张`, `Photos: ${photos.length}`);
  if (shown === photos.length) return all;
  if (shown > 0) return `${all}${say(`,示前 ${shown} 张`, `, ${shown} shown`)}`;
  const hashes = photos.map((hash) => hash.slice(0, 12)).join(', ');
  return `${all}${say(`(未附图,SHA-256:${hashes}…)`, ` (not shown; SHA-256 ${hashes}…)`)}`;
}
