import { booleanPointInPolygon } from '@turf/turf';
import type { BoundaryGeometry } from '../divisions/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

type Position = readonly number[];

/** Metres of one degree of latitude, and of one of longitude at the equator; good to half a per cent. */
const METRES_PER_DEGREE = 111_200;

/**
 * How far a position lies from an area, metres, on the plane about the position: for plausibility, not for survey. Far
 * quicker than measuring on the sphere, which the many markers on the city's outer line need.
 * @returns 0 inside
 */
export function distanceToAreaM(area: BoundaryGeometry, [longitude, latitude]: Position): number {
  if (booleanPointInPolygon([longitude!, latitude!], area)) return 0;
  const shrink = Math.cos((latitude! * Math.PI) / 180);
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  let least = Infinity;
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [ring[i - 1]!, ring[i]!];
      const [ax, ay] = [(from[0] - longitude!) * shrink, from[1] - latitude!];
      const [dx, dy] = [(to[0] - from[0]) * shrink, to[1] - from[1]];
      const squared = dx * dx + dy * dy;
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared));
      const [x, y] = [ax + along * dx, ay + along * dy];
      least = Math.min(least, x * x + y * y);
    }
  }
  return Math.sqrt(least) * METRES_PER_DEGREE;
}

/** Areas of the counties that are known. */
function countyAreas({ divisions }: Snapshot): BoundaryGeometry[] {
  return divisions.ofLevel('county').flatMap((row) => divisions.bodies[row]!.boundary ?? []);
}

/** How far outside the study area a position lies, metres; null when no county's area is known. */
export function outsideStudyAreaM(snapshot: Snapshot, position: Position): number | null {
  let least: number | null = null;
  for (const area of countyAreas(snapshot)) {
    const distance = distanceToAreaM(area, position);
    if (distance === 0) return 0;
    least = least === null ? distance : Math.min(least, distance);
  }
  return least;
}
