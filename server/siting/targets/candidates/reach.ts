import type { FacilityFunctionId, FacilityKindId } from '../../../../gis-data/catalogue/index.ts';
import { partsOf } from '../../../indicators/row-parts.ts';
import { countyOf } from '../../../snapshot/facility-place.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { priceOf } from '../../plan.ts';
import { effectsOf } from '../action.ts';
import { building } from './build.ts';
import type { Candidate, Place, Search } from './candidate.ts';
import { placeAt } from './place.ts';
import { moved, serves } from './relocate.ts';
import { upgrading } from './upgrade.ts';

/** Facilities that people are to reach on foot. */
export interface ReachRecipe {
  kinds: readonly FacilityKindId[];
  functions: readonly FacilityFunctionId[];
}

/** A village whose people are not proven to reach a facility, and where one could stand. */
interface OpenPlace {
  village: number;
  place: Place;
  people: number;
}

/**
 * So that people reach a facility on foot: at the point of each village or community whose people are not proven to, a new
 * one of the kind that costs least (all count alike) or one moved there from its county; and everywhere facilities made to
 * count.
 */
export function reachCandidates(search: Search, recipe: ReachRecipe): Candidate[] {
  const { snapshot } = search;
  const { facilities } = snapshot;
  const places = openPlaces(search);
  const rows = facilities.ofKinds(recipe.kinds).filter((row) => facilities.bodies[row]!.entrance !== null);
  return [
    ...rows.flatMap((row) => upgrading(snapshot, row, recipe.functions) ?? []),
    ...buildsAt(search, places, recipe),
    ...rows.filter((row) => serves(snapshot, row, recipe)).flatMap((row) => movesOf(snapshot, row, places)),
  ];
}

function openPlaces({ snapshot, rows }: Search): OpenPlace[] {
  const { divisions } = snapshot;
  const people = new Map<string, number>();
  for (const row of rows)
    for (const { unitId, lower } of partsOf(row) ?? [row])
      if (lower.numerator < lower.denominator) people.set(unitId, lower.denominator);
  return [...people].flatMap(([id, count]) => {
    const village = divisions.indexById.get(id)!;
    const place = placeAt(snapshot, village);
    return place?.entrance ? [{ village, place, people: count }] : [];
  });
}

function buildsAt(search: Search, places: readonly OpenPlace[], recipe: ReachRecipe): Candidate[] {
  if (places.length === 0) return [];
  const kind = cheapestKind(search, places[0]!, recipe);
  return places.map((open) => ({ ...buildingAt(search.snapshot, open, kind, recipe), people: open.people }));
}

function buildingAt(
  snapshot: Snapshot,
  { village, place }: OpenPlace,
  kind: FacilityKindId,
  recipe: ReachRecipe,
): Candidate {
  const subject = { id: snapshot.divisions.ids[village]!, name: snapshot.divisions.bodies[village]!.name };
  return building(snapshot, subject, place, { kind, functions: recipe.functions });
}

/** The kind of which a new facility costs least, which is the same everywhere; of unknown prices the first. */
function cheapestKind({ snapshot, rates }: Search, open: OpenPlace, recipe: ReachRecipe): FacilityKindId {
  const yuanOf = (kind: FacilityKindId) => {
    const candidate = buildingAt(snapshot, open, kind, recipe);
    return priceOf(effectsOf(snapshot, [{ candidate, amount: 1 }]), rates).yuan ?? Infinity;
  };
  const priced = recipe.kinds.map((kind) => ({ kind, yuan: yuanOf(kind) }));
  return priced.reduce((least, other) => (other.yuan < least.yuan ? other : least)).kind;
}

function movesOf(snapshot: Snapshot, row: number, places: readonly OpenPlace[]): Candidate[] {
  const { county } = snapshot.divisions;
  return places
    .filter(({ village }) => county[village] === countyOf(snapshot, row))
    .map(({ village, place, people }) => ({
      ...moved(snapshot, row, place, snapshot.divisions.ids[village]!),
      isSpareOnly: true,
      people,
    }));
}
