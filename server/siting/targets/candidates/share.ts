import { sharedTownshipsAttribute } from '../../../indicators/functions/township-centres.ts';
import { segmentMetres } from '../../../network/graph.ts';
import { townshipOf } from '../../../snapshot/facility-place.ts';
import { isOperating, NONE, offersAll, type Snapshot } from '../../../snapshot/snapshot.ts';
import { idOf, type Candidate, type Search } from './candidate.ts';
import { facilitiesByUnit, openUnits, type UnitRecipe } from './units.ts';

/**
 * One centre for two neighbouring townships, where the rule allows it: a centre that counts serves a neighbour too that
 * has none, and so may one that is made to count (`others`).
 */
export function sharingCandidates(search: Search, recipe: UnitRecipe, others: readonly Candidate[]): Candidate[] {
  const { snapshot, parameters } = search;
  const { sharing } = parameters.townshipCentre;
  if (!sharing.allowed || sharing.mostTownships < 2) return [];
  const { divisions, facilities } = snapshot;
  const open = new Set(openUnits(search, recipe));
  const neighbours = neighbouringTownships(snapshot);
  const withNeighbours = (from: number, make: (code: string, to: number) => Candidate): Candidate[] =>
    (neighbours.get(from) ?? []).flatMap((to) => (open.has(to) ? [make(divisions.bodies[to]!.code, to)] : []));
  const standing = [...facilitiesByUnit(snapshot, recipe)].flatMap(([from, rows]) =>
    rows
      .filter((row) => serves(snapshot, row, recipe))
      .flatMap((row) => {
        const id = facilities.ids[row]!;
        return withNeighbours(from, (code, to) => shared(snapshot, standingCentre(snapshot, row, id), code, to));
      }),
  );
  const made = others.flatMap((other) => {
    const from = other.townshipId === null ? NONE : divisions.indexById.get(other.townshipId)!;
    return withNeighbours(from, (code, to) => shared(snapshot, other, code, to));
  });
  return [...standing, ...made];
}

type Base = Omit<Candidate, 'action'> & { action: Candidate['action'] | null };

function standingCentre(snapshot: Snapshot, row: number, id: string): Base {
  const { divisions, facilities } = snapshot;
  const township = townshipOf(snapshot, row);
  return {
    id: '',
    action: null,
    needs: [],
    facilityId: id,
    slot: id,
    functionIds: [],
    most: null,
    countyId: divisions.ids[facilities.county[row]!] ?? null,
    townshipId: divisions.ids[township] ?? null,
    apply: (body) => body!,
  };
}

function shared({ divisions }: Snapshot, base: Base, code: string, to: number): Candidate {
  return {
    ...base,
    id: idOf('share', ...(base.action === null ? [base.facilityId] : [base.id]), divisions.ids[to]!),
    action: base.action ?? 'share',
    needs: [...base.needs, 'share'],
    apply: (body, amount) => {
      const made = base.apply(body, amount);
      return { ...made, attributes: { ...made.attributes, [sharedTownshipsAttribute]: code } };
    },
  };
}

/** A centre that counts and is not shared yet. */
function serves(snapshot: Snapshot, row: number, { functions }: UnitRecipe): boolean {
  const named = snapshot.facilities.bodies[row]!.attributes[sharedTownshipsAttribute] ?? null;
  return named === null && isOperating(snapshot, row) === 'yes' && offersAll(snapshot, row, functions) === 'yes';
}

const known = new WeakMap<Snapshot['divisions'], ReadonlyMap<number, readonly number[]>>();

/**
 * Neighbours of each located township within its county: two are neighbours when no third one lies in the circle that has
 * the line between their centres as its diameter (Gabriel and Sokal 1969). Boundaries of townships are seldom registered;
 * neighbours by this rule all but always share one.
 */
export function neighbouringTownships({ divisions }: Snapshot): ReadonlyMap<number, readonly number[]> {
  let neighbours = known.get(divisions);
  if (!neighbours) {
    const { longitude, latitude, county } = divisions;
    const located = divisions.ofLevel('township').filter((row) => !Number.isNaN(longitude[row]!));
    const square = (a: number, b: number) =>
      segmentMetres(longitude[a]!, latitude[a]!, longitude[b]!, latitude[b]!) ** 2;
    neighbours = new Map(
      located.map((a) => {
        const ofCounty = located.filter((row) => row !== a && county[row] === county[a]);
        return [
          a,
          ofCounty.filter((b) => ofCounty.every((c) => c === b || square(a, c) + square(c, b) >= square(a, b))),
        ];
      }),
    );
    known.set(divisions, neighbours);
  }
  return neighbours;
}
