import type { ECElementEvent, EChartsOption } from 'echarts';
import { useEffect, useRef } from 'react';
import { newChart, type ECharts } from './echarts.ts';

/** A place in one of the chart's grids, in the numbers of its axes: positions in a category axis. */
export interface PickedPlace {
  grid: number;
  x: number;
  y: number;
}

export interface ChartProps {
  option: EChartsOption;
  heightPx: number;
  /** What the chart is, for those who cannot see it. */
  label: string;
  /** Id of the element that tells what it shows. */
  describedBy?: string;
  /** A click anywhere inside a grid: also beside a bar that is too short to hit. */
  onPick?(place: PickedPlace): void;
  /** A click on a line or symbol of a series that has an id. */
  onPickSeries?(seriesId: string): void;
  /** A range of the brush along the y axis was chosen, ends included; without it there is no brush. */
  onBrush?(from: number, to: number): void;
}

const gridsOf = ({ grid }: EChartsOption): number => (Array.isArray(grid) ? grid.length : 1);

/** A chart that fits its container and gives its memory back when it goes. */
export function Chart(props: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const container = element.current!;
    const created = newChart(container);
    chart.current = created;
    listen(created, latest);
    const observer = new ResizeObserver(() => created.resize());
    observer.observe(container);
    return () => {
      observer.disconnect();
      created.dispose();
      chart.current = null;
    };
  }, []);

  const { option, onBrush } = props;
  const brushes = onBrush !== undefined;
  useEffect(() => {
    // A whole new option, but a zoom that the reader chose stays.
    const zoom = zoomOf(chart.current!);
    chart.current!.setOption(option, { notMerge: true });
    if (zoom) chart.current!.dispatchAction({ type: 'dataZoom', ...zoom });
    if (brushes)
      chart.current!.dispatchAction({
        type: 'takeGlobalCursor',
        key: 'brush',
        brushOption: { brushType: 'lineY', brushMode: 'single' },
      });
  }, [option, brushes]);

  return (
    <div
      ref={element}
      className="chart"
      role="img"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      style={{ blockSize: props.heightPx }}
    />
  );
}

interface Zoom {
  startValue: number;
  endValue: number;
}

function zoomOf(chart: ECharts): Zoom | null {
  const [zoom] = ((chart.getOption() as { dataZoom?: Zoom[] } | undefined)?.dataZoom ?? []) as Zoom[];
  return zoom ? { startValue: zoom.startValue, endValue: zoom.endValue } : null;
}

function listen(chart: ECharts, latest: { readonly current: ChartProps }): void {
  let onSeries = false;
  chart.on('click', (event) => {
    const { seriesId } = event as ECElementEvent;
    if (!seriesId || !latest.current.onPickSeries) return;
    onSeries = true;
    latest.current.onPickSeries(seriesId);
  });
  // The event of a series comes before that of the canvas under it.
  chart.getZr().on('click', ({ offsetX, offsetY }) => {
    const place = onSeries ? null : placeAt(chart, latest.current, [offsetX, offsetY]);
    onSeries = false;
    if (place) latest.current.onPick?.(place);
  });
  chart.on('brushEnd', (event) => {
    const [area] = (event as { areas: { coordRange?: [number, number] }[] }).areas;
    if (area?.coordRange) latest.current.onBrush?.(...area.coordRange);
    chart.dispatchAction({ type: 'brush', areas: [] });
  });
}

function placeAt(chart: ECharts, { option, onPick }: ChartProps, at: [number, number]): PickedPlace | null {
  if (!onPick) return null;
  for (let grid = 0; grid < gridsOf(option); grid++) {
    if (!chart.containPixel({ gridIndex: grid }, at)) continue;
    const [x, y] = chart.convertFromPixel({ gridIndex: grid }, at) as [number, number];
    return { grid, x, y };
  }
  return null;
}
