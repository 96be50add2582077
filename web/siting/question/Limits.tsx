import { Checkbox, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { useDivisions } from '../../api/queries.ts';
import { yuanPerUnit } from '../../scenarios/money.ts';
import { askBounds, existingChoices, type Existing } from '../siting-view.ts';
import { NamedSelect, OptionalNumber, Row } from './fields.tsx';
import type { FormProps } from './form-props.ts';

/** Whose walk counts, what stands already, and what a plan must keep to. */
export function Limits({ ask, asOf, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const counties = useDivisions('county', asOf).data?.items ?? [];
  const yuan = yuanPerUnit[language];
  return (
    <section className="siting-section" aria-label={t('limits.title')}>
      <h4>{t('limits.title')}</h4>
      <Row label={t('limits.demand')}>
        <NamedSelect
          label={t('limits.demand')}
          placeholder={t('limits.everyone')}
          items={counties}
          value={ask.demandCountyIds}
          onChange={(demandCountyIds) => onChange({ demandCountyIds })}
        />
      </Row>
      <Row label={t('limits.existing')}>
        <Select<Existing>
          size="small"
          className="grow"
          aria-label={t('limits.existing')}
          value={ask.existing}
          onChange={(existing) => onChange({ existing })}
          options={existingChoices.map((value) => ({ value, label: t(`existing.${value}`) }))}
        />
      </Row>
      <Row label={t('limits.beds')}>
        <OptionalNumber
          label={t('limits.beds')}
          placeholder={t('limits.noBeds')}
          suffix={t('limits.bedsUnit')}
          least={1}
          precision={0}
          value={ask.beds}
          onChange={(beds) => onChange({ beds })}
        />
      </Row>
      <Row label={t('limits.budget')}>
        <OptionalNumber
          label={t('limits.budget')}
          placeholder={t('question.any')}
          suffix={t('limits.yuan')}
          least={0}
          value={ask.budgetYuan === null ? null : ask.budgetYuan / yuan}
          onChange={(amount) => onChange({ budgetYuan: amount === null ? null : amount * yuan })}
        />
      </Row>
      <Row label={t('limits.share')}>
        <OptionalNumber
          label={t('limits.share')}
          placeholder={t('question.any')}
          suffix="%"
          least={0}
          most={100}
          value={ask.leastCountyShare === null ? null : Math.round(ask.leastCountyShare * 1e4) / 100}
          onChange={(percent) => onChange({ leastCountyShare: percent === null ? null : percent / 100 })}
        />
      </Row>
      <Row label={t('limits.capacity')}>
        <OptionalNumber
          label={t('limits.capacity')}
          placeholder={t('question.any')}
          suffix={t('limits.people')}
          least={1}
          value={ask.peoplePerFacility}
          onChange={(peoplePerFacility) => onChange({ peoplePerFacility })}
        />
      </Row>
      {ask.peoplePerFacility !== null && (
        <Checkbox checked={ask.splitDemand} onChange={({ target }) => onChange({ splitDemand: target.checked })}>
          {t('limits.split')}
        </Checkbox>
      )}
      <Row label={t('limits.seconds')}>
        <OptionalNumber
          label={t('limits.seconds')}
          suffix={t('limits.secondsUnit')}
          least={askBounds.seconds.least}
          most={askBounds.seconds.most}
          value={ask.timeLimitSeconds}
          onChange={(seconds) => seconds !== null && onChange({ timeLimitSeconds: seconds })}
        />
      </Row>
    </section>
  );
}
