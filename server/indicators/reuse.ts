import { countyOf, townshipOf } from '../snapshot/facility-place.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import type { EvidenceRow } from './contract.ts';

import { groupBy } from './group-by.ts';

/**
 * Evidence rows that an overlay's count can take over from its base. Both have the same divisions and the same date, so a
 * row says the same as long as the facilities behind it are the same ones with the same content.
 */
export interface Reuse {
  /**
   * The base's row of a unit; undefined where it must be made.
   * @param facilityRows all facilities that the row is made from, in the order in which it lists them as its records
   */
  row(unitType: EvidenceRow['unitType'], unitId: string, facilityRows: readonly number[]): EvidenceRow | undefined;
}

/** Every row is made. */
export const noReuse: Reuse = { row: () => undefined };

/** What of the facilities differs between an overlay and its base. */
export interface FacilityDifference {
  ids: ReadonlySet<string>;
  /** Kinds that the facilities had or have. */
  kinds: ReadonlySet<string>;
  /** Whether one of them has or had no known township or county: such a facility shows in the rows of other units. */
  anyUnplaced: boolean;
}

/** @param overlay a snapshot with an origin and with the divisions of its base */
export function facilityDifference(overlay: Snapshot): FacilityDifference {
  const { base, effects } = overlay.origin!;
  const ids = new Set<string>();
  const kinds = new Set<string>();
  let anyUnplaced = false;
  for (const { type, id } of effects) {
    if (type !== 'facility') continue;
    ids.add(id);
    for (const snapshot of [base, overlay]) {
      const row = snapshot.facilities.indexById.get(id);
      if (row === undefined) continue;
      kinds.add(snapshot.facilities.bodies[row]!.kind);
      anyUnplaced ||= townshipOf(snapshot, row) === NONE || countyOf(snapshot, row) === NONE;
    }
  }
  return { ids, kinds, anyUnplaced };
}

/**
 * Rows of a base for the count of its overlay.
 * @param baseRows the base's evidence rows of the same indicator
 */
export function reuseOf(overlay: Snapshot, difference: FacilityDifference, baseRows: readonly EvidenceRow[]): Reuse {
  if (difference.anyUnplaced) return noReuse;
  const { ids } = overlay.facilities;
  const unitsOfType = indexOfUnits(baseRows);
  return {
    row(unitType, unitId, facilityRows) {
      const known = unitsOfType.get(unitType)?.get(unitId);
      if (known?.records.length !== facilityRows.length) return undefined;
      const same = facilityRows.every((row, i) => {
        const id = ids[row]!;
        return known.records[i]!.id === id && !difference.ids.has(id);
      });
      return same ? known : undefined;
    },
  };
}

type UnitIndex = ReadonlyMap<EvidenceRow['unitType'], ReadonlyMap<string, EvidenceRow>>;
const unitIndexes = new WeakMap<readonly EvidenceRow[], UnitIndex>();

/** Kept with the base's rows, because one base serves many overlays. */
function indexOfUnits(rows: readonly EvidenceRow[]): UnitIndex {
  let index = unitIndexes.get(rows);
  if (!index) {
    const byType = groupBy(rows, (row) => row.unitType);
    index = new Map([...byType].map(([type, ofType]) => [type, new Map(ofType.map((row) => [row.unitId, row]))]));
    unitIndexes.set(rows, index);
  }
  return index;
}
