import { standardCharacters } from '../../../gis-data/naming/standard-characters.ts';

/** Most strokes that are told apart; no character of the standard table has as many. */
const most = 64;

/**
 * CLDR's order by strokes begins each count with a mark of its own, U+FDD0 and U+2800 + count, by which the count of a
 * character is found: it lies between two marks. It counts some parts as they are written elsewhere (艹 as four).
 */
const collator = new Intl.Collator('zh-u-co-stroke');
const marks = Array.from({ length: most }, (_, count) => `\uFDD0${String.fromCharCode(0x2800 + count)}`);

function collatedStrokes(character: string): number {
  if (!/\p{Script=Han}/u.test(character)) return 0;
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (collator.compare(marks[middle]!, character) <= 0) low = middle;
    else high = middle;
  }
  return low;
}

interface Place {
  strokes: number;
  /** Position in the standard table, which is in the order of strokes and of their kinds; other characters come after it. */
  position: number;
}

/**
 * Each level of 通用规范汉字表 is in the order of strokes as they are counted in mainland China. So its counts never fall,
 * and of all such rows of counts that one is taken that agrees with CLDR's in most characters.
 */
function standardPlaces(): Map<string, Place> {
  const places = new Map<string, Place>();
  let position = 0;
  for (const level of Object.values(standardCharacters)) {
    const characters = [...String(level).replaceAll(',', '')];
    const counts = risingCounts(characters.map(collatedStrokes));
    characters.forEach((character, i) => places.set(character, { strokes: counts[i]!, position: position++ }));
  }
  return places;
}

/** The row of counts that never falls and differs from the given one in the fewest places. */
function risingCounts(given: readonly number[]): number[] {
  let differing = new Array<number>(most).fill(0);
  // Per place and count: the count of the place before it, on the best way there.
  const before = given.map((count) => {
    let least = 0;
    const from = differing.map((number, k) => (number < differing[least]! ? (least = k) : least));
    differing = from.map((k, own) => differing[k]! + (own === count ? 0 : 1));
    return from;
  });
  const counts = new Array<number>(given.length);
  let count = differing.indexOf(Math.min(...differing));
  for (let i = given.length - 1; i >= 0; i--) {
    counts[i] = count;
    count = before[i]![count]!;
  }
  return counts;
}

let places: Map<string, Place> | null = null;

function placeOf(character: string): Place {
  places ??= standardPlaces();
  return places.get(character) ?? { strokes: collatedStrokes(character), position: Number.MAX_SAFE_INTEGER };
}

/** Strokes of a Chinese character as they are counted in mainland China; 0 where it is none. */
export const strokesOf = (character: string): number => placeOf(character).strokes;

/** Order of names by the strokes of their characters, one after the other; for `sort`. */
export function byStrokes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] === right[i]) continue;
    const [one, other] = [placeOf(left[i]!), placeOf(right[i]!)];
    return one.strokes - other.strokes || one.position - other.position || collator.compare(left[i]!, right[i]!);
  }
  return left.length - right.length;
}
