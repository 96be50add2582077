import geographiclib from 'geographiclib-geodesic';
import { text } from '../../../gis-data/catalogue/index.ts';
import { SurveyError } from './error.ts';

/**
 * Lengths and azimuths on the CGCS2000 ellipsoid (a = 6 378 137 m, 1/f = 298.257222101). Method: C. F. F. Karney,
 * Algorithms for geodesics, J. Geodesy 87 (2013) 43–55, by its author's own library; its errors are some nanometres.
 */
const cgcs2000 = new geographiclib.Geodesic.Geodesic(6_378_137, 1 / 298.257222101);

/** Longitude and latitude in degrees, EPSG:4490; a third number is a height and is not used. */
export type Position = readonly number[];

/** The shortest line between two positions. */
export interface GeodesicLine {
  distanceM: number;
  /** At `from` towards `to`, clockwise from true north, 0 ≤ azimuth < 360; 0 between equal positions. */
  azimuthDeg: number;
  /** At `to` back towards `from`, 0 ≤ azimuth < 360; 180 between equal positions. */
  backAzimuthDeg: number;
}

/** An angle brought into 0 ≤ angle < 360. */
export const normalAzimuth = (degrees: number): number => {
  const turned = degrees % 360;
  const positive = turned < 0 ? turned + 360 : turned;
  return positive === 360 ? 0 : positive + 0; // a tiny negative angle rounds up to 360; + 0 turns −0 into 0
};

/** @throws SurveyError badPosition */
export function checkedPosition(position: Position, field: string): [longitude: number, latitude: number] {
  const [longitude, latitude] = position;
  if (
    longitude === undefined ||
    latitude === undefined ||
    !Number.isFinite(longitude) ||
    !Number.isFinite(latitude) ||
    Math.abs(longitude) > 180 ||
    Math.abs(latitude) > 90
  ) {
    const given = JSON.stringify(position);
    throw new SurveyError(
      'badPosition',
      field,
      text(
        `坐标 ${given} 不是经纬度:经度应在 ±180° 内,纬度应在 ±90° 内`,
        `Position ${given} is no longitude and latitude: they lie within ±180° and ±90°`,
      ),
    );
  }
  return [longitude, latitude];
}

/**
 * Distance and azimuths between two positions (大地主题反算).
 *
 * @throws SurveyError badPosition
 * @example
 * const { distanceM, azimuthDeg } = inverse([117.93, 40.95], [117.94, 40.96]);
 */
export function inverse(from: Position, to: Position): GeodesicLine {
  const [fromLongitude, fromLatitude] = checkedPosition(from, 'from');
  const [toLongitude, toLatitude] = checkedPosition(to, 'to');
  const { s12, azi1, azi2 } = cgcs2000.Inverse(fromLatitude, fromLongitude, toLatitude, toLongitude);
  return { distanceM: s12!, azimuthDeg: normalAzimuth(azi1!), backAzimuthDeg: normalAzimuth(azi2! + 180) };
}

/**
 * The position at an azimuth and distance from another (大地主题正算).
 *
 * @param azimuthDeg clockwise from true north
 * @returns longitude and latitude in degrees
 * @throws SurveyError badPosition, badAzimuth, badDistance
 * @example
 * const [longitude, latitude] = direct([117.93, 40.95], 45, 120.5);
 */
export function direct(from: Position, azimuthDeg: number, distanceM: number): [longitude: number, latitude: number] {
  const [longitude, latitude] = checkedPosition(from, 'from');
  if (!Number.isFinite(azimuthDeg)) {
    throw new SurveyError('badAzimuth', 'azimuthDeg', text('方位角不是数', 'The azimuth is not a number'));
  }
  if (!Number.isFinite(distanceM)) {
    throw new SurveyError('badDistance', 'distanceM', text('距离不是数', 'The distance is not a number'));
  }
  const { lon2, lat2 } = cgcs2000.Direct(latitude, longitude, azimuthDeg, distanceM);
  return [lon2!, lat2!];
}

/**
 * Length of a line along the ellipsoid's shortest lines from vertex to vertex; 0 for fewer than two vertices.
 *
 * @throws SurveyError badPosition, with the vertex in its field
 */
export function lineLengthM(coordinates: readonly (readonly number[])[]): number {
  const vertices = coordinates.map((position, index) => checkedPosition(position, `coordinates.${index}`));
  let lengthM = 0;
  for (let i = 1; i < vertices.length; i++) {
    const [fromLongitude, fromLatitude] = vertices[i - 1]!;
    const [toLongitude, toLatitude] = vertices[i]!;
    lengthM += cgcs2000.Inverse(
      fromLatitude,
      fromLongitude,
      toLatitude,
      toLongitude,
      geographiclib.Geodesic.DISTANCE,
    ).s12!;
  }
  return lengthM;
}
