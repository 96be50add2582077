import { createHash } from 'node:crypto';

/** A UUID (version 8) made from words, so that each first start loads the same cases. */
export function keyFor(words: string): string {
  const hex = createHash('sha256').update(`demonstration ${words}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
