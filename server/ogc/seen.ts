import type { Actor } from '../registry/contract.ts';
import type { Body } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Collection, LayerType } from './collections.ts';

/** Bodies of a type of record in a snapshot, by id. */
export const bodiesIn = (snapshot: Snapshot, type: LayerType): ReadonlyMap<string, Body> =>
  snapshot.records[type] as ReadonlyMap<string, unknown> as ReadonlyMap<string, Body>;

/**
 * Bodies of a collection as an actor may see them.
 * @param now the register of today, whatever the day that is asked about: whom a line stands between is known of it; null
 * where the collection has nothing that only some may see
 */
export function seenBy(actor: Actor, { recordType }: Collection, now: Snapshot | null): (body: Body) => Body {
  const { restriction } = recordType;
  return (body) => (restriction && !restriction.maySee(actor, body, now!) ? restriction.publicBody(body) : body);
}
