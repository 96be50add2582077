import { inverse } from '../../../server/boundary/survey/geodesic.ts';
import type { MarkerSight } from '../store/sights.ts';
import type { Reading } from './position.ts';

type Here = Pick<Reading, 'longitude' | 'latitude'>;

/** From the device to a marker. */
export interface Way {
  distanceM: number;
  /** Clockwise from true north. */
  azimuthDeg: number;
}

export interface Placed {
  marker: MarkerSight;
  /** null while either place is unknown. */
  way: Way | null;
}

export const wayTo = (here: Here | null, { position }: Pick<MarkerSight, 'position'>): Way | null =>
  here && position ? inverse([here.longitude, here.latitude], position.coordinates) : null;

/** Of the nearest by the plane, this many times more are measured on the ellipsoid than are wanted. */
const SPARE = 2;

/**
 * The nearest markers with the way to them, the nearest first; those without a place come last. Without a position of the device
 * they stay in their order. Thousands are compared in the plane, since each reading asks anew, and a few on the ellipsoid.
 */
export function nearestMarkers(markers: readonly MarkerSight[], here: Here | null, most: number): Placed[] {
  if (here === null) return markers.slice(0, most).map((marker) => ({ marker, way: null }));
  const squeeze = Math.cos((here.latitude * Math.PI) / 180);
  const roughly = ({ position }: MarkerSight) => {
    if (!position) return Infinity;
    const [longitude, latitude] = position.coordinates;
    return ((longitude - here.longitude) * squeeze) ** 2 + (latitude - here.latitude) ** 2;
  };
  const rough = markers.map((marker) => ({ marker, away: roughly(marker) }));
  const near = rough.sort((a, b) => (a.away === b.away ? 0 : a.away - b.away)).slice(0, most * SPARE);
  const placed = near.map(({ marker }) => ({ marker, way: wayTo(here, marker) }));
  return placed.sort((a, b) => metres(a) - metres(b) || 0).slice(0, most);
}

/** A finite stand-in for "unknown", so that two of them are equal. */
const metres = ({ way }: Placed): number => way?.distanceM ?? Number.MAX_VALUE;
