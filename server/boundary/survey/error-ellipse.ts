/** Covariance of a horizontal position, m². */
export interface Covariance {
  east: number;
  north: number;
  eastNorth: number;
}

/** Where the true position is to be looked for about the computed one. */
export interface ErrorEllipse {
  /** Semi-axes of the standard ellipse (39%), metres. */
  semiMajorM: number;
  semiMinorM: number;
  /** Azimuth of the major axis, 0 ≤ azimuth < 180. */
  orientationDeg: number;
  /** What the semi-axes are multiplied by to hold the true position with 95%. */
  scale95: number;
}

/** The ellipse of a covariance: its semi-axes are the roots of the eigenvalues, its axes the eigenvectors. */
export function errorEllipse({ east, north, eastNorth }: Covariance, scale95: number): ErrorEllipse {
  const middle = (east + north) / 2;
  const half = Math.hypot((east - north) / 2, eastNorth);
  const orientationDeg = (Math.atan2(2 * eastNorth, north - east) / 2) * (180 / Math.PI);
  return {
    semiMajorM: Math.sqrt(middle + half),
    semiMinorM: Math.sqrt(Math.max(0, middle - half)),
    orientationDeg: (orientationDeg + 180) % 180,
    scale95,
  };
}

/** 95% of a normal distribution in the plane lie within √(−2 ln 0.05) = 2.4477 standard ellipses. */
export const SCALE_95 = Math.sqrt(-2 * Math.log(0.05));

/**
 * The same where the variance itself was estimated from `redundancy` observations: √(2·F₀.₉₅(2, r)), whose F quantile has
 * the closed form (r/2)·(0.05^(−2/r) − 1).
 */
export const scale95Estimated = (redundancy: number): number => Math.sqrt(redundancy * (0.05 ** (-2 / redundancy) - 1));

/** 95% quantile of the χ² distribution (Wilson and Hilferty, PNAS 17 (1931) 684–688), within 2.5% of it for r = 1 and 0.2% from r = 4. */
export function chiSquared95(degreesOfFreedom: number): number {
  const variance = 2 / (9 * degreesOfFreedom);
  return degreesOfFreedom * (1 - variance + 1.6448536 * Math.sqrt(variance)) ** 3;
}
