import { boundaryGeometryRules } from '../../../gis-data/catalogue/index.ts';
import type { GeometryFinding } from '../contract.ts';
import { divisionComparer } from './divisions.ts';
import { enclaveFindings } from './enclaves.ts';
import { lengthFindings } from './length.ts';
import { offLineFindings, unknownPlaceFindings } from './off-line.ts';
import { orderFindings } from './order.ts';
import { spacingFindings } from './spacing.ts';
import { layOut, type BoundaryWorld, type Rules } from './world.ts';

/**
 * Every trouble of the geometry of lines, markers and divisions, with its place as surveyed. What cannot be told is a
 * note; no finding about a thing means that it was checked and is in order.
 *
 * @example geometryFindings({ lines, markers, divisions }).filter(({ code }) => code === 'offLine')
 */
export function geometryFindings(world: BoundaryWorld, rules: Rules = boundaryGeometryRules): GeometryFinding[] {
  const compareDivisions = divisionComparer(world.divisions, rules);
  return [
    ...layOut(world).flatMap((line) => [
      ...unknownPlaceFindings(line),
      ...offLineFindings(line, rules),
      ...orderFindings(line),
      ...spacingFindings(line, rules),
      ...lengthFindings(line, rules),
      ...compareDivisions(line),
    ]),
    ...enclaveFindings(world.divisions),
  ];
}
