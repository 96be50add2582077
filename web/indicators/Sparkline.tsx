import { useTranslation } from 'react-i18next';
import type { IndicatorResult, Trend } from '../../server/indicators/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatDate, formatRange } from '../ui/format.ts';

type Points = Trend['series'][number]['points'];

const width = 64;
const height = 24;
const inset = 3;

/** Runs of consecutive points that have a figure; a gap in the data stays a gap in the line. */
function runs(points: Points): number[][] {
  const found: number[][] = [];
  points.forEach((point, i) => {
    if (point.value === null) return;
    const last = found.at(-1);
    if (last && last.at(-1) === i - 1) last.push(i);
    else found.push([i]);
  });
  return found;
}

/** An indicator over the years: its value as a line, its range as a band, its target dashed. */
export function Sparkline({ points, indicator }: { points: Points; indicator: IndicatorResult }) {
  const { t } = useTranslation('indicators');
  const language = useLanguage();
  const known = points.filter((point) => point.value !== null);
  if (known.length === 0) return <span className="sparkline-none" />;
  const target = indicator.target?.value ?? null;
  const amounts = known.flatMap((point) => [point.value!, point.lower ?? point.value!, point.upper ?? point.value!]);
  const low = Math.min(...amounts, ...(target === null ? [] : [target]));
  const high = Math.max(...amounts, ...(target === null ? [] : [target]));
  const x = (i: number) => inset + (points.length < 2 ? 0.5 : i / (points.length - 1)) * (width - 2 * inset);
  const y = (amount: number) => height - inset - ((amount - low) / (high - low || 1)) * (height - 2 * inset);
  const line = (run: number[], pick: (i: number) => number) => run.map((i) => `${x(i)},${y(pick(i))}`).join(' ');
  const lower = (i: number) => points[i]!.lower ?? points[i]!.value!;
  const upper = (i: number) => points[i]!.upper ?? points[i]!.value!;
  const spoken = known.map((point) =>
    t('trendPoint', {
      date: formatDate(point.asOf, language),
      value: formatRange(point, indicator.unit, language),
    }),
  );
  const last = points.findLastIndex((point) => point.value !== null);
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${t('trend')}: ${spoken.join('; ')}`}
    >
      <title>{spoken.join('\n')}</title>
      {target !== null && <line x1={0} x2={width} y1={y(target)} y2={y(target)} className="sparkline-target" />}
      {runs(points).map((run) => (
        <g key={run[0]}>
          <polygon points={`${line(run, upper)} ${line([...run].reverse(), lower)}`} className="sparkline-band" />
          <polyline points={line(run, (i) => points[i]!.value!)} className="sparkline-line" />
        </g>
      ))}
      <circle cx={x(last)} cy={y(points[last]!.value!)} r={2.2} className="sparkline-end" />
    </svg>
  );
}
