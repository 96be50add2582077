import { isDeepStrictEqual } from 'node:util';
import type { FacilityBody } from '../../facilities/contract.ts';
import type { ChangeInput, Effect } from '../../registry/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** What making a facility so amounts to on a snapshot's day. */
export function facilityEffect(snapshot: Snapshot, id: string, after: FacilityBody): Effect {
  const before = snapshot.records.facility.get(id) ?? null;
  const changed = (field: string) =>
    !isDeepStrictEqual(before?.[field as keyof FacilityBody], after[field as keyof FacilityBody]);
  return {
    type: 'facility',
    id,
    op: before ? 'update' : 'create',
    label: after.name,
    version: 0,
    effectiveFrom: snapshot.asOf,
    before,
    after,
    changedFields: before ? Object.keys(after).filter(changed) : [],
    row: null,
  };
}

/** The effect as a change for a change set, without the version that it is made against. */
export function changeOf({ id, op, after, changedFields }: Effect): ChangeInput {
  const fields = op === 'create' ? after! : Object.fromEntries(changedFields.map((field) => [field, after![field]]));
  return { type: 'facility', op: op === 'create' ? 'create' : 'update', id, fields };
}
