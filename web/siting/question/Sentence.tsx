import { InputNumber, Select } from 'antd';
import { Trans, useTranslation } from 'react-i18next';
import { facilityGroups, facilityKinds } from '../../../gis-data/catalogue/index.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { mayBePhased, mostNew } from '../question.ts';
import { askBounds, goals, type Ask, type Goal } from '../siting-view.ts';
import type { FormProps } from './form-props.ts';

function Count({ ask, variant, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const byYear = variant === 'where' && ask.phases.length > 0 && mayBePhased(ask);
  return (
    <InputNumber<number>
      size="small"
      className="sentence-number"
      aria-label={t('question.count')}
      placeholder={t('question.any')}
      min={askBounds.count.least}
      max={askBounds.count.most}
      precision={0}
      disabled={byYear}
      value={byYear ? mostNew(ask) : ask.count}
      onChange={(count) => onChange({ count })}
    />
  );
}

function Kind({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const text = useText();
  return (
    <Select
      size="small"
      aria-label={t('question.kind')}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      value={ask.kind}
      // Functions belong to the kind.
      onChange={(kind) => onChange({ kind, functions: null })}
      options={facilityGroups.map((group) => ({
        label: text(group.label),
        title: text(group.label),
        options: facilityKinds
          .filter((kind) => kind.group === group.id)
          .map((kind) => ({ value: kind.id, label: text(kind.label) })),
      }))}
    />
  );
}

function People({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  return (
    <Select<Ask['people']>
      size="small"
      aria-label={t('question.people')}
      popupMatchSelectWidth={false}
      value={ask.people}
      onChange={(people) => onChange({ people })}
      options={[
        { value: '60', label: t('question.aged60') },
        { value: '80', label: t('question.aged80') },
      ]}
    />
  );
}

function Minutes({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  return (
    <InputNumber<number>
      size="small"
      className="sentence-number"
      aria-label={t('question.minutes')}
      min={askBounds.minutes.least}
      max={askBounds.minutes.most}
      value={ask.minutes}
      onChange={(minutes) => minutes !== null && onChange({ minutes })}
    />
  );
}

function GoalSelect({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  return (
    <Select<Goal>
      size="small"
      aria-label={t('question.goal')}
      popupMatchSelectWidth={false}
      value={ask.goal}
      onChange={(goal) => onChange({ goal })}
      options={goals.map((goal) => ({ value: goal, label: t(`goal.${goal}`) }))}
    />
  );
}

const sentences = {
  'max-cover': 'sentence.cover',
  'fair-cover': 'sentence.cover',
  'set-cover': 'sentence.all',
  'p-median': 'sentence.distance',
  'p-center': 'sentence.distance',
} as const satisfies Record<Goal, string>;

/** The question as a sentence whose parts are chosen. */
export function Sentence(props: FormProps) {
  const { t } = useTranslation('siting');
  const { ask, variant } = props;
  return (
    <div className="siting-sentence" data-testid="sentence">
      <Trans
        t={t}
        i18nKey={variant === 'pareto' ? 'sentence.front' : sentences[ask.goal]}
        components={{
          count: <Count {...props} />,
          kind: <Kind {...props} />,
          people: <People {...props} />,
          minutes: <Minutes {...props} />,
          goal: <GoalSelect {...props} />,
        }}
      />
    </div>
  );
}
