import { between, distance } from './network-geometry.ts';
import type { OsmData, OsmWay } from './pbf-writer.ts';
import { toPosition, type PlanePoint } from './plane.ts';

export type Tags = Record<string, string>;

interface SketchedWay {
  refs: number[];
  tags: Tags;
  /** Passes over or under all others: shares only the nodes it was drawn with. */
  gradeSeparated: boolean;
}

/** OSM data with its ways in a list. */
export type SketchedData = OsmData & { ways: OsmWay[] };

/** A network being drawn: nodes on the plane, numbered from 0, and ways over them. */
export interface Sketch {
  node(point: PlanePoint): number;
  tagNode(node: number, tags: Tags): void;
  point(node: number): PlanePoint;
  /** Ways of fewer than two different nodes are not drawn. */
  way(refs: readonly number[], tags: Tags, gradeSeparated?: boolean): void;
  /** The drawing as OSM data; call it once, when all is drawn. */
  finished(): SketchedData;
}

/** Real OSM ids are far below (about 1.4 × 10¹⁰ in 2025), so that nobody takes these for real. */
const firstId = 900_000_000_001;

/** Closer to another node of its segments than this, a crossing is that node. */
const sameNodeKm = 0.0015;

export function newSketch(): Sketch {
  const points: PlanePoint[] = [];
  const nodeTags = new Map<number, Tags>();
  const ways: SketchedWay[] = [];
  return {
    node: (point) => points.push(point) - 1,
    tagNode: (node, tags) => nodeTags.set(node, tags),
    point: (node) => points[node]!,
    way(refs, tags, gradeSeparated = false) {
      const distinct = refs.filter((ref, i) => ref !== refs[i - 1]);
      if (distinct.length >= 2) ways.push({ refs: distinct, tags, gradeSeparated });
    },
    finished() {
      joinCrossings(points, ways);
      return osmData(points, nodeTags, ways);
    },
  };
}

interface Segment {
  way: SketchedWay;
  /** Position of its first node in the way. */
  position: number;
  a: number;
  b: number;
}

/** Gives ways that cross at grade a common node there. */
function joinCrossings(points: PlanePoint[], ways: readonly SketchedWay[]): void {
  const segments = ways
    .filter((way) => !way.gradeSeparated)
    .flatMap((way) => way.refs.slice(1).map((b, position): Segment => ({ way, position, a: way.refs[position]!, b })));
  const inserted = new Map<Segment, { share: number; node: number }[]>();
  const insert = (segment: Segment, share: number, node: number) => {
    if (node === segment.a || node === segment.b) return;
    const list = inserted.get(segment) ?? [];
    list.push({ share, node });
    inserted.set(segment, list);
  };
  for (const { first, second, shareFirst, shareSecond } of crossings(points, segments)) {
    const crossing = between(points[first.a]!, points[first.b]!, shareFirst);
    const near = [first, second]
      .flatMap((segment) => [segment.a, segment.b, ...(inserted.get(segment) ?? []).map(({ node }) => node)])
      .find((n) => distance(points[n]!, crossing) < sameNodeKm);
    const node = near ?? points.push(crossing) - 1;
    insert(first, shareFirst, node);
    insert(second, shareSecond, node);
  }
  const changed = new Map<SketchedWay, Map<number, number[]>>();
  for (const [segment, list] of inserted) {
    const ordered = list.sort((a, b) => a.share - b.share).map(({ node }) => node);
    changed.set(segment.way, (changed.get(segment.way) ?? new Map<number, number[]>()).set(segment.position, ordered));
  }
  for (const [way, additions] of changed) {
    way.refs = way.refs
      .flatMap((ref, position) => [ref, ...(additions.get(position) ?? [])])
      .filter((ref, i, all) => ref !== all[i - 1]);
  }
}

/** Longer than most segments, so that a segment lies in few cells. */
const cellKm = 0.15;

/** Pairs of segments that cross, with the shares of their lengths at which they do. */
function* crossings(points: readonly PlanePoint[], segments: readonly Segment[]) {
  const cells = new Map<number, Segment[]>();
  const column = (km: number) => Math.floor(km / cellKm);
  const key = (x: number, y: number) => x * 1_000_003 + y;
  for (const segment of segments) {
    const [a, b] = [points[segment.a]!, points[segment.b]!];
    for (let x = column(Math.min(a.x, b.x)); x <= column(Math.max(a.x, b.x)); x++) {
      for (let y = column(Math.min(a.y, b.y)); y <= column(Math.max(a.y, b.y)); y++) {
        const cell = cells.get(key(x, y));
        if (cell) cell.push(segment);
        else cells.set(key(x, y), [segment]);
      }
    }
  }
  for (const [cellKey, cell] of cells) {
    for (let i = 0; i < cell.length; i++) {
      for (let k = i + 1; k < cell.length; k++) {
        const [first, second] = [cell[i]!, cell[k]!];
        if ([second.a, second.b].some((n) => n === first.a || n === first.b)) continue;
        const shares = crossingShares(points, first, second);
        if (!shares) continue;
        const at = between(points[first.a]!, points[first.b]!, shares.shareFirst);
        // Two segments may share several cells; the crossing lies in one.
        if (key(column(at.x), column(at.y)) === cellKey) yield { first, second, ...shares };
      }
    }
  }
}

function crossingShares(points: readonly PlanePoint[], first: Segment, second: Segment) {
  const [a, b, c, d] = [points[first.a]!, points[first.b]!, points[second.a]!, points[second.b]!];
  const cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
  if (cross === 0) return null;
  const shareFirst = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / cross;
  const shareSecond = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / cross;
  const within = (share: number) => share >= 0 && share <= 1;
  return within(shareFirst) && within(shareSecond) ? { shareFirst, shareSecond } : null;
}

/** Numbers the nodes in the order in which the ways use them; nodes of no way are left out. */
function osmData(
  points: readonly PlanePoint[],
  nodeTags: Map<number, Tags>,
  ways: readonly SketchedWay[],
): SketchedData {
  const order = new Map<number, number>();
  for (const { refs } of ways) {
    for (const ref of refs) if (!order.has(ref)) order.set(ref, order.size);
  }
  const used = [...order.keys()];
  const positions = used.map((node) => toPosition(points[node]!));
  return {
    nodes: {
      ids: Float64Array.from(used, (_, i) => firstId + i),
      lonE7: Int32Array.from(positions, ([longitude]) => Math.round(longitude * 1e7)),
      latE7: Int32Array.from(positions, ([, latitude]) => Math.round(latitude * 1e7)),
      tags: new Map([...nodeTags].filter(([node]) => order.has(node)).map(([node, t]) => [order.get(node)!, t])),
    },
    ways: ways.map(({ refs, tags }, i): OsmWay => ({
      id: firstId + i,
      refs: refs.map((r) => firstId + order.get(r)!),
      tags,
    })),
    program: 'Yizhangtu demonstration network 演示数据 (generated, not OpenStreetMap data)',
  };
}
