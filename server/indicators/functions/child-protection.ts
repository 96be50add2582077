import { text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { operatingCheck } from '../checks.ts';
import { countCoverage } from '../coverage.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/**
 * No. 3: townships with an operating child-protection station (未成年人保护工作站). The reading `fullCoverage` counts the
 * same stations: dedicated staff (工作专干) outside a station are not registered, so it is never overstated.
 */
export function childProtectionStations(snapshot: Snapshot, _parameters: RuleParameters, reuse: Reuse): Counted {
  const counted = countCoverage(
    snapshot,
    {
      level: 'township',
      thing: text('未成年人保护工作站', 'child-protection station'),
      candidates: snapshot.facilities.ofKinds(['childProtectionStation']),
      checks: (row) => [operatingCheck(snapshot, row)],
      satisfied: () => text('运营中', 'is operating'),
      readings: () => ['fullCoverage'],
    },
    reuse,
  );
  counted.findings.push({
    code: 'dedicated-staff-outside-stations',
    message: text(
      '工作站以外的工作专干未登记,“工作站或工作专干全覆盖”仅按工作站计数',
      'Dedicated staff outside a station are not registered; “a station or dedicated staff everywhere” counts stations only',
    ),
    clause: null,
  });
  return counted;
}
