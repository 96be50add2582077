import type { BoundaryLineItem, BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { BoundaryView } from '../boundary-view.ts';

export type RegisterFilter = Pick<BoundaryView, 'lineId' | 'states' | 'side' | 'search'>;

/** State of a marker as filters and signs name it: what is not stated is `unknown`. */
export const stateOf = ({ state }: Pick<BoundaryMarkerItem, 'state'>): string => state ?? 'unknown';

const hasSide = (sides: readonly { name: string; divisionId: string | null }[], asked: string): boolean =>
  sides.some(({ name, divisionId }) => name.includes(asked) || divisionId === asked);

/** Markers that pass all filters, in their order. */
export function filterMarkers(
  markers: readonly BoundaryMarkerItem[],
  { lineId, states, side, search }: RegisterFilter,
): readonly BoundaryMarkerItem[] {
  const [asked, words] = [side.trim(), search.trim()];
  if (lineId === null && states.length === 0 && !asked && !words) return markers;
  return markers.filter(
    (marker) =>
      (lineId === null || marker.lineIds.includes(lineId)) &&
      (states.length === 0 || states.includes(stateOf(marker))) &&
      (!asked || hasSide(marker.sides, asked)) &&
      (!words || marker.number.includes(words) || (marker.note ?? '').includes(words)),
  );
}

/** Lines that pass the filters that lines have; one of states keeps those with such a marker. */
export function filterLines(
  lines: readonly BoundaryLineItem[],
  { lineId, states, side, search }: RegisterFilter,
): readonly BoundaryLineItem[] {
  const [asked, words] = [side.trim(), search.trim()];
  return lines.filter(
    (line) =>
      (lineId === null || line.id === lineId) &&
      (states.length === 0 || states.some((state) => (line.markersByState[state] ?? 0) > 0)) &&
      (!asked || hasSide(line.sides, asked)) &&
      (!words || line.name.includes(words) || line.code.includes(words)),
  );
}
