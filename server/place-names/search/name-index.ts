import { placeNameClassOf, type PlaceNameClassId } from '../../../gis-data/catalogue/index.ts';
import { boxOf, coursesOf, positionOfGeometry } from '../geometry.ts';
import type { NameSegment } from '../names-on.ts';
import { buildPostings, buildTextPostings, type Postings } from './postings.ts';
import { spokenName, writtenPinyin } from './readings.ts';

/** A record with all stretches of time that are believed of it, in their order. */
export interface IndexedRecord {
  id: string;
  segments: readonly NameSegment[];
}

/**
 * Everything that names are found by, for some records. Built once, never changed. An entry is one name of one record,
 * whenever it held. Entries stand in the order in which names of equal fit are shown, so that a search that takes the
 * first ones of a list takes the best.
 */
export interface NameIndex {
  readonly records: readonly IndexedRecord[];
  readonly rowById: ReadonlyMap<string, number>;
  /** Last segment's box by record: west, south, east, north; infinite where there is no geometry. */
  readonly boxes: Float64Array;
  /** Last segment's representative point by record; NaN where there is no geometry. */
  readonly positions: Float64Array;
  /** Last day, as YYYYMMDD, on which something of a record's names changed; Infinity where the record has ended. */
  readonly settledDays: Float64Array;
  /** Record of each entry. */
  readonly recordOf: Int32Array;
  /** 1 where an entry is the newest standard name of its record. */
  readonly isStandard: Uint8Array;
  /** Name of each entry, in small letters where it has any. */
  readonly texts: readonly string[];
  /** Syllables of each entry, separated by spaces. */
  readonly spoken: readonly string[];
  /** The same without spaces. */
  readonly letters: readonly string[];
  /** First letters of the syllables. */
  readonly initials: readonly string[];
  readonly byCharacter: { of(key: string): Int32Array };
  readonly byCharacterPair: { of(key: string): Int32Array };
  /** By three letters; a space in front stands for the beginning of a syllable. */
  readonly byLetters: Postings;
  readonly byLetterPair: Postings;
  readonly byInitialPair: Postings;
  /** Records by code, in the order of codes. */
  readonly codes: { readonly code: string; readonly record: number }[];
}

/** Letters a to z are 1 to 26; the beginning of a syllable and everything else are 0. */
const letterAt = (text: string, at: number): number => {
  const letter = text.charCodeAt(at) - 96;
  return letter >= 1 && letter <= 26 ? letter : 0;
};
const LETTERS = 27;

export const letterPair = (text: string, at: number): number => letterAt(text, at) * LETTERS + letterAt(text, at + 1);
export const letterTriple = (text: string, at: number): number =>
  letterPair(text, at) * LETTERS + letterAt(text, at + 2);

/** `YYYY-MM-DD` as a number that sorts the same. */
export const dayNumber = (day: string): number => Number(day.replaceAll('-', ''));

/** Classes in the order in which people look for them. */
const classOrder: readonly PlaceNameClassId[] = [
  'administrative',
  'selfGoverning',
  'settlement',
  'water',
  'land',
  'memorial',
  'transport',
  'utilities',
  'otherArea',
  'building',
  'organisation',
  'sea',
];

/** How many records are taken between two rests, so that a large index does not hold up other requests. */
const slice = 5000;
const rest = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Builds the index of some records; rests in between. */
export async function buildNameIndex(given: readonly IndexedRecord[]): Promise<NameIndex> {
  const records = sorted(given);
  const recordOf: number[] = [];
  const names: string[] = [];
  const spoken: string[] = [];
  const isStandard: number[] = [];
  for (const [row, record] of records.entries()) {
    if (row % slice === 0) await rest();
    for (const [name, said] of namesOf(record)) {
      recordOf.push(row);
      isStandard.push(name === record.segments.at(-1)!.body.standardName ? 1 : 0);
      names.push(name.toLowerCase());
      spoken.push(said);
    }
  }
  const letters = spoken.map((said) => said.replaceAll(' ', ''));
  const initials = spoken.map((said) =>
    said === ''
      ? ''
      : said
          .split(' ')
          .map((syllable) => syllable[0])
          .join(''),
  );
  const count = names.length;
  await rest();
  const byCharacter = buildTextPostings(count, (entry, take) => {
    for (const character of names[entry]!) take(character);
  });
  await rest();
  const byCharacterPair = buildTextPostings(count, (entry, take) => {
    const name = names[entry]!;
    for (let i = 0; i + 1 < name.length; i++) take(name.slice(i, i + 2));
  });
  await rest();
  const byLetters = buildPostings(LETTERS ** 3, count, (entry, take) => {
    const text = letters[entry]!;
    for (let i = 0; i + 2 < text.length; i++) take(letterTriple(text, i));
    for (const syllable of spoken[entry]!.split(' ')) take(letterTriple(` ${syllable}`, 0));
  });
  await rest();
  const pairsOf = (texts: readonly string[]) =>
    buildPostings(LETTERS ** 2, count, (entry, take) => {
      const text = texts[entry]!;
      for (let i = 0; i + 1 < text.length; i++) take(letterPair(text, i));
      // One letter alone is found as the beginning.
      take(letterAt(text, 0));
    });
  const byLetterPair = pairsOf(letters);
  await rest();
  return {
    records,
    rowById: new Map(records.map(({ id }, row) => [id, row])),
    ...placesOf(records),
    settledDays: Float64Array.from(records, settledDay),
    recordOf: Int32Array.from(recordOf),
    isStandard: Uint8Array.from(isStandard),
    texts: names,
    spoken,
    letters,
    initials,
    byCharacter,
    byCharacterPair,
    byLetters,
    byLetterPair,
    byInitialPair: pairsOf(initials),
    codes: records
      .flatMap(({ segments }, record) => {
        const { code } = segments.at(-1)!.body;
        return code === null ? [] : [{ code, record }];
      })
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
  };
}

/** In the order in which equally good finds are shown: in use, by class, short names first, then by name and id. */
function sorted(records: readonly IndexedRecord[]): IndexedRecord[] {
  const keyed = records.map((record) => {
    const { status, category, standardName } = record.segments.at(-1)!.body;
    const order = classOrder.indexOf(placeNameClassOf(category)?.id ?? 'sea');
    const rank = (status === 'inUse' ? 0 : 100_000) + order * 100 + standardName.length;
    return { record, rank, name: standardName };
  });
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return keyed
    .sort((a, b) => a.rank - b.rank || byText(a.name, b.name) || byText(a.record.id, b.record.id))
    .map(({ record }) => record);
}

/** Every name that a record has or had, with its syllables; the newest standard name first. */
function namesOf({ segments }: IndexedRecord): Map<string, string> {
  const names = new Map<string, string>();
  for (const { body } of segments.toReversed()) {
    for (const name of [body.standardName, ...body.otherNames.map((other) => other.name)]) {
      if (!names.has(name)) names.set(name, spokenName(name, writtenPinyin(body, name)));
    }
  }
  return names;
}

function placesOf(records: readonly IndexedRecord[]): Pick<NameIndex, 'boxes' | 'positions'> {
  const boxes = new Float64Array(records.length * 4).fill(Infinity);
  const positions = new Float64Array(records.length * 2).fill(NaN);
  records.forEach(({ segments }, row) => {
    const { geometry } = segments.at(-1)!.body;
    if (geometry === null) return;
    boxes.set(boxOf(coursesOf(geometry)), row * 4);
    positions.set(positionOfGeometry(geometry)!, row * 2);
  });
  return { boxes, positions };
}

function settledDay({ segments }: IndexedRecord): number {
  const last = segments.at(-1)!;
  if (last.validTo !== null) return Infinity;
  const days = [last.validFrom, last.body.namedOn, ...last.body.otherNames.flatMap(({ from, to }) => [from, to])];
  return Math.max(...days.map((day) => (day === null ? 0 : dayNumber(day))));
}
