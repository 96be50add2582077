import { booleanPointInPolygon } from '@turf/turf';
import type { DivisionCollection } from '../api/queries.ts';

/** The county and township in which a position lies; `null` outside all of them. */
export function placeAt(
  position: readonly [longitude: number, latitude: number],
  townships: DivisionCollection,
): { townshipId: string; countyId: string } | null {
  const found = townships.features.find((township) => booleanPointInPolygon([...position], township));
  if (!found?.properties.parentId) return null;
  return { townshipId: found.properties.id, countyId: found.properties.parentId };
}
