/** First and last central meridian of the CGCS2000 3° zones without zone number, and the EPSG code of the first. */
const zones = { first: 75, last: 135, firstCode: 4534 } as const;

/**
 * EPSG code of the CGCS2000 3° Gauss-Krüger zone (三度带) that a longitude lies in: in it lengths near the middle of the
 * area are true, and within 2.5° of the meridian at 40° N not off by more than 0.06%.
 * @param longitude of the area's middle, degrees
 */
export function gaussKruegerZone(longitude: number): number {
  const meridian = Math.min(zones.last, Math.max(zones.first, Math.round(longitude / 3) * 3));
  return zones.firstCode + (meridian - zones.first) / 3;
}
