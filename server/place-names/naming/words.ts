import { reservedWords, type ReservedWord } from '../../../gis-data/naming/index.ts';
import { comparable } from './characters.ts';
import type { FoundWord } from './context.ts';

/** Words of the lists, found in a text. */
export type WordFinder = (specific: string, text: string) => FoundWord[];

/** @param ownWords words that the bureau adds; they come before a shipped word that is written the same */
export function wordFinder(ownWords: readonly ReservedWord[]): WordFinder {
  const byFirst = new Map<string, ReservedWord[]>();
  const seen = new Set<string>();
  for (const given of [...ownWords, ...reservedWords]) {
    const word = { ...given, word: comparable(given.word) };
    const key = `${word.kind}~${word.word}`;
    const first = [...word.word][0];
    if (first === undefined || seen.has(key)) continue;
    seen.add(key);
    byFirst.set(first, [...(byFirst.get(first) ?? []), word]);
  }

  return (specific, text) => {
    const characters = [...specific];
    const isAligned = comparable(text).length === text.length;
    const all = characters.flatMap((character, at) =>
      (byFirst.get(character) ?? [])
        .filter(({ word }) => characters.slice(at, at + [...word].length).join('') === word)
        .map((word) => ({ word, from: at, until: at + [...word.word].length })),
    );
    // A word within a longer one of its kind says nothing more.
    return all
      .filter((a) => !all.some((b) => covers(b, a)))
      .map(({ word, from, until }) => ({ word, span: isAligned ? [from, until] : null }));
  };
}

interface Placed {
  word: ReservedWord;
  from: number;
  until: number;
}

const covers = (outer: Placed, inner: Placed): boolean =>
  outer.word.kind === inner.word.kind &&
  outer.from <= inner.from &&
  outer.until >= inner.until &&
  outer.until - outer.from > inner.until - inner.from;
