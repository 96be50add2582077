import { csvLines } from '../../spreadsheet.ts';
import type { FeatureSource } from './source.ts';
import { rowsOf } from './table.ts';
import { writePieces } from './text-file.ts';

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
