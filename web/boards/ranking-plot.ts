import type { CustomSeriesRenderItem } from 'echarts';
import { formatAmount, hasRange } from '../ui/format.ts';
import type { BoardColumn, BoardReport } from '../../server/indicators/contract.ts';
import { tooltipElement } from '../map/tooltip.ts';
import { colors } from '../ui/theme.ts';
import {
  figureCells,
  figureColumns,
  figureInWords,
  figuresOf,
  stateColors,
  stateDecals,
  targetInWords,
  type AreaFigure,
} from './figures.ts';
import {
  areaAxis,
  areaLabelPx,
  decals,
  faded,
  listHeight,
  listZoom,
  markColor,
  wholeListHeight,
  type Plot,
  type Words,
} from './plot.ts';
import type { AreaSelection } from './selection.ts';

const rowPx = 20;
const headPx = 26;
const footPx = 30;

/** Highest first; areas without a value come last, since nothing is known of their place. */
export function inRank(figures: readonly AreaFigure[]): AreaFigure[] {
  return figures
    .filter((figure) => figure.state !== 'notCounted')
    .sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity) || (b.upper ?? 0) - (a.upper ?? 0) || 0);
}

/** Areas of a level in order of one indicator, each with the range that unknowns leave. */
export function rankingPlot(board: BoardReport, column: BoardColumn, selection: AreaSelection, words: Words): Plot {
  const { t, text, language } = words;
  const ranked = inRank(figuresOf(board, column));
  const marked = ranked.map((figure) => selection.has(figure.divisionId));
  const some = marked.includes(true);
  const known = ranked.flatMap((figure) => (figure.value === null ? [] : [figure.value]));
  const amount = (value: number) => formatAmount(value, column.unit, language);
  const title = t('ranking.title', { indicator: text(column.name) });
  return {
    id: 'ranking',
    title,
    help: column.figures === null ? t('ranking.cannot') : t('ranking.help'),
    summary:
      known.length === 0
        ? t('ranking.cannot')
        : t('ranking.summary', {
            areas: ranked.length,
            known: known.length,
            highest: amount(Math.max(...known)),
            lowest: amount(Math.min(...known)),
          }),
    provenance: { ...board, demo: column.demo },
    heightPx: listHeight(ranked.length, rowPx, headPx + footPx),
    fileHeightPx: wholeListHeight(ranked.length, rowPx, headPx + footPx),
    option: (frame) => ({
      animation: false,
      grid: { left: areaLabelPx + 8, right: 34, top: headPx + frame.topPx, bottom: footPx },
      xAxis: { type: 'value', min: 0, axisLabel: { formatter: amount } },
      yAxis: areaAxis(ranked.map(({ divisionId: id, name }, i) => ({ id, name, marked: marked[i]! }))),
      dataZoom: listZoom(ranked.length, frame),
      brush: { toolbox: [], yAxisIndex: 0, brushStyle: { color: 'rgba(214,36,110,0.12)', borderColor: markColor } },
      tooltip: {
        formatter: (params) => {
          const figure = ranked[(params as { dataIndex: number }).dataIndex]!;
          return tooltipElement({ title: figure.name, lines: [figureInWords(figure, column.unit, words)] });
        },
      },
      series: [
        {
          type: 'bar',
          barWidth: '62%',
          data: ranked.map(({ value, state }, i) => {
            const decal = stateDecals[state];
            return {
              value: value ?? '-',
              itemStyle: {
                color: stateColors[state],
                borderColor: marked[i] ? markColor : '#8a979e',
                borderWidth: marked[i] ? 2 : 0.5,
                opacity: some && !marked[i] ? faded : 1,
                ...(decal ? { decal: decals[decal] } : {}),
              },
            };
          }),
          ...(column.target
            ? {
                markLine: {
                  symbol: 'none',
                  silent: true,
                  lineStyle: { color: markColor, type: 'solid', width: 1.5 },
                  label: {
                    formatter: t('ranking.target', { target: targetInWords(column, words) }),
                    position: 'start',
                    color: markColor,
                  },
                  data: [{ xAxis: column.target.value }],
                },
              }
            : {}),
        },
        {
          type: 'custom',
          silent: true,
          z: 5,
          encode: { x: [1, 2], y: 0 },
          data: ranked.map(({ lower, upper }, i) => [i, lower ?? 0, upper ?? lower ?? 0]),
          renderItem: whiskerDrawer(ranked, marked, some, t('ranking.unknown')),
        },
      ],
    }),
    table: {
      columns: [
        { title: t('column.code') },
        { title: t('column.area'), isData: true },
        ...figureColumns(column.unit, words),
      ],
      rows: ranked.map((figure) => ({
        key: figure.divisionId,
        areaId: figure.divisionId,
        cells: [figure.code, figure.name, ...figureCells(figure, words)],
      })),
    },
    areaAt: ({ y }) => ranked[y]?.divisionId ?? null,
    areasBetween: (from, to) => ranked.slice(Math.max(0, from), to + 1).map((figure) => figure.divisionId),
  };
}

/** A whisker from the lower to the upper end, or the word for no figure at all. */
function whiskerDrawer(
  ranked: readonly AreaFigure[],
  marked: readonly boolean[],
  some: boolean,
  unknownWord: string,
): CustomSeriesRenderItem {
  return (_params, api) => {
    const i = api.value(0) as number;
    const figure = ranked[i]!;
    const opacity = some && !marked[i] ? faded : 1;
    const [zero, y] = api.coord([0, i]) as [number, number];
    if (figure.lower === null)
      return {
        type: 'text',
        style: { text: `? ${unknownWord}`, x: zero + 6, y, verticalAlign: 'middle', fill: colors.unknown, opacity },
      };
    if (!hasRange(figure)) return { type: 'group', children: [] };
    const [from] = api.coord([figure.lower, i]) as [number, number];
    const [to] = api.coord([figure.upper!, i]) as [number, number];
    const line = (x1: number, y1: number, x2: number, y2: number) =>
      ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colors.ink, lineWidth: 1.4, opacity } }) as const;
    return {
      type: 'group',
      children: [line(from, y, to, y), line(from, y - 4, from, y + 4), line(to, y - 4, to, y + 4)],
    };
  };
}
