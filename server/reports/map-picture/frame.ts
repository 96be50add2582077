import type { BoundaryGeometry } from '../../divisions/contract.ts';

/** Longitude and latitude, EPSG:4490 degrees. */
export type Position = readonly [longitude: number, latitude: number];
/** A place on the sheet: right and down, millimetres. */
export type SheetPoint = readonly [x: number, y: number];

/** A rectangle on the sheet, millimetres. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How the ground lies in a rectangle of the sheet. */
export interface Frame {
  box: Box;
  /** Millimetres on the sheet for one metre on the ground, in both directions at `latitude`. */
  mmPerMetre: number;
  /** The parallel along which lengths are true: the middle of what is drawn. */
  latitude: number;
  /** Where a position lies on the sheet. */
  place(position: Position): SheetPoint;
  /** What position lies at a place of the sheet. */
  at(point: SheetPoint): Position;
}

/** Half axes of the CGCS2000 ellipsoid (GB 22021-2008), metres and flattening. */
const MAJOR_METRES = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY2 = FLATTENING * (2 - FLATTENING);

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres on the ellipsoid of one degree of longitude and of latitude, at a latitude. */
function metresPerDegree(latitude: number): [east: number, north: number] {
  const sine = Math.sin(radians(latitude));
  const w2 = 1 - ECCENTRICITY2 * sine * sine;
  const primeVertical = MAJOR_METRES / Math.sqrt(w2);
  const meridional = (MAJOR_METRES * (1 - ECCENTRICITY2)) / w2 ** 1.5;
  return [radians(1) * primeVertical * Math.cos(radians(latitude)), radians(1) * meridional];
}

/** Every corner of the boundaries. */
export function* cornersOf(boundaries: Iterable<BoundaryGeometry>): Generator<Position> {
  for (const boundary of boundaries) for (const ring of ringsOf(boundary)) yield* ring;
}

/** All rings of a boundary, outer and inner. */
export function ringsOf(boundary: BoundaryGeometry): readonly (readonly Position[])[] {
  return boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();
}

/**
 * Fits positions into a rectangle, north up: equidistant cylindrical projection on the CGCS2000 ellipsoid, true along the
 * middle parallel and along every meridian. Over a city of 2.5 degrees of latitude, east–west lengths at its northern and
 * southern ends differ from the scale bar's by less than two per cent.
 * @param widest the rectangle, whose height shrinks to what the positions need; `margin` is kept free inside
 * @throws RangeError without positions
 */
export function frameOf(positions: Iterable<Position>, widest: Box, margin: number): Frame {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of positions) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  if (west > east) throw new RangeError('A map needs at least one position');
  const latitude = (south + north) / 2;
  const [eastMetres, northMetres] = metresPerDegree(latitude);
  // A single position gets a kilometre of ground.
  const groundWidth = Math.max((east - west) * eastMetres, 1000);
  const groundHeight = Math.max((north - south) * northMetres, 1000);
  const mmPerMetre = Math.min((widest.width - 2 * margin) / groundWidth, (widest.height - 2 * margin) / groundHeight);
  const box = { ...widest, height: groundHeight * mmPerMetre + 2 * margin };
  const centreX = box.x + box.width / 2;
  const centreY = box.y + box.height / 2;
  const middle = (west + east) / 2;
  return {
    box,
    mmPerMetre,
    latitude,
    place: ([longitude, ofLatitude]) => [
      centreX + (longitude - middle) * eastMetres * mmPerMetre,
      centreY - (ofLatitude - latitude) * northMetres * mmPerMetre,
    ],
    at: ([x, y]) => [
      middle + (x - centreX) / (eastMetres * mmPerMetre),
      latitude - (y - centreY) / (northMetres * mmPerMetre),
    ],
  };
}
