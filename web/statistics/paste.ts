/** One cell of a pasted block and the grid cell that it falls on. */
export interface PastedCell {
  row: number;
  column: number;
  text: string;
}

export interface Pasted {
  cells: PastedCell[];
  /** Cells that fall outside the grid, in their own words. */
  outside: string[];
}

/** Whether pasted text is a block of cells rather than one figure. */
export const isBlock = (text: string): boolean => /[\t\n]/.test(text.replace(/\r?\n$/, ''));

/**
 * Lays a block copied from a spreadsheet (cells parted by tabs, rows by line ends) over the grid. Where its first column
 * holds names of the grid's rows, each of its rows goes to the row of that name and lines of other names are outside;
 * else rows follow each other from the cell that has the focus.
 *
 * @param at the cell with the focus
 * @param rowNames names of the grid's rows
 * @param columnCount number of the grid's columns
 */
export function layOut(
  text: string,
  at: { row: number; column: number },
  rowNames: readonly string[],
  columnCount: number,
): Pasted {
  const lines = text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.split('\t'));
  const named = lines.some(([first]) => rowNames.includes(first!.trim()));
  const pasted: Pasted = { cells: [], outside: [] };
  lines.forEach((line, i) => {
    const row = named ? rowNames.indexOf(line[0]!.trim()) : at.row + i;
    const figures = named ? line.slice(1) : line;
    if (row < 0 || row >= rowNames.length) {
      pasted.outside.push(...line.filter((cell) => cell.trim() !== ''));
      return;
    }
    figures.forEach((cell, j) => {
      const column = at.column + j;
      if (column < columnCount) pasted.cells.push({ row, column, text: cell.trim() });
      else if (cell.trim() !== '') pasted.outside.push(cell);
    });
  });
  return pasted;
}
