import { locate } from '../divisions/rules.ts';
import { segmentMetres } from '../network/graph.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import type { PlaceAt } from './edits.ts';

/** How far a village may lie whose divisions a position in no registered boundary is given. */
const NEAR_VILLAGE_M = 5000;

/**
 * The divisions of a position: those whose boundaries hold it, or, since not every county has a registered boundary,
 * those of the nearest village.
 */
export function placeIn(snapshot: Snapshot): PlaceAt {
  return (longitude, latitude) => {
    const place = locate(snapshot, longitude, latitude);
    if (place?.countyId) return { countyId: place.countyId, townshipId: place.townshipId };
    const village = nearestVillage(snapshot, longitude, latitude);
    const { divisions } = snapshot;
    const county = village === NONE ? NONE : divisions.county[village]!;
    if (county === NONE) return null;
    const township = divisions.township[village]!;
    return { countyId: divisions.ids[county]!, townshipId: township === NONE ? null : divisions.ids[township]! };
  };
}

function nearestVillage({ divisions }: Snapshot, longitude: number, latitude: number): number {
  let nearest = NONE;
  let metres = NEAR_VILLAGE_M;
  for (const row of divisions.ofLevel('village')) {
    const away = segmentMetres(longitude, latitude, divisions.longitude[row]!, divisions.latitude[row]!);
    if (!(away < metres)) continue;
    nearest = row;
    metres = away;
  }
  return nearest;
}
