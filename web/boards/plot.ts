import type { EChartsOption } from 'echarts';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Text } from '../../gis-data/catalogue/index.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import type { PickedPlace } from '../ui/Chart.tsx';

/** What a plot is worded with. */
export interface Words {
  t: TFunction<['boards', 'indicators']>;
  text(text: Text | string): string;
  language: Language;
}

export function useWords(): Words {
  const { t } = useTranslation(['boards', 'indicators']);
  const text = useText();
  const language = useLanguage();
  return useMemo(() => ({ t, text, language }), [t, text, language]);
}

/** Where a plot's figures come from; stands on every file made of it. */
export interface Provenance {
  snapshot: string;
  asOf: string;
  demo: boolean;
  /** Name of the walk network, where the figures depend on one. */
  network?: string;
}

/** How much of a plot is drawn. */
export interface Frame {
  /** Height kept free at the top, CSS pixels: for the title that a file carries. */
  topPx: number;
  /** Everything at once, for a file; on the screen long lists scroll. */
  whole: boolean;
}

export type Cell = string | number | null;

export interface TableColumn {
  title: string;
  /** Names and wordings that stay as they are in either language. */
  isData?: boolean;
  /** How a number is shown in the table; files have it as it is. */
  show?(value: number): string;
}

/** The figures of a plot. `areaId` of a row is the area that choosing the row chooses. */
export interface PlotTable {
  columns: readonly TableColumn[];
  rows: readonly { key: string; areaId: string | null; cells: readonly Cell[] }[];
}

/** One plot as data: what the screen, the files and those who cannot see it are given. */
export interface Plot {
  id: string;
  title: string;
  help: string;
  /** What the plot shows, in a sentence or two. */
  summary: string;
  provenance: Provenance;
  heightPx: number;
  fileHeightPx: number;
  option(frame: Frame): EChartsOption;
  table: PlotTable;
  /** Figures of the CSV file, where they are more than the table's. */
  csv?: PlotTable;
  /** The area at a place of the plot. */
  areaAt?(place: PickedPlace): string | null;
  /** The area that a series stands for. */
  areaOfSeries?(seriesId: string): string | null;
  /** Areas from one position of the y axis to another. */
  areasBetween?(from: number, to: number): string[];
}

/** Colours of chosen areas beside the city's, readable with any colour vision (Okabe & Ito). */
export const areaColors = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a5195', '#8c6d1f'];

/** Colour that marks what is chosen, as on the map. */
export const markColor = '#d6246e';

/** Opacity of a mark while others are chosen. */
export const faded = 0.32;

/** Hatching and dots of bars and cells: the same meaning as on the map. */
export const decals = {
  hatch: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [1.4, 4.2],
    rotation: -Math.PI / 4,
    color: 'rgba(96, 48, 16, 0.4)',
  },
  dots: {
    symbol: 'circle',
    symbolSize: 0.7,
    dashArrayX: [
      [4, 4],
      [0, 4, 4, 0],
    ],
    dashArrayY: [4, 0],
    color: 'rgba(70, 84, 94, 0.6)',
  },
};

/** Rows on the screen before a list scrolls. */
const rowsInView = 24;

/** The scroll bar of a long list along the y axis; none where everything is drawn or fits. */
export function listZoom(rows: number, frame: Frame): EChartsOption['dataZoom'] {
  if (frame.whole || rows <= rowsInView) return undefined;
  const shared = { yAxisIndex: 0, startValue: 0, endValue: rowsInView - 1, zoomLock: true };
  return [
    {
      type: 'slider',
      ...shared,
      width: 14,
      right: 4,
      brushSelect: false,
      showDetail: false,
      handleSize: 0,
      showDataShadow: false,
    },
    { type: 'inside', ...shared, zoomOnMouseWheel: false, moveOnMouseWheel: true, moveOnMouseMove: false },
  ];
}

/** Height of a list of bars or cells, CSS pixels. */
export const listHeight = (rows: number, rowPx: number, aroundPx: number) =>
  Math.max(Math.min(rows, rowsInView), 6) * rowPx + aroundPx;

export const wholeListHeight = (rows: number, rowPx: number, aroundPx: number) => Math.max(rows, 6) * rowPx + aroundPx;

/** An axis of areas from the top, by name, with the chosen ones marked. Names repeat between counties, ids do not. */
export function areaAxis(areas: readonly { id: string; name: string; marked: boolean }[]): EChartsOption['yAxis'] {
  const byId = new Map(areas.map((area) => [area.id, area]));
  return {
    type: 'category',
    inverse: true,
    data: areas.map((area) => area.id),
    axisTick: { show: false },
    axisLabel: {
      interval: 0,
      width: areaLabelPx,
      overflow: 'truncate',
      formatter: (id: string) => {
        const { name, marked } = byId.get(id)!;
        return marked ? `{marked|${name}}` : name;
      },
      rich: { marked: { color: markColor, fontWeight: 'bold' } },
    },
  };
}

/** Width kept for the names of areas, CSS pixels. */
export const areaLabelPx = 104;
