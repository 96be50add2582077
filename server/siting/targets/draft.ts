import type { FacilityBody } from '../../facilities/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { DraftPlan } from '../plan.ts';
import { changeOf } from '../where/effects.ts';
import { amountOf, effectsOfChosen, type Chosen } from './action.ts';
import { pointOf } from './candidates/candidate.ts';
import { reasonOf } from './words.ts';

/** Chosen actions as a plan to price and preview, in order of county and township. */
export function draftOf(snapshot: Snapshot, chosen: readonly Chosen[]): DraftPlan {
  const effects = effectsOfChosen(snapshot, chosen);
  const bodies = new Map(effects.map(({ id, after }) => [id, after as FacilityBody]));
  const codeOf = (id: string | null) => (id === null ? '' : (snapshot.records.division.get(id)?.code ?? ''));
  const place = ({ action: { candidate } }: Chosen) =>
    [codeOf(candidate.countyId), codeOf(candidate.townshipId), candidate.id].join(' ');
  const inOrder = [...chosen].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return {
    actions: inOrder.map((done) => {
      const { action, amount } = done;
      const { candidate } = action;
      const body = bodies.get(candidate.facilityId)!;
      return {
        id: candidate.id,
        action: candidate.action,
        facilityId: candidate.facilityId,
        facilityName: body.name,
        facilityKind: body.kind,
        functionIds: [...candidate.functionIds],
        amount: candidate.most === null ? null : amountOf(action, amount),
        at: pointOf(body),
        countyId: candidate.countyId,
        townshipId: candidate.townshipId,
        year: null,
        reason: reasonOf(done),
      };
    }),
    changes: effects.filter(({ changedFields, op }) => op === 'create' || changedFields.length > 0).map(changeOf),
  };
}
