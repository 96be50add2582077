import { text } from '../../../gis-data/catalogue/index.ts';
import type { GeometryFinding } from '../contract.ts';
import { finding, metres, point, sideIds, type LaidOutLine, type PlacedMarker, type Rules } from './world.ts';

/** Deviations beyond which a difference is no measurement error. */
const SIGMAS = 3;

/**
 * Markers that stand farther from their line than they may: the greater of 3·σ and the accuracy of the drawn line; for
 * double and triple standing, which is beside the line by design, of 3·σ and the farthest they stand beside it. Where σ or
 * the standing is unknown and decides, the distance is told and not judged.
 */
export function offLineFindings(line: LaidOutLine, rules: Rules): GeometryFinding[] {
  return line.placed.flatMap((marker) => {
    const verdict = verdictOn(marker, rules);
    if (verdict === null) return [];
    const away = metres(marker.foot.distanceM);
    return finding({
      code: 'offLine',
      severity: verdict.severity,
      message: text(
        `界桩 ${marker.body.number} 距“${line.body.name}” ${away.zh},${verdict.because.zh}`,
        `Marker ${marker.body.number} stands ${away.en} from "${line.body.name}"; ${verdict.because.en}`,
      ),
      lineId: line.id,
      markerIds: [marker.id],
      divisionIds: sideIds(line.body),
      place: point(marker.position),
      measure: marker.foot.distanceM,
    });
  });
}

function verdictOn({ body, foot }: PlacedMarker, rules: Rules) {
  const { distanceM } = foot;
  const onLineM = rules.lineAccuracy.value;
  const besideM = Math.max(onLineM, rules.besideLine.value);
  const standingM = body.standing === null ? null : body.standing === 'single' ? onLineM : besideM;
  const least = Math.max(standingM ?? onLineM, body.sigmaM === null ? 0 : SIGMAS * body.sigmaM);
  if (distanceM <= least) return null;
  const greatest = Math.max(standingM ?? besideM, SIGMAS * (body.sigmaM ?? rules.worstSigma.value));
  const limit = metres(greatest);
  if (distanceM > greatest) {
    const because = text(`超过容许的 ${limit.zh}`, `at most ${limit.en} is allowed`);
    return { severity: 'warn' as const, because };
  }
  const unknown =
    body.sigmaM === null
      ? text('未注明测量精度,不能判断是否偏离', 'its accuracy is not stated, so whether it is off the line is unknown')
      : text('未注明立式,不能判断是否偏离', 'its standing is not stated, so whether it is off the line is unknown');
  return { severity: 'note' as const, because: unknown };
}

/** Markers without a position, and lines that are not drawn: what could not be checked. */
export function unknownPlaceFindings(line: LaidOutLine): GeometryFinding[] {
  const common = { severity: 'note' as const, lineId: line.id, divisionIds: sideIds(line.body) };
  const markers = line.withoutPosition.map(({ id, body }) =>
    finding({
      ...common,
      code: 'noPosition',
      message: text(
        `界桩 ${body.number} 没有坐标,未与“${line.body.name}”核对`,
        `Marker ${body.number} has no position and was not checked against "${line.body.name}"`,
      ),
      markerIds: [id],
    }),
  );
  if (line.runs.length > 0) return markers;
  const message = text(
    `“${line.body.name}”没有图形,界桩、长度和区划范围都未核对`,
    `"${line.body.name}" is not drawn; markers, length and divisions were not checked`,
  );
  return [finding({ ...common, code: 'noGeometry', message }), ...markers];
}
