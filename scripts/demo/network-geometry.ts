import { squaredDistance, type PlanePoint } from './plane.ts';

/*
 * Plane geometry for the network, in kilometres. Only + − × ÷ and the square root are used, which IEEE 754 fixes to the
 * last digit; so the network is the same on every machine.
 */

export const distance = (a: PlanePoint, b: PlanePoint) => Math.sqrt(squaredDistance(a, b));

/** The point at `share` of the way from `a` to `b`. */
export const between = (a: PlanePoint, b: PlanePoint, share: number): PlanePoint => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** The point `along` kilometres from `from` in the direction, then `aside` kilometres to its left. */
export const offset = (from: PlanePoint, direction: PlanePoint, along: number, aside = 0): PlanePoint => ({
  x: from.x + direction.x * along - direction.y * aside,
  y: from.y + direction.y * along + direction.x * aside,
});

/** Vector of length 1; east for the null vector. */
export function unit({ x, y }: PlanePoint): PlanePoint {
  const length = Math.sqrt(x * x + y * y);
  return length === 0 ? { x: 1, y: 0 } : { x: x / length, y: y / length };
}

export const direction = (from: PlanePoint, to: PlanePoint) => unit({ x: to.x - from.x, y: to.y - from.y });

/** Distance from a point to the straight segment between `a` and `b`. */
export function distanceToSegment(p: PlanePoint, a: PlanePoint, b: PlanePoint): number {
  const length2 = squaredDistance(a, b);
  const share = length2 === 0 ? 0 : ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length2;
  return distance(p, between(a, b, Math.max(0, Math.min(1, share))));
}

/** Nearer to a line's end than this, no point is taken beside the end itself. */
const nearEndKm = 0.02;

/** Points of a polyline taken anew: both ends, and between them one at every step that `nextKm` gives. */
export function resampled(points: readonly PlanePoint[], nextKm: () => number): PlanePoint[] {
  const taken = [points[0]!];
  let left = nextKm();
  for (let i = 1; i < points.length; i++) {
    let from = points[i - 1]!;
    const to = points[i]!;
    for (let length = distance(from, to); length > left; length = distance(from, to)) {
      from = between(from, to, left / length);
      taken.push(from);
      left = nextKm();
    }
    left -= distance(from, to);
  }
  const end = points.at(-1)!;
  if (taken.length > 1 && distance(taken.at(-1)!, end) < nearEndKm) taken.pop();
  return [...taken, end];
}

/** Edges of a minimum spanning tree over points in a plane, as pairs of their indices (Prim's algorithm). */
export function spanningTree(points: readonly PlanePoint[]): [number, number][] {
  const edges: [number, number][] = [];
  const outside = new Map(points.slice(1).map((p, i) => [i + 1, { to: 0, d2: squaredDistance(p, points[0]!) }]));
  while (outside.size > 0) {
    const [next, { to }] = [...outside].reduce((best, entry) => (entry[1].d2 < best[1].d2 ? entry : best));
    outside.delete(next);
    edges.push([to, next]);
    for (const [i, nearest] of outside) {
      const d2 = squaredDistance(points[i]!, points[next]!);
      if (d2 < nearest.d2) outside.set(i, { to: next, d2 });
    }
  }
  return edges;
}

/**
 * Pairs of points with no third point nearer to both than they are to each other (relative neighbourhood graph, Toussaint
 * 1980): a spanning tree with the loops that one expects between neighbours.
 */
export function neighbours(points: readonly PlanePoint[]): [number, number][] {
  const pairs = points.flatMap((_, a) => points.slice(a + 1).map((__, k): [number, number] => [a, a + 1 + k]));
  return pairs.filter(([a, b]) => {
    const d2 = squaredDistance(points[a]!, points[b]!);
    return points.every((p) => squaredDistance(p, points[a]!) >= d2 || squaredDistance(p, points[b]!) >= d2);
  });
}
