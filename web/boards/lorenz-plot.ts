import { formatAmount, formatNumber } from '../ui/format.ts';
import type { EquityReport } from '../../server/coverage/contract.ts';
import { tooltipElement } from '../map/tooltip.ts';
import { colors } from '../ui/theme.ts';
import { areaColors, type Plot, type Words } from './plot.ts';
import type { AreaSelection } from './selection.ts';

/** How evenly access is spread: the city's Lorenz curve, every county's thin beside it, the chosen ones in colour. */
export function lorenzPlot(report: EquityReport, selection: AreaSelection, words: Words): Plot {
  const { t, language } = words;
  const [city, ...counties] = report.areas;
  const giniOf = ({ gini }: { gini: number | null }) => (gini === null ? '—' : formatNumber(gini, language, 3));
  const people = (value: number) => formatNumber(value, language);
  const percent = (value: number) => formatAmount(value, 'ratio', language);
  const amountName = t(report.measure === 'minutes' ? 'lorenz.amount_minutes' : 'lorenz.amount_score');
  const apart = { unknown: people(city!.unknown60), notReached: people(city!.notReached60) };
  const colorOf = (id: string) => {
    const at = selection.countyIds.indexOf(id);
    return at === -1 ? null : areaColors[at % areaColors.length]!;
  };
  const line = (area: EquityReport['areas'][number]) => {
    const color = area.level === 'city' ? colors.brand : colorOf(area.divisionId);
    return {
      id: area.divisionId,
      type: 'line' as const,
      name: `${area.name} ${giniOf(area)}`,
      data: area.curve.map((corner) => [corner.people, corner.amount]),
      showSymbol: false,
      triggerLineEvent: true,
      color: color ?? '#aab5bb',
      lineStyle: { width: area.level === 'city' ? 3 : color ? 2.4 : 1 },
      z: color ? 4 : 2,
    };
  };
  const drawn = report.areas.map(line);
  return {
    id: 'lorenz',
    title: t('lorenz.title'),
    help: `${t('lorenz.help')}\n${t('lorenz.apart', apart)}`,
    summary: t('lorenz.summary', { gini: giniOf(city!), people: people(city!.population60), ...apart }),
    provenance: { ...report, network: report.network.name },
    heightPx: 340,
    fileHeightPx: 520,
    option: ({ topPx }) => ({
      animation: false,
      legend: {
        top: topPx,
        type: 'scroll',
        data: drawn.filter((_, i) => i === 0 || colorOf(counties[i - 1]!.divisionId) !== null).map(({ name }) => name),
      },
      grid: { left: 56, right: 20, top: 36 + topPx, bottom: 44 },
      tooltip: {
        trigger: 'item',
        formatter: (params) => {
          const { seriesId } = params as unknown as { seriesId: string };
          const area = report.areas.find((each) => each.divisionId === seriesId);
          if (!area) return t('lorenz.equality');
          return tooltipElement({ title: area.name, lines: [t('lorenz.gini', { gini: giniOf(area) })] });
        },
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        name: t('lorenz.people'),
        nameLocation: 'middle',
        nameGap: 26,
        axisLabel: { formatter: percent },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        name: amountName,
        nameLocation: 'middle',
        nameGap: 42,
        axisLabel: { formatter: percent },
      },
      series: [
        {
          id: 'equality',
          type: 'line',
          data: [
            [0, 0],
            [1, 1],
          ],
          showSymbol: false,
          silent: true,
          color: colors.unknown,
          lineStyle: { type: 'dashed', width: 1.2 },
        },
        ...drawn,
      ],
    }),
    table: {
      columns: [
        { title: t('column.code') },
        { title: t('column.area'), isData: true },
        { title: t('column.gini'), show: (value) => formatNumber(value, language, 3) },
        { title: t('column.mean'), show: (value) => formatNumber(value, language, 1) },
        { title: t('column.people'), show: people },
        { title: t('column.open'), show: people },
        { title: t('column.notReached'), show: people },
        { title: t('column.unknown'), show: people },
        { title: t('column.pointsWithoutCount'), show: people },
      ],
      rows: report.areas.map((area) => ({
        key: area.divisionId,
        areaId: area.level === 'county' ? area.divisionId : null,
        cells: [
          area.code,
          area.name,
          area.gini,
          area.mean,
          area.population60,
          area.open60,
          area.notReached60,
          area.unknown60,
          area.pointsWithoutCount,
        ],
      })),
    },
    csv: {
      columns: ['code', 'area', 'gini', 'peopleShare', 'amountShare', 'notReached', 'unknown'].map((key) => ({
        title: t(`column.${key as 'code'}`),
      })),
      rows: report.areas.flatMap((area) =>
        area.curve.map((corner, i) => ({
          key: `${area.divisionId}:${i}`,
          areaId: area.divisionId,
          cells: [area.code, area.name, area.gini, corner.people, corner.amount, area.notReached60, area.unknown60],
        })),
      ),
    },
    areaOfSeries: (id) => (counties.some((county) => county.divisionId === id) ? id : null),
  };
}
