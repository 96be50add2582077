import { readFileSync } from 'node:fs';
import type { PlaceNameBody } from '../../server/place-names/contract.ts';
import { generatedPinyin } from '../../server/place-names/pinyin.ts';
import type { Random } from '../../server/random.ts';

interface Known {
  body: { standardName: string; category: string };
}

/** Draws names in which a character follows another as often as in the names of the demonstration. */
export function inventedNames(random: Random): () => string {
  const known = JSON.parse(
    readFileSync(new URL('../../gis-data/chengde/place-names.json', import.meta.url), 'utf8'),
  ) as Known[];
  const followers = new Map<string, string[]>();
  for (const { body } of known) {
    if (body.category === '23000') continue;
    const characters = ['', ...body.standardName, ''];
    for (let i = 1; i < characters.length; i++) {
      const list = followers.get(characters[i - 1]!) ?? [];
      list.push(characters[i]!);
      followers.set(characters[i - 1]!, list);
    }
  }
  return () => {
    for (;;) {
      let name = '';
      for (let last = ''; name.length < 8;) {
        last = random.pick(followers.get(last)!);
        if (last === '') break;
        name += last;
      }
      if (name.length >= 2) return name;
    }
  };
}

/** Pinyin by name; short names come often. */
const readings = new Map<string, PlaceNameBody['pinyin']>();

export function readingOf(name: string, category: string): PlaceNameBody['pinyin'] {
  const reading = readings.get(name) ?? generatedPinyin(name, category);
  readings.set(name, reading);
  return reading;
}

/** A text with one character in place of another. */
export function withWrong(text: string, random: Random, wrong: string): string {
  const at = random.integer(0, text.length - 1);
  return text.slice(0, at) + wrong + text.slice(at + 1);
}
