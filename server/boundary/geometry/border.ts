import { signedAreaM2 } from './ellipsoid.ts';
import { longestRising } from './monotone.ts';
import { crossings, nearest, stretch, verticesBetween, type Foot, type Path, type Vertex } from './path.ts';
import { positionInside } from './rings.ts';
import type { Rules } from './world.ts';

/** Share of the places where line and border meet that must follow each other in order, for the two to be compared. */
const LEAST_IN_ORDER = 0.8;
/** Share of a run's vertices that may lie on other rings of the polygon than the one it is compared with. */
const MOST_ELSEWHERE = 0.02;
/** Areas below this are none, m². */
const LEAST_AREA_M2 = 1;

/** A piece of land between a line and a border. */
export interface Strip {
  /** `beyond`: the polygon reaches over the line. `short`: it ends before the line. */
  kind: 'beyond' | 'short';
  ring: readonly Vertex[];
  areaM2: number;
  /** Greatest distance between line and border there. */
  widestM: number;
  /** A position in it. */
  inside: Vertex;
}

/** What a comparison gives; `failure` says why it could not be made. */
export type Comparison = { strips: readonly Strip[]; failure: null } | { strips: null; failure: Failure };
export type Failure = 'farAway' | 'severalRings' | 'outOfOrder';

/** Where a run and a ring meet, metres along both. */
interface Meeting {
  lineM: number;
  borderM: number;
}

/**
 * The land between a run of a line and the border of a division that it should follow, wherever they part by more than
 * the tolerance. Method: line and border are walked together from one meeting to the next (crossings, and vertices of the
 * line within the tolerance of the border), in the longest order that both share; between two meetings they enclose one
 * strip, whose orientation says on which side of the border the line runs. No overlay of polygons is needed, which fails
 * where two borders nearly coincide, as these do nearly everywhere.
 *
 * @param borders rings of the division's area, the inside on the left
 */
export function compareWithBorder(run: Path, borders: readonly Path[], rules: Rules): Comparison {
  const toleranceM = rules.border.value;
  const choice = ringAlong(run, borders, toleranceM);
  if (choice === null) return { strips: null, failure: 'severalRings' };
  const { ring, feet } = choice;
  const [firstFoot, lastFoot] = [feet[0]!, feet.at(-1)!];
  if (Math.max(firstFoot.distanceM, lastFoot.distanceM) > rules.borderReach.value) {
    return { strips: null, failure: 'farAway' };
  }
  const fromBorder = ring.vertices.map((vertex) => nearest(run, vertex));
  const border = unrolled(ring, run.closed ? firstFoot.chainageM : startAway(ring, fromBorder));
  const meetings: Meeting[] = [
    ...feet.flatMap(({ distanceM, chainageM }, i) => {
      const isEnd = i === 0 || i === feet.length - 1;
      if (distanceM > toleranceM && !isEnd) return [];
      return [{ lineM: run.chainage[i]!, borderM: border.along(chainageM) }];
    }),
    ...crossings(run, ring).map(({ firstM, secondM }) => ({ lineM: firstM, borderM: border.along(secondM) })),
  ];
  const { inOrder, rising } = longestOrder(meetings, run, border.lengthM);
  if (inOrder.length < LEAST_IN_ORDER * meetings.length || leftOut(run, feet, inOrder, toleranceM)) {
    return { strips: null, failure: 'outOfOrder' };
  }
  const strips = inOrder.slice(1).flatMap((to, i) => {
    const from = inOrder[i]!;
    const widestM = widestBetween(run, feet, border, fromBorder, from, to);
    if (widestM <= toleranceM) return [];
    const outline = [...stretch(run, from.lineM, to.lineM), ...border.stretch(to.borderM, from.borderM)];
    outline.push(outline[0]!);
    const signed = signedAreaM2(outline);
    if (Math.abs(signed) < LEAST_AREA_M2) return [];
    const kind = signed > 0 === rising ? ('short' as const) : ('beyond' as const);
    const ring = signed > 0 ? outline : outline.reverse();
    return [{ kind, ring, areaM2: Math.abs(signed), widestM, inside: positionInside([ring]) }];
  });
  return { strips, failure: null };
}

/** The ring that most of a run follows, with the foot of each of the run's vertices on it; null where others are followed too. */
function ringAlong(run: Path, borders: readonly Path[], toleranceM: number): { ring: Path; feet: Foot[] } | null {
  const all = borders.map((ring) => {
    const feet = run.vertices.map((vertex) => nearest(ring, vertex));
    const following = feet.filter(({ distanceM }) => distanceM <= toleranceM).length;
    const meanM = feet.reduce((sum, { distanceM }) => sum + distanceM, 0) / feet.length;
    return { ring, feet, following, meanM };
  });
  const best = all.reduce((a, b) =>
    b.following > a.following || (b.following === a.following && b.meanM < a.meanM) ? b : a,
  );
  const elsewhere = run.vertices.filter(
    (_, i) => best.feet[i]!.distanceM > toleranceM && all.some(({ feet }) => feet[i]!.distanceM <= toleranceM),
  );
  return elsewhere.length > MOST_ELSEWHERE * run.vertices.length ? null : best;
}

/** Where a ring is farthest from the run, so that a count from there passes the run in one go. */
const startAway = (ring: Path, fromBorder: readonly Foot[]): number =>
  ring.chainage[fromBorder.reduce((far, foot, i) => (foot.distanceM > fromBorder[far]!.distanceM ? i : far), 0)]!;

/** A ring whose chainage is counted from another place than its first vertex. */
function unrolled(ring: Path, startM: number) {
  const { lengthM } = ring;
  const back = (alongM: number) => (alongM + startM) % lengthM;
  return {
    ring,
    lengthM,
    along: (chainageM: number) => (chainageM - startM + lengthM) % lengthM,
    /** Whole ranges of the ring's own chainage that make up one of the new count. */
    ranges(lowM: number, highM: number): [number, number][] {
      const from = back(lowM);
      const to = from + (highM - lowM);
      return to <= lengthM
        ? [[from, to]]
        : [
            [from, lengthM],
            [0, to - lengthM],
          ];
    },
    stretch(fromM: number, toM: number): Vertex[] {
      const ranges = this.ranges(Math.min(fromM, toM), Math.max(fromM, toM));
      const forward = ranges.flatMap(([low, high], i) => stretch(ring, low, high).slice(i === 0 ? 0 : 1));
      return fromM <= toM ? forward : forward.reverse();
    },
  };
}
type Unrolled = ReturnType<typeof unrolled>;

/** The longest sequence of meetings that goes along the line and one way along the border. */
function longestOrder(meetings: readonly Meeting[], run: Path, borderLengthM: number) {
  const oneWay = (sign: 1 | -1) => {
    // On a closed run the ends meet the border at the same place: once at its beginning, once at its end.
    const placed = meetings.map((meeting) => {
      if (!run.closed || (meeting.lineM > 0 && meeting.lineM < run.lengthM)) return meeting;
      return { ...meeting, borderM: (meeting.lineM === 0) === (sign === 1) ? 0 : borderLengthM };
    });
    const sorted = placed.sort((a, b) => a.lineM - b.lineM || sign * (a.borderM - b.borderM));
    const values = sorted.map(({ borderM }) => sign * borderM);
    return longestRising(values, 'level').map((i) => sorted[i]!);
  };
  const [up, down] = [oneWay(1), oneWay(-1)];
  return up.length >= down.length ? { inOrder: up, rising: true } : { inOrder: down, rising: false };
}

/** Whether the line parts from the border before the first or after the last meeting. */
function leftOut(run: Path, feet: readonly Foot[], inOrder: readonly Meeting[], toleranceM: number): boolean {
  const [firstM, lastM] = [inOrder[0]!.lineM, inOrder.at(-1)!.lineM];
  return feet.some(
    ({ distanceM }, i) => distanceM > toleranceM && (run.chainage[i]! < firstM || run.chainage[i]! > lastM),
  );
}

/** How far the vertices of line and border between two meetings are from the other, at most; metres. */
function widestBetween(
  run: Path,
  feet: readonly Foot[],
  border: Unrolled,
  fromBorder: readonly Foot[],
  from: Meeting,
  to: Meeting,
): number {
  let widestM = 0;
  const look = (feetOf: readonly Foot[], first: number, end: number) => {
    for (let i = first; i < end; i++) widestM = Math.max(widestM, feetOf[i]!.distanceM);
  };
  // The ends of a run are meetings wherever they are, so they count as what lies between.
  const [first, end] = verticesBetween(run, from.lineM, to.lineM);
  look(feet, from.lineM === 0 ? 0 : first, to.lineM === run.lengthM ? feet.length : end);
  const [low, high] = [Math.min(from.borderM, to.borderM), Math.max(from.borderM, to.borderM)];
  for (const [lowM, highM] of border.ranges(low, high)) {
    const [firstVertex, endVertex] = verticesBetween(border.ring, lowM, highM);
    // A range that ends with the ring goes on at its beginning, which is the same vertex.
    look(fromBorder, firstVertex, highM === border.lengthM ? fromBorder.length : endVertex);
  }
  return widestM;
}
