/**
 * How long all findings take for 5,000 markers on 400 km of line between two divisions. Beside it, in the same run, the
 * plainest reference that answers a part of it: the nearest segment of every marker, by trying all of them on a plane.
 * Processor time, so that other work on the machine does not count.
 *
 *     npx tsx scripts/bench/boundary-findings.ts
 */
import { geometryFindings } from '../../server/boundary/geometry/findings.ts';
import { pathOf, positionAt, type Vertex } from '../../server/boundary/geometry/path.ts';
import type { BoundaryWorld } from '../../server/boundary/geometry/world.ts';
import { direct } from '../../server/boundary/survey/geodesic.ts';
import { randomStream } from '../../server/random.ts';
import { median } from './times.ts';

const lineCount = 5;
const markersPerLine = 1000;
const verticesPerLine = 1600;
const stepM = 50;
const runs = 7;

const random = randomStream(7, 'boundary findings');

/** A winding course eastwards from a place. */
function course(from: Vertex): Vertex[] {
  const vertices = [from];
  for (let i = 1; i <= verticesPerLine; i++) {
    const azimuth = 90 + 60 * Math.sin(i / 40) + 40 * (random.next() - 0.5);
    vertices.push(direct(vertices.at(-1)!, azimuth, stepM));
  }
  return vertices;
}

const closed = (ring: Vertex[]) => ({ type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] });

const lines = new Map<string, unknown>();
const markers = new Map<string, unknown>();
const divisions = new Map<string, unknown>();
const courses: Vertex[][] = [];
for (let line = 0; line < lineCount; line++) {
  const vertices = course([117, 40.5 + line * 0.4]);
  courses.push(vertices);
  const [first, last] = [vertices[0]!, vertices.at(-1)!];
  const [id, north, south] = [`l${line}`, `n${line}`, `s${line}`];
  const code = `13010${line}13020${line}`;
  const sides = [north, south].map((divisionId) => ({ divisionId, name: divisionId }));
  const geometry = { type: 'MultiLineString', coordinates: [vertices] };
  lines.set(id, { ...{ code, name: id, level: 'county', sides, geometry }, statedLengthKm: null });
  const beyond = (latitude: number): Vertex[] => [
    [last[0]!, latitude],
    [first[0]!, latitude],
  ];
  divisions.set(north, { level: 'county', name: north, boundary: closed([...vertices, ...beyond(first[1]! + 0.2)]) });
  divisions.set(south, { level: 'county', name: south, boundary: closed([...vertices, ...beyond(first[1]! - 0.2)]) });
  const path = pathOf(vertices);
  for (let serial = 0; serial < markersPerLine; serial++) {
    const along = positionAt(path, (path.lengthM * serial) / markersPerLine);
    const coordinates = direct(along, random.next() * 360, random.next() * 5);
    const number = `${code}${String(serial).padStart(3, '0')}`;
    const standing = { number, lineIds: [id], standing: 'single', sides: [], sigmaM: 0.1 };
    markers.set(number, { ...standing, position: { type: 'Point', coordinates } });
  }
}
const world = { lines, markers, divisions } as unknown as BoundaryWorld;

/** Square of the distance to the nearest segment of all courses, degrees, summed over the markers. */
function nearestByTrying(): number {
  let sum = 0;
  for (const { position } of world.markers.values()) {
    const [x, y] = position!.coordinates as [number, number];
    let least = Infinity;
    for (const vertices of courses) {
      for (let i = 1; i < vertices.length; i++) {
        const [ax, ay] = vertices[i - 1] as [number, number];
        const [dx, dy] = [vertices[i]![0]! - ax, vertices[i]![1]! - ay];
        const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
        const [ex, ey] = [ax + t * dx - x, ay + t * dy - y];
        least = Math.min(least, ex * ex + ey * ey);
      }
    }
    sum += least;
  }
  return sum;
}

/** Processor time that some work takes, milliseconds, and what it gives. */
function busy<T>(work: () => T): { ms: number; result: T } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

const times = { findings: [] as number[], reference: [] as number[] };
let found = 0;
for (let run = 0; run < runs; run++) {
  const findings = busy(() => geometryFindings(world));
  const reference = busy(nearestByTrying);
  found = findings.result.length;
  times.findings.push(findings.ms);
  times.reference.push(reference.ms);
}
const kilometres = courses.reduce((sum, vertices) => sum + pathOf(vertices).lengthM, 0) / 1000;
console.log(
  `${markers.size} markers, ${kilometres.toFixed(0)} km, ${courses.flat().length} vertices, ${found} findings`,
);
console.log(`findings, first time  ${times.findings[0]!.toFixed(0)} ms`);
console.log(`findings, median      ${median(times.findings).toFixed(0)} ms`);
console.log(`nearest by trying all ${median(times.reference).toFixed(0)} ms`);
console.log(`findings ÷ reference  ${(median(times.findings) / median(times.reference)).toFixed(2)}`);
