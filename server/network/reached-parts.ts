import { COORDINATE_UNIT, UNREACHED, weightBetween, type Network } from './graph.ts';
import type { Reach } from './search.ts';
import type { Snap } from './snap.ts';

/** Dividing by whole units gives the double nearest to the decimal, where multiplying by `COORDINATE_UNIT` may not. */
const COORDINATE_UNITS_PER_DEGREE = Math.round(1 / COORDINATE_UNIT);

/** A segment of a network, once for both directions. */
export interface Segment {
  tail: number;
  head: number;
  /** Weight of tail → head and of head → tail; `UNREACHED` where closed. */
  forward: number;
  backward: number;
}

/** Parts of a segment as shares of its length from the tail, ascending and apart: `[[0, 0.3], [0.8, 1]]`. */
export type Parts = [number, number][];

/** Every segment that passes through a rectangle of degrees, each once; and a few beside it. */
export function segmentsWithin(network: Network, [west, south, east, north]: Rectangle): Segment[] {
  const { grid, forward } = network;
  const columnOf = (longitude: number) => Math.floor((longitude - grid.west) / grid.cellDegrees.longitude);
  const rowOf = (latitude: number) => Math.floor((latitude - grid.south) / grid.cellDegrees.latitude);
  const tails = new Map<number, number>();
  for (let row = Math.max(0, rowOf(south)); row <= Math.min(grid.rows - 1, rowOf(north)); row++) {
    for (let column = Math.max(0, columnOf(west)); column <= Math.min(grid.columns - 1, columnOf(east)); column++) {
      const cell = row * grid.columns + column;
      for (let i = grid.offset[cell]!; i < grid.offset[cell + 1]!; i++) tails.set(grid.arcs[i]!, grid.tails[i]!);
    }
  }
  return [...tails]
    .sort(([a], [b]) => a - b)
    .map(([arc, tail]) => {
      const head = forward.head[arc]!;
      return { tail, head, forward: forward.weight[arc]!, backward: weightBetween(forward, head, tail) };
    });
}

/** West, south, east, north, degrees. */
export type Rectangle = readonly [number, number, number, number];

/**
 * The parts of a segment from which one gets to the origin of a search within a limit.
 * @param reach of a search over the backward table, from `origin`
 * @param limit in the network's cost unit, along the network only
 */
export function reachedParts(segment: Segment, reach: Reach, origin: Snap, limit: number): Parts {
  const fromTail = shareWithin(limit, reach.costOf(segment.tail), segment.backward);
  const fromHead = shareWithin(limit, reach.costOf(segment.head), segment.forward);
  const parts: Parts = [];
  if (fromTail > 0) parts.push([0, fromTail]);
  if (origin.tail === segment.tail && origin.head === segment.head) {
    // Here one gets to the origin without passing an end.
    const { fraction } = origin;
    const before = shareWithin(limit, 0, segment.forward);
    const after = shareWithin(limit, 0, segment.backward);
    parts.push([Math.max(0, fraction - before), Math.min(1, fraction + after)]);
  }
  if (fromHead > 0) parts.push([1 - fromHead, 1]);
  return merged(parts);
}

/** Share of a segment that is walked from one end within what the limit leaves. */
function shareWithin(limit: number, costAtEnd: number, weight: number): number {
  if (costAtEnd === UNREACHED || weight === UNREACHED || costAtEnd > limit) return 0;
  return Math.min(1, (limit - costAtEnd) / weight);
}

function merged(parts: Parts): Parts {
  const whole: Parts = [];
  for (const [start, end] of parts) {
    const last = whole.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else whole.push([start, end]);
  }
  return whole;
}

/** What a segment's parts leave of it. */
export function remainder(parts: Parts): Parts {
  const rest: Parts = [];
  let at = 0;
  for (const [start, end] of parts) {
    if (start > at) rest.push([at, start]);
    at = end;
  }
  if (at < 1) rest.push([at, 1]);
  return rest;
}

/** Position at a share of a segment's length from the tail: longitude and latitude, degrees to 10⁻⁷ (a centimetre). */
export function positionAlong(network: Network, tail: number, head: number, share: number): [number, number] {
  const between = (column: Int32Array) =>
    Math.round(column[tail]! + (column[head]! - column[tail]!) * share) / COORDINATE_UNITS_PER_DEGREE;
  return [between(network.longitude), between(network.latitude)];
}
