import type { BoundaryLineBody } from '../../server/boundary/contract.ts';
import type { DivisionBody } from '../../server/divisions/contract.ts';
import { randomStream } from '../../server/random.ts';
import { coursesOf, inSuccession, type Course, type Outline } from './boundary-course.ts';
import {
  boundaryFrom,
  lineSide,
  MarkerMaker,
  pointsBetween,
  type MarkedPoint,
  type Marker,
  type Settlements,
} from './boundary-markers.ts';
import { neighboursOf, outerLines } from './boundary-neighbours.ts';
import { squaredDistance, toPlane, type PlanePoint, type Position } from './plane.ts';
import { demoSource, type SeedRecord } from './records.ts';

type Line = SeedRecord<BoundaryLineBody>;
type Division = SeedRecord<DivisionBody>;

const lineId = (code: string) => `bl-${code}`;
const keyOf = (position: Position) => position.join(' ');

/** Share of points between the ends of a line that have a marker on both sides. */
const DOUBLE_SHARE = 0.07;
/** Years of the last joint inspections of county lines. */
const countyInspections = { least: 2022, most: 2025 };

/**
 * The demonstration's boundary lines and markers: the borders between the counties and those of the city, by the outlines
 * of the committed divisions. Lines and their markers are invented; the outlines are good to 200 m.
 * @param divisions the demonstration's divisions (`divisions.json`)
 */
export function boundaryRecords(divisions: readonly Division[], seed: number): { lines: Line[]; markers: Marker[] } {
  const outlines = divisions.flatMap(({ id, body }): Outline[] =>
    body.level === 'county' && body.boundary ? [{ id, code: body.code, name: body.name, boundary: body.boundary }] : [],
  );
  const courses = coursesOf(outlines, neighboursOf);
  const maker = new MarkerMaker(settlementsOf(divisions), seed);
  const random = randomStream(seed, 'boundary lines');
  const meetings = meetingsOf(courses);
  const lines = [...new Set(courses.map(({ lineCode }) => lineCode))].sort(byRank).map((code): Line => {
    const own = inSuccession(courses.filter(({ lineCode }) => lineCode === code));
    const { sections, triPoints } = markLine(code, own, meetings, maker, random);
    return {
      id: lineId(code),
      effectiveFrom: boundaryFrom,
      body: { ...headOf(code, own, random), sections, triPoints },
    };
  });
  return { lines, markers: maker.markers };
}

/** The files of the demonstration's lines and markers, by their names in `gis-data/chengde`; one record a line. */
export function boundaryFiles(divisions: readonly Division[], seed: number): Map<string, Uint8Array> {
  const { lines, markers } = boundaryRecords(divisions, seed);
  const bytes = (records: readonly unknown[]) =>
    Buffer.from(`[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`);
  return new Map([
    ['boundary-lines.json', bytes(lines)],
    ['boundary-markers.json', bytes(markers)],
  ]);
}

/** Provincial lines first, then by code; a marker where lines meet is numbered on the first of them. */
const byRank = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1);

function headOf(code: string, courses: readonly Course[], random: { integer(a: number, b: number): number }) {
  const outer = outerLines.find((line) => line.code === code);
  const [first, second] = courses[0]!.counties;
  const whole = courses.reduce((sum, { path }) => sum + lengthKm(path), 0);
  return {
    code,
    name: outer?.name ?? `${first!.name}—${second!.name}线`,
    level: outer?.level ?? 'county',
    sides: (outer
      ? [lineSide(null), { divisionId: null, name: outer.other }]
      : [lineSide(first!), lineSide(second!)]) as BoundaryLineBody['sides'],
    statedLengthKm: Math.round(whole * 10) / 10,
    adoptedDocument: '勘界协议书(演示)',
    adoptedOn: '2001-12-31',
    geometry: { type: 'MultiLineString' as const, coordinates: courses.map(({ path }) => path.map((p) => [...p])) },
    lastInspectionYear: outer?.lastInspectionYear ?? random.integer(countyInspections.least, countyInspections.most),
    asOfDate: '2021-12-31',
    sourceDocument: demoSource,
    demo: true,
  };
}

const lengthKm = (path: readonly Position[]) => {
  const planes = path.map(toPlane);
  return planes.slice(1).reduce((sum, to, i) => sum + Math.sqrt(squaredDistance(planes[i]!, to)), 0);
};

/** Who meets at the ends of courses, by position. */
interface Meeting {
  lineCodes: string[];
  counties: Outline[];
  neighbours: string[];
  /** Numbers of its markers, and the line that they are numbered on; null = not marked yet. */
  marked: { code: string; numbers: string[] } | null;
}

function meetingsOf(courses: readonly Course[]): Map<string, Meeting> {
  const meetings = new Map<string, Meeting>();
  const add = <T>(list: T[], items: readonly T[]) => {
    for (const item of items) if (!list.includes(item)) list.push(item);
  };
  for (const { lineCode, counties, neighbour, path } of courses) {
    for (const end of [path[0]!, path.at(-1)!]) {
      const meeting = meetings.get(keyOf(end)) ?? { lineCodes: [], counties: [], neighbours: [], marked: null };
      meetings.set(keyOf(end), meeting);
      add(meeting.lineCodes, [lineCode]);
      add(meeting.counties, counties);
      add(meeting.neighbours, neighbour ? [neighbour.name] : []);
    }
  }
  return meetings;
}

/** Marks a line from course to course: three markers, or one with three faces, where it meets others. */
function markLine(
  code: string,
  courses: readonly Course[],
  meetings: ReadonlyMap<string, Meeting>,
  maker: MarkerMaker,
  random: { next(): number },
) {
  let serial = 0;
  const sections: BoundaryLineBody['sections'] = [];
  const triPoints: BoundaryLineBody['triPoints'] = [];
  const end = (at: Position, along: PlanePoint): string[] => {
    const meeting = meetings.get(keyOf(at))!;
    const meets = meeting.lineCodes.length > 1;
    if (meeting.marked !== null) return meeting.marked.code === code ? meeting.marked.numbers : [];
    if (meets && [...meeting.lineCodes].sort(byRank)[0] !== code) return [];
    const lineIds = [...meeting.lineCodes].sort(byRank).slice(0, 3).map(lineId);
    const point = { at, along, lineIds, counties: meeting.counties, neighbours: meeting.neighbours };
    const sides = meeting.counties.length + meeting.neighbours.length;
    const triple = meets && sides >= 3 && (code.length === 4 || random.next() < 0.4);
    serial += 1;
    const numbers = maker.mark(point, code, serial, triple ? 'triple' : 'single');
    if (meets) triPoints.push({ name: nameOf(point), marker: numbers[0]! });
    meeting.marked = { code, numbers };
    return numbers;
  };
  for (const course of courses) {
    const { path, counties, neighbour } = course;
    const numbers = end(path[0]!, step(path[0]!, path[1]!));
    for (const { at, along } of pointsBetween(course)) {
      serial += 1;
      const point = { at, along, lineIds: [lineId(code)], counties, neighbours: neighbour ? [neighbour.name] : [] };
      numbers.push(...maker.mark(point, code, serial, random.next() < DOUBLE_SHARE ? 'double' : 'single'));
    }
    numbers.push(...end(path.at(-1)!, step(path.at(-2)!, path.at(-1)!)));
    if (numbers.length < 2) continue;
    const names = [...counties.map(({ name }) => name), ...(neighbour ? [neighbour.name] : [])];
    sections.push({
      name: `${names.join('—')}段`,
      fromMarker: numbers[0]!,
      toMarker: numbers.at(-1)!,
      custodian: `${counties[0]!.name}民政局`,
    });
  }
  return { sections, triPoints };
}

const step = (from: Position, to: Position): PlanePoint => {
  const [a, b] = [toPlane(from), toPlane(to)];
  return { x: b.x - a.x, y: b.y - a.y };
};

const nameOf = ({ counties, neighbours }: MarkedPoint) =>
  `${[...counties.map(({ name }) => name), ...neighbours].slice(0, 3).join('、')}交会点`;

/** Townships by the nearest vertex of their outlines, villages by their centres. */
function settlementsOf(divisions: readonly Division[]): Settlements {
  const townships = new Map<string, { id: string; points: PlanePoint[] }[]>();
  const villages = new Map<string, { id: string; at: PlanePoint }[]>();
  const add = <T>(groups: Map<string, T[]>, key: string, item: T) => {
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  };
  for (const { id, body } of divisions) {
    if (body.level === 'township' && body.boundary) {
      const { boundary } = body;
      const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
      add(townships, body.parentId!, { id, points: polygons.flat(2).map(toPlane) });
    } else if (body.level === 'village' && body.centre) {
      add(villages, body.parentId!, { id, at: toPlane(body.centre.coordinates) });
    }
  }
  const nearestOf = <T>(items: readonly T[], distance: (item: T) => number): T | null => {
    let [best, least]: [T | null, number] = [null, Infinity];
    for (const item of items) {
      const d = distance(item);
      if (d < least) [best, least] = [item, d];
    }
    return best;
  };
  return {
    nearest(countyId, position) {
      const at = toPlane(position);
      const township = nearestOf(townships.get(countyId) ?? [], ({ points }) =>
        points.reduce((least, point) => Math.min(least, squaredDistance(at, point)), Infinity),
      );
      const village = township && nearestOf(villages.get(township.id) ?? [], (each) => squaredDistance(at, each.at));
      return { townshipId: township?.id ?? null, villageId: village?.id ?? null };
    },
  };
}
