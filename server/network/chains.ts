import { UNREACHED, weightBetween, type ArcTable, type Network } from './graph.ts';

/** A table of fewer nodes that has the same cheapest costs between those that it keeps. */
export interface ContractedTable {
  table: ArcTable;
  /** Number of each node of the network in the table; `DROPPED` where it has none. */
  place: Int32Array;
}

export const DROPPED = -1;

/**
 * Draws chains together: most nodes of a road network only give a way its bends. Dead ends that lead to no kept node are
 * left out, and of the rest every node that merely joins two neighbours becomes part of one longer arc between junctions.
 * Worth it for several searches of a whole network: it takes about as long as five of them, and each is several times
 * faster.
 * @param direction which of the network's tables is drawn together
 * @param keep nodes that stay whatever their shape: where searches begin and costs are read
 */
export function contractChains(
  network: Network,
  direction: 'forward' | 'backward',
  keep: Iterable<number>,
): ContractedTable {
  const table = network[direction];
  const neighbours = network.header.symmetric ? table : joined(network.forward, network.backward);
  const kept = new Uint8Array(network.header.nodes);
  for (const node of keep) kept[node] = 1;
  const degree = withoutDeadEnds(neighbours, kept);

  const place = new Int32Array(kept.length).fill(DROPPED);
  let count = 0;
  for (let node = 0; node < kept.length; node++) {
    if (kept[node] || degree[node]! > 2) place[node] = count++;
  }
  const offset = new Uint32Array(count + 1);
  const head: number[] = [];
  const weight: number[] = [];
  place.forEach((at, node) => {
    if (at === DROPPED) return;
    for (let i = neighbours.offset[node]!; i < neighbours.offset[node + 1]!; i++) {
      const first = neighbours.head[i]!;
      if (degree[first] === 0) continue;
      const chain = followChain(table, neighbours, degree, place, node, first);
      if (chain.cost === UNREACHED || chain.end === node) continue;
      head.push(place[chain.end]!);
      weight.push(chain.cost);
    }
    offset[at + 1] = head.length;
  });
  return { table: { offset, head: Uint32Array.from(head), weight: Uint32Array.from(weight) }, place };
}

type Neighbours = Pick<ArcTable, 'offset' | 'head'>;

/** Neighbours over arcs of either direction, each once; rows of both tables are sorted by head. */
function joined(a: ArcTable, b: ArcTable): Neighbours {
  const nodes = a.offset.length - 1;
  const offset = new Uint32Array(nodes + 1);
  const head = new Uint32Array(a.head.length + b.head.length);
  let count = 0;
  for (let node = 0; node < nodes; node++) {
    let [i, j] = [a.offset[node]!, b.offset[node]!];
    const [endA, endB] = [a.offset[node + 1]!, b.offset[node + 1]!];
    while (i < endA || j < endB) {
      const nextA = i < endA ? a.head[i]! : UNREACHED;
      const nextB = j < endB ? b.head[j]! : UNREACHED;
      head[count++] = Math.min(nextA, nextB);
      if (nextA <= nextB) i++;
      if (nextB <= nextA) j++;
    }
    offset[node + 1] = count;
  }
  return { offset, head: head.slice(0, count) };
}

/** Number of neighbours of each node once dead ends are gone, theirs in turn, and so on; 0 for the nodes that went. */
function withoutDeadEnds({ offset, head }: Neighbours, kept: Uint8Array): Uint32Array {
  const degree = new Uint32Array(kept.length);
  const ends: number[] = [];
  const isEnd = (node: number) => degree[node]! <= 1 && !kept[node];
  for (let node = 0; node < kept.length; node++) degree[node] = offset[node + 1]! - offset[node]!;
  for (let node = 0; node < kept.length; node++) if (isEnd(node)) ends.push(node);
  for (let node = ends.pop(); node !== undefined; node = ends.pop()) {
    if (degree[node] === 0) continue;
    degree[node] = 0;
    for (let i = offset[node]!; i < offset[node + 1]!; i++) {
      const neighbour = head[i]!;
      if (degree[neighbour] === 0) continue;
      degree[neighbour]!--;
      if (isEnd(neighbour)) ends.push(neighbour);
    }
  }
  return degree;
}

/** Goes from a junction over one of its neighbours to the next junction. Cost `UNREACHED`: closed somewhere that way. */
function followChain(
  table: ArcTable,
  neighbours: Neighbours,
  degree: Uint32Array,
  place: Int32Array,
  from: number,
  first: number,
): { end: number; cost: number } {
  let [last, node] = [from, first];
  let cost = weightBetween(table, from, first);
  while (place[node] === DROPPED) {
    const next = otherNeighbour(neighbours, degree, node, last);
    const step = weightBetween(table, node, next);
    cost = cost === UNREACHED || step === UNREACHED ? UNREACHED : Math.min(cost + step, UNREACHED);
    [last, node] = [node, next];
  }
  return { end: node, cost };
}

function otherNeighbour({ offset, head }: Neighbours, degree: Uint32Array, node: number, last: number): number {
  let i = offset[node]!;
  while (head[i] === last || degree[head[i]!] === 0) i++;
  return head[i]!;
}
