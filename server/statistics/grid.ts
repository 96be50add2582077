import { statisticEntries } from '../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { StatedFigure, StatisticGrid } from './contract.ts';
import { figureOf, figuresOf } from './series.ts';

interface Grid extends Omit<StatisticGrid, 'cells'> {
  cells: { indicatorId: string; divisionId: string; figure: StatedFigure | null; previous: StatedFigure | null }[];
}

/** Every entered indicator of every city and county for one period: what is stated, and what was before. */
export function gridOf(snapshot: Snapshot, periodEnd: string): Grid {
  const { divisions: table, records } = snapshot;
  const divisions = (['city', 'county'] as const).flatMap((level) =>
    table.ofLevel(level).map((row) => {
      const { name, demo } = table.bodies[row]!;
      return { id: table.ids[row]!, name, level, demo };
    }),
  );
  const indicatorIds = statisticEntries.map((entry) => entry.indicatorId);
  const cells = divisions.flatMap(({ id: divisionId }) =>
    indicatorIds.map((indicatorId) => ({
      indicatorId,
      divisionId,
      figure: figureOf(records.statistic, indicatorId, divisionId, periodEnd) ?? null,
      previous:
        figuresOf(records.statistic, indicatorId, divisionId).findLast((figure) => figure.periodEnd < periodEnd) ??
        null,
    })),
  );
  return { snapshot: snapshot.id, asOf: snapshot.asOf, periodEnd, indicatorIds, divisions, cells };
}
