import { Button, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDivisions } from '../../api/queries.ts';
import { NamedSelect, OptionalNumber, Row } from '../question/fields.tsx';
import { burialBounds, burialEntitlements, type BurialAsk, type BurialPatch } from './burial-view.ts';

/** Amounts of the form: how many of the shown unit are one of the contract's. */
const amounts = [
  { key: 'deathsPerPersonYear', label: 'deaths', unit: 'perMille', factor: 1000 },
  { key: 'years', label: 'years', unit: 'yearsUnit', factor: 1 },
  { key: 'shareInThisForm', label: 'share', unit: null, factor: 100 },
  { key: 'landPerPlotM2', label: 'perPlot', unit: 'squareMetres', factor: 1 },
] as const;

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/** Which counties are looked at, and how many places are needed there. */
export function BurialForm({
  ask,
  asOf,
  running,
  answered,
  onChange,
  onRun,
  children,
}: {
  ask: BurialAsk;
  asOf: string | null;
  running: boolean;
  answered: boolean;
  onChange(patch: BurialPatch): void;
  onRun(): void;
  /** Stands below the fields. */
  children: ReactNode;
}) {
  const { t } = useTranslation('burial');
  const counties = useDivisions('county', asOf).data?.items ?? [];
  return (
    <>
      <section className="siting-section" aria-label={t('form.title')}>
        <h4>{t('form.title')}</h4>
        <Row label={t('form.counties')}>
          <NamedSelect
            label={t('form.counties')}
            placeholder={t('form.all')}
            items={counties}
            value={ask.countyIds}
            onChange={(countyIds) => onChange({ countyIds })}
          />
        </Row>
        <Row label={t('form.entitlement')}>
          <Select<BurialAsk['entitlement']>
            size="small"
            className="grow"
            aria-label={t('form.entitlement')}
            value={ask.entitlement}
            onChange={(entitlement) => onChange({ entitlement })}
            options={burialEntitlements.map((value) => ({ value, label: t(`entitlement.${value}`) }))}
          />
        </Row>
        {amounts.map(({ key, label, unit, factor }) => (
          <Row key={key} label={t(`form.${label}`)}>
            <OptionalNumber
              label={t(`form.${label}`)}
              suffix={unit === null ? '%' : t(`form.${unit}`)}
              least={burialBounds[key].least * factor}
              most={burialBounds[key].most * factor}
              value={rounded(ask[key] * factor)}
              onChange={(value) => value !== null && onChange({ [key]: rounded(value / factor) })}
            />
          </Row>
        ))}
      </section>
      {children}
      <div className="siting-action">
        <Button type="primary" block loading={running} onClick={onRun} data-testid="run-burial">
          {t(answered ? 'form.again' : 'form.run')}
        </Button>
      </div>
    </>
  );
}
