import { direct, inverse, type Position } from './geodesic.ts';

/** Metres to the east and to the north of the plane's origin. */
export type PlanePoint = readonly [eastM: number, northM: number];

/** A plane that touches the ellipsoid at its origin. */
export interface Plane {
  toPlane(position: Position): PlanePoint;
  toPosition(point: PlanePoint): [longitude: number, latitude: number];
}

const RADIANS = Math.PI / 180;

/**
 * The plane about a point on which distances and azimuths from that point are those of the ellipsoid (azimuthal
 * equidistant projection). Between other points lengths are off by less than a millimetre within some kilometres.
 *
 * @throws SurveyError badPosition
 */
export function planeAbout(origin: Position): Plane {
  return {
    toPlane(position) {
      const { distanceM, azimuthDeg } = inverse(origin, position);
      return [distanceM * Math.sin(azimuthDeg * RADIANS), distanceM * Math.cos(azimuthDeg * RADIANS)];
    },
    toPosition: ([eastM, northM]) => direct(origin, Math.atan2(eastM, northM) / RADIANS, Math.hypot(eastM, northM)),
  };
}
