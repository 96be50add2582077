import type { IndicatorResult } from '../../server/indicators/contract.ts';

/** Where the figure stands between nothing and beyond its target: the sure part full, the unknown part striped. */
export function RangeBar({ indicator }: { indicator: IndicatorResult }) {
  const lower = indicator.lower ?? indicator.value;
  const upper = indicator.upper ?? indicator.value;
  if (lower === null || upper === null) return <div className="range-bar range-bar-empty" aria-hidden />;
  const target = indicator.target?.value ?? null;
  const end = indicator.unit === 'ratio' ? Math.max(1, upper) : Math.max(upper, (target ?? 0) * 1.25, 1);
  const share = (amount: number) => `${(amount / end) * 100}%`;
  return (
    <div className={`range-bar range-bar-${indicator.overallVerdict}`} aria-hidden>
      <i className="range-bar-sure" style={{ inlineSize: share(lower) }} />
      <i className="range-bar-unsure" style={{ insetInlineStart: share(lower), inlineSize: share(upper - lower) }} />
      {target !== null && <i className="range-bar-target" style={{ insetInlineStart: share(target) }} />}
    </div>
  );
}
