import { text } from '../../../gis-data/catalogue/index.ts';
import type { GeometryFinding } from '../contract.ts';
import { inverse } from '../survey/geodesic.ts';
import { serialSets, type SerialSet } from './order.ts';
import { stretch } from './path.ts';
import { finding, metres, point, sideIds, type LaidOutLine, type PlacedMarker, type Rules } from './world.ts';

/** With fewer distances than this, what is usual on a line is not known. */
const LEAST_DISTANCES = 4;
/** Sets after one along the line that it is compared with: many more never stand within reach of it. */
const MOST_NEIGHBOURS = 20;

/**
 * Distances between neighbours along a line. No rule was found that says how far apart markers may be, so a distance that
 * is long for its line is a note. Markers of different serials that stand nearer than they can, and markers of one serial
 * that stand too far from each other to mean one point, are troubles.
 */
export function spacingFindings(line: LaidOutLine, rules: Rules): GeometryFinding[] {
  const sets = serialSets(line);
  const pairs = sets.flatMap((set, i) => {
    const next = sets[i + 1];
    return next?.run === set.run ? [{ set, next, gapM: next.chainageM - set.chainageM }] : [];
  });
  return [
    ...sets.flatMap((set) => scattered(line, set, rules)),
    ...sets.flatMap((set, i) => following(sets, i, rules).flatMap((next) => tooNear(line, set, next, rules))),
    ...unusual(line, pairs, rules),
  ];
}

interface Pair {
  set: SerialSet;
  next: SerialSet;
  gapM: number;
}

function unusual(line: LaidOutLine, pairs: readonly Pair[], rules: Rules): GeometryFinding[] {
  if (pairs.length < LEAST_DISTANCES) return [];
  const sorted = pairs.map(({ gapM }) => gapM).sort((a, b) => a - b);
  const medianM = sorted[Math.floor(sorted.length / 2)]!;
  const long = pairs.filter(({ gapM }) => gapM > rules.unusualSpacing.value * medianM);
  return long.map(({ set, next, gapM }) => {
    const ends = [set.markers[0]!, next.markers[0]!].sort((a, b) => a.body.number.localeCompare(b.body.number));
    const [between, usual] = [metres(gapM), metres(medianM)];
    const run = line.runs[set.run]!;
    return finding({
      code: 'spacing',
      severity: 'note',
      message: text(
        `界桩 ${ends[0]!.body.number} 与 ${ends[1]!.body.number} 沿界线相距 ${between.zh},本线一般为 ${usual.zh};没有查到间距规定,只作提示`,
        `Markers ${ends[0]!.body.number} and ${ends[1]!.body.number} are ${between.en} apart along the line, where ${usual.en} is usual; no rule on distances was found, so this is only told`,
      ),
      lineId: line.id,
      markerIds: ends.map(({ id }) => id),
      divisionIds: sideIds(line.body),
      place: {
        type: 'LineString',
        coordinates: stretch(run, set.chainageM, next.chainageM).map((vertex) => vertex.slice(0, 2)),
      },
      measure: gapM,
    });
  });
}

/** Sets after one along the same run, as far as markers beside the line may still stand near each other. */
function following(sets: readonly SerialSet[], i: number, rules: Rules): SerialSet[] {
  const { run, chainageM } = sets[i]!;
  const reachM = rules.nearestMarkers.value + 2 * rules.besideLine.value;
  return sets
    .slice(i + 1, i + 1 + MOST_NEIGHBOURS)
    .filter((next) => next.run === run && next.chainageM - chainageM <= reachM);
}

/** The two markers of two sets that are nearest to each other. */
function nearestPair(set: SerialSet, next: SerialSet) {
  const pairs = set.markers.flatMap((a) => next.markers.map((b) => ({ a, b, distanceM: between(a, b) })));
  return pairs.reduce((best, pair) => (pair.distanceM < best.distanceM ? pair : best));
}

const between = (a: PlacedMarker, b: PlacedMarker) => inverse(a.position, b.position).distanceM;

function tooNear(line: LaidOutLine, set: SerialSet, next: SerialSet, rules: Rules): GeometryFinding[] {
  const { a, b, distanceM } = nearestPair(set, next);
  if (distanceM >= rules.nearestMarkers.value) return [];
  const [first, second] = [a, b].sort((x, y) => x.body.number.localeCompare(y.body.number)) as [
    PlacedMarker,
    PlacedMarker,
  ];
  const apart = metres(distanceM);
  return [
    finding({
      code: 'spacing',
      severity: 'warn',
      message: text(
        `序号不同的界桩 ${first.body.number} 与 ${second.body.number} 仅相距 ${apart.zh}`,
        `Markers ${first.body.number} and ${second.body.number}, of different serials, are only ${apart.en} apart`,
      ),
      lineId: line.id,
      markerIds: [first.id, second.id],
      divisionIds: sideIds(line.body),
      place: point(first.position),
      measure: distanceM,
    }),
  ];
}

function scattered(line: LaidOutLine, { serial, markers }: SerialSet, rules: Rules): GeometryFinding[] {
  const [first, ...others] = markers;
  const farthestM = Math.max(0, ...others.map((marker) => between(first!, marker)));
  if (farthestM <= 2 * rules.besideLine.value) return [];
  const apart = metres(farthestM);
  return [
    finding({
      code: 'spacing',
      severity: 'warn',
      message: text(
        `同一序号 ${serial} 的界桩 ${markers.map(({ body }) => body.number).join('、')} 相距 ${apart.zh},不像是同一界点`,
        `Markers ${markers.map(({ body }) => body.number).join(', ')} share serial ${serial} but are ${apart.en} apart`,
      ),
      lineId: line.id,
      markerIds: markers.map(({ id }) => id),
      divisionIds: sideIds(line.body),
      place: { type: 'MultiPoint', coordinates: markers.map(({ position }) => position.slice(0, 2)) },
      measure: farthestM,
    }),
  ];
}
