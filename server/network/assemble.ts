import { layOut, type NetworkLayout } from './columns.ts';
import {
  COORDINATE_UNIT,
  nodeDistanceMetres,
  UNREACHED,
  type ArcTable,
  type EdgeGrid,
  type Network,
  type NetworkHeader,
  type NetworkParts,
} from './graph.ts';

/** Segments that share a cell of the grid, on average. */
const SEGMENTS_PER_CELL = 2;
/** Least side of a cell, coordinate units (about 50 m): a network along one line would else get cells of centimetres. */
const LEAST_CELL = 5000;

/**
 * Puts a network together: orders the nodes along a Hilbert curve, builds the arc tables, numbers the islands and lays
 * the grid. Of parallel segments the cheapest stays in each direction; segments from a node to itself are left out.
 * The same parts give the same bytes.
 */
export function assembleNetwork(parts: NetworkParts): Network {
  const order = hilbertOrder(parts.longitude, parts.latitude);
  const place = new Uint32Array(order.length);
  order.forEach((old, position) => (place[old] = position));
  const inOrder = <T extends Int32Array | Float64Array>(column: T, next: T): T => {
    for (let i = 0; i < order.length; i++) next[i] = column[order[i]!]!;
    return next;
  };
  const nodes = order.length;
  const osmId = inOrder(parts.osmId, new Float64Array(nodes));
  const longitude = inOrder(parts.longitude, new Int32Array(nodes));
  const latitude = inOrder(parts.latitude, new Int32Array(nodes));
  const from = parts.from.map((node) => place[node]!);
  const to = parts.to.map((node) => place[node]!);

  const forward = arcTable(nodes, from, to, parts.weightForward, parts.weightBackward);
  const mirrored = arcTable(nodes, from, to, parts.weightBackward, parts.weightForward);
  const symmetric = sameTable(forward, mirrored);
  const { island, islands } = numberIslands(nodes, from, to);
  const bounds = boundsOf(longitude, latitude);
  const { arcs, lengthM } = distinctSegments(forward, { longitude, latitude });
  const header: NetworkHeader = {
    ...parts.header,
    costUnit: parts.header.profile === 'walk' ? 'millimetres' : 'milliseconds',
    symmetric,
    nodes,
    arcs: forward.head.length,
    maxWeight: forward.weight.reduce((most, weight) => Math.max(most, weight), 0),
    lengthM,
    bounds,
    islands,
  };
  const layout: NetworkLayout = {
    forward,
    backward: symmetric ? null : mirrored,
    osmId,
    longitude,
    latitude,
    island,
    grid: edgeGrid(arcs, forward, longitude, latitude),
  };
  return layOut(header, layout);
}

/** Positions of nodes in the order in which a Hilbert curve over their bounds meets them. */
function hilbertOrder(longitude: Int32Array, latitude: Int32Array): Uint32Array {
  const nodes = longitude.length;
  const [west, south, east, north] = boundsE7(longitude, latitude);
  const indexBits = Math.ceil(Math.log2(nodes + 1));
  const axisBits = Math.min(16, Math.floor((52 - indexBits) / 2));
  const side = 2 ** axisBits - 1;
  const scale = side / Math.max(1, east - west, north - south);
  const indexRange = 2 ** indexBits;
  const keys = new Float64Array(nodes);
  for (let i = 0; i < nodes; i++) {
    const x = Math.floor((longitude[i]! - west) * scale);
    const y = Math.floor((latitude[i]! - south) * scale);
    keys[i] = hilbertKey(x, y, axisBits) * indexRange + i;
  }
  keys.sort();
  return Uint32Array.from(keys, (key) => key % indexRange);
}

/** Distance along a Hilbert curve that fills a square of 2^bits cells a side. */
function hilbertKey(x: number, y: number, bits: number): number {
  let key = 0;
  for (let side = 2 ** (bits - 1); side >= 1; side /= 2) {
    const right = (x & side) !== 0;
    const upper = (y & side) !== 0;
    key += side * side * (right ? (upper ? 2 : 3) : upper ? 1 : 0);
    if (!upper) {
      if (right) {
        x = side - 1 - (x & (side - 1));
        y = side - 1 - (y & (side - 1));
      }
      [x, y] = [y, x];
    }
    x &= side - 1;
    y &= side - 1;
  }
  return key;
}

/** Compressed rows of the open directions of all segments: sorted by head, the cheapest of parallel ones. */
function arcTable(
  nodes: number,
  from: Uint32Array,
  to: Uint32Array,
  weightForward: Uint32Array,
  weightBackward: Uint32Array,
): ArcTable {
  const offset = new Uint32Array(nodes + 1);
  const eachArc = (visit: (tail: number, head: number, weight: number) => void) => {
    for (let i = 0; i < from.length; i++) {
      const a = from[i]!;
      const b = to[i]!;
      if (a === b) continue;
      if (weightForward[i] !== UNREACHED) visit(a, b, Math.max(1, weightForward[i]!));
      if (weightBackward[i] !== UNREACHED) visit(b, a, Math.max(1, weightBackward[i]!));
    }
  };
  eachArc((tail) => offset[tail + 1]!++);
  for (let node = 0; node < nodes; node++) offset[node + 1]! += offset[node]!;
  const next = offset.slice(0, nodes);
  const head = new Uint32Array(offset[nodes]!);
  const weight = new Uint32Array(offset[nodes]!);
  eachArc((tail, to, cost) => {
    const arc = next[tail]!++;
    head[arc] = to;
    weight[arc] = cost;
  });
  return withoutParallels({ offset, head, weight });
}

function withoutParallels({ offset, head, weight }: ArcTable): ArcTable {
  const nodes = offset.length - 1;
  const kept = new Uint32Array(nodes + 1);
  let write = 0;
  for (let node = 0; node < nodes; node++) {
    const start = offset[node]!;
    const end = offset[node + 1]!;
    sortArcs(head, weight, start, end);
    for (let arc = start; arc < end; arc++) {
      if (arc > start && head[arc] === head[arc - 1]) continue;
      head[write] = head[arc]!;
      weight[write] = weight[arc]!;
      write++;
    }
    kept[node + 1] = write;
  }
  return { offset: kept, head: head.slice(0, write), weight: weight.slice(0, write) };
}

/** Insertion sort by head, then weight: a node has a handful of arcs. */
function sortArcs(head: Uint32Array, weight: Uint32Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const h = head[i]!;
    const w = weight[i]!;
    let j = i - 1;
    for (; j >= start && (head[j]! > h || (head[j] === h && weight[j]! > w)); j--) {
      head[j + 1] = head[j]!;
      weight[j + 1] = weight[j]!;
    }
    head[j + 1] = h;
    weight[j + 1] = w;
  }
}

function sameTable(a: ArcTable, b: ArcTable): boolean {
  const same = (x: Uint32Array, y: Uint32Array) => x.length === y.length && x.every((value, i) => value === y[i]);
  return same(a.offset, b.offset) && same(a.head, b.head) && same(a.weight, b.weight);
}

/** One forward arc of each segment, and the length of all of them. */
function distinctSegments(
  forward: ArcTable,
  coordinates: Pick<Network, 'longitude' | 'latitude'>,
): { arcs: Uint32Array; lengthM: number } {
  const { offset, head } = forward;
  const arcs = new Uint32Array(head.length);
  let count = 0;
  let lengthM = 0;
  for (let tail = 0; tail < offset.length - 1; tail++) {
    for (let arc = offset[tail]!; arc < offset[tail + 1]!; arc++) {
      if (tail > head[arc]! && hasArc(forward, head[arc]!, tail)) continue;
      arcs[count++] = arc;
      lengthM += nodeDistanceMetres(coordinates, tail, head[arc]!);
    }
  }
  return { arcs: arcs.slice(0, count), lengthM };
}

function hasArc({ offset, head }: ArcTable, tail: number, to: number): boolean {
  for (let arc = offset[tail]!; arc < offset[tail + 1]!; arc++) if (head[arc] === to) return true;
  return false;
}

/** Islands by union–find over all segments, numbered by falling size; of equal size, by their first node. */
function numberIslands(
  nodes: number,
  from: Uint32Array,
  to: Uint32Array,
): { island: Uint32Array; islands: NetworkHeader['islands'] } {
  const parent = Uint32Array.from({ length: nodes }, (_, i) => i);
  const rootOf = (node: number) => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]!]!;
      node = parent[node]!;
    }
    return node;
  };
  for (let i = 0; i < from.length; i++) {
    const a = rootOf(from[i]!);
    const b = rootOf(to[i]!);
    if (a < b) parent[b] = a;
    else parent[a] = b;
  }
  const sizes = new Map<number, number>();
  for (let node = 0; node < nodes; node++) {
    const root = rootOf(node);
    sizes.set(root, (sizes.get(root) ?? 0) + 1);
  }
  const bySize = [...sizes].sort(([rootA, a], [rootB, b]) => b - a || rootA - rootB);
  const numberOf = new Map(bySize.map(([root], number) => [root, number]));
  return {
    island: Uint32Array.from({ length: nodes }, (_, node) => numberOf.get(rootOf(node))!),
    islands: { count: bySize.length, largestNodes: bySize[0]?.[1] ?? 0 },
  };
}

/** West, south, east, north in coordinate units. */
function boundsE7(longitude: Int32Array, latitude: Int32Array): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < longitude.length; i++) {
    west = Math.min(west, longitude[i]!);
    east = Math.max(east, longitude[i]!);
    south = Math.min(south, latitude[i]!);
    north = Math.max(north, latitude[i]!);
  }
  return longitude.length === 0 ? [0, 0, 0, 0] : [west, south, east, north];
}

function boundsOf(longitude: Int32Array, latitude: Int32Array): NetworkHeader['bounds'] {
  const inDegrees = (value: number) => Math.round(value) / 1e7;
  const [west, south, east, north] = boundsE7(longitude, latitude);
  return [inDegrees(west), inDegrees(south), inDegrees(east), inDegrees(north)];
}

function edgeGrid(segments: Uint32Array, forward: ArcTable, longitude: Int32Array, latitude: Int32Array): EdgeGrid {
  const [west, south, east, north] = boundsE7(longitude, latitude);
  const shrink = Math.cos((((south + north) / 2) * COORDINATE_UNIT * Math.PI) / 180);
  const width = Math.max(1, (east - west) * shrink);
  const height = Math.max(1, north - south);
  const cell = Math.max(LEAST_CELL, Math.sqrt((width * height) / Math.max(1, segments.length / SEGMENTS_PER_CELL)));
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const cellX = cell / shrink;

  const tails = tailsOf(forward);
  const eachEntry = (visit: (cell: number, arc: number) => void) => {
    for (const arc of segments) {
      const tail = tails[arc]!;
      const head = forward.head[arc]!;
      const ax = (longitude[tail]! - west) / cellX;
      const ay = (latitude[tail]! - south) / cell;
      const bx = (longitude[head]! - west) / cellX;
      const by = (latitude[head]! - south) / cell;
      cellsOf(ax, ay, bx, by, (x, y) => visit(y * columns + x, arc));
    }
  };
  const offset = new Uint32Array(columns * rows + 1);
  eachEntry((at) => offset[at + 1]!++);
  for (let i = 0; i < columns * rows; i++) offset[i + 1]! += offset[i]!;
  const next = offset.slice(0, columns * rows);
  const arcs = new Uint32Array(offset[columns * rows]!);
  const entryTails = new Uint32Array(arcs.length);
  eachEntry((at, arc) => {
    const entry = next[at]!++;
    arcs[entry] = arc;
    entryTails[entry] = tails[arc]!;
  });
  return {
    columns,
    rows,
    west: west * COORDINATE_UNIT,
    south: south * COORDINATE_UNIT,
    cellDegrees: { longitude: cellX * COORDINATE_UNIT, latitude: cell * COORDINATE_UNIT },
    offset,
    arcs,
    tails: entryTails,
  };
}

function tailsOf({ offset, head }: ArcTable): Uint32Array {
  const tails = new Uint32Array(head.length);
  for (let node = 0; node < offset.length - 1; node++) tails.fill(node, offset[node], offset[node + 1]);
  return tails;
}

/** The cells that a straight segment passes through, row by row; a cell too many at a corner does no harm. */
function cellsOf(ax: number, ay: number, bx: number, by: number, visit: (x: number, y: number) => void): void {
  const [lowY, highY] = ay < by ? [ay, by] : [by, ay];
  for (let y = Math.floor(lowY); y <= Math.floor(highY); y++) {
    const atBottom = xAt(Math.max(y, lowY), ax, ay, bx, by);
    const atTop = xAt(Math.min(y + 1, highY), ax, ay, bx, by);
    const [lowX, highX] =
      highY === lowY ? [Math.min(ax, bx), Math.max(ax, bx)] : [Math.min(atBottom, atTop), Math.max(atBottom, atTop)];
    for (let x = Math.floor(lowX); x <= Math.floor(highX); x++) visit(x, y);
  }
}

function xAt(y: number, ax: number, ay: number, bx: number, by: number): number {
  return by === ay ? ax : ax + ((y - ay) / (by - ay)) * (bx - ax);
}
