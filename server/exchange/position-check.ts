import { coordinateSystems, text, type Text } from '../../gis-data/catalogue/index.ts';
import { coordinateSystem, toStorage, type Position } from './crs.ts';
import type { StudyArea } from './study-area.ts';

/** What may be wrong with a position, and how the row fares for it. */
export interface PositionFinding {
  severity: 'block' | 'warn';
  code: string;
  message: Text;
}

export interface StatedPlace {
  countyId: string;
  townshipId: string | null;
}

export const defaultToleranceM = 2000;

/** Names of divisions, for messages. */
export type NameOf = (divisionId: string) => string;

export interface PositionContext {
  area: StudyArea;
  /** How far outside the study area or the stated county a position may lie, metres. */
  toleranceM: number;
  nameOf: NameOf;
}

const kilometres = (metres: number) =>
  metres < 10_000 ? (metres / 1000).toFixed(1) : String(Math.round(metres / 1000));

/**
 * Judges a position against the study area and the division that the row states.
 *
 * - farther than `toleranceM` from every county: refused, with the likely cause
 * - outside the stated county by more than `toleranceM`: refused; by less: a warning
 * - outside the stated township: a warning with the distance and, where it explains it, the likely cause
 *
 * @param given as written in the file, in `crsId`
 * @param stored the same in EPSG:4490
 */
export function checkPosition(
  given: Position,
  stored: Position,
  crsId: string,
  stated: StatedPlace,
  context: PositionContext,
): PositionFinding[] {
  const { area, toleranceM } = context;
  if (!area.known) return [];
  const outsideM = stored.every(Number.isFinite) ? area.distanceOutsideM(stored, toleranceM) : Infinity;
  if (outsideM > toleranceM) return [outsideStudyArea(given, crsId, stated, area, outsideM)];

  const county = outsideCounty(given, stored, crsId, stated, context);
  if (county) return [county];
  const township = outsideTownship(given, stored, crsId, stated, context);
  return township ? [township] : [];
}

function outsideStudyArea(
  given: Position,
  crsId: string,
  stated: StatedPlace,
  area: StudyArea,
  outsideM: number,
): PositionFinding {
  const cause = likelyCause(given, crsId, stated, area);
  const far = Number.isFinite(outsideM);
  const distance = far
    ? text(`,距研究区约 ${kilometres(outsideM)} 公里`, `, about ${kilometres(outsideM)} km from the study area`)
    : text('', '');
  return {
    severity: 'block',
    code: cause?.code ?? 'outside-study-area',
    message: text(
      `坐标 (${given.join(', ')}) 按 ${crsId} 落在研究区外${distance.zh}${cause ? `;${cause.message.zh}` : ''}`,
      `Position (${given.join(', ')}) read as ${crsId} is outside the study area${distance.en}${cause ? `; ${cause.message.en}` : ''}`,
    ),
  };
}

function outsideCounty(
  given: Position,
  stored: Position,
  crsId: string,
  stated: StatedPlace,
  { area, toleranceM, nameOf }: PositionContext,
): PositionFinding | null {
  const distance = area.distanceM(stored, stated.countyId);
  if (distance === null || distance === 0) return null;
  const actual = area.countyAt(stored);
  const where = actual ? text(`,落在${nameOf(actual)}`, `, in ${nameOf(actual)}`) : text('', '');
  const cause = shiftCause(given, stored, crsId, stated.townshipId ?? stated.countyId, area);
  return {
    severity: distance > toleranceM ? 'block' : 'warn',
    code: 'outside-county',
    message: text(
      `坐标在所填${nameOf(stated.countyId)}之外约 ${kilometres(distance)} 公里${where.zh}${cause.zh}`,
      `The position is about ${kilometres(distance)} km outside ${nameOf(stated.countyId)}${where.en}${cause.en}`,
    ),
  };
}

function outsideTownship(
  given: Position,
  stored: Position,
  crsId: string,
  stated: StatedPlace,
  { area, nameOf }: PositionContext,
): PositionFinding | null {
  if (stated.townshipId === null || area.within(stored, stated.townshipId) !== false) return null;
  const distance = area.distanceM(stored, stated.townshipId)!;
  const actual = area.townshipAt(stored);
  const where = actual ? text(`,落在${nameOf(actual)}`, `, in ${nameOf(actual)}`) : text('', '');
  const cause = shiftCause(given, stored, crsId, stated.townshipId, area);
  return {
    severity: 'warn',
    code: 'outside-township',
    message: text(
      `坐标在所填${nameOf(stated.townshipId)}之外约 ${Math.round(distance)} 米${where.zh}${cause.zh}`,
      `The position is about ${Math.round(distance)} m outside ${nameOf(stated.townshipId)}${where.en}${cause.en}`,
    ),
  };
}

/** Explains a small displacement: the position fits the stated division when read in another geographic system. */
function shiftCause(given: Position, stored: Position, crsId: string, divisionId: string, area: StudyArea): Text {
  if (coordinateSystem(crsId).units === 'metres') return text('', '');
  const reading = ['GCJ-02', 'BD-09', 'EPSG:4490'].find(
    (id) => id !== crsId && !same(toStorage(given, id), stored) && area.within(toStorage(given, id), divisionId),
  );
  if (!reading) return text('', '');
  return text(
    `;按 ${reading} 解读则落在其内,疑似 ${reading} 坐标`,
    `; read as ${reading} it is inside: the coordinates look like ${reading}`,
  );
}

const same = (a: Position, b: Position) => a[0] === b[0] && a[1] === b[1];

interface Cause {
  code: string;
  message: Text;
}

/** Finds a reading of the position that falls where the row says, or at least inside the study area. */
function likelyCause(given: Position, crsId: string, stated: StatedPlace, area: StudyArea): Cause | null {
  if (given[0] === 0 && given[1] === 0) {
    return {
      code: 'zero-position',
      message: text('坐标为 0,疑似未填写', 'the coordinates are 0: probably not filled in'),
    };
  }
  const readings = [...alternativeReadings(given, crsId)];
  const fits = (test: (p: Position) => boolean) =>
    readings.find((r) => r.stored.every(Number.isFinite) && test(r.stored));
  const found =
    fits((p) => area.within(p, stated.townshipId ?? stated.countyId) === true) ??
    fits((p) => area.within(p, stated.countyId) === true) ??
    fits((p) => area.countyAt(p) !== null);
  return found ? { code: found.code, message: found.message } : null;
}

interface Reading extends Cause {
  stored: Position;
}

/** Eastings above this carry a zone number in front (2 digits and 6 digits of metres). */
const zoneNumberFrom = 1_000_000;

function* alternativeReadings(given: Position, crsId: string): Generator<Reading> {
  const [x, y] = given;
  const { units } = coordinateSystem(crsId);
  const swapped: Cause =
    units === 'degrees'
      ? { code: 'swapped', message: text('疑似经纬度颠倒', 'longitude and latitude look swapped') }
      : { code: 'swapped', message: text('疑似 X、Y(东、北坐标)颠倒', 'easting and northing look swapped') };
  yield { ...swapped, stored: toStorage([y, x], crsId) };

  if (units === 'degrees' && Math.abs(x) <= 1_900_000) {
    const packed = [degreesFromPacked(x), degreesFromPacked(y)] as const;
    const message = text(
      '疑似度分秒写法,请换算为十进制度',
      'looks like degrees, minutes, seconds: convert to decimal degrees',
    );
    yield { code: 'degrees-minutes-seconds', message, stored: toStorage(packed, crsId) };
  }
  for (const other of coordinateSystems) {
    if (other.id !== crsId && other.units !== 'degrees') yield* projectedReadings(given, crsId, other.id);
  }
  for (const other of coordinateSystems) {
    if (other.id === crsId || other.units !== 'degrees') continue;
    yield { ...looksLike(other.id), stored: toStorage(given, other.id) };
    yield { ...looksLike(other.id, true), stored: toStorage([y, x], other.id) };
  }
}

function* projectedReadings([x, y]: Position, crsId: string, otherId: string): Generator<Reading> {
  for (const [[easting, northing], isSwapped] of [
    [[x, y], false],
    [[y, x], true],
  ] as const) {
    if (easting < 100_000) continue;
    const stored = toStorage([easting, northing], otherId);
    const cause = isSwapped ? null : zoneNumberCause(easting, crsId, otherId);
    yield { ...(cause ?? looksLike(otherId, isSwapped)), stored };
  }
}

function looksLike(id: string, swapped = false): Cause {
  const also = swapped ? text('(且 X、Y 颠倒)', ' (with X and Y swapped)') : text('', '');
  return { code: 'other-crs', message: text(`疑似 ${id} 坐标${also.zh}`, `the coordinates look like ${id}${also.en}`) };
}

/** Same projection, but the easting lacks or carries the zone number that the stated system asks for or forbids. */
function zoneNumberCause(easting: number, statedId: string, otherId: string): Cause | null {
  if (coordinateSystem(statedId).units !== 'metres') return null;
  const [stated, other] = [statedId, otherId].map((id) => coordinateSystem(id).proj4!);
  const withoutFalseEasting = (definition: string) => definition.replace(/\+x_0=\d+/u, '');
  if (withoutFalseEasting(stated!) !== withoutFalseEasting(other!)) return null;
  return easting >= zoneNumberFrom
    ? {
        code: 'zone-number',
        message: text(`疑似多出带号,应选 ${otherId}`, `the easting carries a zone number: choose ${otherId}`),
      }
    : {
        code: 'zone-number',
        message: text(`疑似缺少带号,应选 ${otherId}`, `the easting lacks its zone number: choose ${otherId}`),
      };
}

/**
 * Reads `DDD.MMSSss` or `DDDMMSS.ss` as degrees, minutes and seconds.
 * @returns NaN when the minutes or seconds are 60 or more
 */
function degreesFromPacked(value: number): number {
  // Ten-millionths of a second of rounding keep 117.3 from becoming 117°29′99″.
  const seconds = Math.abs(value) < 1000 ? Number((value * 10_000).toFixed(6)) : value;
  const degrees = Math.trunc(seconds / 10_000);
  const minutes = Math.trunc((seconds - degrees * 10_000) / 100);
  const rest = seconds - degrees * 10_000 - minutes * 100;
  return minutes < 60 && rest < 60 ? degrees + minutes / 60 + rest / 3600 : Number.NaN;
}
