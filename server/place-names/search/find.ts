import type { MatchHow } from '../contract.ts';
import { lettersOf, syllablesOf } from '../pinyin.ts';
import { editsWithin } from './edits.ts';
import { letterPair, letterTriple, type NameIndex } from './name-index.ts';

/** A name that fits a query: the lower the score, the better. */
export interface Fit {
  how: MatchHow;
  score: number;
  edits: number;
}

export type TakeFit = (entry: number, fit: Fit) => void;

/** Scores are below this. */
export const MOST_SCORE = 128;

const fits = (how: MatchHow, score: number): Fit => ({ how, score, edits: 0 });
const longer = (count: number) => Math.min(count, 6);

/** The shorter of lists of entries; what has all keys is in it. */
const rarest = (lists: readonly Int32Array[]): Int32Array =>
  lists.reduce((least, list) => (list.length < least.length ? list : least));

/** Names that fit a query as it is written: as Chinese, as pinyin, as initials. */
export function findWritten(index: NameIndex, query: string, take: TakeFit): void {
  const text = query.toLowerCase();
  findText(index, text, take);
  if (!isLatin(text)) return;
  const letters = lettersOf(text);
  findPinyin(index, letters, take);
  findInitials(index, letters, take);
}

/** Letters, with or without tone marks and digits (a road's number). */
const isLatin = (text: string): boolean =>
  /^[a-z0-9üāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ\s'’-]+$/u.test(text) && /[a-z]/u.test(lettersOf(text));

function findText({ texts, byCharacter, byCharacterPair }: NameIndex, text: string, take: TakeFit): void {
  const pairs = Array.from({ length: Math.max(0, text.length - 1) }, (_, i) =>
    byCharacterPair.of(text.slice(i, i + 2)),
  );
  for (const entry of [...text].length === 1 ? byCharacter.of(text) : rarest(pairs)) {
    const name = texts[entry]!;
    const at = name.indexOf(text);
    if (at < 0) continue;
    const more = name.length - text.length;
    if (more === 0) take(entry, fits('exact', 0));
    else if (at === 0) take(entry, fits('prefix', 8 + longer(more)));
    else take(entry, fits('contains', 18 + longer(more)));
  }
}

/** Entries whose letters may hold the given ones from the beginning of a syllable. */
function withLetters({ byLetters }: NameIndex, letters: string): Int32Array {
  const begins = byLetters.of(letterTriple(` ${letters}`, 0));
  const triples = Array.from({ length: Math.max(0, letters.length - 2) }, (_, i) =>
    byLetters.of(letterTriple(letters, i)),
  );
  return rarest([begins, ...triples]);
}

/** Where letters begin with a syllable of a name: the syllable's number; -1 where nowhere. */
function syllableOf(spoken: string, letters: string, wanted: string): number {
  for (let at = 0, i = 0, number = 0; ; number++) {
    if (letters.startsWith(wanted, at)) return number;
    const space = spoken.indexOf(' ', i);
    if (space < 0) return -1;
    at += space - i;
    i = space + 1;
  }
}

function findPinyin(index: NameIndex, letters: string, take: TakeFit): void {
  if (letters.length < 2) return;
  for (const entry of withLetters(index, letters)) {
    const whole = index.letters[entry]!;
    const syllable = syllableOf(index.spoken[entry]!, whole, letters);
    if (syllable < 0) continue;
    const more = longer(Math.ceil((whole.length - letters.length) / 3));
    if (whole.length === letters.length) take(entry, fits('pinyin', 4));
    else take(entry, fits('pinyin', (syllable === 0 ? 10 : 20) + more));
  }
}

/** Longer than any run of initials that people type. */
const mostInitials = 12;

function findInitials(index: NameIndex, letters: string, take: TakeFit): void {
  if (letters.length > mostInitials) return;
  const pairs = Array.from({ length: letters.length - 1 }, (_, i) => index.byInitialPair.of(letterPair(letters, i)));
  const single = letters.length === 1 ? [index.byInitialPair.of(letterTriple(`  ${letters}`, 0))] : [];
  for (const entry of rarest([...pairs, ...single])) {
    const initials = index.initials[entry]!;
    const at = initials.indexOf(letters);
    if (at < 0 || (letters.length === 1 && at > 0)) continue;
    const more = longer(initials.length - letters.length);
    take(entry, fits('initials', (initials.length === letters.length ? 15 : at === 0 ? 26 : 34) + more));
  }
}

/** Records whose code begins with the digits of a query, in the order of codes. */
export function recordsOfCode({ codes }: NameIndex, digits: string, most: number): number[] {
  let low = 0;
  let high = codes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codes[middle]!.code < digits) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; at < codes.length && found.length < most && codes[at]!.code.startsWith(digits); at++) {
    found.push(codes[at]!.record);
  }
  return found;
}

/** Names that sound like a query or differ from it in few characters; those that fit as written come again. */
export function findSimilar(index: NameIndex, query: string, take: TakeFit): void {
  const text = query.toLowerCase();
  if (isLatin(text)) {
    const letters = lettersOf(text);
    findNear(letters, index.letters, countShared(index, letters), take);
    return;
  }
  if ([...text].length >= 2) {
    const letters = syllablesOf(text).map(lettersOf).join('');
    if (letters !== '') findHomophones(index, letters, take);
  }
  const counts = new Uint8Array(index.texts.length);
  for (const character of new Set(text)) {
    for (const entry of index.byCharacter.of(character)) counts[entry]! += 1;
  }
  findNear(text, index.texts, { counts, perEdit: 1, keys: new Set(text).size }, take);
}

function findHomophones(index: NameIndex, letters: string, take: TakeFit): void {
  for (const entry of withLetters(index, letters)) {
    const whole = index.letters[entry]!;
    const syllable = syllableOf(index.spoken[entry]!, whole, letters);
    if (syllable < 0) continue;
    const score = whole.length === letters.length ? 40 : syllable === 0 ? 44 : 48;
    take(entry, fits('homophone', score));
  }
}

/** How many keys of a query each entry shares with it, and how many of them one edit can take away. */
interface Shared {
  counts: Uint8Array;
  perEdit: number;
  keys: number;
}

function countShared({ byLetterPair, letters: texts }: NameIndex, letters: string): Shared {
  const counts = new Uint8Array(texts.length);
  const keys = new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letterPair(letters, i)));
  for (const key of keys) for (const entry of byLetterPair.of(key)) counts[entry]! += 1;
  // Two neighbours that changed places take away three pairs.
  return { counts, perEdit: 3, keys: keys.size };
}

/** Fewer characters than this fit too much when one may differ. */
const leastLength = 3;

function findNear(query: string, texts: readonly string[], { counts, perEdit, keys }: Shared, take: TakeFit): void {
  if (query.length < leastLength) return;
  const most = query.length <= 4 ? 1 : 2;
  const enough = Math.max(1, keys - most * perEdit);
  for (let entry = 0; entry < counts.length; entry++) {
    if (counts[entry]! < enough) continue;
    const text = texts[entry]!;
    const edits = editsWithin(query, text, most);
    if (edits === 0 || edits > most) continue;
    const score = 56 + 14 * edits + Math.min(8, Math.abs(text.length - query.length));
    take(entry, { how: 'fuzzy', score, edits });
  }
}
