import { text } from '../../../gis-data/catalogue/index.ts';
import { SurveyError } from './error.ts';

/** @throws SurveyError badSigma */
export function requireSigma(sigma: number, field: string): number {
  if (Number.isFinite(sigma) && sigma > 0) return sigma;
  throw new SurveyError(
    'badSigma',
    field,
    text(
      `中误差应大于 0,不能是 ${sigma};不知道时留空`,
      `A σ is greater than 0, not ${sigma}; leave it empty where unknown`,
    ),
  );
}

/** @throws SurveyError badAzimuth */
export function requireAzimuth(azimuthDeg: number, field: string): number {
  if (azimuthDeg >= 0 && azimuthDeg < 360) return azimuthDeg;
  throw new SurveyError(
    'badAzimuth',
    field,
    text(
      `方位角应在 0° 到 360° 之间(不含 360°),不能是 ${azimuthDeg}°`,
      `An azimuth is at least 0° and less than 360°, not ${azimuthDeg}°`,
    ),
  );
}

/** @throws SurveyError badDistance */
export function requireDistance(distanceM: number, field: string): number {
  if (Number.isFinite(distanceM) && distanceM > 0) return distanceM;
  throw new SurveyError(
    'badDistance',
    field,
    text(`距离应大于 0 米,不能是 ${distanceM}`, `A distance is greater than 0 m, not ${distanceM}`),
  );
}
