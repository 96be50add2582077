import { text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { operatingCheck } from '../checks.ts';
import { countCoverage } from '../coverage.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/** Townships with an operating integrated service window (综合服务窗口). */
export function serviceWindows(snapshot: Snapshot, _parameters: RuleParameters, reuse: Reuse): Counted {
  return countCoverage(
    snapshot,
    {
      level: 'township',
      thing: text('综合服务窗口', 'integrated service window'),
      candidates: snapshot.facilities.ofKinds(['serviceWindow']),
      checks: (row) => [operatingCheck(snapshot, row)],
      satisfied: () => text('运营中', 'is operating'),
      readings: () => [],
    },
    reuse,
  );
}
