import type { Transaction } from 'kysely';
import type { ZodType } from 'zod';
import type { Schema } from '../db/schema.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Actor, Effect, Finding, RecordTypeName } from './contract.ts';

export type Body = Record<string, unknown>;

/** How one field of a body reaches its column in the current table. */
export interface RecordColumn {
  /** Column name, also the name of the property in the row handed to SQL. */
  column: string;
  /** PostgreSQL type in which the value arrives. */
  type: 'text' | 'date' | 'integer' | 'double precision' | 'boolean' | 'jsonb' | 'text[]';
  /** SQL over `r.<column>` that makes the stored value; default: `r.<column>` itself. */
  expression?: string;
  value(body: Body): unknown;
}

/** What of a record's body only some people may see. */
export interface Restriction {
  /** Whether an actor may see the body as it is. */
  maySee(actor: Actor, body: Body, snapshot: Snapshot): boolean;
  /** What everybody may see of a body, or of some fields of one; works field by field. */
  publicBody(body: Body): Body;
}

/** A field that the register itself gives to new records, when they are committed. */
export interface Allotment {
  field: string;
  /**
   * Values for new records, in their order; null where a body is not fit for one. What is taken is taken in the
   * transaction.
   * @param divisionOf a division as the change set makes it or the register has it
   */
  allot(
    tx: Transaction<Schema>,
    bodies: readonly Body[],
    divisionOf: (id: string) => Body | undefined,
  ): Promise<readonly unknown[]>;
}

/** SQL that makes a geometry of a column that arrives as GeoJSON, for `RecordColumn.expression`. */
export const geometryFrom = (column: string): string => `ST_SetSRID(ST_GeomFromGeoJSON(r.${column}::text), 4490)`;

/** What a room tells the registry about its records; the registry knows no room by name. */
export interface RecordType {
  name: RecordTypeName;
  /** Table of current rows. Beside the columns it has `id`, `version`, `valid_from` and `seq`. */
  table: string;
  /** Full body, strict; its defaults fill what a create leaves out. */
  body: ZodType<Body>;
  /** Every field of a body with the value it has when nothing is known. */
  blank: Body;
  columns: readonly RecordColumn[];
  label(body: Body): string;
  /** County division ids that an editor needs in their scope to make this change. Empty: only unscoped actors may. */
  counties(body: Body, snapshot: Snapshot): readonly string[];
  /**
   * For records that stand between counties: what an editor of one of them may change alone. Everything else takes an
   * account of each: one drafts the change, another commits it. Absent: whoever commits needs all counties in scope.
   */
  joint?: { alone(effect: Effect): boolean };
  /** Absent: no field is given by the register. */
  allotment?: Allotment;
  /** Absent: everybody may see whole bodies. */
  restriction?: Restriction;
  /**
   * Domain rules for one change.
   * @param effect the change as before and after
   * @param before snapshot without the change set
   * @param after snapshot with the whole change set
   */
  rules(effect: Effect, before: Snapshot, after: Snapshot): Finding[];
}

/** A finding with everything but its place filled in by the caller. */
export function finding(
  severity: Finding['severity'],
  code: string,
  message: Finding['message'],
  effect: Effect | null,
  field: string | null = null,
  clause: Finding['clause'] = null,
): Finding {
  return {
    severity,
    code,
    message,
    type: effect?.type ?? null,
    id: effect?.id ?? null,
    field,
    row: effect?.row ?? null,
    clause,
  };
}
