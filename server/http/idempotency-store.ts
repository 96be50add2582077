import { sql, type Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { IdempotencyStore } from './idempotency.ts';

const keptFor = sql<string>`now() - interval '1 day'`;
/** A request that a crash cut off; no endpoint may take this long. */
const cutOffBefore = sql<string>`now() - interval '1 hour'`;

/** Remembers answers for a day in table `idempotency_key`, for all server processes on the database. */
export function idempotencyStore(db: Kysely<Schema>): IdempotencyStore {
  const entry = (request: { actor: string; key: string }) =>
    ({ actor: request.actor, key: request.key }) satisfies Partial<Record<'actor' | 'key', string>>;
  return {
    async begin(request) {
      await db
        .deleteFrom('idempotency_key')
        .where((where) =>
          where.or([
            where('created_at', '<', keptFor),
            where.and([where('status', 'is', null), where('created_at', '<', cutOffBefore)]),
          ]),
        )
        .execute();
      const claimed = await db
        .insertInto('idempotency_key')
        .values({ ...entry(request), route: request.route, body_hash: request.bodyHash })
        .onConflict((conflict) => conflict.columns(['actor', 'key']).doNothing())
        .returning('key')
        .executeTakeFirst();
      if (claimed) return null;
      const stored = await db
        .selectFrom('idempotency_key')
        .select(['route', 'body_hash as bodyHash', 'status', 'response'])
        .where((where) => where.and(entry(request)))
        .executeTakeFirst();
      // Freed between the two statements: the first request is just failing, the caller may try again.
      return stored ?? { route: request.route, bodyHash: request.bodyHash, status: null, response: null };
    },
    async complete(request, status, response) {
      await db
        .updateTable('idempotency_key')
        .set({ status, response: JSON.stringify(response ?? null) })
        .where((where) => where.and(entry(request)))
        .execute();
    },
    async abandon(request) {
      await db
        .deleteFrom('idempotency_key')
        .where((where) => where.and(entry(request)))
        .execute();
    },
  };
}
