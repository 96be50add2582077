import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { headSeq } from '../registry/store.ts';
import { today } from '../registry/today.ts';
import type { Snapshot } from './snapshot.ts';
import { loadSnapshot } from './store.ts';

export interface SnapshotService {
  /** The snapshot of a day (default today) at the registry's newest sequence number. */
  at(asOf?: string): Promise<Snapshot>;
  /** The sequence number last seen; for metrics. */
  lastSeq(): number;
}

/** Days kept besides today's: the planner's as-of date and the days of the trend. */
const cachedDays = 24;

/** Keeps the snapshots of the newest sequence number, by day; the least recently used day goes first. */
export function createSnapshotService(db: Kysely<Schema>): SnapshotService {
  let seq = 0;
  let byDay = new Map<string, Promise<Snapshot>>();

  return {
    async at(asOf = today()) {
      const head = await headSeq(db);
      if (head !== seq) {
        seq = head;
        byDay = new Map();
      }
      const known = byDay.get(asOf);
      const loading = known ?? loadSnapshot(db, head, asOf);
      byDay.delete(asOf);
      byDay.set(asOf, loading);
      const oldest = byDay.keys().next().value;
      if (byDay.size > cachedDays && oldest !== undefined) byDay.delete(oldest);
      try {
        return await loading;
      } catch (error) {
        if (byDay.get(asOf) === loading) byDay.delete(asOf);
        throw error;
      }
    },
    lastSeq: () => seq,
  };
}
