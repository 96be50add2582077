import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Body } from '../registry/record-type.ts';
import type { LayerType } from './collections.ts';

/**
 * Records of a type that held on some day of a period, each as it was last in it.
 * @param from ISO date, included; null = from the beginning
 * @param to ISO date, included; null = without end
 */
export async function recordsDuring(
  db: Kysely<Schema>,
  type: LayerType,
  from: string | null,
  to: string | null,
): Promise<Map<string, Body>> {
  let query = db
    .selectFrom('record_history')
    .select(['record_id', 'body'])
    .distinctOn('record_id')
    .where('type', '=', type)
    .where('superseded_seq', 'is', null)
    .orderBy('record_id')
    .orderBy('valid_from', 'desc');
  if (to !== null) query = query.where('valid_from', '<=', to);
  if (from !== null) query = query.where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', from)]));
  const rows = await query.execute();
  return new Map(rows.map((row) => [row.record_id, row.body as Body]));
}
