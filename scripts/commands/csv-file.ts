import { closeSync, openSync, writeSync } from 'node:fs';

/** Characters gathered before they are written; a table is never held whole. */
const CHUNK = 1 << 18;

/** A CSV file (RFC 4180, UTF-8) written row by row. */
export interface CsvFile {
  row(...cells: readonly string[]): void;
  close(): void;
}

/** Opens a CSV file for writing and writes its headings; what it held before is gone. */
export function createCsvFile(file: string, headings: readonly string[]): CsvFile {
  const fd = openSync(file, 'w');
  let waiting = '';
  const flush = () => {
    const bytes = Buffer.from(waiting);
    waiting = '';
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
  };
  const csv: CsvFile = {
    row(...cells) {
      waiting += `${cells.map(quoted).join(',')}\n`;
      if (waiting.length >= CHUNK) flush();
    },
    close() {
      flush();
      closeSync(fd);
    },
  };
  csv.row(...headings);
  return csv;
}

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
