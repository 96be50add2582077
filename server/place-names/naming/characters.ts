import { lookAlikeGroups, standardCharacters, standardFormOf } from '../../../gis-data/naming/index.ts';

const standard: ReadonlySet<string> = new Set(Object.values(standardCharacters).flatMap((level) => [...level]));

/** 〇 is written in dates and numbers, but is not in the table. */
const alsoStandard = '〇';

export const isStandard = (character: string): boolean => standard.has(character) || character === alsoStandard;

const han = /^\p{Script=Han}$/u;
export const isHan = (character: string): boolean => han.test(character);

/** Characters that cannot be seen: formats, controls, spaces, private and unassigned ones, variation selectors. */
const invisible = /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Z}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]$/u;
export const isInvisible = (character: string): boolean => invisible.test(character);

/** Whether a character only stands for another one: full-width letters, compatibility ideographs, radicals. */
export const isCompatibility = (character: string): boolean => character.normalize('NFKC') !== character;

/** The text as it is compared: without invisible characters, in canonical and standard forms. */
export function comparable(text: string): string {
  if ([...text].every(isStandard)) return text;
  let result = '';
  for (const character of text.normalize('NFKC')) {
    if (!isInvisible(character)) result += standardFormOf.get(character) ?? character;
  }
  return result;
}

/** Characters with their code point, as errors name them. */
export const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** A character for each that it may be taken for; texts are alike when they become the same. */
export const alikeTable = (ownGroups: readonly string[]): ReadonlyMap<string, string> =>
  ownGroups.length === 0 ? shippedTable : joinedTable([...lookAlikeGroups, ...ownGroups]);

function joinedTable(groups: readonly string[]): ReadonlyMap<string, string> {
  const parent = new Map<string, string>();
  const root = (character: string): string => {
    const above = parent.get(character);
    return above === undefined || above === character ? character : root(above);
  };
  for (const group of groups) {
    const [first, ...rest] = [...group];
    for (const character of rest) {
      // The lesser character stands for both, so that the order of the groups does not matter.
      const [lesser, greater] = [root(first!), root(character)].sort() as [string, string];
      parent.set(greater, lesser);
    }
  }
  return new Map([...parent.keys()].map((character) => [character, root(character)]));
}

const shippedTable = joinedTable(lookAlikeGroups);

/** The text with each character replaced by the one that stands for its look-alikes. */
export const skeleton = (text: string, alike: ReadonlyMap<string, string>): string => {
  let result = '';
  for (const character of text) result += alike.get(character) ?? character;
  return result;
};
