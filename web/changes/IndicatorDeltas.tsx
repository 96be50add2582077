import { Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { IndicatorDelta } from '../../server/registry/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { formatNumber, hasRange } from '../ui/format.ts';
import { fineFigure, formatDifference } from './figures.ts';

const verdictColors: Record<string, string> = { met: 'green', unmet: 'red', insufficient: 'orange' };

/**
 * Every indicator before and after, those that change first and marked.
 * @param compact for a panel beside a map, which scrolls by itself
 */
export function IndicatorDeltas({
  indicators,
  compact = false,
}: {
  indicators: readonly IndicatorDelta[];
  compact?: boolean;
}) {
  const { t } = useTranslation('changes');
  const text = useText();
  const changed = indicators.filter((i) => i.changed);
  const figureWidth = compact ? 132 : 180;
  const rows = [...changed, ...indicators.filter((i) => !i.changed)];
  return (
    <section aria-label={t('indicators')} data-testid="indicator-deltas">
      <h4 style={{ margin: '12px 0 8px' }}>
        {t('indicators')}
        <span style={{ fontWeight: 'normal', marginInlineStart: 8 }}>
          {changed.length > 0 ? t('indicatorsChanged', { count: changed.length }) : t('indicatorsUnchanged')}
        </span>
      </h4>
      <Table<IndicatorDelta>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        scroll={compact ? { x: 440 } : { x: 560, y: 320 }}
        onRow={(row) => ({
          style: row.changed ? { background: '#fff7e0' } : {},
          'data-indicator': row.id,
          'data-changed': row.changed,
        })}
        columns={[
          { title: t('indicator'), render: (_, row) => text(row.name) },
          { title: t('before'), width: figureWidth, render: (_, row) => <Figure delta={row} side="before" /> },
          { title: t('after'), width: figureWidth, render: (_, row) => <Figure delta={row} side="after" /> },
          { title: t('difference'), width: compact ? 92 : 120, render: (_, row) => <Difference delta={row} /> },
        ]}
      />
    </section>
  );
}

/** How far the confirmed figure moves, or that only its range does. */
export function Difference({ delta }: { delta: IndicatorDelta }) {
  const { t } = useTranslation('changes');
  const language = useLanguage();
  if (!delta.changed) return <span style={{ color: 'rgba(0,0,0,0.55)' }}>{t('unchanged')}</span>;
  // Only the range moved when something unknown became known without being confirmed.
  return <strong>{formatDifference(delta, language) ?? t('rangeChanged')}</strong>;
}

/** One side of an indicator: value, verdict, fraction and range. */
export function Figure({ delta, side }: { delta: IndicatorDelta; side: 'before' | 'after' }) {
  const { t } = useTranslation('changes');
  const language = useLanguage();
  const figure = delta[side];
  const shown = (value: number) => fineFigure(value, delta.unit, language);
  return (
    <div data-side={side}>
      <span style={{ fontVariantNumeric: 'tabular-nums', marginInlineEnd: 6 }}>
        {figure.value === null ? t('noFigure') : shown(figure.value)}
      </span>
      <Tag color={verdictColors[figure.verdict]} style={{ marginInlineEnd: 0 }}>
        {t(`verdict_${figure.verdict as 'met' | 'unmet' | 'insufficient'}`)}
      </Tag>
      {delta.unit === 'ratio' && figure.denominator > 0 && (
        <div style={{ fontSize: 12, color: 'rgba(0,0,0,0.6)' }}>
          {formatNumber(figure.numerator, language, 2)} / {formatNumber(figure.denominator, language, 2)}
        </div>
      )}
      {hasRange(figure) && (
        <div style={{ fontSize: 12, color: 'rgba(0,0,0,0.6)' }}>
          {t('range', { lower: shown(figure.lower!), upper: shown(figure.upper!) })}
        </div>
      )}
    </div>
  );
}
