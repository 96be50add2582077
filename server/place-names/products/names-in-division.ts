import type { DivisionBody } from '../../divisions/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { PlaceNameBody } from '../contract.ts';

/** What a book or a map of the names of a division is made of: plain values, which a thread can be given. */
export interface NamesInDivision {
  snapshotId: string;
  /** ISO date. */
  asOf: string;
  division: DivisionBody;
  /** Divisions of the level below. */
  inside: readonly DivisionBody[];
  names: readonly PlaceNameBody[];
  /** What the divisions are called in which the names lie, by id. */
  divisionNames: ReadonlyMap<string, string>;
}

/** @param divisionId a division of the snapshot */
export function namesInDivision(snapshot: Snapshot, divisionId: string): NamesInDivision {
  const { division, placeName } = snapshot.records;
  const body = division.get(divisionId)!;
  const names = [...placeName.values()].filter(({ countyId, townshipId, villageId }) =>
    body.level === 'city'
      ? division.get(countyId)?.parentId === divisionId
      : [countyId, townshipId, villageId].includes(divisionId),
  );
  const around = new Set(names.flatMap(({ countyId, townshipId, villageId }) => [countyId, townshipId, villageId]));
  return {
    snapshotId: snapshot.id,
    asOf: snapshot.asOf,
    division: body,
    inside: [...division.values()].filter(({ parentId }) => parentId === divisionId),
    names,
    divisionNames: new Map([...division].flatMap(([id, { name }]) => (around.has(id) ? [[id, name] as const] : []))),
  };
}
