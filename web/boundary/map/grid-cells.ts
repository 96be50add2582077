import { publicMarkerGridDegrees } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { groupBy } from '../../ui/group-by.ts';

/** Markers whose position is known only as a cell of the public grid. */
export interface GridCell {
  /** Centre of the cell, degrees. */
  centre: [number, number];
  /** Corners, counter-clockwise, the first repeated at the end. */
  ring: [number, number][];
  markers: readonly BoundaryMarkerItem[];
}

const half = publicMarkerGridDegrees / 2;

/** The square around a rounded position within which the surveyed one lies. */
export function cellRing([longitude, latitude]: readonly [number, number]): [number, number][] {
  const [west, east, south, north] = [longitude - half, longitude + half, latitude - half, latitude + half];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

/** Cells of the markers whose position is rounded, each with all of its markers. */
export function gridCells(markers: readonly BoundaryMarkerItem[]): GridCell[] {
  const rounded = markers.filter(({ position, precision }) => position !== null && precision === 'rounded');
  return [...groupBy(rounded, ({ position }) => position!.coordinates.slice(0, 2).join()).values()].map((inCell) => {
    const [longitude, latitude] = inCell[0]!.position!.coordinates;
    const centre: [number, number] = [longitude!, latitude!];
    return { centre, ring: cellRing(centre), markers: inCell };
  });
}
