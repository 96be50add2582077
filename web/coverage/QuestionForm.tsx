import { Collapse, InputNumber, Select, Slider } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityFunctions, facilityGroups, facilityKinds } from '../../gis-data/catalogue/index.ts';
import { comparedSpeedsMps, coverageBounds, type CoverageQuestion } from '../../server/coverage/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { useCircleView } from './circle-view.ts';
import { useNetworks } from './queries.ts';

const sliderMinutes = { least: 5, most: 60 } as const;

const kindOptions = (text: ReturnType<typeof useText>) =>
  facilityGroups.map((group) => ({
    label: text(group.label),
    title: text(group.label),
    options: facilityKinds.filter((k) => k.group === group.id).map((k) => ({ value: k.id, label: text(k.label) })),
  }));

/** A value that follows the hand and is reported when the hand lets go. */
function useDraft(value: number): [number, (draft: number) => void] {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return [draft, setDraft];
}

function Minutes({ value, onChange }: { value: number; onChange(minutes: number): void }) {
  const { t } = useTranslation('coverage');
  const [draft, setDraft] = useDraft(value);
  const { least, most } = coverageBounds.minutes;
  return (
    <div className="question-row">
      <span className="question-label">{t('question.minutes')}</span>
      <Slider
        className="grow"
        ariaLabelForHandle={t('question.minutes')}
        min={sliderMinutes.least}
        max={sliderMinutes.most}
        step={5}
        value={draft}
        onChange={setDraft}
        onChangeComplete={onChange}
        tooltip={{ formatter: (minutes) => t('minutes', { minutes }) }}
      />
      <InputNumber<number>
        size="small"
        className="question-number"
        aria-label={t('question.minutes')}
        min={least}
        max={most}
        value={value}
        onChange={(minutes) => minutes !== null && onChange(minutes)}
      />
    </div>
  );
}

function Speed({ value, onChange }: { value: number; onChange(speedMps: number): void }) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const { least, most } = coverageBounds.speedMps;
  return (
    <div className="question-row">
      <span className="question-label">{t('question.speed')}</span>
      <span className="question-speeds" role="group" aria-label={t('question.speed')}>
        {comparedSpeedsMps.map((speed) => (
          <button
            key={speed}
            type="button"
            className="speed-choice"
            aria-pressed={speed === value}
            onClick={() => onChange(speed)}
          >
            {formatNumber(speed, language, 1)}
          </button>
        ))}
      </span>
      <InputNumber<number>
        size="small"
        className="question-number"
        aria-label={t('question.ownSpeed')}
        min={least}
        max={most}
        step={0.1}
        value={value}
        onChange={(speed) => speed !== null && onChange(speed)}
        suffix={t('metresPerSecond')}
      />
    </div>
  );
}

function NetworkSelect({ value, onChange }: { value: string | undefined; onChange(name: string | null): void }) {
  const { t } = useTranslation('coverage');
  const networks = useNetworks().data?.items ?? [];
  if (networks.length < 2) return null;
  return (
    <div className="question-row">
      <span className="question-label">{t('question.network')}</span>
      <Select
        size="small"
        className="grow"
        aria-label={t('question.network')}
        value={value}
        onChange={onChange}
        options={networks.map(({ name, profile }) => ({
          value: name,
          title: '',
          label: (
            <>
              <Data>{name}</Data> · {t(`profile.${profile}`)}
            </>
          ),
        }))}
      />
    </div>
  );
}

function SnapLimit({ value, onChange }: { value: number; onChange(metres: number): void }) {
  const { t } = useTranslation('coverage');
  const { least, most } = coverageBounds.snapLimitM;
  return (
    <>
      <div className="question-row">
        <span className="question-label">{t('question.snapLimit')}</span>
        <InputNumber<number>
          size="small"
          aria-label={t('question.snapLimit')}
          min={least}
          max={most}
          step={50}
          value={value}
          onChange={(metres) => metres !== null && onChange(metres)}
          suffix={t('metres')}
        />
      </div>
      <p className="quiet">{t('question.snapLimitHelp')}</p>
    </>
  );
}

/**
 * Who is to be served by what, within which time. What the address does not say is the rule's own; the answer tells it.
 */
export function QuestionForm({ asked, network }: { asked: CoverageQuestion | undefined; network: string | undefined }) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const [{ question }, change] = useCircleView();
  const kinds = question.facilityKinds ?? asked?.facilityKinds ?? [];
  const functions = question.functions ?? asked?.functions ?? [];
  return (
    <section className="question" aria-label={t('question.title')}>
      <Select
        mode="multiple"
        size="small"
        maxTagCount="responsive"
        aria-label={t('question.kinds')}
        placeholder={t('question.kinds')}
        showSearch={{ optionFilterProp: 'label' }}
        value={kinds}
        onChange={(values: string[]) => change({ facilityKinds: values.length > 0 ? values : null })}
        options={kindOptions(text)}
      />
      <Select
        mode="multiple"
        size="small"
        maxTagCount="responsive"
        allowClear
        aria-label={t('question.functions')}
        placeholder={t('question.anyFunctions')}
        showSearch={{ optionFilterProp: 'label' }}
        value={functions}
        onChange={(values: string[]) => change({ functions: values })}
        options={facilityFunctions.map((f) => ({ value: f.id, label: text(f.label) }))}
      />
      <Minutes
        value={question.minutes ?? asked?.minutes ?? sliderMinutes.least}
        onChange={(minutes) => change({ minutes })}
      />
      <Speed
        value={question.speedMps ?? asked?.speedMps ?? comparedSpeedsMps[1]}
        onChange={(speedMps) => change({ speedMps })}
      />
      <Collapse
        size="small"
        ghost
        items={[
          {
            key: 'more',
            label: t('question.more'),
            children: (
              <>
                <NetworkSelect value={question.network ?? network} onChange={(name) => change({ network: name })} />
                <SnapLimit
                  value={question.snapLimitM ?? asked?.snapLimitM ?? coverageBounds.snapLimitM.default}
                  onChange={(snapLimitM) => change({ snapLimitM })}
                />
              </>
            ),
          },
        ]}
      />
    </section>
  );
}
