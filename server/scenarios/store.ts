import { sql, type Expression, type SqlBool } from 'kysely';
import type { CostMeasureId, PlanningActionId } from '../../gis-data/catalogue/index.ts';
import type { Db } from '../registry/store.ts';
import type { KeptChange } from './changes.ts';
import type { CostRate, ScenarioSummary } from './contract.ts';

/** The head data of a scenario as stored. */
export interface StoredScenario {
  id: string;
  version: number;
  name: string;
  note: string;
  shared: boolean;
  status: ScenarioSummary['status'];
  ownerId: string;
  ownerName: string;
  effectiveFrom: string;
  baseSeq: number;
  changeSetId: string | null;
  createdAt: string;
  updatedAt: string;
  changeCount: number;
  behind: boolean;
  /** Sequence number of the commit that adopted it. */
  adoptedSeq: number | null;
  /** The scenario that it was made from, with what decides who may know of it. */
  forkedFrom: { id: string; name: string; shared: boolean; ownerId: string } | null;
}

/** A scenario with its changes. */
export type WholeScenario = StoredScenario & { changes: KeptChange[] };

/**
 * Whether a record of an open scenario is no longer as the change was made for: another version or none for an update
 * or end, any trace of the record for a create.
 */
const behind = sql<boolean>`(s.status = 'open' AND EXISTS (
  SELECT 1 FROM jsonb_array_elements(s.changes) AS c
  WHERE CASE WHEN c ->> 'op' = 'create'
    THEN EXISTS (
      SELECT 1 FROM record_history h WHERE h.type = c ->> 'type' AND h.record_id = c ->> 'id')
    ELSE NOT EXISTS (
      SELECT 1 FROM record_history h
      WHERE h.type = c ->> 'type' AND h.record_id = c ->> 'id' AND h.version = (c ->> 'baseVersion')::integer
        AND h.superseded_seq IS NULL AND h.valid_to IS NULL)
    END))`;

const summaryQuery = (db: Db) =>
  db
    .selectFrom('scenario as s')
    .leftJoin('change_set as adopted', 'adopted.id', 's.change_set_id')
    .leftJoin('scenario as parent', 'parent.id', 's.forked_from')
    .select([
      's.id',
      's.version',
      's.name',
      's.note',
      's.shared',
      's.status',
      's.owner_id as ownerId',
      's.owner_name as ownerName',
      's.effective_from as effectiveFrom',
      's.base_seq as baseSeq',
      's.change_set_id as changeSetId',
      's.created_at as createdAt',
      's.updated_at as updatedAt',
      'adopted.seq as adoptedSeq',
      'parent.id as parentId',
      'parent.name as parentName',
      'parent.shared as parentShared',
      'parent.owner_id as parentOwnerId',
      behind.as('behind'),
      sql<number>`jsonb_array_length(s.changes)`.as('changeCount'),
    ]);

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaryQuery>['executeTakeFirstOrThrow']>>;

function scenarioOf({ parentId, parentName, parentShared, parentOwnerId, ...row }: SummaryRow): StoredScenario {
  const forkedFrom =
    parentId === null ? null : { id: parentId, name: parentName!, shared: parentShared!, ownerId: parentOwnerId! };
  return { ...row, status: row.status as StoredScenario['status'], forkedFrom };
}

/** Scenarios that a user owns and those that are shared; newest changes first. */
export async function listScenarios(db: Db, userId: string): Promise<StoredScenario[]> {
  const rows = await summaryQuery(db)
    .where((eb): Expression<SqlBool> => eb.or([eb('s.shared', '=', true), eb('s.owner_id', '=', userId)]))
    .orderBy('s.updated_at', 'desc')
    .orderBy('s.id')
    .execute();
  return rows.map(scenarioOf);
}

/** A scenario with its changes, or null. `lock` holds other writers of it back until the transaction ends. */
export async function scenarioById(db: Db, id: string, lock = false): Promise<WholeScenario | null> {
  const query = summaryQuery(db).select('s.changes').where('s.id', '=', id);
  const row = await (lock ? query.forUpdate('s') : query).executeTakeFirst();
  if (!row) return null;
  const { changes, ...summary } = row;
  return { ...scenarioOf(summary), changes: changes as unknown as KeptChange[] };
}

export interface ScenarioInsert {
  id: string;
  name: string;
  note: string;
  shared: boolean;
  ownerId: string;
  ownerName: string;
  effectiveFrom: string;
  baseSeq: number;
  forkedFrom: string | null;
  changes: readonly KeptChange[];
}

export async function insertScenario(db: Db, scenario: ScenarioInsert): Promise<void> {
  const now = new Date().toISOString();
  await db
    .insertInto('scenario')
    .values({
      id: scenario.id,
      version: 1,
      name: scenario.name,
      note: scenario.note,
      shared: scenario.shared,
      status: 'open',
      owner_id: scenario.ownerId,
      owner_name: scenario.ownerName,
      effective_from: scenario.effectiveFrom,
      base_seq: scenario.baseSeq,
      forked_from: scenario.forkedFrom,
      changes: JSON.stringify(scenario.changes),
      change_set_id: null,
      created_at: now,
      updated_at: now,
    })
    .execute();
}

export interface ScenarioUpdate {
  name?: string;
  note?: string;
  shared?: boolean;
  status?: StoredScenario['status'];
  effectiveFrom?: string;
  changes?: readonly KeptChange[];
  changeSetId?: string;
}

/** Writes what is given, as the next row version. */
export async function updateScenario(db: Db, id: string, update: ScenarioUpdate): Promise<void> {
  await db
    .updateTable('scenario')
    .set((eb) => ({
      version: eb('version', '+', 1),
      updated_at: new Date().toISOString(),
      name: update.name,
      note: update.note,
      shared: update.shared,
      status: update.status,
      effective_from: update.effectiveFrom,
      changes: update.changes && JSON.stringify(update.changes),
      change_set_id: update.changeSetId,
    }))
    .where('id', '=', id)
    .execute();
}

/** Notes the sequence number that a scenario stands at, unless one of its records has moved on since. */
export async function noteBase(db: Db, id: string, seq: number): Promise<void> {
  await sql`UPDATE scenario AS s SET base_seq = ${seq} WHERE s.id = ${id} AND NOT ${behind}`.execute(db);
}

const rateQuery = (db: Db) =>
  db
    .selectFrom('cost_rate')
    .select([
      'id',
      'version',
      'action',
      'facility_kind as facilityKind',
      'function_id as functionId',
      'per',
      'yuan',
      'source',
      'demo',
      'updated_at as updatedAt',
      'updated_by as updatedBy',
    ]);

type RateRow = Awaited<ReturnType<ReturnType<typeof rateQuery>['executeTakeFirstOrThrow']>>;

const rateOf = (row: RateRow): CostRate => ({
  ...row,
  action: row.action as PlanningActionId,
  per: row.per as CostMeasureId,
});

/** Every rate, the general ones of an action before the particular. */
export async function listRates(db: Db): Promise<CostRate[]> {
  const rows = await rateQuery(db)
    .orderBy('action')
    .orderBy(sql`facility_kind NULLS FIRST`)
    .orderBy(sql`function_id NULLS FIRST`)
    .orderBy('per')
    .execute();
  return rows.map(rateOf);
}

/** Whether there has ever been a rate, also one that was removed since. */
export async function hadRates(db: Db): Promise<boolean> {
  const made = await db.selectFrom('audit').select('id').where('action', '=', 'cost-rate.create').limit(1).execute();
  return made.length > 0;
}

export async function rateById(db: Db, id: string, lock = false): Promise<CostRate | null> {
  const query = rateQuery(db).where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? rateOf(row) : null;
}

export type RateWrite = Omit<CostRate, 'version' | 'updatedAt'>;

const rateColumns = (rate: RateWrite) => ({
  action: rate.action,
  facility_kind: rate.facilityKind,
  function_id: rate.functionId,
  per: rate.per,
  yuan: rate.yuan,
  source: rate.source,
  demo: rate.demo,
  updated_by: rate.updatedBy,
  updated_at: new Date().toISOString(),
});

export async function insertRate(db: Db, rate: RateWrite): Promise<void> {
  await db
    .insertInto('cost_rate')
    .values({ id: rate.id, version: 1, ...rateColumns(rate) })
    .execute();
}

/** Writes a rate anew, as the next row version. */
export async function updateRate(db: Db, rate: RateWrite): Promise<void> {
  await db
    .updateTable('cost_rate')
    .set((eb) => ({ version: eb('version', '+', 1), ...rateColumns(rate) }))
    .where('id', '=', rate.id)
    .execute();
}

export async function deleteRate(db: Db, id: string): Promise<void> {
  await db.deleteFrom('cost_rate').where('id', '=', id).execute();
}
