import { placeNameClassOf, type PlaceNameClassId } from '../../../gis-data/catalogue/index.ts';
import { boxOf, coursesOf, positionOfGeometry } from '../geometry.ts';
import type { NameSegment, NameState } from '../names-on.ts';
import { FlatTextWriter, lengthAt, unitsOf, type FlatTexts } from './flat-texts.ts';
import { buildPostings, buildSparsePostings, type Postings } from './postings.ts';
import { spokenName, writtenPinyin } from './readings.ts';
import { eachInTurns, sortedInTurns } from './turns.ts';

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
  readonly texts: FlatTexts;
  /** Letters of the syllables of each entry. */
  readonly letters: FlatTexts;
  /** 1 where a syllable begins, beside each of `letters`. */
  readonly begins: FlatTexts['units'];
  /** First letters of the syllables. */
  readonly initials: FlatTexts;
  /** Which letters an entry has once or more, and which twice or more, in two words by entry. */
  readonly letterSets: Int32Array;
  /** By code point. */
  readonly byCharacter: Postings;
  /** By `characterPair`. */
  readonly byCharacterPair: Postings;
  /** By three letters; by `beginning` for those with which a syllable begins. */
  readonly byLetters: Postings;
  readonly byInitialPair: Postings;
  /** Records that have a code, in the order of codes. */
  readonly byCode: Int32Array;
}

/** Letters a to z are 1 to 26; everything else, and what is not there, is 0. */
export const letterOf = (unit: number | undefined): number =>
  unit !== undefined && unit > 96 && unit < 123 ? unit - 96 : 0;
const LETTERS = 27;

type Units = ArrayLike<number>;
export const letterPair = (units: Units, at: number): number => letterOf(units[at]) * LETTERS + letterOf(units[at + 1]);
export const letterTriple = (units: Units, at: number): number =>
  letterPair(units, at) * LETTERS + letterOf(units[at + 2]);
/** Key of the two letters with which a syllable, and what follows it, begins. */
export const beginning = (units: Units, at: number): number => letterPair(units, at);
export const characterPair = (units: Units, at: number): number => units[at]! * 0x10000 + units[at + 1]!;

/** The letters of a text that come once or more, and twice or more, as bits. */
export function letterSet(units: Units, start: number, end: number): [once: number, twice: number] {
  let [once, twice] = [0, 0];
  for (let at = start; at < end; at++) {
    const letter = letterOf(units[at]);
    if (letter === 0) continue;
    const bit = 1 << letter;
    twice |= once & bit;
    once |= bit;
  }
  return [once, twice];
}

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

/** Builds the index of some records; other requests have their turn in between. */
export async function buildNameIndex(given: readonly IndexedRecord[]): Promise<NameIndex> {
  const records = await sorted(given);
  const recordOf: number[] = [];
  const isStandard: number[] = [];
  const textWriter = new FlatTextWriter(new Uint16Array(records.length * 5));
  const letterWriter = new FlatTextWriter(new Uint8Array(records.length * 14));
  const beginWriter = new FlatTextWriter(new Uint8Array(records.length * 14));
  const initialWriter = new FlatTextWriter(new Uint8Array(records.length * 5));
  const rowById = new Map<string, number>();
  const settledDays = new Float64Array(records.length);
  await eachInTurns(records.length, (row) => {
    const record = records[row]!;
    rowById.set(record.id, row);
    settledDays[row] = settledDay(record);
    for (const [name, said] of namesOf(record)) {
      recordOf.push(row);
      isStandard.push(name === record.segments.at(-1)!.body.standardName ? 1 : 0);
      textWriter.put(unitsOf(name.toLowerCase()));
      const syllables = said === '' ? [] : said.split(' ');
      letterWriter.put(unitsOf(syllables.join('')));
      initialWriter.put(syllables.map((syllable) => syllable.charCodeAt(0)));
      beginWriter.put(syllables.flatMap(({ length }) => Array.from({ length }, (_, i) => (i === 0 ? 1 : 0))));
    }
  });
  const [texts, letters, initials] = [textWriter.finish(), letterWriter.finish(), initialWriter.finish()];
  const begins = beginWriter.finish().units;
  const count = recordOf.length;
  const letterSets = new Int32Array(count * 2);
  await eachInTurns(count, (entry) => {
    letterSets.set(letterSet(letters.units, letters.starts[entry]!, letters.starts[entry + 1]!), entry * 2);
  });
  return {
    records,
    rowById,
    ...(await placesOf(records)),
    settledDays,
    recordOf: Int32Array.from(recordOf),
    isStandard: Uint8Array.from(isStandard),
    texts,
    letters,
    begins,
    initials,
    letterSets,
    byCharacter: await buildSparsePostings(count, (entry, take) => {
      const { units, starts } = texts;
      for (let at = starts[entry]!; at < starts[entry + 1]!; at++) {
        const isHighHalf = units[at]! >= 0xd800 && units[at]! < 0xdc00 && at + 1 < starts[entry + 1]!;
        take(isHighHalf ? String.fromCharCode(units[at]!, units[++at]!).codePointAt(0)! : units[at]!);
      }
    }),
    byCharacterPair: await buildSparsePostings(count, ofEach(texts, 2, characterPair)),
    byLetters: await buildPostings(LETTERS ** 3, count, (entry, take) => {
      ofEach(letters, 3, letterTriple)(entry, take);
      for (let at = letters.starts[entry]!; at + 1 < letters.starts[entry + 1]!; at++) {
        if (begins[at] === 1) take(beginning(letters.units, at));
      }
    }),
    byInitialPair: await buildPostings(LETTERS ** 2, count, (entry, take) => {
      ofEach(initials, 2, letterPair)(entry, take);
      // One letter alone is found as the first.
      if (lengthAt(initials, entry) > 0) take(letterOf(initials.units[initials.starts[entry]!]));
    }),
    byCode: await byCode(records),
  };
}

/** Takes the keys of all places of an entry where so many characters stand. */
const ofEach =
  ({ units, starts }: FlatTexts, size: number, keyOf: (units: Units, at: number) => number) =>
  (entry: number, take: (key: number) => void): void => {
    for (let at = starts[entry]!; at + size <= starts[entry + 1]!; at++) take(keyOf(units, at));
  };

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Place of a record among equally good finds: in use, by class, short names first; below 2 ** 17. */
export function rankOf({ status, category, standardName }: NameState): number {
  const order = classOrder.indexOf(placeNameClassOf(category)?.id ?? 'sea');
  return (status === 'inUse' ? 0 : 100_000) + order * 100 + standardName.length;
}

/** In the order in which equally good finds are shown: in use, by class, short names first, then by name and id. */
async function sorted(records: readonly IndexedRecord[]): Promise<IndexedRecord[]> {
  const ranks = new Int32Array(records.length);
  await eachInTurns(records.length, (at) => {
    ranks[at] = rankOf(records[at]!.segments.at(-1)!.body);
  });
  const nameOf = (at: number) => records[at]!.segments.at(-1)!.body.standardName;
  const order = await sortedInTurns(
    records.length,
    (a, b) => ranks[a]! - ranks[b]! || byText(nameOf(a), nameOf(b)) || byText(records[a]!.id, records[b]!.id),
  );
  const found: IndexedRecord[] = [];
  await eachInTurns(order.length, (at) => void found.push(records[order[at]!]!));
  return found;
}

async function byCode(records: readonly IndexedRecord[]): Promise<Int32Array> {
  const rows: number[] = [];
  const codes: string[] = [];
  await eachInTurns(records.length, (row) => {
    const { code } = records[row]!.segments.at(-1)!.body;
    if (code === null) return;
    rows.push(row);
    codes.push(code);
  });
  const order = await sortedInTurns(codes.length, (a, b) => byText(codes[a]!, codes[b]!));
  return order.map((at) => rows[at]!);
}

/** Every name that a record has or had, with its syllables; the newest standard name first. */
export function namesOf({ segments }: Pick<IndexedRecord, 'segments'>): Map<string, string> {
  const names = new Map<string, string>();
  for (const { body } of segments.toReversed()) {
    for (const name of [body.standardName, ...body.otherNames.map((other) => other.name)]) {
      if (!names.has(name)) names.set(name, spokenName(name, writtenPinyin(body, name)));
    }
  }
  return names;
}

async function placesOf(records: readonly IndexedRecord[]): Promise<Pick<NameIndex, 'boxes' | 'positions'>> {
  const boxes = new Float64Array(records.length * 4).fill(Infinity);
  const positions = new Float64Array(records.length * 2).fill(NaN);
  await eachInTurns(records.length, (row) => {
    const { geometry } = records[row]!.segments.at(-1)!.body;
    if (geometry === null) return;
    boxes.set(boxOf(coursesOf(geometry)), row * 4);
    positions.set(positionOfGeometry(geometry)!, row * 2);
  });
  return { boxes, positions };
}

/** Last day, as YYYYMMDD, on which something of a record's names changed; Infinity where the record has ended. */
export function settledDay({ segments }: Pick<IndexedRecord, 'segments'>): number {
  const last = segments.at(-1)!;
  if (last.validTo !== null) return Infinity;
  const days = [last.validFrom, last.body.namedOn, ...last.body.otherNames.flatMap(({ from, to }) => [from, to])];
  return Math.max(...days.map((day) => (day === null ? 0 : dayNumber(day))));
}
