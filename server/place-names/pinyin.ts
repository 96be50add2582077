import { customPinyin, pinyin as read } from 'pinyin-pro';
import { genericTerms, placeNameClassOf, reviewedReadings } from '../../gis-data/catalogue/index.ts';
import type { Pinyin } from './contract.ts';

customPinyin({ ...reviewedReadings });

const nationalities = /(满族|蒙古族|回族|朝鲜族|各族)/u;

/**
 * The specific part (专名) and the generic part (通名) of a name. Names that are one character before the generic term
 * keep it apart as well; what has no generic term of its class is not split.
 */
export function splitName(name: string, category: string): { proper: string; generic: string | null } {
  const placeClass = placeNameClassOf(category);
  const terms = placeClass === null ? [] : genericTerms[placeClass.id];
  const generic = terms
    .filter((term) => name.length > term.length && name.endsWith(term))
    .reduce((longest, term) => (term.length > longest.length ? term : longest), '');
  return generic === '' ? { proper: name, generic: null } : { proper: name.slice(0, -generic.length), generic };
}

/**
 * Pinyin of a name by 《中国地名汉语拼音字母拼写规则(汉语地名部分)》(1984): tones are marked; the specific and the generic
 * part are written apart, the syllables of each together, with a capital at the beginning; names of natural villages are
 * written as one; a syllable with a, o or e at its beginning is set off by an apostrophe.
 */
export function generatedPinyin(name: string, category: string): Pinyin {
  const { proper, generic } = splitName(name, category);
  const syllables = read(name, { type: 'array', nonZh: 'consecutive', toneSandhi: false });
  const parts = proper.split(nationalities).filter((part) => part !== '');
  let at = 0;
  const next = (part: string) => {
    // A run of other characters is one entry of the reading.
    const entries = read(part, { type: 'array', nonZh: 'consecutive', toneSandhi: false }).length;
    const word = joined(syllables.slice(at, at + entries));
    at += entries;
    return word;
  };
  return {
    proper: parts.map(next).join(' '),
    generic: generic === null ? null : next(generic),
    origin: 'generated',
  };
}

function joined(syllables: readonly string[]): string {
  const word = syllables.reduce(
    (sofar, syllable) => sofar + (sofar !== '' && /^[aoeāáǎàōóǒòēéěè]/u.test(syllable) ? '’' : '') + syllable,
    '',
  );
  return word.slice(0, 1).toLocaleUpperCase('zh') + word.slice(1);
}

/** Both parts as they are written. */
export const spelt = ({ proper, generic }: Pick<Pinyin, 'proper' | 'generic'>): string =>
  generic === null ? proper : `${proper} ${generic}`;

/** Characters of a name that are read in several ways, in order. */
export function polyphones(name: string): { character: string; readings: string[] }[] {
  return [...name].flatMap((character) => {
    const readings = read(character, { multiple: true, type: 'array' });
    return readings.length > 1 ? [{ character, readings }] : [];
  });
}

/** Syllables of a text without tones, by the dictionary; ü is v. What is no Chinese character is left as it is. */
export const syllablesOf = (text: string): string[] =>
  read(text, { type: 'array', toneType: 'none', v: true, nonZh: 'consecutive', toneSandhi: false });

/** Letters of a written pinyin without tones, spaces and apostrophes, in small letters; ü is v. */
export const lettersOf = (written: string): string =>
  written
    .toLowerCase()
    .normalize('NFD')
    .replace(/u\u0308/gu, 'v')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/ü/gu, 'v')
    .replace(/[^a-z0-9]/gu, '');
