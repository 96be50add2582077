import { facilityKind, type FacilityFunctionId, type FacilityKindId } from '../../../../gis-data/catalogue/index.ts';
import { blankFacility, type FacilityBody } from '../../../facilities/contract.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { idOf, newFacilityId, type Candidate, type Place } from './candidate.ts';
import { typicalSize } from './size.ts';

/** What a new facility is to be. */
export interface NewFacility {
  kind: FacilityKindId;
  functions?: readonly FacilityFunctionId[];
  attributes?: Readonly<Record<string, unknown>>;
  /** Tells apart new facilities of one kind at one place. */
  variant?: string;
}

/**
 * A new facility, named after the division that it is for, of the size that is usual for its kind. It operates from the
 * snapshot's day, as trial facilities do: the indicators count nothing else.
 * @param subject the division, or the facility, that it is built for
 */
export function building(
  snapshot: Snapshot,
  subject: { id: string; name: string },
  place: Place,
  { kind, functions = [], attributes = {}, variant }: NewFacility,
): Candidate {
  const parts = [kind, ...(variant === undefined ? [] : [variant]), subject.id];
  const id = newFacilityId(snapshot, ...parts);
  const { label, level } = facilityKind(kind);
  const body: FacilityBody = {
    ...blankFacility,
    ...place,
    name: `${subject.name}${label.zh}(拟建)`,
    kind,
    level,
    status: 'operating',
    statusSince: snapshot.asOf,
    functions: Object.fromEntries(functions.map((f) => [f, true])),
    attributes: { ...typicalSize(snapshot, kind), ...attributes },
  };
  return {
    id: idOf('build', ...parts),
    action: 'build',
    needs: ['build'],
    facilityId: id,
    slot: id,
    functionIds: functions,
    most: null,
    countyId: place.countyId,
    townshipId: place.townshipId,
    apply: () => body,
  };
}
