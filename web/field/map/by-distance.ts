import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { inverse } from '../../../server/boundary/survey/geodesic.ts';
import type { Reading } from './position.ts';

export interface Placed {
  marker: BoundaryMarkerItem;
  /** From the device to the marker; null while either place is unknown. */
  way: { distanceM: number; azimuthDeg: number } | null;
}

/** Markers with the way to them, the nearest first; those without a place come last, in the order of their numbers. */
export function byDistance(
  markers: readonly BoundaryMarkerItem[],
  reading: Pick<Reading, 'longitude' | 'latitude'> | null,
): Placed[] {
  const placed = markers.map((marker) => ({
    marker,
    way:
      reading && marker.position ? inverse([reading.longitude, reading.latitude], marker.position.coordinates) : null,
  }));
  return placed.sort(
    (a, b) =>
      (a.way?.distanceM ?? Infinity) - (b.way?.distanceM ?? Infinity) || (a.marker.number < b.marker.number ? -1 : 1),
  );
}
