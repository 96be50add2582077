import type { EChartsOption } from 'echarts';
import type { TFunction } from 'i18next';
import type { SitingPartial } from '../../server/siting/contract.ts';
import { colors } from '../ui/theme.ts';
import { objectiveNumber } from './objective.ts';
import type { Goal } from './siting-view.ts';

export const progressHeightPx = 168;

/** Best plan and bound against the seconds of the search: between the two lies what is not known yet. */
export function progressPlot(told: readonly SitingPartial[], goal: Goal, t: TFunction<'siting'>): EChartsOption {
  const lineOf = (key: 'objective' | 'bound') =>
    told.flatMap((partial) => {
      const value = partial[key];
      return value === null ? [] : [[partial.seconds, objectiveNumber(goal, value)]];
    });
  const last = told.at(-1)?.seconds ?? 0;
  /** Holds until the last report. */
  const held = (points: number[][]) => {
    const end = points.at(-1);
    return end && end[0]! < last ? [...points, [last, end[1]!]] : points;
  };
  const shared = { type: 'line' as const, step: 'end' as const, symbolSize: 5 };
  return {
    animation: false,
    grid: { top: 34, right: 14, bottom: 36, left: 58 },
    legend: { top: 0, itemHeight: 8, itemWidth: 18 },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'value', name: t('progress.seconds'), nameLocation: 'middle', nameGap: 22, min: 0 },
    yAxis: { type: 'value', scale: true, splitNumber: 3 },
    series: [
      {
        ...shared,
        name: t('progress.best'),
        color: colors.met,
        lineStyle: { width: 2 },
        data: held(lineOf('objective')),
      },
      {
        ...shared,
        name: t('progress.bound'),
        color: colors.unmet,
        symbol: 'rect',
        lineStyle: { width: 2, type: 'dashed' },
        data: held(lineOf('bound')),
      },
    ],
  };
}
