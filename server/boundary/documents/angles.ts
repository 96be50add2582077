/**
 * An angle as degrees, minutes and seconds: `118°05′07.25″`. Rounded once, on the seconds, so that there are never 60 of
 * anything.
 * @param degrees any finite angle; a negative one gets a minus sign
 * @param secondDecimals digits after the point of the seconds
 */
export function dms(degrees: number, secondDecimals: number): string {
  const unit = 10 ** secondDecimals;
  const units = Math.round(Math.abs(degrees) * 3600 * unit);
  const seconds = (units % (60 * unit)) / unit;
  const minutes = Math.floor(units / (60 * unit)) % 60;
  const whole = Math.floor(units / (3600 * unit));
  const width = secondDecimals === 0 ? 2 : 3 + secondDecimals;
  const sign = degrees < 0 && units > 0 ? '−' : '';
  return `${sign}${whole}°${String(minutes).padStart(2, '0')}′${seconds.toFixed(secondDecimals).padStart(width, '0')}″`;
}

/** An azimuth as degrees, minutes and whole seconds; what rounds to a full circle is north again. */
export const azimuthDms = (degrees: number): string => dms(Math.round(degrees * 3600) >= 360 * 3600 ? 0 : degrees, 0);

/** Square of the second eccentricity of GRS 80, the ellipsoid of CGCS2000. */
const SECOND_ECCENTRICITY_SQUARED = 0.006_739_496_775;

/**
 * Meridian convergence of a transverse Mercator grid in degrees: grid azimuth = true azimuth − convergence. Positive
 * east of the central meridian in the northern hemisphere. Gauss–Krüger series to the third power of the difference of
 * longitude (Torge, Geodesy, on conformal mapping): within 0.01″ in a zone of 3°.
 */
export function meridianConvergence(longitude: number, latitude: number, centralMeridian: number): number {
  const radians = Math.PI / 180;
  const difference = (longitude - centralMeridian) * radians;
  const [sine, cosine] = [Math.sin(latitude * radians), Math.cos(latitude * radians)];
  const eta2 = SECOND_ECCENTRICITY_SQUARED * cosine ** 2;
  const third = (difference ** 3 / 3) * cosine ** 2 * (1 + 3 * eta2 + 2 * eta2 ** 2);
  return (sine * (difference + third)) / radians;
}
