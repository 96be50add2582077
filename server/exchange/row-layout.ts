import type { Vocabulary } from './contract.ts';

/** How the cells of a table reach a facility's fields. */
export interface RowLayout {
  /** Kind of every row, or `null` when rows state their own. */
  kind: string | null;
  sourceCrs: string | null;
  emptyMeansUnknown: boolean;
  /** Position of the source column of each mapped target column. */
  positions: ReadonlyMap<string, number>;
  /** Headings of the source columns. */
  headings: readonly string[];
  /** Values of the file that stand for known terms. */
  vocabulary: Vocabulary;
}
