/** A place on the local plane, kilometres east and north of the origin. */
export interface PlanePoint {
  x: number;
  y: number;
}

/** Longitude and latitude, degrees. */
export type Position = [longitude: number, latitude: number];

/**
 * An equirectangular plane about the middle of Chengde. The lengths of a degree at 41° N are constants, so that no
 * trigonometric function, whose last digit differs between platforms, enters the data. Distances are off by up to 2 %,
 * which is enough for placing invented things.
 */
const origin = { longitude: 117.5, latitude: 41.25 };
const kilometresPerDegree = { longitude: 84.1, latitude: 111.06 };

export const toPlane = ([longitude, latitude]: readonly number[]): PlanePoint => ({
  x: (longitude! - origin.longitude) * kilometresPerDegree.longitude,
  y: (latitude! - origin.latitude) * kilometresPerDegree.latitude,
});

/** Back to degrees, rounded to five decimals (about a metre). */
export const toPosition = ({ x, y }: PlanePoint): Position => [
  roundDegrees(origin.longitude + x / kilometresPerDegree.longitude),
  roundDegrees(origin.latitude + y / kilometresPerDegree.latitude),
];

export const roundDegrees = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

/** Square of the distance, km². `Math.hypot` is avoided: its rounding is left to the platform. */
export const squaredDistance = (a: PlanePoint, b: PlanePoint) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
