import { differenceColors, roundStep } from '../../../gis-data/catalogue/index.ts';
import type { AreaFigures } from '../../../server/indicators/contract.ts';
import type { Area, AreaClass, Choropleth } from './choropleth.ts';

const noDifference = (differenceColors.length - 1) / 2;

/** Classes of equal width on either side of no difference. */
export interface DifferenceScale {
  /** Upper end of the last class, a round number; the lower end of the first is as far on the other side. */
  largest: number;
}

/** A scale between round numbers that holds all differences; null where nothing differs. */
export function differenceScale(differences: readonly number[]): DifferenceScale | null {
  const largest = Math.max(0, ...differences.map(Math.abs));
  return largest === 0 ? null : { largest: roundStep(largest) };
}

function differenceClass(before: Area | undefined, after: Area, scale: DifferenceScale | null): AreaClass {
  if (!before) return { type: 'new' };
  if (before.value === null || after.value === null) return { type: 'unknown' };
  const difference = after.value - before.value;
  const steps = scale === null ? 0 : Math.ceil((Math.abs(difference) / scale.largest) * noDifference - 1e-9);
  const index = noDifference + Math.sign(difference) * Math.min(steps, noDifference);
  const rangeMoved = difference === 0 && (before.lower !== after.lower || before.upper !== after.upper);
  return { type: 'difference', index, rangeMoved };
}

/**
 * How far each area's confirmed figure is from that of another state of the registry.
 * @param ended areas of `after` that the states compared with it no longer have
 */
export function differenceChoropleth(
  before: AreaFigures,
  after: AreaFigures,
  scale: DifferenceScale | null,
  ended: ReadonlySet<string> = new Set(),
): Choropleth {
  const areas = new Map(before.areas.map((area) => [area.divisionId, area]));
  const classIn = (area: Area): AreaClass => {
    if (ended.has(area.divisionId)) return { type: 'ended' };
    return area.units === 0 ? { type: 'notCounted' } : differenceClass(areas.get(area.divisionId), area, scale);
  };
  return {
    level: after.level,
    mode: 'difference',
    scale: null,
    classes: new Map(after.areas.map((area) => [area.divisionId, classIn(area)])),
    areas: new Map(after.areas.map((area) => [area.divisionId, area])),
  };
}
