import type { EChartsOption, LineSeriesOption } from 'echarts';
import type { AreaTrend, BoardColumn, Trend } from '../../server/indicators/contract.ts';
import { formatAmount } from '../ui/format.ts';
import { markColor, type Words } from './plot.ts';

/** An indicator of one area over dates; null where it has no figure. */
export interface Series {
  id: string;
  name: string;
  dates: readonly string[];
  value: readonly (number | null)[];
  lower: readonly (number | null)[];
  upper: readonly (number | null)[];
}

export function citySeries(id: string, name: string, trend: Trend, indicatorId: string): Series {
  const points = trend.series.find((series) => series.id === indicatorId)?.points ?? [];
  return {
    id,
    name,
    dates: points.map((point) => point.asOf),
    value: points.map((point) => point.value),
    lower: points.map((point) => point.lower),
    upper: points.map((point) => point.upper),
  };
}

export const areaSeries = ({ dates, series }: AreaTrend): Series[] =>
  series.map(({ divisionId, name, value, lower, upper }) => ({ id: divisionId, name, dates, value, lower, upper }));

const orGap = (value: number | null) => value ?? '-';

/**
 * A line with the range that unknowns leave as a band round it. The band is two stacked lines, the lower of them unseen.
 * @param axis number of the grid with its axes
 */
export function bandedLine(series: Series, color: string, axis = 0): LineSeriesOption[] {
  const at = (list: readonly (number | string | null)[]) => series.dates.map((date, i) => [date, list[i] ?? '-']);
  const height = series.dates.map((_, i) =>
    series.lower[i] === null || series.upper[i] === null ? null : series.upper[i]! - series.lower[i]!,
  );
  const shared = { type: 'line' as const, xAxisIndex: axis, yAxisIndex: axis, color };
  const unseen = {
    ...shared,
    stack: `band:${series.id}`,
    lineStyle: { opacity: 0 },
    showSymbol: false,
    silent: true,
    tooltip: { show: false },
  };
  return [
    { ...unseen, data: at(series.lower) },
    { ...unseen, data: at(height), areaStyle: { color, opacity: 0.2 } },
    {
      ...shared,
      id: series.id,
      name: series.name,
      data: at(series.value.map(orGap)),
      symbolSize: 6,
      triggerLineEvent: true,
      z: 4,
    },
  ];
}

/** The target across a chart, dashed. */
export const targetLine = (column: Pick<BoardColumn, 'target'>, label: string | null): LineSeriesOption['markLine'] =>
  column.target === null
    ? undefined
    : {
        symbol: 'none',
        silent: true,
        lineStyle: { color: markColor, type: 'dashed', width: 1.4 },
        label: label === null ? { show: false } : { formatter: label, position: 'insideEndTop', color: markColor },
        data: [{ yAxis: column.target.value }],
      };

/** Upper end of a value axis that shows every figure and the target. */
export function topOf(
  all: readonly Series[],
  { target, unit }: Pick<BoardColumn, 'target' | 'unit'>,
): number | undefined {
  const known = all.flatMap(({ value, upper }) => [...value, ...upper]).filter((each) => each !== null);
  const top = Math.max(...known, target?.value ?? 0);
  if (!Number.isFinite(top) || top === 0) return undefined;
  return unit === 'ratio' && top <= 1 ? 1 : top * 1.08;
}

/** The value axis of an indicator. */
export const amountAxis = (
  all: readonly Series[],
  column: Pick<BoardColumn, 'target' | 'unit'>,
  { language }: Words,
): Exclude<EChartsOption['yAxis'], readonly unknown[]> => ({
  type: 'value',
  min: 0,
  max: topOf(all, column),
  axisLabel: { formatter: (value: number) => formatAmount(value, column.unit, language) },
});
