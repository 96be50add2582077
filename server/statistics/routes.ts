import { z } from 'zod';
import { statisticEntries } from '../../gis-data/catalogue/index.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { isoDate, recordId } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import { statisticGrid, statisticSeriesList } from './contract.ts';
import { gridOf } from './grid.ts';
import { listSeries } from './listing.ts';
import { isPeriodEnd } from './periods.ts';

const enteredId = z.enum(statisticEntries.map((entry) => entry.indicatorId));

/** Entered statistics over HTTP, for reading. They are written as every record is: by a change set. */
export function statisticRoutes({
  registry,
  snapshots,
}: {
  registry: Pick<Registry, 'currentVersions'>;
  snapshots: SnapshotService;
}): Endpoint[] {
  const tag = 'statistics';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/statistics',
      tag,
      summary: 'Entered figures by indicator and division: the latest and those of earlier periods',
      access: 'public',
      query: z.object({ indicatorId: enteredId.optional(), divisionId: recordId.optional(), asOf: isoDate.optional() }),
      response: statisticSeriesList,
      handler: async ({ query }) => {
        const snapshot = await snapshots.at(query.asOf);
        return { snapshot: snapshot.id, asOf: snapshot.asOf, items: listSeries(snapshot, query) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/statistics/grid',
      tag,
      summary: 'Entered indicators by city and county for one period, with the period before',
      access: 'public',
      query: z.object({
        periodEnd: isoDate.describe('Last day of a quarter or a year'),
        asOf: isoDate.optional(),
      }),
      response: statisticGrid,
      handler: async ({ query: { periodEnd, asOf } }) => {
        if (!isPeriodEnd(periodEnd)) throw notAPeriodEnd(periodEnd);
        const snapshot = await snapshots.at(asOf);
        const grid = gridOf(snapshot, periodEnd);
        const versions = await registry.currentVersions(
          grid.cells.flatMap(({ figure }) => (figure ? [{ type: 'statistic' as const, id: figure.id }] : [])),
        );
        return {
          ...grid,
          cells: grid.cells.map(({ figure, ...cell }) => ({
            ...cell,
            figure: figure && { ...figure, version: versions.get(`statistic/${figure.id}`) ?? null },
          })),
        };
      },
    }),
  ];
}

const notAPeriodEnd = (periodEnd: string) =>
  problems.invalid([
    {
      path: 'periodEnd',
      code: 'not-a-period-end',
      message: {
        zh: `${periodEnd} 不是季末或年末;请用 3 月 31 日、6 月 30 日、9 月 30 日或 12 月 31 日`,
        en: `${periodEnd} ends no quarter or year; use 31 March, 30 June, 30 September or 31 December`,
      },
    },
  ]);
