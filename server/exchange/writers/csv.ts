import Papa from 'papaparse';
import type { FeatureSource } from './source.ts';
import { rowsOf } from './table.ts';
import { writePieces } from './text-file.ts';

/** Cells as CSV lines; what a spreadsheet would take for a formula is made text. */
export const csvLines = (rows: readonly (readonly unknown[])[]): string =>
  rows.length === 0 ? '' : `${Papa.unparse(rows as unknown[][], { escapeFormulae: true })}\r\n`;

/** Features as CSV, UTF-8 with byte order mark. CSV has no place for what is said of the file: its name says it. */
export function writeCsv(source: FeatureSource, path: string): Promise<void> {
  const { headings, cells } = rowsOf(source, true);
  return writePieces(
    path,
    (async function* () {
      yield `\ufeff${csvLines([headings])}`;
      for await (const batch of source.batches()) yield csvLines(batch.map(cells));
    })(),
  );
}
