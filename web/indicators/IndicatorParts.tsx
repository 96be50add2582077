import { InfoCircleOutlined } from '@ant-design/icons';
import { Button, Popover, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { IndicatorResult, ReadingResult } from '../../server/indicators/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { formatNumber, formatRange, formatTarget, unitSuffix } from '../ui/format.ts';
import { VerdictChip } from '../ui/Verdict.tsx';

/** The plan's number of an indicator, or that its target stands in the plan's text. */
export function PlanNumber({ indicator }: { indicator: IndicatorResult }) {
  const { t } = useTranslation('indicators');
  const { planNumber } = indicator;
  return (
    <span
      className={`plan-number ${planNumber === null ? 'plan-number-text' : ''}`}
      title={planNumber === null ? t('textTargetLong') : t('planNumber', { number: planNumber })}
    >
      {planNumber ?? t('textTarget')}
    </span>
  );
}

export function KindTag({ indicator }: { indicator: IndicatorResult }) {
  const { t } = useTranslation('indicators');
  return <span className={`kind-tag kind-tag-${indicator.kind}`}>{t(`kind.${indicator.kind}`)}</span>;
}

/** Range or value with its unit. */
export function FigureText({ figure, unit }: { figure: IndicatorResult | ReadingResult; unit: string }) {
  const { t } = useTranslation('indicators');
  const language = useLanguage();
  const range = formatRange(figure, unit, language);
  return (
    <>
      {range ?? t('noValue')}
      {range !== null && <small>{unitSuffix(unit, language)}</small>}
    </>
  );
}

/** Confirmed numerator over denominator; nothing for plain counts, whose value says it already. */
export function Fraction({ figure, unit }: { figure: IndicatorResult | ReadingResult; unit: string }) {
  const { t } = useTranslation('indicators');
  const language = useLanguage();
  if (unit === 'count' || unit === 'people' || figure.denominator === 0) return null;
  return (
    <span className="fraction" title={`${t('confirmed')} · ${t('numeratorDenominator')}`}>
      {formatNumber(figure.numerator, language, 1)} / {formatNumber(figure.denominator, language, 1)}
    </span>
  );
}

export function TargetText({ figure, unit }: { figure: IndicatorResult | ReadingResult; unit: string }) {
  const { t } = useTranslation('indicators');
  const language = useLanguage();
  if (!figure.target) return <span className="quiet">{t('noTarget')}</span>;
  return <span className="quiet">{t('target', { target: formatTarget(figure.target, unit, language) })}</span>;
}

/** The contradictions in the plan's own figures, behind an icon. */
export function Findings({ indicator }: { indicator: IndicatorResult }) {
  const { t } = useTranslation('indicators');
  const text = useText();
  const { findings } = indicator;
  if (findings.length === 0) return null;
  return (
    <Popover
      title={t('findingsTitle')}
      trigger={['hover', 'click', 'focus']}
      content={
        <ul className="findings">
          {findings.map((finding) => (
            <li key={finding.code}>
              {text(finding.message)}
              {finding.clause && <div className="quiet">{text(finding.clause)}</div>}
            </li>
          ))}
        </ul>
      }
    >
      <Button
        type="text"
        size="small"
        className="findings-button"
        icon={<InfoCircleOutlined />}
        aria-label={t('findings', { count: findings.length })}
      />
    </Popover>
  );
}

/** Readings beside the headline, the condition among them marked, and the verdict with the condition. */
export function Readings({ indicator }: { indicator: IndicatorResult }) {
  const { t } = useTranslation('indicators');
  const text = useText();
  if (indicator.readings.length === 0) return null;
  return (
    <ul className="readings">
      {indicator.readings.map((reading) => (
        <li key={reading.id}>
          <span className="reading-label">
            {indicator.condition?.readingId === reading.id && <Tag color="blue">{t('condition')}</Tag>}
            {text(reading.label)}
          </span>
          <strong>
            <FigureText figure={reading} unit={indicator.unit} />
          </strong>
          <Fraction figure={reading} unit={indicator.unit} />
          <TargetText figure={reading} unit={indicator.unit} />
          {reading.target && <VerdictChip verdict={reading.verdict} />}
        </li>
      ))}
    </ul>
  );
}

/** How an indicator is counted and by what right. */
export function Definition({ indicator, snapshot }: { indicator: IndicatorResult; snapshot: string }) {
  const { t } = useTranslation('indicators');
  const text = useText();
  return (
    <dl className="definition">
      <dt>{t('formula')}</dt>
      <dd>{text(indicator.formula)}</dd>
      <dt>{t('clause')}</dt>
      <dd>
        {text(indicator.clause.document)}
        <br />
        {text(indicator.clause.place)}
      </dd>
      <dt>{t('ruleVersion')}</dt>
      <dd>
        <code>{indicator.ruleVersion}</code> · {t(indicator.source)}
      </dd>
      <dt>{t('snapshot')}</dt>
      <dd>
        <code>{snapshot}</code>
      </dd>
    </dl>
  );
}
