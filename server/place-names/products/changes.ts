import type { Kysely } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import { headSeq } from '../../registry/store.ts';
import type { NameChanges, NameChangesQuery } from './contract.ts';
import { namesTouched } from './store.ts';

/** What changed in the register of place names since a sequence number, in pages, for systems that follow it. */
export async function nameChangesSince(
  db: Kysely<Schema>,
  { since, after, limit }: NameChangesQuery,
): Promise<NameChanges> {
  const head = await headSeq(db);
  const rows = await namesTouched(db, { since, after: after ?? null, head, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    head,
    items: page.map(({ seq, record_id, valid_from, valid_to, change_set_id, body }) => ({
      seq,
      id: record_id,
      state: body === null ? 'withdrawn' : valid_to === null ? 'current' : 'ended',
      validFrom: valid_from,
      validTo: valid_to,
      changeSetId: change_set_id,
      record: body,
    })),
    // Without more, everything up to the newest number is known, also where the last numbers touched no name.
    next: hasMore ? { since: last.seq, after: last.record_id } : { since: Math.max(since, head), after: null },
  };
}
