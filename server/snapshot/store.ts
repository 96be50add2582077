import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { buildSnapshot, type RecordBodies, type Snapshot } from './snapshot.ts';

/**
 * Reads the registry as it was believed at a sequence number, for one day of valid time.
 * @param seq sequence number; the registry's own or an earlier one
 * @param asOf ISO date
 */
export async function loadSnapshot(
  db: Kysely<Schema> | Transaction<Schema>,
  seq: number,
  asOf: string,
): Promise<Snapshot> {
  const rows = await db
    .selectFrom('record_history')
    .select(['type', 'record_id', 'body'])
    .where('recorded_seq', '<=', seq)
    .where((eb) => eb.or([eb('superseded_seq', 'is', null), eb('superseded_seq', '>', seq)]))
    .where('valid_from', '<=', asOf)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', asOf)]))
    .execute();
  const records: Record<keyof RecordBodies, Map<string, unknown>> = {
    division: new Map(),
    divisionEvent: new Map(),
    facility: new Map(),
    statistic: new Map(),
    boundaryLine: new Map(),
    boundaryMarker: new Map(),
    placeName: new Map(),
    placeNameSign: new Map(),
    reservedWord: new Map(),
  };
  for (const row of rows) records[row.type as keyof RecordBodies].set(row.record_id, row.body);
  return buildSnapshot(seq, asOf, records as unknown as RecordBodies);
}
