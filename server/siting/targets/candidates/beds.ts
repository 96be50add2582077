import type { FacilityBody } from '../../../facilities/contract.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { idOf, type Candidate, type Search } from './candidate.ts';

/**
 * No. 7: beds that stand and are not certified as nursing beds, and new nursing beds; also at homes that reach the share
 * by themselves, since all beds count together. Beds that are not known to be certified count as not certified, as the
 * figure counts them. A home is not taken to grow by more beds than it has: its room to grow is not registered.
 */
export function bedCandidates({ snapshot, rows }: Search): Candidate[] {
  const { indexById } = snapshot.facilities;
  return rows
    .map(({ unitId }) => indexById.get(unitId)!)
    .flatMap((row) => [...certifying(snapshot, row), ...adding(snapshot, row)]);
}

function certifying(snapshot: Snapshot, row: number): Candidate[] {
  const { beds, nursingBeds } = bedsOf(snapshot, row);
  if (Number.isNaN(beds)) return [];
  const most = beds - (Number.isNaN(nursingBeds) ? 0 : nursingBeds);
  if (most <= 0) return [];
  return [
    {
      ...candidateAt(snapshot, row, 'certifyBeds', most),
      apply: (body, amount) => withBeds(body!, { nursingBeds: numberOf(body!, 'nursingBeds') + amount }),
    },
  ];
}

function adding(snapshot: Snapshot, row: number): Candidate[] {
  const { beds, nursingBeds } = bedsOf(snapshot, row);
  // With nursing beds unknown, more beds prove nothing.
  if (Number.isNaN(beds) || Number.isNaN(nursingBeds) || beds <= 0) return [];
  return [
    {
      ...candidateAt(snapshot, row, 'addBeds', beds),
      apply: (body, amount) =>
        withBeds(body!, {
          beds: numberOf(body!, 'beds') + amount,
          nursingBeds: numberOf(body!, 'nursingBeds') + amount,
        }),
    },
  ];
}

function bedsOf({ facilities }: Snapshot, row: number) {
  return { beds: facilities.attribute('beds')[row]!, nursingBeds: facilities.attribute('nursingBeds')[row]! };
}

const numberOf = ({ attributes }: FacilityBody, attribute: string): number =>
  typeof attributes[attribute] === 'number' ? attributes[attribute] : 0;

const withBeds = (body: FacilityBody, beds: Record<string, number>): FacilityBody => ({
  ...body,
  attributes: { ...body.attributes, ...beds },
});

function candidateAt(snapshot: Snapshot, row: number, action: 'certifyBeds' | 'addBeds', most: number) {
  const { facilities, divisions } = snapshot;
  const id = facilities.ids[row]!;
  return {
    id: idOf(action, id),
    action,
    needs: [action],
    facilityId: id,
    slot: `${id}/${action}`,
    functionIds: [],
    most,
    countyId: divisions.ids[facilities.county[row]!] ?? null,
    townshipId: divisions.ids[facilities.township[row]!] ?? null,
  };
}
