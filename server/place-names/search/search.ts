import { placeNameClassOf } from '../../../gis-data/catalogue/index.ts';
import {
  matchHow,
  type MatchHow,
  type MatchKind,
  type NamedDivision,
  type PlaceGeometry,
  type PlaceNameHit,
  type PlaceNameSearchQuery,
  type PlaceNameSearchResult,
} from '../contract.ts';
import { distanceToM, METRES_PER_DEGREE, positionOfGeometry } from '../geometry.ts';
import { nameOn, type NameOn, type NameSegment, type NameState } from '../names-on.ts';
import { spelt } from '../pinyin.ts';
import {
  findWritten,
  MOST_SCORE,
  OTHER_NAME_SCORE,
  recordsOfCode,
  similarWays,
  type Fit,
  type TakeFit,
} from './find.ts';
import { textAt } from './flat-texts.ts';
import type { DivisionSegment, SearchState } from './follower.ts';
import { dayNumber, type NameIndex } from './name-index.ts';
import { reasonText } from './reason.ts';

type Position = [number, number];
export type Question = Omit<PlaceNameSearchQuery, 'asOf'> & { asOf: string };

/** Names that a query asks for, the best first; every one says how it came to match. */
export function searchNames(state: SearchState, question: Question): PlaceNameSearchResult {
  const parts = state.parts.map(({ index, replaced }) => new PartSearch(index, replaced, question));
  for (const part of parts) part.findWritten();
  const taken = () => parts.reduce((sum, part) => sum + part.count, 0);
  const written = taken();
  if (question.q !== '' && question.fuzzy === 'auto') {
    for (const findSimilar of similarWays) {
      if (taken() >= question.limit) break;
      for (const part of parts) part.findSimilar(findSimilar);
    }
  }
  const total = Math.max(written, Math.min(question.limit, taken()));
  const found = parts.flatMap((part) => part.best());
  // The parts' own orders are kept among equals: sorting is stable.
  found.sort((a, b) => a.fit.score - b.fit.score || (a.distanceM ?? 0) - (b.distanceM ?? 0));
  return {
    seq: state.seq,
    asOf: question.asOf,
    total,
    items: found.slice(0, question.limit).map((find) => hitOf(state.divisions, question.asOf, hitting(find))),
  };
}

/** All stretches of time of a record; none for one that is not there. */
export function segmentsIn(parts: SearchState['parts'], id: string): readonly NameSegment[] {
  for (const { index, replaced } of parts) {
    const row = index.rowById.get(id);
    if (row !== undefined && !replaced.has(row)) return index.records[row]!.segments;
  }
  return [];
}

/** A record that was found, by one of its names (entry) or by none. */
interface Find {
  index: NameIndex;
  row: number;
  /** The name or code that matched; null: found by its place. */
  matched: string | null;
  fit: Fit;
  distanceM: number | null;
}

/** Ways to find a record, by number. */
const ways: readonly Pick<Fit, 'how' | 'edits'>[] = [
  ...matchHow.options.map((how) => ({ how, edits: 0 })),
  { how: 'fuzzy', edits: 1 },
  { how: 'fuzzy', edits: 2 },
];
const numbersOfWays = new Map(matchHow.options.map((how, number) => [how, number]));
const wayNumber = (how: MatchHow, edits: number): number =>
  edits === 0 ? numbersOfWays.get(how)! : matchHow.options.length + edits - 1;

/** The positions of a line that is asked along. */
export const courseOf = (along: readonly number[]): Position[] =>
  Array.from({ length: along.length / 2 }, (_, i) => [along[i * 2]!, along[i * 2 + 1]!]);

/** West, south, east and north of everything within so many metres of a line or point. */
export function boxAround(line: readonly Position[], withinM: number): [number, number, number, number] {
  const margin = withinM / METRES_PER_DEGREE;
  const [xs, ys] = [line.map(([x]) => x), line.map(([, y]) => y)];
  const shrink = Math.cos((Math.max(...ys.map(Math.abs)) * Math.PI) / 180);
  return [
    Math.min(...xs) - margin / shrink,
    Math.min(...ys) - margin,
    Math.max(...xs) + margin / shrink,
    Math.max(...ys) + margin,
  ];
}

/** Whether a record is of the status, class and division that are asked for. */
export const isAsked = ({ divisionId, class: wantedClass, status }: Question, body: NameState): boolean =>
  (status === undefined || body.status === status) &&
  (wantedClass === undefined || placeNameClassOf(body.category)?.id === wantedClass) &&
  (divisionId === undefined || [body.countyId, body.townshipId, body.villageId].includes(divisionId));

/** Stands for the score of a record that was not looked at yet, and of one that is not asked for. */
const NONE = 255;
const REFUSED = 254;
/** Stands for the entry of a record that was found by none of its names. */
const NO_ENTRY = -1;

/** The search in one part of the index. */
class PartSearch {
  /** Records found. */
  count = 0;
  /** By record the best score, and the entry and way that have it. */
  private readonly scores: Uint8Array;
  private readonly entries: Int32Array;
  private readonly ways: Uint8Array;
  private readonly countByScore = new Int32Array(MOST_SCORE);
  private readonly distances = new Map<number, number>();
  private readonly day: number;
  private readonly takesAll: boolean;

  constructor(
    private readonly index: NameIndex,
    private readonly replaced: ReadonlySet<number>,
    private readonly question: Question,
  ) {
    const { length } = index.records;
    this.scores = new Uint8Array(length).fill(NONE);
    this.entries = new Int32Array(length);
    this.ways = new Uint8Array(length);
    this.day = dayNumber(question.asOf);
    const { bbox, divisionId, class: wantedClass, status, along } = question;
    this.takesAll = [bbox, divisionId, wantedClass, status, along].every((filter) => filter === undefined);
  }

  findWritten(): void {
    const { index } = this;
    const { q, limit } = this.question;
    if (q === '') {
      for (let row = 0; row < index.records.length; row++) this.take(row, NO_ENTRY, 'within', 0, 0);
      return;
    }
    if (/^\d{2,20}$/.test(q)) {
      for (const row of recordsOfCode(index, q, limit)) this.take(row, NO_ENTRY, 'code', 1, 0);
    }
    findWritten(index, q, this.takeEntry);
  }

  findSimilar(find: (typeof similarWays)[number]): void {
    find(this.index, this.question.q, this.takeEntry);
  }

  /** The best finds, in order. */
  best(): Find[] {
    const { limit, along } = this.question;
    let worst = 0;
    for (let before = 0; worst < MOST_SCORE - 1 && before + this.countByScore[worst]! < limit; worst++) {
      before += this.countByScore[worst]!;
    }
    const byScore: number[][] = Array.from({ length: worst + 1 }, () => []);
    for (let row = 0; row < this.scores.length; row++) {
      const score = this.scores[row]!;
      // Of those that fit equally the first ones come first, unless the distance decides.
      if (score <= worst && (along !== undefined || byScore[score]!.length < limit)) byScore[score]!.push(row);
    }
    if (along !== undefined) {
      for (const rows of byScore) rows.sort((a, b) => this.distances.get(a)! - this.distances.get(b)!);
    }
    return byScore
      .flat()
      .slice(0, limit)
      .map((row) => this.findAt(row));
  }

  private findAt(row: number): Find {
    const { index } = this;
    const entry = this.entries[row]!;
    const { how, edits } = ways[this.ways[row]!]!;
    const code = how === 'code' ? index.records[row]!.segments.at(-1)!.body.code : null;
    return {
      index,
      row,
      matched: entry === NO_ENTRY ? code : textAt(index.texts, entry),
      fit: { how, edits, score: this.scores[row]! },
      distanceM: this.distances.get(row) ?? null,
    };
  }

  private readonly takeEntry: TakeFit = (entry, how, score, edits) => {
    // Other names than the standard one come after it.
    const own = score + (this.index.isStandard[entry] === 1 ? 0 : OTHER_NAME_SCORE);
    this.take(this.index.recordOf[entry]!, entry, how, own, edits);
  };

  private take(row: number, entry: number, how: MatchHow, score: number, edits: number): void {
    const known = this.scores[row]!;
    if (known <= score || known === REFUSED) return;
    if (known !== NONE) this.countByScore[known]! -= 1;
    else if (this.replaced.has(row) || !this.accepts(row)) {
      this.scores[row] = REFUSED;
      return;
    } else this.count += 1;
    this.countByScore[score]! += 1;
    this.scores[row] = score;
    this.entries[row] = entry;
    this.ways[row] = wayNumber(how, edits);
  }

  private accepts(row: number): boolean {
    const { boxes, positions } = this.index;
    const { bbox, along, withinM } = this.question;
    if (bbox !== undefined) {
      const at = row * 4;
      if (!(
        boxes[at]! <= bbox[2]! &&
        boxes[at + 2]! >= bbox[0]! &&
        boxes[at + 1]! <= bbox[3]! &&
        boxes[at + 3]! >= bbox[1]!
      ))
        return false;
    }
    if (along !== undefined && Number.isNaN(positions[row * 2]!)) return false;
    // Of a record whose names are settled nothing else is asked.
    if (this.takesAll && this.day >= this.index.settledDays[row]!) return true;
    const body = this.bodyOn(row);
    if (body === null || !isAsked(this.question, body)) return false;
    if (along !== undefined) {
      const distance = this.distanceAlong(row, body.geometry!, along, withinM);
      if (distance > withinM) return false;
      this.distances.set(row, distance);
    }
    return true;
  }

  private bodyOn(row: number): NameState | null {
    const { segments } = this.index.records[row]!;
    if (this.day >= this.index.settledDays[row]!) return segments.at(-1)!.body;
    return nameOn(segments, this.question.asOf)?.body ?? null;
  }

  private distanceAlong(row: number, geometry: PlaceGeometry, along: readonly number[], withinM: number): number {
    const line = courseOf(along);
    const { boxes } = this.index;
    const [west, south, east, north] = boxAround(line, withinM);
    const apart =
      boxes[row * 4]! > east ||
      boxes[row * 4 + 2]! < west ||
      boxes[row * 4 + 1]! > north ||
      boxes[row * 4 + 3]! < south;
    return apart ? Infinity : distanceToM(geometry, line);
  }
}

/**
 * Names around a point: first what it lies in, the smallest first, then what is near, the nearest first.
 * @param position longitude, latitude
 */
export function namesAt(
  state: SearchState,
  position: Position,
  { radiusM, limit, asOf }: { radiusM: number; limit: number; asOf: string },
): PlaceNameSearchResult {
  const [x, y] = position;
  const dy = radiusM / METRES_PER_DEGREE;
  const dx = dy / Math.cos((y * Math.PI) / 180);
  const finds = state.parts.flatMap(({ index, replaced }) => {
    const found: (Find & { size: number })[] = [];
    const { boxes } = index;
    for (let row = 0, at = 0; row < index.records.length; row++, at += 4) {
      const west = boxes[at]!;
      const south = boxes[at + 1]!;
      const east = boxes[at + 2]!;
      const north = boxes[at + 3]!;
      if (!(west <= x + dx && east >= x - dx && south <= y + dy && north >= y - dy) || replaced.has(row)) continue;
      const body = nameOn(index.records[row]!.segments, asOf)?.body;
      if (!body?.geometry) continue;
      const distanceM = distanceToM(body.geometry, [position]);
      if (distanceM > radiusM) continue;
      const fit: Fit = { how: 'near', score: 0, edits: 0 };
      found.push({ index, row, matched: null, fit, distanceM, size: (east - west) * (north - south) });
    }
    return found;
  });
  finds.sort((a, b) => a.distanceM! - b.distanceM! || a.size - b.size);
  return {
    seq: state.seq,
    asOf,
    total: finds.length,
    items: finds.slice(0, limit).map((find) => hitOf(state.divisions, asOf, hitting(find))),
  };
}

/** A record that was found, by one of its names, its code or (null) its place. */
export interface FoundRecord {
  id: string;
  segments: readonly NameSegment[];
  matched: string | null;
  fit: Fit;
  distanceM: number | null;
}

const hitting = ({ index, row, matched, fit, distanceM }: Find): FoundRecord => ({
  ...index.records[row]!,
  ...{ matched, fit, distanceM },
});

/** What is told of a record that was found; it must have a name on the day. */
export function hitOf(
  divisions: SearchState['divisions'],
  asOf: string,
  { id, segments, matched, fit, distanceM }: FoundRecord,
): PlaceNameHit {
  const on: NameOn & { body: NameState } = nameOn(segments, asOf)!;
  const { body } = on;
  const current = segments.at(-1)!.body;
  const kind = kindOf(matched, on);
  return {
    id,
    name: on.name,
    nameBasis: on.basis,
    currentName: current.standardName,
    pinyin: on.name === body.standardName ? body.pinyin && spelt(body.pinyin) : otherPinyin(body, on.name),
    category: body.category,
    code: body.code,
    status: body.status,
    county: divisionOn(divisions, body.countyId, asOf),
    township: body.townshipId === null ? null : divisionOn(divisions, body.townshipId, asOf),
    position: positionOfGeometry(body.geometry),
    distanceM: distanceM === null ? null : Math.round(distanceM),
    reason: {
      how: fit.how,
      kind,
      matched: matched ?? on.name,
      edits: fit.edits,
      text: reasonText(fit, kind, matched ?? on.name, distanceM),
    },
    demo: body.demo,
  };
}

const otherPinyin = ({ otherNames }: NameState, name: string) =>
  otherNames.find((other) => other.name === name)?.pinyin ?? null;

/** What the matched name is of the place on the day; null and a code stand for the name of the day. */
function kindOf(matched: string | null, { name, body }: NameOn & { body: NameState }): MatchKind {
  if (matched === null || matched === body.code || matched === name.toLowerCase()) return 'standard';
  const other = body.otherNames.find((each) => each.name.toLowerCase() === matched);
  if (other) return other.kind;
  return matched === body.standardName.toLowerCase() ? 'later' : 'former';
}

/** A division by its name on a day; where it is not on record then, by the name of the nearest day on which it is. */
export function divisionOn(
  divisions: ReadonlyMap<string, readonly DivisionSegment[]>,
  id: string,
  day: string,
): NamedDivision | null {
  const segments = divisions.get(id);
  if (!segments) return null;
  const own = segments.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || validTo > day));
  if (own) return { id, name: own.name, onRecord: true };
  const nearest = segments.findLast(({ validFrom }) => validFrom <= day) ?? segments[0]!;
  return { id, name: nearest.name, onRecord: false };
}
