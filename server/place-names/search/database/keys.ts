import { letterOf } from '../name-index.ts';
import { initialsScore, pinyinScore, writtenScore } from '../find.ts';
import { unitsOf } from '../flat-texts.ts';

/**
 * Keys of names for an index in the database. A key of a list stands for some characters, letters or initials; names that
 * have them are listed under it in the order in which they are shown, so that the first ones are the best. Keys of
 * likeness stand for a name with a part left out; two names that differ there only share one.
 */
export interface ListedKey {
  key: number;
  /** Score of the name when just these characters are asked for. */
  score: number;
}

/** A name as its keys are made of it. */
export interface KeyedName {
  /** In small letters. */
  name: string;
  /** Letters of each syllable. */
  syllables: readonly string[];
}

const kinds = [
  'text1',
  'text2',
  'text3',
  'initials1',
  'initials2',
  'initials3',
  'initials4',
  'letters2',
  'letters4',
] as const;
type Kind = (typeof kinds)[number] | 'letters6';

/** Room for three characters, or six letters. */
const ROOM = 2 ** 48;
const UNIT = 2 ** 16;
const LETTER = 32;
const kindStart = (kind: Kind): number => (kind === 'letters6' ? kinds.length : kinds.indexOf(kind)) * ROOM;

const packed = (units: readonly number[], each: number): number => units.reduce((sum, unit) => sum * each + unit, 0);

/** Key of one to three characters (UTF-16). */
const textKey = (units: readonly number[]): number => kindStart(kinds[units.length - 1]!) + packed(units, UNIT);
/** Key of one to four initials. */
const initialsKey = (units: readonly number[]): number =>
  kindStart(kinds[units.length + 2]!) + packed(units.map(letterOf), LETTER);
const lettersKey = (units: readonly number[], size: 2 | 4): number =>
  kindStart(size === 2 ? 'letters2' : 'letters4') + packed(units.slice(0, size).map(letterOf), LETTER);
/** Key of six letters; where there are fewer, nothing stands for those that lack. */
const sixLettersKey = (units: readonly number[]): number =>
  kindStart('letters6') +
  packed(
    Array.from({ length: 6 }, (_, i) => letterOf(units[i])),
    LETTER,
  );

/** All keys of lists that a name is in, each once, with its best score. */
export function listedKeys({ name, syllables }: KeyedName): ListedKey[] {
  const scores = new Map<number, number>();
  const take = (key: number, score: number) => scores.set(key, Math.min(score, scores.get(key) ?? score));
  const units = unitsOf(name);
  for (const size of [1, 2, 3]) {
    for (let at = 0; at + size <= units.length; at++) {
      take(textKey(units.slice(at, at + size)), writtenScore(at, units.length - size));
    }
  }
  const initials = syllables.map((syllable) => syllable.charCodeAt(0));
  if (initials.length > 0) take(initialsKey(initials.slice(0, 1)), initialsScore(0, initials.length - 1));
  for (const size of [2, 3, 4]) {
    for (let at = 0; at + size <= initials.length; at++) {
      take(initialsKey(initials.slice(at, at + size)), initialsScore(at, initials.length - size));
    }
  }
  const letters = unitsOf(syllables.join(''));
  let at = 0;
  for (const { length } of syllables) {
    const rest = letters.slice(at);
    const score = (size: number) => pinyinScore(at === 0, Math.max(0, letters.length - size));
    if (rest.length >= 2) take(lettersKey(rest, 2), score(2));
    if (rest.length >= 4) take(lettersKey(rest, 4), score(4));
    take(sixLettersKey(rest), score(6));
    at += length;
  }
  return [...scores].map(([key, score]) => ({ key, score }));
}

/** Where names that a query asks for are listed: all under one key, or all in a range of keys, from and before. */
export type Place = { key: number } | { from: number; before: number };

/** Names with a text; of a long one any three characters. */
export function placesOfText(text: string): Place[] {
  const units = unitsOf(text);
  if (units.length <= 3) return [{ key: textKey(units) }];
  return Array.from({ length: units.length - 2 }, (_, at) => ({ key: textKey(units.slice(at, at + 3)) }));
}

/** Names with initials; of many any four. */
export function placesOfInitials(letters: string): Place[] {
  const units = unitsOf(letters);
  if (units.length <= 4) return [{ key: initialsKey(units) }];
  return Array.from({ length: units.length - 3 }, (_, at) => ({ key: initialsKey(units.slice(at, at + 4)) }));
}

/**
 * Names with a syllable that begins with letters (two or more): the range of those alone, and a list in order of all that
 * begin with the first of them.
 */
export function placesOfLetters(letters: string): { range: Place; ordered: Place | null } {
  const units = unitsOf(letters);
  if (units.length >= 6) return { range: { key: sixLettersKey(units) }, ordered: null };
  const from = sixLettersKey(units);
  const range = { from, before: from + LETTER ** (6 - units.length) };
  return { range, ordered: { key: lettersKey(units, units.length < 4 ? 2 : 4) } };
}

/** A number below 2 ** 52 for a text; two may share one, what is found is compared (cyrb53, bryc 2018). */
function hashOf(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 2 ** 32 * (b & 0xfffff) + (a >>> 0);
}

const without = (kind: 'characters' | 'letters', before: string, after: string): number =>
  hashOf(`${kind}~${before}~${after}`);
const around = (before: string, after: string): number => hashOf(`around~${before}~${after}`);

/** Key of what names share that are compared by the naming rules. */
export const comparedKey = (text: string): number => hashOf(`compared~${text}`);

/** Keys of a name with one character or syllable left out; of three syllables and more also without the last one. */
export function likenessKeys({ name, syllables }: KeyedName): number[] {
  const keys = new Set<number>();
  for (let at = 0; at < name.length; at++) {
    keys.add(without('characters', name.slice(0, at), name.slice(at + 1)));
    if (at + 2 < name.length) keys.add(around(name[at]!, name[at + 2]!));
  }
  for (const spoken of syllables.length > 2 ? [syllables, syllables.slice(0, -1)] : [syllables]) {
    for (const at of spoken.keys()) {
      keys.add(without('letters', spoken.slice(0, at).join(''), spoken.slice(at + 1).join('')));
    }
  }
  return [...keys];
}

/** Longest syllable that is written with one letter too many. */
const LONGEST_SYLLABLE = 7;

/** How names with one or two characters other than in a query are found. */
export interface LikenessQuery {
  /** Texts that differ by two neighbours that changed places, or have one character less. */
  texts: string[];
  /** Keys of likeness. */
  keys: number[];
  /** Lists of names that have two characters of the query beside each other. */
  places: Place[];
}

export function likenessOfText(query: string): LikenessQuery {
  const keys: number[] = [];
  const texts: string[] = [];
  const places: Place[] = [];
  for (let at = 0; at <= query.length; at++) {
    keys.push(without('characters', query.slice(0, at), query.slice(at)));
    if (at === query.length) break;
    keys.push(without('characters', query.slice(0, at), query.slice(at + 1)));
    texts.push(query.slice(0, at) + query.slice(at + 1));
    const units = unitsOf(query);
    if (at + 1 < query.length) {
      texts.push(query.slice(0, at) + query[at + 1]! + query[at]! + query.slice(at + 2));
      places.push({ key: textKey(units.slice(at, at + 2)) });
    }
    if (at + 2 < query.length) {
      keys.push(around(query[at]!, query[at + 2]!));
      places.push({ key: textKey([units[at]!, units[at + 2]!]) });
    }
  }
  return { texts, keys, places };
}

/** Any syllable of the query may be the wrong one. */
export function likenessOfLetters(letters: string): number[] {
  const keys: number[] = [];
  for (let from = 0; from <= letters.length; from++) {
    for (let until = from; until <= Math.min(letters.length, from + LONGEST_SYLLABLE); until++) {
      keys.push(without('letters', letters.slice(0, from), letters.slice(until)));
    }
  }
  return [...new Set(keys)];
}
