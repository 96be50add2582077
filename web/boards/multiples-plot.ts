import type { EChartsOption, SeriesOption } from 'echarts';
import type { DistributionReport } from '../../server/coverage/contract.ts';
import type { BoardColumn } from '../../server/indicators/contract.ts';
import { colors } from '../ui/theme.ts';
import { formatAmount } from '../ui/format.ts';
import { categoriesOf, distributionTable, medianInWords, provenanceOf, sharesOf } from './distribution-plot.ts';
import { decals, faded, markColor, type Plot, type Provenance, type Words } from './plot.ts';
import type { AreaSelection } from './selection.ts';
import { amountAxis, bandedLine, targetLine, type Series } from './time-series.ts';

const perRow = 3;
const panelPx = 132;
const titlePx = 22;
const axisPx = 22;

interface Panel {
  id: string;
  name: string;
  note: string;
  marked: boolean;
}

/** Titles and grids of panels side by side; the chosen ones are framed. */
function panelsIn(panels: readonly Panel[], topPx: number): Pick<EChartsOption, 'title' | 'grid'> {
  const widthPercent = 100 / perRow;
  const left = (i: number) => (i % perRow) * widthPercent;
  const top = (i: number) => topPx + Math.floor(i / perRow) * panelPx;
  return {
    title: panels.map(({ name, note, marked }, i) => ({
      text: `${name} {note|${note}}`,
      left: `${left(i) + 1}%`,
      top: top(i),
      padding: 2,
      textStyle: {
        fontSize: 12,
        color: marked ? markColor : colors.ink,
        rich: { note: { fontSize: 11, fontWeight: 'normal', color: colors.quiet } },
      },
    })),
    grid: panels.map(({ marked }, i) => ({
      left: `${left(i) + 4.2}%`,
      width: `${widthPercent - 5.2}%`,
      top: top(i) + titlePx,
      height: panelPx - titlePx - axisPx - 6,
      show: true,
      borderWidth: marked ? 2 : 0.5,
      borderColor: marked ? markColor : colors.line,
    })),
  };
}

const heightOf = (panels: number) => Math.ceil(panels / perRow) * panelPx + 8;

/** Walking times of every county, on one scale. */
export function timesByCounty(report: DistributionReport, selection: AreaSelection, words: Words): Plot {
  const { t, language } = words;
  const counties = report.areas.filter((area) => area.level === 'county');
  const categories = categoriesOf(report, words);
  const shares = counties.map(sharesOf);
  const panels = counties.map((county) => ({
    id: county.divisionId,
    name: county.name,
    note: medianInWords(county, words),
    marked: selection.countyIds.includes(county.divisionId),
  }));
  const some = panels.some((panel) => panel.marked);
  const percent = (value: unknown) => (typeof value === 'number' ? formatAmount(value, 'ratio', language) : '—');
  const highest = Math.max(
    ...shares.flatMap(({ known, atMost }) => known.map((share, i) => (share ?? 0) + (atMost[i] ?? 0))),
  );
  return {
    id: 'multiples',
    title: `${t('multiples.title')} · ${t('multiples.times')}`,
    help: t('multiples.helpTimes'),
    summary: t('multiples.summary', { counties: counties.length }),
    provenance: provenanceOf(report),
    heightPx: heightOf(counties.length),
    fileHeightPx: heightOf(counties.length),
    option: ({ topPx }) => ({
      animation: false,
      ...panelsIn(panels, topPx),
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: percent },
      xAxis: panels.map((_, i) => ({
        type: 'category',
        gridIndex: i,
        data: categories,
        axisTick: { show: false },
        axisLabel: { interval: 5, fontSize: 10 },
      })),
      yAxis: panels.map((_, i) => ({
        type: 'value',
        gridIndex: i,
        min: 0,
        max: highest > 0 ? Math.ceil(highest * 20) / 20 : undefined,
        splitNumber: 2,
        axisLabel: { fontSize: 10, formatter: percent },
      })),
      series: panels.flatMap(({ marked }, i): SeriesOption[] => {
        const opacity = some && !marked ? faded : 1;
        const shared = { type: 'bar' as const, xAxisIndex: i, yAxisIndex: i, stack: String(i), barCategoryGap: '12%' };
        const bars = (values: readonly (number | null)[]) => values.map((share) => share ?? '-');
        return [
          {
            ...shared,
            name: t('distribution.known'),
            data: bars(shares[i]!.known),
            itemStyle: { color: '#5b9aa8', opacity },
          },
          {
            ...shared,
            name: t('distribution.atMost'),
            data: bars(shares[i]!.atMost),
            itemStyle: { color: '#a8cdd5', decal: decals.hatch, opacity },
          },
        ];
      }),
    }),
    table: distributionTable({ ...report, areas: counties }, categories, words),
    areaAt: ({ grid }) => panels[grid]?.id ?? null,
  };
}

/** An indicator over time in every county, on one scale. */
export function trendByCounty(
  column: BoardColumn,
  counties: readonly Series[],
  provenance: Provenance,
  selection: AreaSelection,
  words: Words,
): Plot {
  const { t, text, language } = words;
  const amount = (value: unknown) => (typeof value === 'number' ? formatAmount(value, column.unit, language) : '—');
  const panels = counties.map(({ id, name, value }) => ({
    id,
    name,
    note: amount(value.at(-1)),
    marked: selection.countyIds.includes(id),
  }));
  return {
    id: 'multiples',
    title: `${t('multiples.title')} · ${text(column.name)}`,
    help: t('multiples.helpTrend', { indicator: text(column.name) }),
    summary: t('multiples.summary', { counties: counties.length }),
    provenance,
    heightPx: heightOf(counties.length),
    fileHeightPx: heightOf(counties.length),
    option: ({ topPx }) => ({
      animation: false,
      ...panelsIn(panels, topPx),
      tooltip: { trigger: 'axis', valueFormatter: amount },
      xAxis: panels.map((_, i) => ({
        type: 'time',
        gridIndex: i,
        axisLabel: { fontSize: 10, hideOverlap: true, formatter: '{yyyy}' },
      })),
      yAxis: panels.map((_, i) => ({
        ...amountAxis(counties, column, words),
        gridIndex: i,
        splitNumber: 2,
        axisLabel: { fontSize: 10, formatter: amount },
      })) as EChartsOption['yAxis'],
      series: counties.flatMap((series, i) => {
        const lines = bandedLine(series, colors.brand, i);
        lines.at(-1)!.markLine = targetLine(column, null);
        return lines.map((line) => ({ ...line, stack: line.stack && `${line.stack}:${i}` }));
      }),
    }),
    table: {
      columns: [
        { title: t('column.area'), isData: true },
        { title: t('column.date') },
        { title: t('column.value'), show: amount },
        { title: t('column.lower'), show: amount },
        { title: t('column.upper'), show: amount },
      ],
      rows: counties.flatMap((series) =>
        series.dates.map((date, i) => ({
          key: `${series.id}:${date}`,
          areaId: series.id,
          cells: [series.name, date, series.value[i]!, series.lower[i]!, series.upper[i]!],
        })),
      ),
    },
    areaAt: ({ grid }) => panels[grid]?.id ?? null,
  };
}
