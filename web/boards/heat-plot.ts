import type { CustomSeriesOption, CustomSeriesRenderItem } from 'echarts';
import { formatAmount } from '../ui/format.ts';
import type { BoardColumn, BoardReport } from '../../server/indicators/contract.ts';
import { colors } from '../ui/theme.ts';
import { tooltipElement } from '../map/tooltip.ts';
import {
  figureCells,
  figureInWords,
  figuresOf,
  stateColors,
  stateDecals,
  stateSigns,
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
  type PlotTable,
  type Words,
} from './plot.ts';
import type { AreaSelection } from './selection.ts';

/** Few rows have room for the figure under the sign. */
const rowPxOf = (rows: number) => (rows > 24 ? 20 : 32);
const headPx = 116;
const footPx = 8;
/** Smaller cells show the sign alone. */
const textPx = { width: 34, height: 28 };

/** Every indicator of every area: verdicts as colour, pattern and sign, so that none of them is needed alone. */
export function heatPlot(board: BoardReport, selection: AreaSelection, words: Words): Plot {
  const { t } = words;
  const columns = board.indicators.map((column) => ({ column, figures: figuresOf(board, column) }));
  const rows = board.areas.map((area) => ({
    id: area.divisionId,
    name: area.name,
    marked: selection.has(area.divisionId),
  }));
  const some = rows.some((row) => row.marked);
  const states = columns.flatMap(({ figures }) => figures.map((figure) => figure.state));
  const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  return {
    id: 'heat',
    title: t('heat.title'),
    help: t('heat.help'),
    summary: t('heat.summary', {
      areas: rows.length,
      indicators: columns.length,
      met: count('met'),
      unmet: count('unmet'),
      unknown: count('insufficient', 'unknown'),
    }),
    provenance: board,
    heightPx: listHeight(rows.length, rowPxOf(rows.length), headPx + footPx),
    fileHeightPx: wholeListHeight(rows.length, rowPxOf(rows.length), headPx + footPx),
    option: (frame) => ({
      animation: false,
      grid: { left: areaLabelPx + 8, right: frame.whole ? 12 : 24, top: headPx + frame.topPx, bottom: footPx },
      xAxis: {
        type: 'category',
        position: 'top',
        data: columns.map(({ column }) => column.id),
        axisTick: { show: false },
        axisLabel: {
          interval: 0,
          rotate: 55,
          width: 128,
          overflow: 'truncate',
          fontSize: 11,
          formatter: (id: string) => headingOf(columns.find(({ column }) => column.id === id)!.column, words),
        },
      },
      yAxis: areaAxis(rows),
      dataZoom: listZoom(rows.length, frame),
      tooltip: {
        formatter: (params) => {
          const [x, y] = (params as unknown as { value: [number, number] }).value;
          const { column, figures } = columns[x]!;
          return tooltipElement({
            title: rows[y]!.name,
            lines: [headingOf(column, words), figureInWords(figures[y]!, column.unit, words)],
          });
        },
      },
      series: [
        {
          type: 'custom',
          data: columns.flatMap((_, x) => rows.map((_row, y) => [x, y])),
          renderItem: cellDrawer(columns, rows, some, words),
        },
        markedRows(rows),
      ],
    }),
    table: tableOf(board, columns, words),
    csv: longTable(board, columns, words),
    areaAt: ({ y }) => rows[y]?.id ?? null,
    areasBetween: (from, to) => rows.slice(Math.max(0, from), to + 1).map((row) => row.id),
  };
}

/** A custom series turns a decal into a pattern itself, but its types ask for the pattern. */
const asPattern = (decal: object) => decal as never;

type Columns = readonly { column: BoardColumn; figures: readonly AreaFigure[] }[];
type Rows = readonly { marked: boolean }[];

const headingOf = ({ planNumber, name }: BoardColumn, { text }: Words): string =>
  planNumber === null ? text(name) : `${planNumber} ${text(name)}`;

function cellDrawer(columns: Columns, rows: Rows, some: boolean, { language }: Words): CustomSeriesRenderItem {
  return (_params, api) => {
    const [x, y] = [api.value(0) as number, api.value(1) as number];
    const { column, figures } = columns[x]!;
    const { state, value } = figures[y]!;
    const [centreX, centreY] = api.coord([x, y]) as [number, number];
    const [width, height] = api.size!([1, 1]) as [number, number];
    const amount =
      value === null || width < textPx.width || height < textPx.height
        ? ''
        : formatAmount(value, column.unit, language);
    const decal = stateDecals[state];
    const opacity = some && !rows[y]!.marked ? faded : 1;
    return {
      type: 'rect',
      shape: { x: centreX - width / 2 + 0.5, y: centreY - height / 2 + 0.5, width: width - 1, height: height - 1 },
      style: { fill: stateColors[state], opacity, ...(decal ? { decal: asPattern(decals[decal]) } : {}) },
      textContent: {
        type: 'text',
        style: {
          text: [stateSigns[state], amount].filter(Boolean).join('\n'),
          fill: colors.ink,
          fontSize: 10.5,
          lineHeight: 13,
          align: 'center',
          opacity,
          ...(decal ? { backgroundColor: 'rgba(255,255,255,0.7)', borderRadius: 3, padding: [0, 3] } : {}),
        },
      },
      textConfig: { position: 'inside' },
    };
  };
}

/** Frames round the chosen rows. */
const markedRows = (rows: Rows): CustomSeriesOption => ({
  type: 'custom',
  silent: true,
  clip: true,
  data: rows.flatMap((row, y) => (row.marked ? [[0, y]] : [])),
  renderItem: (params, api) => {
    const grid = params.coordSys as unknown as { x: number; width: number };
    const [, centreY] = api.coord([0, api.value(1)]) as [number, number];
    const [, height] = api.size!([1, 1]) as [number, number];
    return {
      type: 'rect',
      shape: { x: grid.x, y: centreY - height / 2, width: grid.width, height },
      style: { fill: 'none', stroke: markColor, lineWidth: 2 },
    };
  },
});

/** Areas by indicators, each figure in words. */
function tableOf(board: BoardReport, columns: Columns, words: Words): PlotTable {
  return {
    columns: [
      { title: words.t('column.area'), isData: true },
      ...columns.map(({ column }) => ({ title: headingOf(column, words) })),
    ],
    rows: board.areas.map((area, y) => ({
      key: area.divisionId,
      areaId: area.divisionId,
      cells: [area.name, ...columns.map(({ column, figures }) => figureInWords(figures[y]!, column.unit, words))],
    })),
  };
}

/** A row for every figure. */
function longTable(board: BoardReport, columns: Columns, words: Words): PlotTable {
  const { t } = words;
  const titles = [
    t('column.code'),
    t('column.area'),
    t('column.indicator'),
    t('column.value'),
    t('column.lower'),
    t('column.upper'),
    t('column.verdict'),
    t('column.units'),
    t('column.unknownUnits'),
    t('column.target'),
  ];
  return {
    columns: titles.map((title) => ({ title })),
    rows: columns.flatMap(({ column, figures }) =>
      figures.map((figure) => ({
        key: `${column.id}:${figure.divisionId}`,
        areaId: figure.divisionId,
        cells: [
          figure.code,
          figure.name,
          headingOf(column, words),
          ...figureCells(figure, words),
          targetInWords(column, words),
        ],
      })),
    ),
  };
}
