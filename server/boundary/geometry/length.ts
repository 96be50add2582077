import { text } from '../../../gis-data/catalogue/index.ts';
import type { GeometryFinding } from '../contract.ts';
import { lineLengthM } from '../survey/geodesic.ts';
import { positionAt } from './path.ts';
import { finding, metres, point, sideIds, type LaidOutLine, type Rules } from './world.ts';

/** The length of the drawn line on the ellipsoid against the stated one. */
export function lengthFindings(line: LaidOutLine, rules: Rules): GeometryFinding[] {
  const { body, runs } = line;
  if (runs.length === 0) return [];
  const drawnM = body.geometry!.coordinates.reduce((sum, part) => sum + lineLengthM(part), 0);
  const longest = runs.reduce((a, b) => (b.lengthM > a.lengthM ? b : a));
  const common = {
    code: 'length' as const,
    lineId: line.id,
    divisionIds: sideIds(body),
    place: point(positionAt(longest, longest.lengthM / 2)),
  };
  const drawn = metres(drawnM);
  if (body.statedLengthKm === null) {
    const message = text(
      `“${body.name}”图上长 ${drawn.zh};没有登记协议书长度,未核对`,
      `"${body.name}" is drawn ${drawn.en} long; no stated length to check it against`,
    );
    return [finding({ ...common, severity: 'note', message, measure: drawnM })];
  }
  const statedM = body.statedLengthKm * 1000;
  if (Math.abs(drawnM - statedM) <= rules.length.value * statedM) return [];
  const [stated, off] = [metres(statedM), ((drawnM / statedM - 1) * 100).toPrecision(2)];
  const message = text(
    `“${body.name}”图上长 ${drawn.zh},登记长 ${stated.zh},相差 ${off}%`,
    `"${body.name}" is drawn ${drawn.en} long but stated as ${stated.en}, ${off}% off`,
  );
  return [finding({ ...common, severity: 'warn', message, measure: drawnM - statedM })];
}
