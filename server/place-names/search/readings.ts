import { pinyin as read } from 'pinyin-pro';
import { spelt, lettersOf, syllablesOf } from '../pinyin.ts';
import type { NameState } from '../names-on.ts';

/** Readings of a character without tones, by character. */
const readings = new Map<string, readonly string[]>();

function readingsOf(character: string): readonly string[] {
  let known = readings.get(character);
  if (known === undefined) {
    known = [...new Set(read(character, { multiple: true, type: 'array', toneType: 'none', v: true }))];
    readings.set(character, known);
  }
  return known;
}

/** Splits the letters of a written pinyin into the syllables of the characters; null where they do not fit together. */
function syllablesBy(characters: readonly string[], letters: string): string[] | null {
  const syllables: string[] = [];
  const fits = (index: number, at: number): boolean => {
    if (index === characters.length) return at === letters.length;
    for (const reading of readingsOf(characters[index]!)) {
      if (reading === '' || !letters.startsWith(reading.toLowerCase(), at)) continue;
      syllables[index] = reading.toLowerCase();
      if (fits(index + 1, at + reading.length)) return true;
    }
    return false;
  };
  return fits(0, 0) ? syllables : null;
}

/**
 * Syllables of a name without tones, separated by spaces. A pinyin that is on record goes before the dictionary; where
 * it is no reading of the characters (a minority-language name), its words are taken as they are.
 */
export function spokenName(name: string, written: string | null): string {
  if (written === null) return syllablesOf(name).map(lettersOf).filter(Boolean).join(' ');
  const fitting = syllablesBy([...name], lettersOf(written));
  return (fitting ?? written.split(/[\s’'-]+/u).map(lettersOf)).filter(Boolean).join(' ');
}

/** The pinyin on record for one of a record's names; null where there is none. */
export function writtenPinyin(state: NameState, name: string): string | null {
  if (name === state.standardName) return state.pinyin === null ? null : spelt(state.pinyin);
  return state.otherNames.find((other) => other.name === name)?.pinyin ?? null;
}
