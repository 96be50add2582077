import { isDeepStrictEqual } from 'node:util';
import type { RecordTypeName } from '../registry/contract.ts';
import { sideReferences } from './references.ts';
import type { WorkingRegister } from './working-register.ts';

/** Types of record that lie between divisions. */
type SidedType = 'boundaryLine' | 'boundaryMarker';
type Side = { readonly divisionId: string | null } & Partial<
  Readonly<Record<(typeof sideReferences)[number], string | null>>
>;

export const hasSides = (type: RecordTypeName): type is SidedType =>
  type === 'boundaryLine' || type === 'boundaryMarker';

/** Whether a division is the lowest that one of the sides names, so that none below it takes the side along. */
export const namesItself = (sides: readonly Side[], divisionId: string): boolean =>
  sides.some((side) => lowest(side) === divisionId);

const lowest = (side: Side): string | null => side.villageId ?? side.townshipId ?? side.countyId ?? side.divisionId;

/**
 * Brings the divisions that the sides of a boundary line or marker name in line with the divisions themselves, as
 * `settlePlaced` does. The names of the sides stay: they are those of the signed documents.
 * @param successors what takes the place of a division that a side names itself
 */
export function settleSides(
  register: WorkingRegister,
  type: SidedType,
  id: string,
  successors: ReadonlyMap<string, string> = new Map(),
): void {
  const now = (divisionId: string | null | undefined): string | null =>
    divisionId ? (successors.get(divisionId) ?? divisionId) : null;
  const parentOf = (divisionId: string | null) =>
    divisionId === null ? null : (register.get('division', divisionId)?.parentId ?? null);
  const settled = <S extends Side>(side: S): S => {
    const village = now(side.villageId);
    const township = side.townshipId ? (parentOf(village) ?? now(side.townshipId)) : null;
    const county = side.countyId ? (parentOf(township) ?? now(side.countyId)) : null;
    const moved = new Map([
      [side.villageId, village],
      [side.townshipId, township],
      [side.countyId, county],
    ]);
    const divisionId = moved.get(side.divisionId) ?? now(side.divisionId);
    const named = { divisionId, countyId: county, townshipId: township, villageId: village };
    return {
      ...side,
      ...Object.fromEntries(sideReferences.flatMap((key) => (key in side ? [[key, named[key]]] : []))),
    };
  };
  if (type === 'boundaryLine') {
    const { sides } = register.get(type, id)!;
    const next: typeof sides = [settled(sides[0]), settled(sides[1])];
    if (!isDeepStrictEqual(sides, next)) register.update(type, id, { sides: next });
  } else {
    const { sides } = register.get(type, id)!;
    const next = sides.map(settled);
    if (!isDeepStrictEqual(sides, next)) register.update(type, id, { sides: next });
  }
}
