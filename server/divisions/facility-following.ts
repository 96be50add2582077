import type { WorkingRegister } from './working-register.ts';

/**
 * Brings the divisions that a facility names in line with the divisions themselves: its village decides the township, and
 * the township the county.
 * @param successors what takes the place of a division that the facility names itself
 */
export function settleFacility(
  register: WorkingRegister,
  id: string,
  successors: ReadonlyMap<string, string> = new Map(),
): void {
  const { villageId, townshipId, countyId } = register.get('facility', id)!;
  const now = (divisionId: string) => successors.get(divisionId) ?? divisionId;
  const parentOf = (divisionId: string) => register.get('division', divisionId)?.parentId ?? null;
  const village = villageId === null ? null : now(villageId);
  const township = (village && parentOf(village)) ?? (townshipId === null ? null : now(townshipId));
  const county = (township && parentOf(township)) ?? now(countyId);
  register.update('facility', id, { villageId: village, townshipId: township, countyId: county });
}
