import type { EChartsOption } from 'echarts';
import type { TFunction } from 'i18next';
import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { ParetoAnswer } from '../../../server/siting/contract.ts';
import { formatYuan } from '../../scenarios/money.ts';
import { formatAmount, formatNumber } from '../../ui/format.ts';
import { colors } from '../../ui/theme.ts';

export const frontHeightPx = 280;

export type FrontPoint = ParetoAnswer['points'][number];

/** From the worst to the best county share among the points: readable in grey, too (viridis, cut short). */
const ramp = ['#440154', '#3b528b', '#21918c', '#5ec962', '#d8c51b'] as const;

/** Bounds of the county that is worst off over all points; null where it is not told. */
export function worstRange(points: readonly FrontPoint[]): { least: number; most: number } | null {
  const shares = points.flatMap(({ worstCounty }) => worstCounty ?? []);
  return shares.length === 0 ? null : { least: Math.min(...shares), most: Math.max(...shares) };
}

/** Colour of a share between the bounds. */
export function worstColor(share: number | null, range: ReturnType<typeof worstRange>): string {
  if (share === null || range === null) return colors.unknown;
  const part = range.most > range.least ? (share - range.least) / (range.most - range.least) : 1;
  return ramp[Math.min(ramp.length - 1, Math.floor(part * ramp.length))]!;
}

export const rampColors: readonly string[] = ramp;

/** Cost against people covered; the colour is the share covered in the county that is worst off. */
export function frontPlot(
  points: readonly FrontPoint[],
  chosen: number | null,
  t: TFunction<'siting'>,
  language: Language,
): EChartsOption {
  const range = worstRange(points);
  return {
    animation: false,
    grid: { top: 16, right: 18, bottom: 44, left: 66 },
    tooltip: {
      trigger: 'item',
      formatter: (item) => {
        const point = points[(item as { dataIndex: number }).dataIndex];
        if (!point) return '';
        const worst = point.worstCounty === null ? '—' : formatAmount(point.worstCounty, 'ratio', language);
        return [
          `${t('front.cost')} ${formatYuan(point.yuan, language)}`,
          `${t('front.covered')} ${formatNumber(point.covered, language)}`,
          `${t('front.worst')} ${worst}`,
        ].join('<br>');
      },
    },
    xAxis: {
      type: 'value',
      name: t('front.costAxis'),
      nameLocation: 'middle',
      nameGap: 26,
      axisLabel: {
        formatter: (yuan: number) => formatNumber(language === 'zh' ? yuan / 1e4 : yuan / 1e6, language, 1),
      },
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: t('front.covered'),
      nameLocation: 'middle',
      nameGap: 50,
    },
    series: [
      {
        type: 'line',
        step: 'end',
        silent: true,
        showSymbol: false,
        color: colors.unknown,
        lineStyle: { width: 1, type: 'dashed' },
        // A front of three aims is no line.
        data: points.some(({ covered }, i) => i > 0 && covered < points[i - 1]!.covered)
          ? []
          : points.map(({ yuan, covered }) => [yuan, covered]),
      },
      {
        id: 'front',
        type: 'scatter',
        data: points.map(({ yuan, covered, worstCounty, proven }, i) => ({
          value: [yuan, covered],
          symbol: proven ? 'circle' : 'emptyCircle',
          symbolSize: i === chosen ? 19 : 12,
          itemStyle: {
            color: worstColor(worstCounty, range),
            borderColor: i === chosen ? '#d6246e' : '#ffffff',
            borderWidth: i === chosen ? 3 : 1,
          },
        })),
      },
    ],
  };
}

/** The point nearest to a place of the plot, each axis measured by how far the points reach on it. */
export function nearestPoint(points: readonly FrontPoint[], x: number, y: number): number | null {
  const extent = (values: number[]) => Math.max(...values) - Math.min(...values) || 1;
  const width = extent(points.map(({ yuan }) => yuan));
  const height = extent(points.map(({ covered }) => covered));
  let nearest: number | null = null;
  let least = Infinity;
  for (const [i, { yuan, covered }] of points.entries()) {
    const distance = Math.hypot((yuan - x) / width, (covered - y) / height);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}
