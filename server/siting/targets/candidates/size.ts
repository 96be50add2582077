import { facilityFields, type FacilityKindId } from '../../../../gis-data/catalogue/index.ts';
import { isOperating, type Snapshot } from '../../../snapshot/snapshot.ts';

/** Attributes that say how large a facility is; new ones are priced by them. */
const sizeAttributes = ['beds', 'floorAreaM2', 'plotsTotal'] as const;

/**
 * How large a new facility of a kind is taken to be: the median of each size over the operating facilities of the kind
 * whose size is known (of an even number, the lower of both in the middle). Sizes that none is known of stay unknown.
 */
export function typicalSize(snapshot: Snapshot, kind: FacilityKindId): Partial<Record<string, number>> {
  const { facilities } = snapshot;
  const rows = facilities.ofKinds([kind]).filter((row) => isOperating(snapshot, row) === 'yes');
  const fields = new Set(facilityFields(kind).map(({ id }) => id));
  return Object.fromEntries(
    sizeAttributes.flatMap((attribute) => {
      if (!fields.has(attribute)) return [];
      const column = facilities.attribute(attribute);
      const known = rows
        .map((row) => column[row]!)
        .filter((size) => size > 0)
        .sort((a, b) => a - b);
      return known.length === 0 ? [] : [[attribute, known[(known.length - 1) >> 1]!]];
    }),
  );
}
