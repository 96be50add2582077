import type { MatchHow } from '../contract.ts';
import { lettersOf, syllablesOf } from '../pinyin.ts';
import { editCounter, type CountEdits } from './edits.ts';
import { lengthAt, placeIn, unitsOf } from './flat-texts.ts';
import { beginning, characterPair, letterPair, letterSet, letterTriple, type NameIndex } from './name-index.ts';

/** How a name fits a query: the lower the score, the better. */
export interface Fit {
  how: MatchHow;
  score: number;
  edits: number;
}

/** Takes a name that fits, as often as it fits in one way or another. */
export type TakeFit = (entry: number, how: MatchHow, score: number, edits: number) => void;

/** Scores are below this. */
export const MOST_SCORE = 128;

const longer = (count: number) => Math.min(count, 6);

/** Score of a text in a name. @param at where it stands @param more characters that the name has beside it */
export const writtenScore = (at: number, more: number): number =>
  more === 0 ? 0 : at === 0 ? 8 + longer(more) : 18 + longer(more);
export const writtenHow = (at: number, more: number): 'exact' | 'prefix' | 'contains' =>
  more === 0 ? 'exact' : at === 0 ? 'prefix' : 'contains';

/** Score of letters that begin with a syllable. @param more letters that the name has beside them */
export const pinyinScore = (isFirst: boolean, more: number): number =>
  more === 0 ? 4 : (isFirst ? 10 : 20) + longer(Math.ceil(more / 3));
export const homophoneScore = (isFirst: boolean, more: number): number => (more === 0 ? 40 : isFirst ? 44 : 48);
export const initialsScore = (at: number, more: number): number =>
  (more === 0 ? 15 : at === 0 ? 26 : 34) + longer(more);
/** Score of a name that differs. @param more by how many characters it is longer or shorter */
export const nearScore = (edits: number, more: number): number => 56 + 14 * edits + Math.min(8, Math.abs(more));
/** What a name that is not the standard one of its record has more. */
export const OTHER_NAME_SCORE = 3;

/** The shorter of lists of entries; what has all keys is in it. */
const rarest = (lists: readonly Int32Array[]): Int32Array =>
  lists.reduce((least, list) => (list.length < least.length ? list : least));

/** Keys of the places of a query at which so many characters stand. */
const keysOf = (units: readonly number[], size: number, keyAt: (units: readonly number[], at: number) => number) =>
  Array.from({ length: Math.max(0, units.length - size + 1) }, (_, at) => keyAt(units, at));

/** Names that fit a query as it is written: as Chinese, as pinyin, as initials. */
export function findWritten(index: NameIndex, query: string, take: TakeFit): void {
  const text = query.toLowerCase();
  findText(index, text, take);
  if (!isLatin(text)) return;
  const letters = unitsOf(lettersOf(text));
  findPinyin(index, letters, take);
  findInitials(index, letters, take);
}

/** Letters, with or without tone marks and digits (a road's number). */
export const isLatin = (text: string): boolean =>
  /^[a-z0-9üāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ\s'’-]+$/u.test(text) && /[a-z]/u.test(lettersOf(text));

function findText({ texts, byCharacter, byCharacterPair }: NameIndex, text: string, take: TakeFit): void {
  const wanted = unitsOf(text);
  const entries =
    [...text].length === 1
      ? byCharacter.of(text.codePointAt(0)!)
      : rarest(keysOf(wanted, 2, characterPair).map((key) => byCharacterPair.of(key)));
  for (const entry of entries) {
    const at = placeIn(texts, entry, wanted);
    if (at < 0) continue;
    const more = lengthAt(texts, entry) - wanted.length;
    take(entry, writtenHow(at, more), writtenScore(at, more), 0);
  }
}

/** Calls `visit` with the entries that hold the letters from the beginning of a syllable, and whether it is the first. */
function eachSpoken(
  index: NameIndex,
  wanted: readonly number[],
  visit: (entry: number, isFirst: boolean) => void,
): void {
  const { byLetters, begins } = index;
  const { units, starts } = index.letters;
  const triples = keysOf(wanted, 3, letterTriple).map((key) => byLetters.of(key));
  for (const entry of rarest([byLetters.of(beginning(wanted, 0)), ...triples])) {
    const start = starts[entry]!;
    const last = starts[entry + 1]! - wanted.length;
    for (let at = start; at <= last; at++) {
      if (begins[at] === 0) continue;
      let same = 0;
      while (same < wanted.length && units[at + same] === wanted[same]) same++;
      if (same < wanted.length) continue;
      visit(entry, at === start);
      break;
    }
  }
}

function findPinyin(index: NameIndex, letters: readonly number[], take: TakeFit): void {
  if (letters.length < 2) return;
  eachSpoken(index, letters, (entry, isFirst) => {
    take(entry, 'pinyin', pinyinScore(isFirst, lengthAt(index.letters, entry) - letters.length), 0);
  });
}

/** Longer than any run of initials that people type. */
export const mostInitials = 12;

function findInitials({ initials, byInitialPair }: NameIndex, letters: readonly number[], take: TakeFit): void {
  if (letters.length > mostInitials) return;
  const single = letters.length === 1;
  const keys = single ? [letterPair([0, ...letters], 0)] : keysOf(letters, 2, letterPair);
  for (const entry of rarest(keys.map((key) => byInitialPair.of(key)))) {
    const at = placeIn(initials, entry, letters);
    if (at < 0 || (single && at > 0)) continue;
    take(entry, 'initials', initialsScore(at, lengthAt(initials, entry) - letters.length), 0);
  }
}

/** Records whose code begins with the digits of a query, in the order of codes. */
export function recordsOfCode({ byCode, records }: NameIndex, digits: string, most: number): number[] {
  const codeAt = (at: number) => records[byCode[at]!]!.segments.at(-1)!.body.code!;
  let low = 0;
  let high = byCode.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codeAt(middle) < digits) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; at < byCode.length && found.length < most && codeAt(at).startsWith(digits); at++) {
    found.push(byCode[at]!);
  }
  return found;
}

type FindSimilar = (index: NameIndex, query: string, take: TakeFit) => void;

/**
 * Ways to find names that do not fit as written, the best first: they sound the same, differ in one character, in two. What
 * a later one finds has a higher score than all that an earlier one does.
 */
export const similarWays: readonly FindSimilar[] = [
  findHomophones,
  (index, query, take) => findNear(index, query, 1, take),
  (index, query, take) => findNear(index, query, 2, take),
];

function findHomophones(index: NameIndex, query: string, take: TakeFit): void {
  const text = query.toLowerCase();
  if (isLatin(text) || [...text].length < 2) return;
  const letters = unitsOf(syllablesOf(text).map(lettersOf).join(''));
  if (letters.length === 0) return;
  eachSpoken(index, letters, (entry, isFirst) => {
    take(entry, 'homophone', homophoneScore(isFirst, lengthAt(index.letters, entry) - letters.length), 0);
  });
}

/** Fewer characters than this fit too much when one may differ. */
const leastLength = 3;
/** Where one of more characters than this may differ, two may. */
const longForTwo = 4;

/** Most characters of a query that may differ. */
export const mostEdits = (length: number): number => (length < leastLength ? 0 : length > longForTwo ? 2 : 1);

function findNear(index: NameIndex, query: string, edits: 1 | 2, take: TakeFit): void {
  const text = query.toLowerCase();
  const latin = isLatin(text);
  const wanted = unitsOf(latin ? lettersOf(text) : text);
  if (edits > mostEdits(wanted.length)) return;
  const { units, starts } = latin ? index.letters : index.texts;
  const mayFit = latin ? lettersNear(index, wanted, edits) : charactersNear(index, text, edits);
  const count: CountEdits = editCounter(wanted, latin ? 0x100 : 0x10000);
  for (let entry = 0; entry + 1 < starts.length; entry++) {
    if (!mayFit(entry)) continue;
    const [start, end] = [starts[entry]!, starts[entry + 1]!];
    if (count(units, start, end) !== edits) continue;
    take(entry, 'fuzzy', nearScore(edits, end - start - wanted.length), edits);
  }
}

/** Says of an entry whether so few edits could do: each takes away one of the query's letters at most. */
function lettersNear(
  { letters: { starts }, letterSets }: NameIndex,
  wanted: readonly number[],
  edits: number,
): (entry: number) => boolean {
  const [once, twice] = letterSet(wanted, 0, wanted.length);
  const least = wanted.length - edits;
  return (entry) =>
    starts[entry + 1]! - starts[entry]! >= least &&
    bitsOf(once & ~letterSets[entry * 2]!) + bitsOf(twice & ~letterSets[entry * 2 + 1]!) <= edits;
}

/** The same of characters, of which names share few: counted by the entries that have them. */
function charactersNear({ texts, byCharacter }: NameIndex, text: string, edits: number): (entry: number) => boolean {
  const counts = new Uint8Array(texts.starts.length - 1);
  const characters = new Set(text);
  for (const character of characters) {
    for (const entry of byCharacter.of(character.codePointAt(0)!)) counts[entry]! += 1;
  }
  const least = Math.max(1, characters.size - edits);
  return (entry) => counts[entry]! >= least;
}

/** How many bits of a word are set (Warren, Hacker's Delight, 5-1). */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
