import { coordinateSystems, text, type Text } from '../../../gis-data/catalogue/index.ts';
import { toStorage } from '../../exchange/crs.ts';

/** How far outside the study area a position lies, metres; null = unknown. */
export type OutsideM = (position: readonly number[]) => number | null;

/** How far outside the study area a position may lie, metres: outlines are good to 200 m. */
const TOLERANCE_M = 2000;

/**
 * A position given in a coordinate system, in EPSG:4490 to the millimetre, and what is wrong with it: no numbers, not of
 * the system, or far from the study area, which is what a wrong system or swapped axes look like.
 */
export function positionIn(
  { x, y }: { x: number; y: number },
  crsId: string,
  outsideM: OutsideM,
): { stored: [longitude: number, latitude: number]; trouble: { code: string; message: Text } | null } {
  const stored = toStorage([x, y], crsId).map((degrees) => Math.round(degrees * 1e8) / 1e8) as [number, number];
  if (!Number.isFinite(x) || !Number.isFinite(y)) {
    return {
      stored,
      trouble: { code: 'not-a-number', message: text('坐标不是数字', 'The coordinates are no numbers') },
    };
  }
  const { zh, en } = systemName(crsId);
  if (!(Math.abs(stored[0]) <= 180 && Math.abs(stored[1]) <= 90)) {
    const message = text(
      `坐标不可能属于所选坐标系(${zh}),请核对坐标系以及 X、Y 的次序`,
      `The coordinates cannot belong to ${en}; check the system and the order of x and y`,
    );
    return { stored, trouble: { code: 'not-in-system', message } };
  }
  const distance = outsideM(stored);
  if (distance === null || distance <= TOLERANCE_M) return { stored, trouble: null };
  const km = (distance / 1000).toFixed(1);
  const message = text(
    `位于研究区域之外约 ${km} 公里,请核对坐标系(所选:${zh})以及 X、Y 的次序`,
    `About ${km} km outside the study area; check the system (chosen: ${en}) and the order of x and y`,
  );
  return { stored, trouble: { code: 'outside-study-area', message } };
}

export const systemName = (crsId: string): Text => coordinateSystems.find(({ id }) => id === crsId)!.label;
