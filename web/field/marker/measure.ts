import { fieldAccuracyM } from '../../../gis-data/catalogue/boundaries.ts';
import { averageReadings } from '../../../server/boundary/survey/averaging.ts';
import type { MeasuredPosition } from '../../../server/inspection/contract.ts';
import type { Reading } from '../map/position.ts';

/**
 * The position that readings of the device give, as it is recorded; null before there is a reading.
 * @throws SurveyError where the readings do not agree
 */
export function measuredFrom(readings: readonly Reading[]): MeasuredPosition | null {
  const last = readings.at(-1);
  if (!last) return null;
  const averaged = averageReadings(
    readings.map(({ longitude, latitude, accuracyM, altitudeM, at }) => ({
      position: [longitude, latitude],
      accuracyM,
      timeMs: at,
      heightM: altitudeM,
    })),
  );
  return {
    position: { type: 'Point', coordinates: averaged.position },
    // What receivers give. It differs from CGCS2000 by less than a decimetre, far below a handheld receiver's error.
    sourceCrs: 'EPSG:4326',
    sigmaM: averaged.sigmaM,
    heightM: averaged.heightM,
    heightDatum: averaged.heightM === null ? null : 'ellipsoid',
    method: 'gnssSingle',
    readings: averaged.readings,
    rejected: averaged.rejected,
    measuredAt: new Date(last.at).toISOString(),
  };
}

/** Whether a position is worse than field records ask for; one that was not measured is. */
export const isBelowAccuracy = (measured: MeasuredPosition | null): boolean =>
  measured === null || measured.sigmaM === null || measured.sigmaM > fieldAccuracyM;
