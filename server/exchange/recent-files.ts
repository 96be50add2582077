import type { RawFile } from './cells.ts';

/** Cells kept in memory at most, over all files. */
const maxCells = 1_000_000;

/** The files read last, so that the steps from upload to commit read the same file once. */
export interface RecentFiles {
  get(fileHash: string): RawFile | undefined;
  put(fileHash: string, file: RawFile): void;
}

const cellsOf = (file: RawFile) =>
  file.sheets.reduce((sum, sheet) => sum + sheet.rows.reduce((cells, row) => cells + row.cells.length, 0), 0);

export function recentFiles(): RecentFiles {
  const files = new Map<string, { file: RawFile; cells: number }>();
  return {
    get(fileHash) {
      const known = files.get(fileHash);
      if (known) {
        files.delete(fileHash);
        files.set(fileHash, known);
      }
      return known?.file;
    },
    put(fileHash, file) {
      files.delete(fileHash);
      files.set(fileHash, { file, cells: cellsOf(file) });
      let total = [...files.values()].reduce((sum, f) => sum + f.cells, 0);
      for (const [hash, { cells }] of files) {
        if (total <= maxCells) break;
        files.delete(hash);
        total -= cells;
      }
    },
  };
}
