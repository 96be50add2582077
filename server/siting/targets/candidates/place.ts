import { NONE, type Snapshot } from '../../../snapshot/snapshot.ts';
import type { Place } from './candidate.ts';

/**
 * Where a new facility of a township or county would stand: at the centre of the village with most people aged 60+, else
 * at the division's own centre, else nowhere that is known. Of villages with as many, the first by code.
 * @returns null for a division whose county is not known
 */
export function placeIn(snapshot: Snapshot, divisionRow: number): Place | null {
  const { divisions } = snapshot;
  const village = mostPeopled(snapshot, divisionRow);
  const row = village === NONE ? divisionRow : village;
  return placeAt(snapshot, row, Number.isNaN(divisions.longitude[row]!) ? divisionRow : row);
}

/** A village's own place. */
export function placeAt({ divisions }: Snapshot, row: number, centreOf = row): Place | null {
  const [county, township] = [divisions.county[row]!, divisions.township[row]!];
  if (county === NONE) return null;
  const { centre } = divisions.bodies[centreOf]!;
  return {
    countyId: divisions.ids[county]!,
    townshipId: township === NONE ? null : divisions.ids[township]!,
    villageId: divisions.bodies[row]!.level === 'village' ? divisions.ids[row]! : null,
    entrance: centre,
    sourceCrs: centre === null ? null : 'EPSG:4490',
    demo: divisions.bodies[row]!.demo,
  };
}

const located = new WeakMap<Snapshot['divisions'], Map<number, number>>();

/** The located village with most people aged 60+ of a township or county; `NONE` where none is located. */
function mostPeopled({ divisions }: Snapshot, divisionRow: number): number {
  let best = located.get(divisions);
  if (!best) {
    best = new Map();
    for (const row of divisions.ofLevel('village')) {
      if (Number.isNaN(divisions.longitude[row]!)) continue;
      for (const area of [divisions.township[row]!, divisions.county[row]!]) {
        const known = best.get(area);
        if (known === undefined || peopleOf(divisions, row) > peopleOf(divisions, known)) best.set(area, row);
      }
    }
    located.set(divisions, best);
  }
  return best.get(divisionRow) ?? NONE;
}

/** Unknown counts come after every known one. */
function peopleOf({ population60 }: Snapshot['divisions'], row: number): number {
  const people = population60[row]!;
  return Number.isNaN(people) ? -1 : people;
}
