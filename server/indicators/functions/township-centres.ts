import { text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { functionsCheck, operatingCheck } from '../checks.ts';
import { countCoverage } from '../coverage.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/**
 * No. 8: townships with an operating regional elder-care centre (区域养老服务中心) that offers all functions of the rule.
 * City subdistricts (街道) also count in the condition `subdistricts`, towns and townships in the second reading.
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
    },
    reuse,
  );
}
