import type { RecordTypeName } from '../registry/contract.ts';
import type { WorkingRegister } from './working-register.ts';

/** Types of record that stand in a county, township and village. */
export type PlacedType = 'facility' | 'placeName';

export const isPlaced = (type: RecordTypeName): type is PlacedType => type === 'facility' || type === 'placeName';

/**
 * Brings the divisions that a facility or place name names in line with the divisions themselves: its village decides the
 * township, and the township the county. The code of a place name stays: it is a mark, not a description.
 * @param successors what takes the place of a division that the record names itself
 */
export function settlePlaced(
  register: WorkingRegister,
  type: PlacedType,
  id: string,
  successors: ReadonlyMap<string, string> = new Map(),
): void {
  const { villageId, townshipId, countyId } = register.get(type, id)!;
  const now = (divisionId: string) => successors.get(divisionId) ?? divisionId;
  const parentOf = (divisionId: string) => register.get('division', divisionId)?.parentId ?? null;
  const village = villageId === null ? null : now(villageId);
  const township = (village && parentOf(village)) ?? (townshipId === null ? null : now(townshipId));
  const county = (township && parentOf(township)) ?? now(countyId);
  register.update(type, id, { villageId: village, townshipId: township, countyId: county });
}
