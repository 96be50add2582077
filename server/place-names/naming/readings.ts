import { convert, pinyin } from 'pinyin-pro';

/** How a character may be read: syllables as numbers, with and without their tones, in the dictionary's order. */
export interface Reading {
  toned: readonly number[];
  toneless: readonly number[];
}

const numberOf = new Map<string, number>();
const spelling: string[] = [];
const intern = (syllable: string): number => {
  const known = numberOf.get(syllable);
  if (known !== undefined) return known;
  numberOf.set(syllable, spelling.length);
  return spelling.push(syllable) - 1;
};

const readingOf = (syllables: readonly string[]): Reading => ({
  toned: [...new Set(syllables.map(intern))],
  toneless: [...new Set(syllables.map((syllable) => intern(syllable.replace(/\d$/u, ''))))],
});

const dictionary = new Map<string, Reading>();

/** All readings of a character; one that the dictionary does not have sounds like itself only. */
export function readingsOfCharacter(character: string): Reading {
  const known = dictionary.get(character);
  if (known) return known;
  const syllables = pinyin(character, { multiple: true, type: 'array', toneType: 'num', v: true });
  // A neutral tone is another way to say a reading that is there with its own tone.
  const stressed = syllables.filter((syllable) => !syllable.endsWith('0'));
  const reading = readingOf(stressed.length > 0 ? stressed : syllables);
  dictionary.set(character, reading);
  return reading;
}

/** The usual reading of each character in its context. */
export function usualReadings(text: string): Reading[] {
  return [...text].length === 0
    ? []
    : pinyin(text, { type: 'array', toneType: 'num', v: true, toneSandhi: false }).map((syllable) =>
        readingOf([syllable]),
      );
}

const toneMarks: readonly [RegExp, string][] = [
  [/\u0304/u, '1'],
  [/\u0301/u, '2'],
  [/\u030c/u, '3'],
  [/\u0300/u, '4'],
];

/** A syllable with its tone as a digit; ü is v. */
function numbered(marked: string): string {
  const apart = marked.normalize('NFD');
  const tone = toneMarks.find(([mark]) => mark.test(apart))?.[1] ?? '';
  return (
    apart
      .replace(/u\u0308/gu, 'v')
      .replace(/ü/gu, 'v')
      .replace(/[\u0300-\u036f]/gu, '') + tone
  );
}

const plainSyllable = /^(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiouv]+(?:ng|n|r)?$/u;

/**
 * One reading for each character from a reviewed spelling, whose syllables may be written together: a reading of the
 * dictionary where one fits, else any syllable. Null where the spelling has not one syllable for each character.
 *
 * @param written with tone marks, such as `Chóngqìng Lù`
 */
export function writtenReadings(text: string, written: string): Reading[] | null {
  const letters = written.toLowerCase().replace(/[\s'’·-]/gu, '');
  const units = [...letters.normalize('NFD').matchAll(/[a-zü]\p{M}*/gu)].map(([unit]) => unit);
  const characters = [...text];
  const failed = new Set<string>();
  const longest = 6;

  const from = (at: number, index: number): string[] | null => {
    if (index === characters.length) return at === units.length ? [] : null;
    const place = `${at}:${index}`;
    if (failed.has(place)) return null;
    const { toned, toneless } = readingsOfCharacter(characters[index]!);
    const known = new Set([...toned, ...toneless].map((number) => spelling[number]!));
    const options = Array.from({ length: Math.min(longest, units.length - at) }, (_, i) =>
      numbered(units.slice(at, at + i + 1).join('')),
    );
    const inOrder = [
      ...options.flatMap((option, i) => (known.has(option) ? [[option, i + 1] as const] : [])),
      ...options.flatMap((option, i) =>
        !known.has(option) && plainSyllable.test(option.replace(/\d$/u, '')) ? [[option, i + 1] as const] : [],
      ),
    ];
    for (const [syllable, length] of inOrder) {
      const rest = from(at + length, index + 1);
      if (rest) return [syllable, ...rest];
    }
    failed.add(place);
    return null;
  };
  return from(0, 0)?.map((syllable) => readingOf([syllable])) ?? null;
}

/** A syllable by its number. */
export const syllableOf = (number: number): string => spelling[number]!;

/** How readings are spelt, with tone marks, for an explanation. */
export const spelt = (readings: readonly Reading[]): string =>
  readings.map(({ toned }) => convert(spelling[toned[0]!]!.replace('v', 'ü'), { format: 'numToSymbol' })).join(' ');

const share = (a: readonly number[], b: readonly number[]): boolean => a.some((number) => b.includes(number));

/** Whether two names of the same length can be read alike. */
export const soundAlike = (a: readonly Reading[], b: readonly Reading[], by: keyof Reading): boolean =>
  a.length === b.length && a.every((reading, i) => share(reading[by], b[i]![by]));
