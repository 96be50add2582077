import type { PlaceNameBody, PlaceNameHit } from './contract.ts';

/** What a place was called on a day, by one state of its record. */
export interface NameOn {
  name: string;
  basis: PlaceNameHit['nameBasis'];
}

/** What of a record says how its place is called, found and shown in a list. */
export type NameState = Pick<
  PlaceNameBody,
  | 'standardName'
  | 'pinyin'
  | 'otherNames'
  | 'namedOn'
  | 'category'
  | 'code'
  | 'countyId'
  | 'townshipId'
  | 'villageId'
  | 'status'
  | 'geometry'
  | 'demo'
>;

/** A stretch of valid time of a place name's record. */
export interface NameSegment {
  validFrom: string;
  validTo: string | null;
  body: NameState;
}

/** The stretch that holds on a day; null on a day before or after the record. */
export const segmentOn = (segments: readonly NameSegment[], day: string): NameSegment | null =>
  segments.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || validTo > day)) ?? null;

/**
 * The name in force on a day by the dates that a record states: of former names, the one whose days cover it; else the
 * standard name, when it is in force since that day or before, or does not say since when.
 * @returns null when a date says that the standard name was not in force and no former name covers the day
 */
export function datedName(body: NameState, day: string): NameOn | null {
  const former = body.otherNames.find(
    ({ kind, from, to }) =>
      kind === 'former' && (from !== null || to !== null) && (from === null || from <= day) && to !== null && to > day,
  );
  if (former) return { name: former.name, basis: 'datedNames' };
  if (body.namedOn === null) return { name: body.standardName, basis: 'undated' };
  return body.namedOn <= day ? { name: body.standardName, basis: 'datedNames' } : null;
}

/**
 * What a place was called on a day: by the register's record of that day, else by the dated names of the earliest record
 * after it.
 * @param segments in order of time
 * @returns null where the place is not known to have had a name on the day: the record has ended before, or dates say so
 */
export function nameOn(segments: readonly NameSegment[], day: string): (NameOn & { body: NameState }) | null {
  const own = segmentOn(segments, day);
  if (own) {
    const dated = datedName(own.body, day);
    // The record of the day may have been entered later than the names in it changed.
    const name = dated?.basis === 'datedNames' ? dated.name : own.body.standardName;
    return { name, basis: name === own.body.standardName ? 'register' : 'datedNames', body: own.body };
  }
  const [first] = segments;
  if (first === undefined || first.validFrom <= day) return null;
  const dated = datedName(first.body, day);
  return dated === null ? null : { ...dated, body: first.body };
}
