/** Three rows of the table, kept between calls: a search asks for thousands of texts, one after another. */
let rowsKept = [new Int32Array(128), new Int32Array(128), new Int32Array(128)] as const;

/**
 * Least number of characters to change, add or leave out so that a query becomes a part of a text (Sellers 1980). Two
 * neighbours that changed places count as one (optimal string alignment).
 * @param most stops counting above this
 * @returns more than `most` where it takes more
 */
export function editsWithin(query: string, text: string, most: number): number {
  const [rows, columns] = [query.length, text.length];
  // A part of the text may begin anywhere, so the first row costs nothing.
  if (rowsKept[0].length <= columns) {
    const length = columns * 2;
    rowsKept = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  }
  let [beforeLast, last, row] = rowsKept;
  last.fill(0, 0, columns + 1);
  for (let i = 1; i <= rows; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= columns; j++) {
      const same = query.charCodeAt(i - 1) === text.charCodeAt(j - 1);
      let cost = Math.min(last[j - 1]! + (same ? 0 : 1), last[j]! + 1, row[j - 1]! + 1);
      if (
        i > 1 &&
        j > 1 &&
        query.charCodeAt(i - 1) === text.charCodeAt(j - 2) &&
        query.charCodeAt(i - 2) === text.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  let least = most + 1;
  for (let j = 0; j <= columns; j++) least = Math.min(least, last[j]!);
  return least;
}
