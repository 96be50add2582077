import type { FacilityBody } from '../../../facilities/contract.ts';
import { isOperating, NONE, offersAll, type Snapshot } from '../../../snapshot/snapshot.ts';
import { idOf, type Candidate, type Place, type Search } from './candidate.ts';
import { placeIn } from './place.ts';
import { facilitiesByUnit, openUnits, type UnitRecipe } from './units.ts';

/**
 * A facility that counts moved to a township of the same county that has none, from a township that has another one. Only
 * a located facility can be said to move.
 */
export function relocationCandidates(search: Search, recipe: UnitRecipe): Candidate[] {
  const { snapshot } = search;
  const { county } = snapshot.divisions;
  const open = openUnits(search, recipe);
  return [...facilitiesByUnit(snapshot, recipe)].flatMap(([from, rows]) => {
    if (from === NONE || rows.length < 2) return [];
    const movable = rows.filter((row) => serves(snapshot, row, recipe));
    const within = open.filter((to) => to !== from && county[to] === county[from]);
    return movable.flatMap((row) => within.flatMap((to) => moving(snapshot, row, from, to)));
  });
}

/** A located facility that counts. */
export function serves(snapshot: Snapshot, row: number, { functions }: Pick<UnitRecipe, 'functions'>): boolean {
  return (
    isOperating(snapshot, row) === 'yes' &&
    offersAll(snapshot, row, functions) === 'yes' &&
    snapshot.facilities.bodies[row]!.entrance !== null
  );
}

function moving(snapshot: Snapshot, row: number, from: number, to: number): Candidate[] {
  const place = placeIn(snapshot, to);
  if (!place?.entrance) return [];
  return [{ ...moved(snapshot, row, place, place.townshipId!), from: snapshot.divisions.ids[from]! }];
}

/** A facility moved to a place. @param placeId tells the places apart */
export function moved(snapshot: Snapshot, row: number, place: Place, placeId: string): Candidate {
  const { countyId, townshipId, villageId, entrance, sourceCrs } = place;
  const id = snapshot.facilities.ids[row]!;
  const there = { countyId, townshipId, villageId, entrance, sourceCrs, accuracyM: null };
  return {
    id: idOf('relocate', id, placeId),
    action: 'relocate',
    needs: ['relocate'],
    facilityId: id,
    slot: id,
    functionIds: [],
    most: null,
    countyId,
    townshipId,
    apply: (body): FacilityBody => ({ ...body!, ...there }),
  };
}
