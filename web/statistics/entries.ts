import { statisticEntries, type StatisticEntry } from '../../gis-data/catalogue/index.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import type { StatisticCell, StatisticGrid } from '../../server/statistics/contract.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';
import { readAmount, type AmountError } from './amounts.ts';

export type Part = 'numerator' | 'denominator' | 'value';

/** Fields of a figure that are filled in: a count's value, or the two parts of a share. */
export const partsOf = (entry: StatisticEntry): readonly Part[] =>
  entry.parts ? ['numerator', 'denominator'] : ['value'];

/** The columns that can be filled in, from left to right. */
export const columns: readonly { indicatorId: string; part: Part }[] = statisticEntries.flatMap((entry) =>
  partsOf(entry).map((part) => ({ indicatorId: entry.indicatorId, part })),
);

type Figure = StatisticCell['figure'];

/** What was typed into one figure, kept as typed, and the figure that it was typed over. */
export interface Edit {
  indicatorId: string;
  divisionId: string;
  typed: Readonly<Partial<Record<Part, string>>>;
  base: Figure;
  /** Identifier of the record, should none be registered yet. */
  newId: string;
}

/** Edits of one period by cell. */
export type Edits = ReadonlyMap<string, Edit>;

export const noEdits: Edits = new Map();

export const cellKey = ({ indicatorId, divisionId }: { indicatorId: string; divisionId: string }) =>
  `${indicatorId}:${divisionId}`;

/** The grid's cells by key. */
export const cellsOf = (grid: StatisticGrid): ReadonlyMap<string, StatisticCell> =>
  new Map(grid.cells.map((cell) => [cellKey(cell), cell]));

const amountText = (amount: number | null | undefined) =>
  amount === null || amount === undefined ? '' : String(amount);

/** What an input shows: what was typed, else what is registered; unknown is empty. */
export const textOf = (cell: StatisticCell, edit: Edit | undefined, part: Part): string =>
  edit?.typed[part] ?? amountText(cell.figure?.[part]);

/** The edits after typing into a cell; typing the registered figure back is no edit. */
export function typedInto(edits: Edits, cell: StatisticCell, part: Part, text: string): Edits {
  const known = edits.get(cellKey(cell));
  const edit: Edit = known ?? {
    indicatorId: cell.indicatorId,
    divisionId: cell.divisionId,
    typed: {},
    base: cell.figure,
    newId: newIdempotencyKey(),
  };
  const { [part]: _, ...others } = edit.typed;
  const typed = text === amountText(edit.base?.[part]) ? others : { ...others, [part]: text };
  const next = new Map(edits);
  if (Object.keys(typed).length === 0) next.delete(cellKey(cell));
  else next.set(cellKey(cell), { ...edit, typed });
  return next;
}

export function without(edits: Edits, keys: Iterable<string>): Edits {
  const next = new Map(edits);
  for (const key of keys) next.delete(key);
  return next;
}

/** The record that an edit writes. */
export const recordIdOf = (edit: Edit): string => edit.base?.id ?? edit.newId;

/** The figure as it would be, with what cannot be read left out and named. */
export function amountsOf(edit: Edit): {
  amounts: Record<Part, number | null>;
  errors: { part: Part; error: AmountError }[];
} {
  const amounts: Record<Part, number | null> = {
    numerator: edit.base?.numerator ?? null,
    denominator: edit.base?.denominator ?? null,
    value: edit.base?.value ?? null,
  };
  const errors: { part: Part; error: AmountError }[] = [];
  for (const [part, text] of Object.entries(edit.typed) as [Part, string][]) {
    const read = readAmount(text);
    if ('error' in read) errors.push({ part, error: read.error });
    else amounts[part] = read.value;
  }
  // A share stated without its parts gives way to the parts.
  if (edit.typed.numerator !== undefined || edit.typed.denominator !== undefined) amounts.value = null;
  return { amounts, errors };
}

/** Whether someone else has stated or corrected the figure since it was typed over. */
export const isStale = (edit: Edit, cell: StatisticCell | undefined): boolean =>
  (cell?.figure?.id ?? null) !== (edit.base?.id ?? null) ||
  (cell?.figure?.version ?? null) !== (edit.base?.version ?? null);

/** Puts an edit on top of what someone else has stated meanwhile. */
export const rebased = (edits: Edits, edit: Edit, figure: Figure): Edits =>
  new Map(edits).set(cellKey(edit), { ...edit, base: figure });

/** Where the figures of one change set come from. */
export interface EntrySet {
  periodEnd: string;
  sourceDocument: string;
  statedOn: string | null;
}

/** The change that registers an edit; null while a part of it cannot be read, or where it says nothing new. */
export function changeOf(edit: Edit, { periodEnd, sourceDocument, statedOn }: EntrySet): ChangeInput | null {
  const { amounts, errors } = amountsOf(edit);
  if (errors.length > 0) return null;
  const parts = Object.keys(amounts) as Part[];
  if (parts.every((part) => amounts[part] === (edit.base?.[part] ?? null))) return null;
  const fields = { ...amounts, sourceDocument: sourceDocument.trim(), statedOn, demo: false };
  // The figure belongs to its period: it holds from the period's last day on, whenever it is entered.
  const common = { type: 'statistic', id: recordIdOf(edit), effectiveFrom: periodEnd } as const;
  if (edit.base) return { ...common, op: 'update', baseVersion: edit.base.version ?? undefined, fields };
  const { indicatorId, divisionId } = edit;
  return { ...common, op: 'create', fields: { indicatorId, divisionId, periodEnd, ...fields } };
}
