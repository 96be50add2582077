import type { BoundaryMarkerBody } from '../boundary/contract.ts';
import { movementTest } from '../boundary/survey/movement-test.ts';
import type { MeasuredPosition, Movement } from './contract.ts';

/** The movement test of a position against a registered one; null where none is registered. */
export function movementOf(
  measured: MeasuredPosition,
  body: Pick<BoundaryMarkerBody, 'position' | 'sigmaM' | 'sourceCrs' | 'heightM' | 'heightDatum'>,
): Movement | null {
  if (body.position === null) return null;
  const { height, verdict, distanceM, thresholdM, sigmaRegisteredM, sigmaMeasuredM, reasons } = movementTest(
    { ...body, position: body.position.coordinates },
    { ...measured, position: measured.position.coordinates },
  );
  return {
    ...{ verdict, distanceM, thresholdM, sigmaRegisteredM, sigmaMeasuredM, reasons },
    heightDifferenceM: height.differenceM,
    heightReason: height.reason,
  };
}
