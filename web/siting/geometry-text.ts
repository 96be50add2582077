/** Positions as short text for an address: `117.95123,40.97012_117.96,40.98`. */

export type Position = readonly [longitude: number, latitude: number];

/** Decimals of a degree kept: about a metre. */
const decimals = 5;

/** Longer texts stay in the window's own store, so that the address can still be sent. */
const mostInAddress = 1200;

const storePrefix = 'siting-geometry-';
const heldMark = '~';

const rounded = (degrees: number) => Number(degrees.toFixed(decimals));

/** A position as exact as the address keeps it. */
export const roundedPosition = ([longitude, latitude]: Position): Position => [rounded(longitude), rounded(latitude)];

export const writePositions = (positions: readonly Position[]): string =>
  positions.map((position) => roundedPosition(position).join(',')).join('_');

/** Positions of a text; what is not one is left out. */
export function readPositions(text: string): Position[] {
  return text.split('_').flatMap((part): Position[] => {
    const [longitude, latitude] = part.split(',').map((word) => (word === '' ? Number.NaN : Number(word)));
    const holds =
      longitude !== undefined && latitude !== undefined && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
    return holds ? [[longitude, latitude]] : [];
  });
}

/**
 * A short mark of a text: FNV-1a, 32 bits, base 36. It tells questions apart within one window and protects nothing.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Whether an address can hold the positions; else only this window keeps them. */
export const fitsAddress = (positions: readonly Position[]): boolean =>
  writePositions(positions).length <= mostInAddress;

/** What stands in the address for positions: themselves, or where the window keeps them when they are too many. */
export function positionsToAddress(positions: readonly Position[], store: Storage): string {
  const text = writePositions(positions);
  if (fitsAddress(positions)) return text;
  const mark = markOf(text);
  store.setItem(storePrefix + mark, text);
  return heldMark + mark;
}

/** Positions that an address tells of; none when another window kept them. */
export function positionsOfAddress(text: string, store: Storage): Position[] {
  if (!text.startsWith(heldMark)) return readPositions(text);
  return readPositions(store.getItem(storePrefix + text.slice(heldMark.length)) ?? '');
}
