/** The CGCS2000 ellipsoid as points in space and as a plane of true areas. Degrees in, metres out. */
const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(ECCENTRICITY_SQUARED);

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Radius of curvature across the meridian. */
const acrossRadius = (sine: number) => SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);

/** Writes the geocentric coordinates of a position on the ellipsoid into three places of a column. */
export function writeGeocentric(column: Float64Array, at: number, longitude: number, latitude: number): void {
  const sine = Math.sin(radians(latitude));
  const cosine = Math.cos(radians(latitude));
  const across = acrossRadius(sine);
  column[at] = across * cosine * Math.cos(radians(longitude));
  column[at + 1] = across * cosine * Math.sin(radians(longitude));
  column[at + 2] = across * (1 - ECCENTRICITY_SQUARED) * sine;
}

/** A position with the directions east and north there and the mean radius of curvature. */
export interface Standpoint {
  readonly origin: Float64Array;
  readonly east: readonly [number, number, number];
  readonly north: readonly [number, number, number];
  readonly radiusM: number;
}

export function standpoint(longitude: number, latitude: number): Standpoint {
  const origin = new Float64Array(3);
  writeGeocentric(origin, 0, longitude, latitude);
  const [sinLon, cosLon] = [Math.sin(radians(longitude)), Math.cos(radians(longitude))];
  const [sinLat, cosLat] = [Math.sin(radians(latitude)), Math.cos(radians(latitude))];
  const across = acrossRadius(sinLat);
  const along = (across * (1 - ECCENTRICITY_SQUARED)) / (1 - ECCENTRICITY_SQUARED * sinLat * sinLat);
  return {
    origin,
    east: [-sinLon, cosLon, 0],
    north: [-sinLat * cosLon, -sinLat * sinLon, cosLat],
    radiusM: Math.sqrt(across * along),
  };
}

/** `q` of Snyder, Map Projections (USGS 1395, 1987), formula 3-12: the area from the equator to a latitude. */
function authalic(latitude: number): number {
  const sine = Math.sin(radians(latitude));
  const part = ECCENTRICITY * sine;
  return (1 - ECCENTRICITY_SQUARED) * (sine / (1 - part * part) + Math.atanh(part) / ECCENTRICITY);
}

/**
 * Area inside a closed ring on the ellipsoid, m², positive when counter-clockwise. Method: cylindrical equal-area
 * projection (Snyder, formulas 10-13 to 10-15), whose plane has true areas; edges are straight there.
 */
export function signedAreaM2(ring: readonly (readonly number[])[]): number {
  let doubled = 0;
  const [firstLongitude, firstLatitude] = ring[0] as readonly [number, number];
  const base = authalic(firstLatitude);
  let [x, y] = [0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [longitude, latitude] = ring[i] as readonly [number, number];
    const [nextX, nextY] = [radians(longitude - firstLongitude), authalic(latitude) - base];
    doubled += x * nextY - nextX * y;
    [x, y] = [nextX, nextY];
  }
  return (doubled / 4) * SEMI_MAJOR_M * SEMI_MAJOR_M;
}
