import { UNREACHED, type Network } from './graph.ts';
import {
  arrivingSeeds,
  costAtPoint,
  createSearcher,
  leavingSeeds,
  sameSegmentCost,
  type Reach,
  type Seed,
} from './search.ts';
import type { Snap } from './snap.ts';

/** One side's points searched from (rows), the other side's read off (columns). */
export interface MatrixTask {
  rows: readonly Snap[];
  columns: readonly Snap[];
  /** Which side the rows are: from origins the search follows the arcs, from destinations it goes against them. */
  rowsAre: 'origins' | 'destinations';
  /** Largest cost that counts. */
  limit: number;
}

/** What one row reaches: positions in `columns`, ascending, and their costs. */
export interface MatrixRow {
  columns: Uint32Array<ArrayBuffer>;
  costs: Uint32Array<ArrayBuffer>;
}

/** Computes rows of a matrix one by one, with one searcher. */
export function createRowSearch(network: Network, task: MatrixTask): (row: number) => MatrixRow {
  const fromOrigins = task.rowsAre === 'origins';
  const searcher = createSearcher(fromOrigins ? network.forward : network.backward);
  const pick = createPicker(task.columns);
  const costBetween = (reach: Reach, row: Snap, column: Snap) =>
    fromOrigins
      ? Math.min(costAtPoint(reach, column, 'to'), sameSegmentCost(row, column))
      : Math.min(costAtPoint(reach, column, 'from'), sameSegmentCost(column, row));

  return (position) => {
    const row = task.rows[position]!;
    const seeds: Seed[] = fromOrigins ? leavingSeeds(row) : arrivingSeeds(row);
    const reach = searcher.run(seeds, task.limit);
    const candidates = pick(reach, row);
    const columns = new Uint32Array(candidates.length);
    const costs = new Uint32Array(candidates.length);
    let count = 0;
    for (const column of candidates) {
      const cost = costBetween(reach, row, task.columns[column]!);
      if (cost === UNREACHED || cost > task.limit) continue;
      columns[count] = column;
      costs[count++] = cost;
    }
    return { columns: columns.slice(0, count), costs: costs.slice(0, count) };
  };
}

/**
 * Which columns a reach may hold, ascending: all of them, or, where the reach is smaller than the table is wide, those on
 * the segments at reached nodes and on the row's own segment.
 */
function createPicker(columns: readonly Snap[]): (reach: Reach, row: Snap) => readonly number[] {
  const all = columns.map((_, position) => position);
  const atNode = new Map<number, number[]>();
  columns.forEach((snap, position) => {
    for (const node of [snap.tail, snap.head]) {
      const here = atNode.get(node);
      if (here) here.push(position);
      else atNode.set(node, [position]);
    }
  });
  return (reach, row) => {
    if (reach.count >= columns.length) return all;
    const found = new Set(atNode.get(row.tail));
    for (let i = 0; i < reach.count; i++) {
      for (const position of atNode.get(reach.nodes[i]!) ?? []) found.add(position);
    }
    return [...found].sort((a, b) => a - b);
  };
}
