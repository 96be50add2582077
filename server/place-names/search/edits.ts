type Units = ArrayLike<number>;

/** Least number of edits that make a query a part of the characters from `start` up to, not including, `end` of an array. */
export type CountEdits = (units: Units, start: number, end: number) => number;

/** Bits of a number. */
const WORD = 32;

/**
 * Counts the characters to change, add or leave out so that a query becomes a part of a text (Sellers 1980). Two neighbours
 * that changed places count as one (optimal string alignment).
 * @param query characters as numbers below `alphabet`
 */
export function editCounter(query: readonly number[], alphabet: number): CountEdits {
  return query.length <= WORD ? bitParallelCounter(query, alphabet) : tableCounter(query);
}

/** A column of the table in one word (Myers 1999), with changes of places (Hyyrö 2003). */
function bitParallelCounter(query: readonly number[], alphabet: number): CountEdits {
  const places = new Int32Array(alphabet);
  for (const [i, unit] of query.entries()) places[unit]! |= 1 << i;
  const last = 1 << (query.length - 1);
  return (units, start, end) => {
    let [up, down, same, placesBefore] = [-1, 0, 0, 0];
    let edits = query.length;
    let least = edits;
    for (let i = start; i < end; i++) {
      const here = places[units[i]!]!;
      const changed = ((~same & here) << 1) & placesBefore;
      same = (((here & up) + up) ^ up) | here | down | changed;
      let rising = down | ~(same | up);
      let falling = same & up;
      if ((rising & last) !== 0) edits++;
      else if ((falling & last) !== 0) edits--;
      // A part of the text may begin anywhere, so the first row costs nothing: no bit comes in.
      rising <<= 1;
      falling <<= 1;
      up = falling | ~(same | rising);
      down = same & rising;
      placesBefore = here;
      if (edits < least) least = edits;
    }
    return least;
  };
}

/** The whole table, three columns of which are kept; for queries that no word holds. */
export function tableCounter(query: readonly number[]): CountEdits {
  const rows = query.length;
  let [beforeLast, last, column] = Array.from({ length: 3 }, () => new Int32Array(rows + 1)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  return (units, start, end) => {
    for (let i = 0; i <= rows; i++) last[i] = i;
    let least = rows;
    for (let j = start; j < end; j++) {
      column[0] = 0;
      for (let i = 1; i <= rows; i++) {
        const differs = query[i - 1] === units[j] ? 0 : 1;
        let cost = Math.min(last[i - 1]! + differs, last[i]! + 1, column[i - 1]! + 1);
        if (i > 1 && j > start && query[i - 1] === units[j - 1] && query[i - 2] === units[j]) {
          cost = Math.min(cost, beforeLast[i - 2]! + 1);
        }
        column[i] = cost;
      }
      least = Math.min(least, column[rows]!);
      [beforeLast, last, column] = [last, column, beforeLast];
    }
    return least;
  };
}
