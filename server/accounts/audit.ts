import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Actor } from '../registry/contract.ts';
import type { AuditPage } from './contract.ts';

/** Something an account did, or that was done to one. */
export interface AuditEntry {
  actor: Pick<Actor, 'id' | 'name' | 'from'>;
  action:
    | 'sign-in'
    | 'sign-in-failed'
    | 'sign-out'
    | 'password-changed'
    | 'user-created'
    | 'user-changed'
    | 'user-disabled'
    | 'user-enabled';
  target: string | null;
  detail?: Record<string, unknown>;
}

/** Writes an entry; `db` may be a transaction, so that the entry stands and falls with what it tells of. */
export async function writeAudit(db: Kysely<Schema>, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      actor_id: entry.actor.id,
      actor_name: entry.actor.name,
      source: entry.actor.from,
      action: entry.action,
      target: entry.target,
      reason: null,
      detail: entry.detail ? JSON.stringify(entry.detail) : null,
    })
    .execute();
}

/** A page of the audit, newest first. The cursor is the last id of the page before. */
export async function readAudit(db: Kysely<Schema>, query: { limit: number; cursor?: string }): Promise<AuditPage> {
  const rows = await db
    .selectFrom('audit')
    .select(['id', 'at', 'actor_id as actorId', 'actor_name as actorName', 'source', 'action', 'target', 'reason'])
    .select('detail')
    .$if(query.cursor !== undefined, (older) => older.where('id', '<', Number(query.cursor)))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const items = rows.slice(0, query.limit);
  return { items, nextCursor: rows.length > query.limit ? String(items.at(-1)!.id) : null };
}
