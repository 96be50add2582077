import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { costRowsOf } from './cost-rows.ts';
import type { RowFault } from './fault.ts';
import { FREE, type LocationProblem } from './problem.ts';

/** Most vertices: the lengths of all shortest paths are held at once, and the work grows with the cube. */
const MOST_VERTICES = 3000;
/** Faults told; a file that is not of this format would have one in every row. */
const MOST_FAULTS = 100;

/** A p-median problem of the OR-Library. */
export interface OrlibProblem {
  /** Every vertex is demand of weight 1 and a site; ids are the vertex numbers. */
  readonly problem: LocationProblem;
  /** How many sites the file says are to be opened. */
  readonly p: number;
}

/**
 * Reads a file of the OR-Library's pmed set (J. E. Beasley, "A note on solving large p-median problems", EJOR 21, 1985): a row
 * `vertices edges p`, then a row `from to cost` for each undirected edge; of an edge that occurs more than once the last cost
 * holds. The cost of a pair is the length of its shortest path (Floyd's algorithm); pairs of vertices that no path joins are absent.
 *
 * @returns the problem, or what is wrong with the file
 * @example
 * const { problem, p } = readOrlib('3 2 1\n1 2 4\n2 3 5\n');
 */
export function readOrlib(content: string): OrlibProblem | { faults: RowFault[] } {
  const faults: RowFault[] = [];
  const refuse = (row: number, field: string, code: string, message: Text) => {
    if (faults.length < MOST_FAULTS) faults.push({ table: 'orlib', row, field, code, message });
  };
  const rows = content
    .split(/\r\n|\r|\n/)
    .map((line, i) => ({ row: i + 1, cells: line.trim() === '' ? [] : line.trim().split(/\s+/) }))
    .filter(({ cells }) => cells.length > 0);
  const [head, ...edges] = rows;
  const counts = head && head.cells.length === 3 ? head.cells.map(wholeNumber) : [];
  const [n, m, p] = counts as [number, number, number];
  if (!head || counts.length !== 3 || counts.some(Number.isNaN) || n === 0 || p === 0) {
    refuse(head?.row ?? 1, 'vertices edges p', 'bad-head', headText);
    return { faults };
  }
  if (n > MOST_VERTICES) {
    refuse(head.row, 'vertices', 'too-many', tooMany(n));
    return { faults };
  }
  if (edges.length !== m) refuse(head.row, 'edges', 'other-count', otherCount(m, edges.length));
  const length = new Float64Array(n * n).fill(Infinity);
  for (const { row, cells } of edges) {
    if (cells.length !== 3) {
      refuse(row, 'from to cost', 'bad-row', edgeText(cells.length));
      continue;
    }
    const ends = ['from', 'to'].map((field, i) => {
      const vertex = wholeNumber(cells[i]!);
      if (vertex >= 1 && vertex <= n) return vertex - 1;
      refuse(row, field, 'no-such-vertex', noVertex(cells[i]!, n));
      return null;
    });
    const cost = decimal(cells[2]!);
    if (!(cost >= 0)) refuse(row, 'cost', 'bad-cost', badCost(cells[2]!));
    const [from, to] = ends;
    if (from === null || to === null || from === to) continue;
    length[from! * n + to!] = cost;
    length[to! * n + from!] = cost;
  }
  if (faults.length > 0) return { faults };
  shortestPaths(length, n);
  return { problem: problemOf(length, n), p };
}

/**
 * Floyd's algorithm on a symmetric matrix, in place. Both halves are kept, so that row k can be read along; only the lower one is
 * computed.
 */
function shortestPaths(length: Float64Array, n: number): void {
  for (let v = 0; v < n; v++) length[v * n + v] = 0;
  for (let k = 0; k < n; k++) {
    const over = length.slice(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      const toK = over[i]!;
      if (toK === Infinity) continue;
      for (let j = 0, at = i * n; j < i; j++, at++) {
        const around = toK + over[j]!;
        if (around < length[at]!) {
          length[at] = around;
          length[j * n + i] = around;
        }
      }
    }
  }
}

function problemOf(length: Float64Array, n: number): LocationProblem {
  const ids = Array.from({ length: n }, (_, v) => String(v + 1));
  const joined = length.reduce((count, value) => count + (value === Infinity ? 0 : 1), 0);
  const triples = { demand: new Uint32Array(joined), site: new Uint32Array(joined), cost: new Float64Array(joined) };
  let at = 0;
  length.forEach((cost, pair) => {
    if (cost === Infinity) return;
    triples.demand[at] = Math.floor(pair / n);
    triples.site[at] = pair % n;
    triples.cost[at++] = cost;
  });
  return {
    demand: { ids, weight: new Float64Array(n).fill(1), group: null },
    sites: { ids, state: new Uint8Array(n).fill(FREE), capacity: null, price: null, place: null, group: null },
    costs: costRowsOf(n, triples),
    groups: [],
  };
}

/** NaN for anything else. */
const wholeNumber = (cell: string) => (/^\d{1,9}$/.test(cell) ? Number(cell) : Number.NaN);

/** A finite decimal number, or NaN. */
function decimal(cell: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

const headText = text(
  '第一行应为三个正整数:顶点数、边数、p',
  'The first row must be three positive whole numbers: vertices, edges, p',
);

const tooMany = (n: number) =>
  text(`有 ${n} 个顶点,最多 ${MOST_VERTICES} 个`, `${n} vertices; at most ${MOST_VERTICES} are taken`);

const otherCount = (stated: number, found: number) =>
  text(
    `第一行说有 ${stated} 条边,文件中有 ${found} 条;请核对文件是否完整`,
    `The first row states ${stated} edges, the file has ${found}; check whether it is complete`,
  );

const edgeText = (cells: number) =>
  text(
    `应为三个数:起点、终点、成本;此行有 ${cells} 个`,
    `Three numbers are needed: from, to, cost; this row has ${cells}`,
  );

const noVertex = (cell: string, n: number) =>
  text(`“${cell}”不是顶点;顶点编号为 1 到 ${n}`, `"${cell}" is no vertex; vertices are numbered 1 to ${n}`);

const badCost = (cell: string) => text(`“${cell}”不是不小于 0 的数值`, `"${cell}" is not a number of at least 0`);
