import type { FacilityFunctionId, FacilityKindId } from '../../../../gis-data/catalogue/index.ts';
import { groupBy } from '../../../indicators/group-by.ts';
import { countyOf, townshipOf } from '../../../snapshot/facility-place.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { building } from './build.ts';
import { openRows, type Candidate, type Search } from './candidate.ts';
import { placeIn } from './place.ts';
import { upgrading } from './upgrade.ts';

/** What an indicator of the form "so many townships (counties) have such a facility" asks of one. */
export interface UnitRecipe {
  level: 'township' | 'county';
  kinds: readonly FacilityKindId[];
  functions: readonly FacilityFunctionId[];
  /** What a new facility states beside its kind and functions. */
  attributes?: Readonly<Record<string, unknown>>;
  variant?: string;
}

/** For each unit that is not proven to have one: a new facility of each kind, and each of its facilities made to count. */
export function unitCandidates(search: Search, recipe: UnitRecipe): Candidate[] {
  const { snapshot } = search;
  const facilitiesIn = facilitiesByUnit(snapshot, recipe);
  return openUnits(search, recipe).flatMap((unit) => [
    ...(facilitiesIn.get(unit) ?? []).flatMap((row) => upgrading(snapshot, row, recipe.functions) ?? []),
    ...builds(snapshot, unit, recipe),
  ]);
}

/** Rows of the divisions that are not proven to have one. */
export function openUnits(search: Search, { level }: UnitRecipe): number[] {
  const { indexById } = search.snapshot.divisions;
  return openRows(search).flatMap(({ unitType, unitId }) => (unitType === level ? [indexById.get(unitId)!] : []));
}

/** Facility rows of the recipe's kinds by the row of their township or county. */
export function facilitiesByUnit(snapshot: Snapshot, { kinds, level }: UnitRecipe): Map<number, number[]> {
  const unitOf = level === 'county' ? countyOf : townshipOf;
  return groupBy(snapshot.facilities.ofKinds(kinds), (row) => unitOf(snapshot, row));
}

function builds(snapshot: Snapshot, unit: number, { kinds, functions, attributes, variant }: UnitRecipe): Candidate[] {
  const place = placeIn(snapshot, unit);
  if (!place) return [];
  const subject = { id: snapshot.divisions.ids[unit]!, name: snapshot.divisions.bodies[unit]!.name };
  return kinds.map((kind) => building(snapshot, subject, place, { kind, functions, attributes, variant }));
}
