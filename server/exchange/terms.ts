import { text, type Choice } from '../../gis-data/catalogue/index.ts';
import type { Cell } from './cells.ts';
import type { FacilityColumn } from './columns.ts';
import type { TermQuestion, Vocabulary } from './contract.ts';
import type { Table } from './headings.ts';
import { sharedCharacters } from './match-score.ts';
import { importColumns } from './record-columns.ts';
import type { RowLayout } from './row-layout.ts';
import { listParts, readBoolean, readChoice } from './values.ts';

/** Stands in a vocabulary for a value that says that nothing is known. */
export const unknownTerm = 'unknown';

const yesAndNo: readonly Choice[] = [
  { id: 'true', label: text('是', 'Yes') },
  { id: 'false', label: text('否', 'No') },
];

/** Terms that a coded column takes; empty for columns of other types. */
export function termsOf({ type, choices }: FacilityColumn): readonly Choice[] {
  if (type === 'boolean') return yesAndNo;
  return type === 'choice' || type === 'list' ? choices : [];
}

const partsOf = (cell: string, { type }: FacilityColumn) => (type === 'list' ? listParts(cell) : [cell.trim()]);

/** A cell of a coded column with its values in the register's terms, as far as the vocabulary has them. */
export function inTerms(cell: Cell, column: FacilityColumn, vocabulary: Vocabulary): Cell {
  const terms = vocabulary[column.id];
  if (!terms || typeof cell !== 'string') return cell;
  return partsOf(cell, column)
    .map((part) => terms[part] ?? part)
    .join('、');
}

/** Values of one column that are asked about; more of them are no vocabulary but free text. */
const mostValues = 200;

/** Below this likeness no term is suggested. */
const suggestedFrom = 0.5;

/** Values of the mapped coded columns that are no known terms, each once, with a suggestion where one is near. */
export function unknownTerms(table: Table, layout: RowLayout): TermQuestion[] {
  return importColumns(layout.kind).flatMap((column) => {
    const position = layout.positions.get(column.id);
    const terms = termsOf(column);
    if (position === undefined || terms.length === 0) return [];
    const rows = new Map<string, number>();
    for (const { cells } of table.rows) {
      const cell = cells[position];
      if (typeof cell !== 'string') continue;
      for (const part of partsOf(cell, column)) rows.set(part, (rows.get(part) ?? 0) + 1);
    }
    const isKnown = (part: string) =>
      (column.type === 'boolean' ? readBoolean(part) : readChoice(part, terms)).state !== 'wrong';
    const values = [...rows]
      .filter(([part]) => !isKnown(part))
      .slice(0, mostValues)
      .map(([value, count]) => ({
        value,
        rows: count,
        suggestion: suggestionFor(value, terms),
        term: layout.vocabulary[column.id]?.[value] ?? null,
      }));
    if (values.length === 0) return [];
    const heading = layout.headings[position]!;
    const choices = terms.map(({ id, label }) => ({ id, label }));
    return [{ target: column.id, label: column.label, column: heading, choices, values }];
  });
}

/** What says the contrary of a term that has no such character. */
const negations = [...'未不非无没停'];

function suggestionFor(value: string, terms: readonly Choice[]): string | null {
  let best = { id: null as string | null, score: 0 };
  const written = value.normalize('NFKC').toLowerCase();
  for (const { id, label, aliases = [] } of terms) {
    for (const name of [label.zh, label.en.toLowerCase(), ...aliases]) {
      if (negations.some((word) => written.includes(word) && !name.includes(word))) continue;
      // A word within the value is a better sign than characters in common.
      const isWithin = name.length > 1 && written.includes(name);
      const score = isWithin ? 0.8 + (0.2 * name.length) / written.length : sharedCharacters(written, name);
      if (score > best.score) best = { id, score };
    }
  }
  return best.score >= suggestedFrom ? best.id : null;
}
