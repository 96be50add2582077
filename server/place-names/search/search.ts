import { booleanPointInPolygon } from '@turf/turf';
import { placeNameClassOf } from '../../../gis-data/catalogue/index.ts';
import type {
  MatchKind,
  NamedDivision,
  PlaceGeometry,
  PlaceNameHit,
  PlaceNameSearchQuery,
  PlaceNameSearchResult,
} from '../contract.ts';
import { coursesOf, distanceBetweenM, METRES_PER_DEGREE, positionOfGeometry } from '../geometry.ts';
import { nameOn, type NameOn, type NameSegment, type NameState } from '../names-on.ts';
import { spelt } from '../pinyin.ts';
import { findSimilar, findWritten, MOST_SCORE, recordsOfCode, type Fit } from './find.ts';
import type { DivisionSegment, SearchState } from './follower.ts';
import { dayNumber, type NameIndex } from './name-index.ts';
import { reasonText } from './reason.ts';

type Position = [number, number];
type Question = Omit<PlaceNameSearchQuery, 'asOf'> & { asOf: string };

/** Names that a query asks for, the best first; every one says how it came to match. */
export function searchNames(state: SearchState, question: Question): PlaceNameSearchResult {
  const parts = state.parts.map(({ index, replaced }) => new PartSearch(index, replaced, question));
  for (const part of parts) part.findWritten();
  let total = parts.reduce((sum, part) => sum + part.count, 0);
  if (question.q !== '' && question.fuzzy === 'auto' && total < question.limit) {
    for (const part of parts) part.findSimilar();
    total = Math.max(
      total,
      Math.min(
        question.limit,
        parts.reduce((sum, part) => sum + part.count, 0),
      ),
    );
  }
  const found = parts.flatMap((part) => part.best());
  // The parts' own orders are kept among equals: sorting is stable.
  found.sort((a, b) => a.fit.score - b.fit.score || (a.distanceM ?? 0) - (b.distanceM ?? 0));
  return {
    seq: state.seq,
    asOf: question.asOf,
    total,
    items: found.slice(0, question.limit).map((find) => hitOf(state, question.asOf, find)),
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

/** The search in one part of the index. */
class PartSearch {
  /** Records found. */
  count = 0;
  private readonly buckets: number[][] = Array.from({ length: MOST_SCORE }, () => []);
  private readonly bestScore: Uint8Array;
  private readonly fits = new Map<number, { matched: string | null; fit: Fit }>();
  private readonly distances = new Map<number, number>();
  private readonly day: number;
  private readonly keep: number;

  constructor(
    private readonly index: NameIndex,
    private readonly replaced: ReadonlySet<number>,
    private readonly question: Question,
  ) {
    this.bestScore = new Uint8Array(index.records.length).fill(255);
    this.day = dayNumber(question.asOf);
    this.keep = question.limit * 4;
  }

  findWritten(): void {
    const { index } = this;
    const { q, limit } = this.question;
    if (q === '') {
      for (let row = 0; row < index.records.length; row++) this.take(row, null, { how: 'within', score: 0, edits: 0 });
      return;
    }
    if (/^\d{2,20}$/.test(q)) {
      for (const row of recordsOfCode(index, q, limit)) {
        this.take(row, this.index.records[row]!.segments.at(-1)!.body.code, { how: 'code', score: 1, edits: 0 });
      }
    }
    findWritten(index, q, this.takeEntry);
  }

  findSimilar(): void {
    findSimilar(this.index, this.question.q, this.takeEntry);
  }

  /** The best finds, in order. */
  best(): Find[] {
    const { index } = this;
    const { along, limit } = this.question;
    const rows = this.buckets.flatMap((bucket, score) => {
      const best = bucket.filter((row) => this.bestScore[row] === score);
      return along === undefined ? best : best.sort((a, b) => this.distances.get(a)! - this.distances.get(b)!);
    });
    return rows.slice(0, limit).map((row) => ({
      index,
      row,
      ...this.fits.get(row)!,
      distanceM: this.distances.get(row) ?? null,
    }));
  }

  private readonly takeEntry = (entry: number, fit: Fit): void => {
    const row = this.index.recordOf[entry]!;
    // Other names than the standard one come after it.
    const score = fit.score + (this.index.isStandard[entry] === 1 ? 0 : 3);
    if (this.bestScore[row]! <= score) return;
    this.take(row, this.index.texts[entry]!, score === fit.score ? fit : { ...fit, score });
  };

  private take(row: number, matched: string | null, fit: Fit): void {
    const known = this.bestScore[row]!;
    if (known <= fit.score) return;
    if (known === 255) {
      if (this.replaced.has(row) || !this.accepts(row)) {
        // Refused once and for all.
        this.bestScore[row] = 0;
        return;
      }
      this.count += 1;
    }
    this.bestScore[row] = fit.score;
    const bucket = this.buckets[fit.score]!;
    // Of those that fit equally the first ones come first: the others are only counted.
    if (bucket.length >= this.keep && this.question.along === undefined) return;
    bucket.push(row);
    this.fits.set(row, { matched, fit });
  }

  private accepts(row: number): boolean {
    const { boxes, positions } = this.index;
    const { bbox, divisionId, class: wantedClass, status, along, withinM } = this.question;
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
    const body = this.bodyOn(row);
    if (body === null) return false;
    if (status !== undefined && body.status !== status) return false;
    if (wantedClass !== undefined && placeNameClassOf(body.category)?.id !== wantedClass) return false;
    if (divisionId !== undefined && ![body.countyId, body.townshipId, body.villageId].includes(divisionId))
      return false;
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
    const line = Array.from({ length: along.length / 2 }, (_, i): Position => [along[i * 2]!, along[i * 2 + 1]!]);
    const { boxes } = this.index;
    const margin = withinM / METRES_PER_DEGREE;
    const [xs, ys] = [line.map(([x]) => x), line.map(([, y]) => y)];
    const shrink = Math.cos((Math.max(...ys.map(Math.abs)) * Math.PI) / 180);
    const apart =
      boxes[row * 4]! > Math.max(...xs) + margin / shrink ||
      boxes[row * 4 + 2]! < Math.min(...xs) - margin / shrink ||
      boxes[row * 4 + 1]! > Math.max(...ys) + margin ||
      boxes[row * 4 + 3]! < Math.min(...ys) - margin;
    if (apart) return Infinity;
    return distanceToM(geometry, line);
  }
}

/** Distance of a geometry from a course, metres; 0 where the course begins inside an area. */
function distanceToM(geometry: PlaceGeometry, course: readonly Position[]): number {
  const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
  if (isArea && booleanPointInPolygon(course[0]!, geometry)) return 0;
  return Math.min(...coursesOf(geometry).map((each) => distanceBetweenM(course, each)));
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
    for (let row = 0, at = 0; row < index.records.length; row++, at += 4) {
      const [west, south, east, north] = [0, 1, 2, 3].map((i) => index.boxes[at + i]!) as [
        number,
        number,
        number,
        number,
      ];
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
    items: finds.slice(0, limit).map((find) => hitOf(state, asOf, find)),
  };
}

function hitOf(state: SearchState, asOf: string, { index, row, matched, fit, distanceM }: Find): PlaceNameHit {
  const { id, segments } = index.records[row]!;
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
    county: divisionOn(state.divisions, body.countyId, asOf),
    township: body.townshipId === null ? null : divisionOn(state.divisions, body.townshipId, asOf),
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
