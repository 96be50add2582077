import type { EvidenceRow } from './contract.ts';
import type { Amounts } from './figure.ts';

/** What one village adds to the row of a larger unit. */
export interface RowPart {
  readonly unitId: string;
  readonly lower: Amounts;
}

const parts = new WeakMap<EvidenceRow, readonly RowPart[]>();

/** States what a row's lower amounts are the sum of. @returns the row */
export function withParts(row: EvidenceRow, of: readonly RowPart[]): EvidenceRow {
  parts.set(row, of);
  return row;
}

/** What a row's lower amounts are the sum of; null for a row that is not made of parts. */
export const partsOf = (row: EvidenceRow): readonly RowPart[] | null => parts.get(row) ?? null;
