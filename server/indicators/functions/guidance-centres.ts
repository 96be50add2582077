import { text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { functionsCheck, operatingCheck } from '../checks.ts';
import { countCoverage } from '../coverage.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/** Counties with an operating elder-care guidance centre (养老服务指导中心) that offers all functions of the rule. */
export function guidanceCentres(snapshot: Snapshot, { guidanceFunctions }: RuleParameters, reuse: Reuse): Counted {
  const count = guidanceFunctions.length;
  return countCoverage(
    snapshot,
    {
      level: 'county',
      thing: text('养老服务指导中心', 'elder-care guidance centre'),
      candidates: snapshot.facilities.ofKinds(['guidanceCentre']),
      checks: (row) => [operatingCheck(snapshot, row), functionsCheck(snapshot, row, guidanceFunctions)],
      satisfied: () =>
        text(`运营中,规定的 ${count} 项功能齐备`, `is operating and offers all ${count} required functions`),
      readings: () => [],
    },
    reuse,
  );
}
