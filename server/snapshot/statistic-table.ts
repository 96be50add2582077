import type { StatisticBody } from '../statistics/contract.ts';
import { compareCodes, NONE } from './columns.ts';
import type { DivisionTable } from './division-table.ts';

/** Entered statistics as columns; row order is by id. */
export interface StatisticTable {
  readonly length: number;
  readonly ids: readonly string[];
  readonly bodies: readonly StatisticBody[];
  /** Row of the division, or `NONE`. */
  readonly division: Int32Array;
}

/** Puts the statistics into columns. */
export function buildStatistics(records: ReadonlyMap<string, StatisticBody>, divisions: DivisionTable): StatisticTable {
  const entries = [...records].sort(([a], [b]) => compareCodes(a, b));
  const bodies = entries.map(([, body]) => body);
  return {
    length: entries.length,
    ids: entries.map(([id]) => id),
    bodies,
    division: Int32Array.from(bodies, (b) => divisions.indexById.get(b.divisionId) ?? NONE),
  };
}
