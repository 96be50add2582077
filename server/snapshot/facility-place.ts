import { NONE, type Snapshot } from './snapshot.ts';

/** Row of the township that a facility lies in, by its own entry or else by its village; `NONE` = unknown. */
export function townshipOf({ facilities, divisions }: Snapshot, facilityRow: number): number {
  const township = facilities.township[facilityRow]!;
  if (township !== NONE) return township;
  const village = facilities.village[facilityRow]!;
  return village === NONE ? NONE : divisions.township[village]!;
}

/** Row of the county that a facility lies in; its township's county where that is known. `NONE` = unknown. */
export function countyOf(snapshot: Snapshot, facilityRow: number): number {
  const township = townshipOf(snapshot, facilityRow);
  const county = township === NONE ? NONE : snapshot.divisions.county[township]!;
  return county === NONE ? snapshot.facilities.county[facilityRow]! : county;
}
