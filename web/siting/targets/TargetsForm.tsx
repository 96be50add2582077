import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, InputNumber, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useDivisions } from '../../api/queries.ts';
import { yuanPerUnit } from '../../scenarios/money.ts';
import { formatTarget, unitSuffix } from '../../ui/format.ts';
import { Demands } from '../question/Demands.tsx';
import { NamedSelect, OptionalNumber, Row } from '../question/fields.tsx';
import { askBounds } from '../siting-view.ts';
import {
  alternativesBounds,
  choiceOf,
  keyOf,
  lacksValue,
  mostTargets,
  targetActions,
  targetChoices,
  type Choice,
  type ChosenTarget,
  type TargetsAsk,
  type TargetsPatch,
} from './targets-view.ts';

interface FormProps {
  ask: TargetsAsk;
  asOf: string | null;
  /** Name of an action of an earlier answer. */
  nameOf(actionId: string): string;
  onChange(patch: TargetsPatch): void;
}

/** What is to be reached, by what, and within which limits. */
export function TargetsForm(props: FormProps) {
  const { t } = useTranslation('targets');
  const { ask, onChange } = props;
  return (
    <div className="siting-question">
      <Targets {...props} />
      <section className="siting-section" aria-label={t('form.minimise')}>
        <Segmented<TargetsAsk['minimise']>
          size="small"
          aria-label={t('form.minimise')}
          value={ask.minimise}
          onChange={(minimise) => onChange({ minimise })}
          options={[
            { value: 'cost', label: t('form.cost') },
            { value: 'actions', label: t('form.actions') },
          ]}
        />
      </section>
      <section className="siting-section" aria-label={t('form.allowed')}>
        <h4>{t('form.allowed')}</h4>
        <Checkbox.Group
          value={[...ask.actions]}
          onChange={(chosen) => onChange({ actions: targetActions.filter((action) => chosen.includes(action)) })}
          options={targetActions.map((value) => ({ value, label: t(`action.${value}`) }))}
        />
      </section>
      <Limits {...props} />
      <Demands {...props} />
    </div>
  );
}

function useChoiceName(): (choice: Choice) => string {
  const text = useText();
  return ({ indicator, reading }) => {
    const number = indicator.planNumber === null ? '' : `${indicator.planNumber} `;
    const part = indicator.readings?.find(({ id }) => id === reading);
    return `${number}${text(indicator.name)}${part ? ` · ${text(part.label)}` : ''}`;
  };
}

function Targets({ ask, onChange }: FormProps) {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const nameOf = useChoiceName();
  const chosen = new Set(ask.targets.map(keyOf));
  const free = targetChoices.find(({ key }) => !chosen.has(key));
  const replace = (at: number, target: ChosenTarget | null) =>
    onChange({ targets: ask.targets.flatMap((each, i) => (i !== at ? [each] : target ? [target] : [])) });
  return (
    <section className="siting-section" aria-label={t('form.targets')}>
      <h4>{t('form.targets')}</h4>
      {ask.targets.map((target, i) => {
        const { indicator, target: own } = choiceOf(target)!;
        const percent = indicator.unit === 'ratio' ? 100 : 1;
        return (
          <div key={keyOf(target)} className="targets-row" data-target={keyOf(target)}>
            <Select
              size="small"
              className="grow"
              aria-label={t('form.target', { number: i + 1 })}
              value={keyOf(target)}
              showSearch={{ optionFilterProp: 'label' }}
              options={targetChoices
                .filter(({ key }) => key === keyOf(target) || !chosen.has(key))
                .map((choice) => ({ value: choice.key, label: nameOf(choice) }))}
              onChange={(key) => {
                const choice = targetChoices.find((each) => each.key === key)!;
                replace(i, { indicatorId: choice.indicator.id, reading: choice.reading, value: null });
              }}
            />
            <InputNumber<number>
              size="small"
              changeOnWheel={false}
              className="targets-value"
              aria-label={t('form.value', { number: i + 1 })}
              min={0}
              value={target.value === null ? null : Math.round(target.value * percent * 1e4) / 1e4}
              placeholder={own ? formatTarget(own, indicator.unit, language) : t('form.give')}
              status={lacksValue(target) ? 'error' : ''}
              suffix={indicator.unit === 'ratio' ? '%' : unitSuffix(indicator.unit, language).trim()}
              onChange={(typed) => replace(i, { ...target, value: typed === null ? null : typed / percent })}
            />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('form.remove', { number: i + 1 })}
              onClick={() => replace(i, null)}
            />
          </div>
        );
      })}
      <Button
        size="small"
        icon={<PlusOutlined />}
        disabled={!free || ask.targets.length >= mostTargets}
        onClick={() =>
          free &&
          onChange({
            targets: [...ask.targets, { indicatorId: free.indicator.id, reading: free.reading, value: null }],
          })
        }
      >
        {t('form.add')}
      </Button>
    </section>
  );
}

function Limits({ ask, asOf, onChange }: FormProps) {
  const { t } = useTranslation(['targets', 'siting']);
  const language = useLanguage();
  const counties = useDivisions('county', asOf).data?.items ?? [];
  const yuan = yuanPerUnit[language];
  return (
    <section className="siting-section" aria-label={t('form.limits')}>
      <h4>{t('form.limits')}</h4>
      <Row label={t('form.counties')}>
        <NamedSelect
          label={t('form.counties')}
          placeholder={t('form.allCounties')}
          items={counties}
          value={ask.countyIds}
          onChange={(countyIds) => onChange({ countyIds })}
        />
      </Row>
      <Row label={t('siting:limits.budget')}>
        <OptionalNumber
          label={t('siting:limits.budget')}
          placeholder={t('siting:question.any')}
          suffix={t('siting:limits.yuan')}
          least={0}
          value={ask.budgetYuan === null ? null : ask.budgetYuan / yuan}
          onChange={(amount) => onChange({ budgetYuan: amount === null ? null : amount * yuan })}
        />
      </Row>
      <Row label={t('form.count')}>
        <OptionalNumber
          label={t('form.count')}
          placeholder={t('siting:question.any')}
          suffix={t('form.countUnit')}
          least={0}
          most={askBounds.count.most}
          precision={0}
          value={ask.count}
          onChange={(count) => onChange({ count })}
        />
      </Row>
      <Row label={t('form.alternatives')}>
        <OptionalNumber
          label={t('form.alternatives')}
          suffix={t('form.alternativesUnit')}
          least={alternativesBounds.least}
          most={alternativesBounds.most}
          precision={0}
          value={ask.alternatives}
          onChange={(alternatives) => alternatives !== null && onChange({ alternatives })}
        />
      </Row>
      <Row label={t('siting:limits.seconds')}>
        <OptionalNumber
          label={t('siting:limits.seconds')}
          suffix={t('siting:limits.secondsUnit')}
          least={askBounds.seconds.least}
          most={askBounds.seconds.most}
          value={ask.timeLimitSeconds}
          onChange={(seconds) => seconds !== null && onChange({ timeLimitSeconds: seconds })}
        />
      </Row>
    </section>
  );
}
