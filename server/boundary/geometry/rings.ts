import type { Vertex } from './path.ts';

/** Degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** The least box around a ring. */
export function boxOf(ring: readonly Vertex[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    west = Math.min(west, x!);
    south = Math.min(south, y!);
    east = Math.max(east, x!);
    north = Math.max(north, y!);
  }
  return [west, south, east, north];
}

export const isWithin = (inner: Box, outer: Box) =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];

/** A position inside a polygon: the middle of the widest stretch of the parallel halfway up. */
export function positionInside(rings: readonly (readonly Vertex[])[]): Vertex {
  const [, south, , north] = boxOf(rings[0]!);
  const latitude = (south + north) / 2;
  const crossed = rings
    .flatMap((ring) =>
      ring.slice(1).flatMap(([x, y], i) => {
        const [fromX, fromY] = ring[i] as readonly [number, number];
        if (fromY > latitude === y! > latitude) return [];
        return fromX + ((latitude - fromY) / (y! - fromY)) * (x! - fromX);
      }),
    )
    .sort((a, b) => a - b);
  let [widest, middle] = [-1, rings[0]![0]![0]!];
  for (let i = 0; i + 1 < crossed.length; i += 2) {
    const width = crossed[i + 1]! - crossed[i]!;
    if (width > widest) [widest, middle] = [width, (crossed[i]! + crossed[i + 1]!) / 2];
  }
  return [middle, latitude];
}
