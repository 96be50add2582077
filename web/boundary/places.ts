import { bbox } from '@turf/turf';
import type { Geometry } from 'geojson';
import type { BoundaryMarkerItem } from '../../server/boundary/contract.ts';
import { cellRing } from './map/grid-cells.ts';

/** Where a marker is drawn: its point, or the edge of the cell of the public grid within which it stands. */
export function placeOfMarker({ position, precision }: BoundaryMarkerItem): Geometry | null {
  if (position === null || precision === 'surveyed') return position;
  const [longitude, latitude] = position.coordinates;
  return { type: 'LineString', coordinates: cellRing([longitude!, latitude!]) };
}

/** What the map flies to in order to show a place: a point, or a box. */
export function targetOf(place: Geometry): [number, number] | [number, number, number, number] {
  if (place.type === 'Point') return [place.coordinates[0]!, place.coordinates[1]!];
  return bbox(place) as [number, number, number, number];
}
