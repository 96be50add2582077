import type { BoardColumn } from '../../server/indicators/contract.ts';
import type { StatisticSeries } from '../../server/statistics/contract.ts';
import { colors } from '../ui/theme.ts';
import { formatAmount, formatRange } from '../ui/format.ts';
import { targetInWords } from './figures.ts';
import { areaColors, type Plot, type Provenance, type Words } from './plot.ts';
import type { AreaSelection } from './selection.ts';
import { amountAxis, bandedLine, targetLine, type Series } from './time-series.ts';

/**
 * An indicator over time: the city and the chosen areas with their ranges, the target, and the periods of entered
 * statistics.
 */
export function trendPlot(
  column: BoardColumn,
  city: Series,
  areas: readonly Series[],
  entered: StatisticSeries['periods'],
  provenance: Provenance,
  selection: AreaSelection,
  words: Words,
): Plot {
  const { t, text, language } = words;
  const chosen = selection.places.flatMap(({ id }) => areas.find((series) => series.id === id) ?? []);
  const drawn = chosen.slice(0, areaColors.length);
  const amount = (value: unknown) => (typeof value === 'number' ? formatAmount(value, column.unit, language) : '—');
  const last = city.dates.length - 1;
  const latest = { value: city.value[last] ?? null, lower: city.lower[last] ?? null, upper: city.upper[last] ?? null };
  const tooMany = chosen.length > drawn.length ? t('trend.tooMany', { count: drawn.length }) : '';
  const all = [city, ...drawn];
  const periods = entered.flatMap(({ periodEnd, value, numerator, denominator, sourceDocument }) => {
    const stated = value ?? (numerator !== null && denominator !== null ? numerator / denominator : null);
    return stated === null ? [] : [{ periodEnd, stated, sourceDocument }];
  });
  return {
    id: 'trend',
    title: t('trend.title', { indicator: text(column.name) }),
    help: [t('trend.help'), tooMany].filter(Boolean).join('\n'),
    summary: t('trend.summary', {
      count: city.dates.length,
      value: formatRange(latest, column.unit, language) ?? t('state.unknown'),
    }),
    provenance,
    heightPx: 320,
    fileHeightPx: 420,
    option: ({ topPx }) => ({
      animation: false,
      legend: {
        top: topPx,
        type: 'scroll',
        data: [...all.map((series) => series.name), ...(periods.length > 0 ? [t('trend.entered')] : [])],
      },
      grid: { left: 58, right: 20, top: 38 + topPx, bottom: 30 },
      tooltip: { trigger: 'axis', valueFormatter: amount },
      xAxis: { type: 'time' },
      yAxis: amountAxis(all, column, words),
      series: [
        ...all.flatMap((series, i) => {
          const lines = bandedLine(series, i === 0 ? colors.brand : areaColors[i - 1]!);
          if (i === 0)
            lines.at(-1)!.markLine = targetLine(column, t('ranking.target', { target: targetInWords(column, words) }));
          return lines;
        }),
        {
          type: 'scatter',
          name: t('trend.entered'),
          symbol: 'diamond',
          symbolSize: 12,
          z: 6,
          color: '#8c5a00',
          data: periods.map(({ periodEnd, stated }) => [periodEnd, stated]),
        },
      ],
    }),
    table: {
      columns: [
        { title: t('column.series'), isData: true },
        { title: t('column.date') },
        { title: t('column.value'), show: amount },
        { title: t('column.lower'), show: amount },
        { title: t('column.upper'), show: amount },
        { title: t('column.source'), isData: true },
      ],
      rows: [
        ...all.flatMap((series, s) =>
          series.dates.map((date, i) => ({
            key: `${series.id}:${date}`,
            areaId: s === 0 ? null : series.id,
            cells: [series.name, date, series.value[i]!, series.lower[i]!, series.upper[i]!, ''],
          })),
        ),
        ...periods.map(({ periodEnd, stated, sourceDocument }) => ({
          key: `entered:${periodEnd}`,
          areaId: null,
          cells: [t('trend.entered'), periodEnd, stated, stated, stated, sourceDocument],
        })),
      ],
    },
    areaOfSeries: (id) => (drawn.some((series) => series.id === id) ? id : null),
  };
}
