import { contractChains } from './chains.ts';
import { UNREACHED, type ArcTable, type Network } from './graph.ts';
import { arrivingSeeds, createSearcher, leavingSeeds, sameSegmentCost, type Reach, type Seed } from './search.ts';
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

/** Full sweeps after which drawing chains together pays for itself, when more searches are to come. */
const SWEEPS_BEFORE_CONTRACTION = 4;

/** Computes rows of a matrix one by one, with one searcher. */
export function createRowSearch(network: Network, task: MatrixTask): (row: number) => MatrixRow {
  const fromOrigins = task.rowsAre === 'origins';
  const direction = fromOrigins ? 'forward' : 'backward';
  const seedsOf = task.rows.map(fromOrigins ? leavingSeeds : arrivingSeeds);
  const endsOf = task.columns.map(fromOrigins ? arrivingSeeds : leavingSeeds);
  const alongSegment = (row: Snap, column: Snap) =>
    fromOrigins ? sameSegmentCost(row, column) : sameSegmentCost(column, row);
  const onSegmentFrom = positionsBy(task.columns.map((snap) => [snap.tail]));

  let side = createSide(network[direction], endsOf, (node) => node);
  let reachedNodes = 0;
  let contracted = false;

  function search(row: number): Found {
    if (!contracted && reachedNodes > SWEEPS_BEFORE_CONTRACTION * network.header.nodes) {
      contracted = true;
      const keep = [...seedsOf, ...endsOf].flat().map((seed) => seed.node);
      const { table, place } = contractChains(network, direction, keep);
      side = createSide(table, endsOf, (node) => place[node]!);
    }
    const found = side(seedsOf[row]!, task.limit);
    reachedNodes += found.reachedNodes;
    return found;
  }

  return (position) => {
    const row = task.rows[position]!;
    const { candidates, costAt } = search(position);
    const beside = onSegmentFrom.get(row.tail);
    const all =
      beside && candidates.length < task.columns.length
        ? [...new Set([...candidates, ...beside])].sort((a, b) => a - b)
        : candidates;
    const columns = new Uint32Array(all.length);
    const costs = new Uint32Array(all.length);
    let count = 0;
    for (const column of all) {
      const snap = task.columns[column]!;
      let cost = costAt(column);
      if (snap.tail === row.tail) cost = Math.min(cost, alongSegment(row, snap));
      if (cost >= UNREACHED || cost > task.limit) continue;
      columns[count] = column;
      costs[count++] = cost;
    }
    return { columns: columns.slice(0, count), costs: costs.slice(0, count) };
  };
}

/** What one search found for the columns. */
interface Found {
  reachedNodes: number;
  /** Columns that may be reached, ascending. */
  candidates: readonly number[];
  /** Cost over the ends of a column's segment, or at least `UNREACHED`. Valid until the next search. */
  costAt: (column: number) => number;
}

/**
 * Searches of one table, read off at many points: the ends of the points' segments, and the cost between end and point,
 * lie in columns.
 * @param placeOf number of a node in the table
 */
function createSide(
  table: ArcTable,
  endsOf: readonly (readonly Seed[])[],
  placeOf: (node: number) => number,
): (seeds: readonly Seed[], limit: number) => Found {
  const searcher = createSearcher(table);
  const offset = new Uint32Array(endsOf.length + 1);
  endsOf.forEach((ends, position) => (offset[position + 1] = offset[position]! + ends.length));
  const node = Uint32Array.from(endsOf.flat(), (end) => placeOf(end.node));
  const between = Uint32Array.from(endsOf.flat(), (end) => end.cost);
  const everyColumn = endsOf.map((_, position) => position);
  const atNode = positionsBy(endsOf.map((ends) => ends.map((end) => placeOf(end.node))));

  function candidatesOf(reach: Reach): readonly number[] {
    if (reach.count >= endsOf.length) return everyColumn;
    const found = new Set<number>();
    for (let i = 0; i < reach.count; i++) {
      for (const position of atNode.get(reach.nodes[i]!) ?? []) found.add(position);
    }
    return [...found].sort((a, b) => a - b);
  }

  return (seeds, limit) => {
    const placed = seeds.map((seed) => ({ node: placeOf(seed.node), cost: seed.cost }));
    const reach = searcher.run(placed, limit);
    return {
      reachedNodes: reach.count,
      candidates: candidatesOf(reach),
      costAt(column) {
        let least = UNREACHED;
        for (let end = offset[column]!; end < offset[column + 1]!; end++) {
          least = Math.min(least, reach.costOf(node[end]!) + between[end]!);
        }
        return least;
      },
    };
  };
}

/** Positions in a list by the nodes that each entry names. */
function positionsBy(nodes: readonly (readonly number[])[]): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  nodes.forEach((of, position) => {
    for (const node of of) {
      const here = positions.get(node);
      if (here) here.push(position);
      else positions.set(node, [position]);
    }
  });
  return positions;
}
