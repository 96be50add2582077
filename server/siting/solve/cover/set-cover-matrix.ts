/** A set cover without further limits, as a sparse matrix by row and by column. */
export interface CoverMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Columns of row r: `column[rowStart[r]]` up to `column[rowStart[r + 1]]`. */
  readonly rowStart: Uint32Array;
  readonly column: Uint32Array;
  readonly columnStart: Uint32Array;
  readonly row: Uint32Array;
  /** Cost of each column, ≥ 0. */
  readonly cost: Float64Array;
  /** The site that each column stands for, ascending. */
  readonly site: readonly number[];
}

/** The matrix of rows that list their sites. */
export function coverMatrix(rows: readonly (readonly number[])[], costOf: (site: number) => number): CoverMatrix {
  const site = [...new Set(rows.flat())].sort((a, b) => a - b);
  const columnOf = new Map(site.map((s, column) => [s, column]));
  const rowStart = new Uint32Array(rows.length + 1);
  const columnStart = new Uint32Array(site.length + 1);
  rows.forEach((sites, r) => {
    rowStart[r + 1] = rowStart[r]! + sites.length;
    for (const s of sites) columnStart[columnOf.get(s)! + 1]!++;
  });
  for (let c = 0; c < site.length; c++) columnStart[c + 1]! += columnStart[c]!;
  const column = Uint32Array.from(rows.flat(), (s) => columnOf.get(s)!);
  const row = new Uint32Array(column.length);
  const next = columnStart.slice();
  for (let r = 0; r < rows.length; r++)
    for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) row[next[column[i]!]!++] = r;
  const cost = Float64Array.from(site, costOf);
  return { rows: rows.length, columns: site.length, rowStart, column, columnStart, row, cost, site };
}
