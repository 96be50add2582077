import type { Text } from '../../../gis-data/catalogue/index.ts';

export type TableName = 'demand' | 'sites' | 'costs' | 'orlib';

/** Something wrong with a row of a table, at its place. */
export interface RowFault {
  readonly table: TableName;
  /** Row in the file, from 1 with the headings. */
  readonly row: number;
  readonly field: string;
  readonly code: string;
  readonly message: Text;
}

/** Something that keeps a question from being answered. */
export interface QuestionFault {
  /** `invalid`: the question makes no sense as it is put; `infeasible`: no plan can fulfil it. */
  readonly kind: 'invalid' | 'infeasible';
  /** Field of the question or, with a table, of its row. */
  readonly field: string;
  /** Table, and position in the problem's (not the file's) rows, where one row is to blame. */
  readonly at: { readonly table: 'demand' | 'sites'; readonly position: number } | null;
  readonly code: string;
  readonly message: Text;
}
