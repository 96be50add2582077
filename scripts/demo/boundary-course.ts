import type { BoundaryGeometry } from '../../server/divisions/contract.ts';
import { squaredDistance, toPlane, type Position } from './plane.ts';

/** A county as far as its outline goes. */
export interface Outline {
  id: string;
  code: string;
  name: string;
  boundary: BoundaryGeometry;
}

/** What lies beyond the city at one stretch of its border, and the line that runs there. */
export interface Neighbour {
  lineCode: string;
  /** Full name of the division: 北京市怀柔区. */
  name: string;
  /** A place on its side of the border; the border belongs to the nearest neighbour of the county. */
  anchor: Position;
}

/** A stretch of border with the same two sides, from one end to the other; a ring where it closes. */
export interface Course {
  lineCode: string;
  /** Counties of the city on it: two, or one with a neighbour beyond. */
  counties: readonly Outline[];
  neighbour: Neighbour | null;
  path: readonly Position[];
}

interface Edge {
  from: Position;
  to: Position;
  counties: Outline[];
}

const keyOf = (position: Position) => position.join(' ');

/** Code of the line between two counties: their codes, the smaller first. */
export const countyLineCode = (a: string, b: string) => (a < b ? a + b : b + a);

/** Every edge of the outlines once, with the counties on it; outlines share the vertices of their common lines. */
function edgesOf(outlines: readonly Outline[]): Edge[] {
  const edges = new Map<string, Edge>();
  for (const outline of outlines) {
    const { boundary } = outline;
    const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
    for (const ring of polygons.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const [from, to] = [ring[i - 1]!, ring[i]!];
        const key = [keyOf(from), keyOf(to)].sort().join(' ');
        const edge = edges.get(key);
        if (edge) edge.counties.push(outline);
        else edges.set(key, { from, to, counties: [outline] });
      }
    }
  }
  return [...edges.values()];
}

function nearestNeighbour(edge: Edge, neighbours: readonly Neighbour[]): Neighbour {
  const middle = toPlane([(edge.from[0] + edge.to[0]) / 2, (edge.from[1] + edge.to[1]) / 2]);
  return neighbours.reduce((best, each) =>
    squaredDistance(middle, toPlane(each.anchor)) < squaredDistance(middle, toPlane(best.anchor)) ? each : best,
  );
}

/**
 * The courses of all lines: between each two counties, and between each county on the city's border and each of its
 * neighbours.
 * @param neighboursOf neighbours of each county on the border, by its code
 */
export function coursesOf(
  outlines: readonly Outline[],
  neighboursOf: Readonly<Record<string, readonly Neighbour[]>>,
): Course[] {
  const groups = new Map<string, { course: Omit<Course, 'path'>; edges: Edge[] }>();
  for (const edge of edgesOf(outlines)) {
    const [first, second] = edge.counties;
    const neighbour = second ? null : nearestNeighbour(edge, neighboursOf[first!.code] ?? []);
    const lineCode = neighbour?.lineCode ?? countyLineCode(first!.code, second!.code);
    const key = `${lineCode} ${edge.counties.map(({ code }) => code).join(' ')} ${neighbour?.name ?? ''}`;
    const group = groups.get(key);
    if (group) group.edges.push(edge);
    else groups.set(key, { course: { lineCode, counties: edge.counties, neighbour }, edges: [edge] });
  }
  return [...groups.values()].flatMap(({ course, edges }) => pathsAlong(edges).map((path) => ({ ...course, path })));
}

/** Edges put end to end; each path begins at an end of the stretch, or anywhere on a ring. */
function pathsAlong(edges: readonly Edge[]): Position[][] {
  const at = new Map<string, Set<Edge>>();
  const touch = (position: Position, edge: Edge) => {
    const key = keyOf(position);
    at.set(key, (at.get(key) ?? new Set()).add(edge));
  };
  for (const edge of edges) {
    touch(edge.from, edge);
    touch(edge.to, edge);
  }
  const left = new Set(edges);
  const walk = (start: Position): Position[] => {
    const path = [start];
    for (let here = start; ;) {
      const edge = [...at.get(keyOf(here))!].find((each) => left.has(each));
      if (!edge) return path;
      left.delete(edge);
      here = keyOf(edge.from) === keyOf(here) ? edge.to : edge.from;
      path.push(here);
    }
  };
  const paths: Position[][] = [];
  for (const { from, to } of edges) {
    for (const end of [from, to]) {
      if (at.get(keyOf(end))!.size !== 2 && [...at.get(keyOf(end))!].some((edge) => left.has(edge))) {
        paths.push(walk(end));
      }
    }
  }
  for (const edge of edges) if (left.has(edge)) paths.push(walk(edge.from));
  return paths;
}

/**
 * The courses of one line in the order in which it is walked, each turned the way of the walk: from its western end, on
 * over every place where exactly two courses meet. Pieces apart from each other follow one by one.
 */
export function inSuccession(courses: readonly Course[]): Course[] {
  const endsOf = ({ path }: Course) => [path[0]!, path.at(-1)!];
  const meeting = new Map<string, number>();
  for (const end of courses.flatMap(endsOf)) meeting.set(keyOf(end), (meeting.get(keyOf(end)) ?? 0) + 1);
  const isPassed = (end: Position) => meeting.get(keyOf(end)) === 2;

  const left = new Set(courses);
  const walked: Course[] = [];
  const walkFrom = (start: Position) => {
    for (let here = start; ;) {
      const next = [...left].find((course) => endsOf(course).some((end) => keyOf(end) === keyOf(here)));
      if (!next) return;
      left.delete(next);
      const path = keyOf(next.path[0]!) === keyOf(here) ? next.path : [...next.path].reverse();
      walked.push({ ...next, path });
      here = path.at(-1)!;
      if (!isPassed(here)) return;
    }
  };
  const free = courses.flatMap(endsOf).filter((end) => !isPassed(end));
  for (const end of free.sort((a, b) => a[0] - b[0] || a[1] - b[1])) walkFrom(end);
  for (const course of courses) if (left.has(course)) walkFrom(course.path[0]!);
  return walked;
}
