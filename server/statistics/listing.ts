import { statisticEntries } from '../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { StatisticSeries } from './contract.ts';
import { figuresOf } from './series.ts';

/**
 * The series of figures that match, in the order of the plan and of the divisions. A series begins with the newest
 * period that had ended on the snapshot's date; pairs that never stated anything are left out.
 */
export function listSeries(
  snapshot: Snapshot,
  wanted: { indicatorId?: string; divisionId?: string },
): StatisticSeries[] {
  const { divisions, records, asOf } = snapshot;
  const indicatorIds = statisticEntries.map((entry) => entry.indicatorId);
  return indicatorIds
    .filter((indicatorId) => wanted.indicatorId === undefined || indicatorId === wanted.indicatorId)
    .flatMap((indicatorId) =>
      divisions.ids.flatMap((divisionId, row) => {
        if (wanted.divisionId !== undefined && divisionId !== wanted.divisionId) return [];
        const periods = figuresOf(records.statistic, indicatorId, divisionId)
          .filter((figure) => figure.periodEnd <= asOf)
          .toReversed();
        const [latest] = periods;
        return latest ? [{ indicatorId, divisionId, divisionName: divisions.bodies[row]!.name, latest, periods }] : [];
      }),
    );
}
