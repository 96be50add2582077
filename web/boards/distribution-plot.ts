import { formatAmount, formatNumber } from '../ui/format.ts';
import type { DistributionReport } from '../../server/coverage/contract.ts';
import { areaColors, decals, type Plot, type PlotTable, type Provenance, type Words } from './plot.ts';
import type { AreaSelection } from './selection.ts';

type Area = DistributionReport['areas'][number];

/** Everybody of an area whose count is known, by category: the bins, then not reachable, perhaps, unknown. */
export interface Shares {
  known: (number | null)[];
  atMost: (number | null)[];
}

export const provenanceOf = ({ snapshot, asOf, demo, network }: DistributionReport): Provenance => ({
  snapshot,
  asOf,
  demo,
  network: network.name,
});

/** Names of the categories along the axis. */
export function categoriesOf({ bins }: Pick<DistributionReport, 'bins'>, { t }: Words): string[] {
  const minutes = bins.map(({ fromMinutes: from, toMinutes: to }) =>
    to === null ? t('distribution.beyond', { from }) : t('distribution.bin', { from, to }),
  );
  return [...minutes, t('distribution.notReached'), t('distribution.perhapsReached'), t('distribution.unknown')];
}

/** People by category. */
const peopleOf = (area: Area) => ({
  known: [...area.known60, area.notReached60, 0, 0],
  atMost: [...area.atMost60, 0, area.perhapsReached60, area.unknown60],
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Shares of an area's people by category; null where nobody is counted. */
export function sharesOf(area: Area): Shares {
  const { known, atMost } = peopleOf(area);
  const all = sum(known) + sum(atMost);
  const share = (people: number) => (all === 0 ? null : people / all);
  return { known: known.map(share), atMost: atMost.map(share) };
}

export const medianInWords = ({ medianMinutes }: Area, { t, language }: Words): string =>
  medianMinutes === null
    ? t('distribution.noMedian')
    : t('distribution.median', { minutes: formatNumber(medianMinutes, language, 1) });

/** How long people aged 60+ walk: the city as bars, chosen counties as lines over them. */
export function distributionPlot(report: DistributionReport, selection: AreaSelection, words: Words): Plot {
  const { t, language } = words;
  const [city, ...counties] = report.areas;
  const categories = categoriesOf(report, words);
  const chosen = selection.countyIds
    .flatMap((id) => counties.find((county) => county.divisionId === id) ?? [])
    .slice(0, areaColors.length);
  const percent = (value: unknown) => (typeof value === 'number' ? formatAmount(value, 'ratio', language) : '—');
  const shares = sharesOf(city!);
  const totals = (area: Area) => {
    const { known, atMost } = sharesOf(area);
    return known.map((share, i) => (share === null ? null : share + atMost[i]!));
  };
  return {
    id: 'distribution',
    title: t('distribution.title'),
    help: [t('distribution.help'), withoutCount(city!, words)].filter(Boolean).join('\n'),
    summary: t('distribution.summary', {
      median: medianInWords(city!, words),
      notReached: formatNumber(city!.notReached60 + city!.perhapsReached60, language),
      unknown: formatNumber(city!.unknown60, language),
    }),
    provenance: provenanceOf(report),
    heightPx: 320,
    fileHeightPx: 420,
    option: ({ topPx }) => ({
      animation: false,
      legend: { top: topPx, type: 'scroll' },
      grid: { left: 66, right: 16, top: 36 + topPx, bottom: 62 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: percent },
      xAxis: { type: 'category', data: categories, axisLabel: { interval: 0, rotate: 40 } },
      yAxis: {
        type: 'value',
        min: 0,
        name: t('distribution.share'),
        nameLocation: 'middle',
        nameGap: 44,
        axisLabel: { formatter: percent },
      },
      series: [
        {
          type: 'bar',
          stack: 'city',
          name: `${t('trend.city')} · ${t('distribution.known')}`,
          data: shares.known.map((share) => share ?? '-'),
          itemStyle: { color: '#5b9aa8' },
        },
        {
          type: 'bar',
          stack: 'city',
          name: `${t('trend.city')} · ${t('distribution.atMost')}`,
          data: shares.atMost.map((share, i) => ({
            value: share ?? '-',
            itemStyle: i === categories.length - 1 ? { color: '#d3d8db', decal: decals.dots } : {},
          })),
          itemStyle: { color: '#a8cdd5', decal: decals.hatch },
        },
        ...chosen.map((county, i) => ({
          type: 'line' as const,
          name: county.name,
          data: totals(county).map((share) => share ?? '-'),
          color: areaColors[i]!,
          symbolSize: 6,
        })),
      ],
    }),
    table: distributionTable(report, categories, words),
  };
}

const withoutCount = ({ pointsWithoutCount }: Area, { t, language }: Words): string =>
  pointsWithoutCount === 0
    ? ''
    : t('distribution.withoutCount', { points: formatNumber(pointsWithoutCount, language) });

/** A row for every area and category. */
export function distributionTable(report: DistributionReport, categories: readonly string[], words: Words): PlotTable {
  const { t, language } = words;
  const whole = (value: number) => formatNumber(value, language);
  return {
    columns: [
      { title: t('column.code') },
      { title: t('column.area'), isData: true },
      { title: t('column.bin') },
      { title: t('column.known'), show: whole },
      { title: t('column.atMost'), show: whole },
      { title: t('column.share'), show: (value) => formatAmount(value, 'ratio', language) },
      { title: t('column.median'), show: (value) => formatNumber(value, language, 1) },
    ],
    rows: report.areas.flatMap((area) => {
      const people = peopleOf(area);
      const shares = sharesOf(area);
      return categories.map((category, i) => ({
        key: `${area.divisionId}:${i}`,
        areaId: area.level === 'county' ? area.divisionId : null,
        cells: [
          area.code,
          area.name,
          category,
          people.known[i]!,
          people.atMost[i]!,
          shares.known[i] === null ? null : shares.known[i]! + shares.atMost[i]!,
          area.medianMinutes,
        ],
      }));
    }),
  };
}
