import { booleanPointInPolygon } from '@turf/turf';
import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { DivisionBody } from '../../divisions/contract.ts';
import type { GeometryFinding } from '../contract.ts';
import { compareWithBorder, type Failure, type Strip } from './border.ts';
import type { Path, Vertex } from './path.ts';
import { bordersOf, finding, metres, polygon, squareMetres, type LaidOutLine, type Rules } from './world.ts';

type Division = DivisionBody & { id: string };

/** One side of a line against its border. `strips` is null where that could not be told. */
interface Side {
  division: Division;
  strips: readonly Strip[] | null;
}

const failureReason: Record<Failure, Text> = {
  farAway: text('界线端点离其范围太远', 'an end of the line is too far from its border'),
  severalRings: text('界线同时沿其多个环延伸', 'the line follows several of its rings at once'),
  outOfOrder: text('界线与其边界的走向对应不上', 'line and border do not follow each other in order'),
};

/** Compares lines with the divisions on their sides; borders are laid out once for all lines. */
export function divisionComparer(divisions: ReadonlyMap<string, DivisionBody>, rules: Rules) {
  const laidOut = new Map<string, Path[]>();
  const bordersFor = ({ id, boundary }: Division): Path[] => {
    const known = laidOut.get(id) ?? bordersOf(boundary!);
    laidOut.set(id, known);
    return known;
  };

  /**
   * Overlaps (a division reaches over the line) and gaps (it ends before the line, and the other side does not reach that
   * far either), as polygons. What lies between the line and two coinciding borders is told once, as an overlap.
   */
  return function divisionFindings(line: LaidOutLine): GeometryFinding[] {
    if (line.runs.length === 0) return [];
    const findings: GeometryFinding[] = [];
    const sides: Side[] = line.body.sides.flatMap(({ divisionId }) => {
      const body = divisionId === null ? undefined : divisions.get(divisionId);
      if (!body) return [];
      const division = { ...body, id: divisionId! };
      if (body.boundary === null) {
        findings.push(notCompared(line, division, text('其范围未知', 'its area is unknown')));
        return [{ division, strips: null }];
      }
      const comparisons = line.runs.map((run) => compareWithBorder(run, bordersFor(division), rules));
      const failed = comparisons.find(({ failure }) => failure !== null);
      if (failed) findings.push(notCompared(line, division, failureReason[failed.failure!]));
      const strips = comparisons.flatMap((comparison) => comparison.strips ?? []);
      return [{ division, strips: failed && strips.length === 0 ? null : strips }];
    });
    sides.forEach((side, i) => findings.push(...stripFindings(line, side, sides[1 - i] ?? null)));
    return findings;
  };
}

function stripFindings(line: LaidOutLine, { division, strips }: Side, opposite: Side | null): GeometryFinding[] {
  return (strips ?? []).flatMap((strip) => {
    const other = opposite?.division ?? null;
    const othersToo = other !== null && other.boundary !== null && lies(strip.inside, other.boundary);
    if (strip.kind === 'beyond') return overlap(line, division, othersToo ? other : null, strip);
    const toldAsOverlap = opposite?.strips?.some(
      ({ kind, ring }) => kind === 'beyond' && lies(strip.inside, polygon(ring)),
    );
    return toldAsOverlap ? [] : gap(line, division, strip);
  });
}

const lies = (position: Vertex, area: Parameters<typeof booleanPointInPolygon>[1]) =>
  booleanPointInPolygon([...position], area);

const measured = (strip: Strip) => ({ area: squareMetres(strip.areaM2), width: metres(strip.widestM) });

function overlap(line: LaidOutLine, division: Division, other: Division | null, strip: Strip): GeometryFinding {
  const { area, width } = measured(strip);
  const also = other ? text(`,该处也在“${other.name}”的范围内`, `, where "${other.name}" is too`) : text('', '');
  return finding({
    code: 'overlap',
    severity: 'warn',
    message: text(
      `“${division.name}”的范围越过“${line.body.name}” ${area.zh},最宽 ${width.zh}${also.zh}`,
      `The area of "${division.name}" reaches over "${line.body.name}" by ${area.en}, at most ${width.en} wide${also.en}`,
    ),
    lineId: line.id,
    divisionIds: [division.id, ...(other ? [other.id] : [])],
    place: polygon(strip.ring),
    measure: strip.areaM2,
  });
}

function gap(line: LaidOutLine, division: Division, strip: Strip): GeometryFinding {
  const { area, width } = measured(strip);
  return finding({
    code: 'gap',
    severity: 'warn',
    message: text(
      `“${division.name}”的范围未到“${line.body.name}”,空出 ${area.zh},最宽 ${width.zh}`,
      `The area of "${division.name}" ends before "${line.body.name}" and leaves ${area.en}, at most ${width.en} wide`,
    ),
    lineId: line.id,
    divisionIds: [division.id],
    place: polygon(strip.ring),
    measure: strip.areaM2,
  });
}

function notCompared(line: LaidOutLine, division: Division, reason: Text): GeometryFinding {
  return finding({
    code: 'noGeometry',
    severity: 'note',
    message: text(
      `“${line.body.name}”未能与“${division.name}”的范围核对:${reason.zh}`,
      `"${line.body.name}" could not be checked against the area of "${division.name}": ${reason.en}`,
    ),
    lineId: line.id,
    divisionIds: [division.id],
  });
}
