import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use as register, type ECharts, type EChartsInitOpts } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { colors, fontFamily } from './theme.ts';

register([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  CanvasRenderer,
  SVGRenderer,
]);

const axis = {
  axisLine: { lineStyle: { color: '#9aa7ae' } },
  axisTick: { lineStyle: { color: '#9aa7ae' } },
  axisLabel: { color: colors.quiet },
  splitLine: { lineStyle: { color: colors.line } },
};

const theme = {
  // Drawn as SVG, styles stand in double quotes, and ECharts does not escape those of font names.
  textStyle: { fontFamily: fontFamily.replaceAll('"', "'"), color: colors.ink },
  title: { textStyle: { fontSize: 15, color: colors.ink }, subtextStyle: { fontSize: 11, color: colors.quiet } },
  legend: { textStyle: { color: colors.ink } },
  categoryAxis: axis,
  valueAxis: axis,
  timeAxis: axis,
};

/** A chart in the page's colours and fonts; `element` null makes one that is only drawn into a file. */
export const newChart = (element: HTMLElement | null, options: EChartsInitOpts = {}): ECharts =>
  init(element, theme, options);

export type { ECharts };
