import { text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { DivisionTable, Snapshot } from '../../snapshot/snapshot.ts';
import { functionsCheck, operatingCheck } from '../checks.ts';
import { countCoverage } from '../coverage.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/**
 * No. 8: townships with an operating regional elder-care centre (区域养老服务中心) that offers all functions of the rule.
 * City subdistricts (街道) also count in the condition `subdistricts`, towns and townships in the second reading. Where
 * the rule allows sharing, a centre counts for the townships too that it names as served (`alsoServes`).
 */
export function townshipCentres(snapshot: Snapshot, { townshipCentre }: RuleParameters, reuse: Reuse): Counted {
  const count = townshipCentre.functions.length;
  return countCoverage(
    snapshot,
    {
      level: 'township',
      thing: text('区域养老服务中心', 'regional elder-care centre'),
      candidates: snapshot.facilities.ofKinds(townshipCentre.kinds),
      checks: (row) => [operatingCheck(snapshot, row), functionsCheck(snapshot, row, townshipCentre.functions)],
      satisfied: () =>
        text(`运营中,规定的 ${count} 项功能齐备`, `is operating and offers all ${count} required functions`),
      readings: (row) => [snapshot.divisions.bodies[row]!.type === 'subdistrict' ? 'subdistricts' : 'townsOnly'],
      ...(townshipCentre.sharing.allowed && {
        alsoServes: (row: number) => sharedTownships(snapshot, row).slice(0, townshipCentre.sharing.mostTownships - 1),
      }),
    },
    reuse,
  );
}

/** Field that names the townships which share a centre, by their codes. */
export const sharedTownshipsAttribute = 'alsoServes';

/** Rows of the townships that a facility names as served too; codes of no registered township name none. */
export function sharedTownships({ facilities, divisions }: Snapshot, facilityRow: number): number[] {
  const named = facilities.bodies[facilityRow]!.attributes[sharedTownshipsAttribute];
  if (typeof named !== 'string') return [];
  const rows = townshipsByCode(divisions);
  return named.split(/[\s,;\uff0c\uff1b\u3001]+/).flatMap((code) => rows.get(code) ?? []);
}

const codes = new WeakMap<DivisionTable, ReadonlyMap<string, number>>();

function townshipsByCode(divisions: DivisionTable): ReadonlyMap<string, number> {
  let rows = codes.get(divisions);
  if (!rows) {
    rows = new Map(divisions.ofLevel('township').map((row) => [divisions.bodies[row]!.code, row]));
    codes.set(divisions, rows);
  }
  return rows;
}
