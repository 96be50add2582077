import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Collapse, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityFunctions, facilityKind } from '../../../gis-data/catalogue/index.ts';
import { coverageBounds } from '../../../server/coverage/contract.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { useNetworks } from '../../coverage/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { mayBePhased } from '../question.ts';
import { askBounds, askedFunctions } from '../siting-view.ts';
import { OptionalNumber, Row } from './fields.tsx';
import type { FormProps } from './form-props.ts';

function Functions({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const text = useText();
  const possible = facilityKind(ask.kind).functions as readonly string[];
  return (
    <Row label={t('advanced.functions')}>
      <Select
        mode="multiple"
        size="small"
        className="grow"
        aria-label={t('advanced.functions')}
        placeholder={t('advanced.anyFunctions')}
        value={[...askedFunctions(ask)]}
        onChange={(functions: string[]) => onChange({ functions })}
        options={facilityFunctions
          .filter(({ id }) => possible.includes(id))
          .map(({ id, label }) => ({ value: id, label: text(label) }))}
      />
    </Row>
  );
}

function Network({ ask, onChange }: FormProps) {
  const { t } = useTranslation(['siting', 'coverage']);
  const networks = useNetworks().data?.items ?? [];
  const used = networks.find(({ name }) => name === ask.network);
  return (
    <>
      <Row label={t('advanced.network')}>
        <Select
          size="small"
          className="grow"
          allowClear
          aria-label={t('advanced.network')}
          placeholder={t('advanced.walkNetwork')}
          value={ask.network ?? undefined}
          onChange={(name: string | undefined) => onChange({ network: name ?? null })}
          options={networks.map(({ name, profile }) => ({
            value: name,
            title: '',
            label: (
              <>
                <Data>{name}</Data> · {t(`coverage:profile.${profile}`)}
              </>
            ),
          }))}
        />
      </Row>
      {used?.profile !== 'car' && (
        <Row label={t('advanced.speed')}>
          <OptionalNumber
            label={t('advanced.speed')}
            placeholder={t('advanced.ruleSpeed')}
            suffix={t('coverage:metresPerSecond')}
            least={coverageBounds.speedMps.least}
            most={coverageBounds.speedMps.most}
            step={0.1}
            value={ask.speedMps}
            onChange={(speedMps) => onChange({ speedMps })}
          />
        </Row>
      )}
    </>
  );
}

/** Coverage that fades with the walk, and that which only a second facility earns. */
function PartialCoverage({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const { gradual, minutes } = ask;
  return (
    <>
      <Checkbox
        checked={gradual !== null}
        onChange={({ target }) =>
          onChange({ gradual: target.checked ? { fullMinutes: minutes / 2, noneMinutes: minutes } : null })
        }
      >
        {t('advanced.gradual')}
      </Checkbox>
      {gradual && (
        <>
          <Row label={t('advanced.fullMinutes')}>
            <OptionalNumber
              label={t('advanced.fullMinutes')}
              suffix={t('advanced.minutes')}
              least={0.5}
              most={askBounds.minutes.most}
              value={gradual.fullMinutes}
              onChange={(fullMinutes) => fullMinutes !== null && onChange({ gradual: { ...gradual, fullMinutes } })}
            />
          </Row>
          <Row label={t('advanced.noneMinutes')}>
            <OptionalNumber
              label={t('advanced.noneMinutes')}
              suffix={t('advanced.minutes')}
              least={0.5}
              most={askBounds.minutes.most}
              value={gradual.noneMinutes}
              onChange={(noneMinutes) => noneMinutes !== null && onChange({ gradual: { ...gradual, noneMinutes } })}
            />
          </Row>
        </>
      )}
      <Row label={t('advanced.backup')}>
        <OptionalNumber
          label={t('advanced.backup')}
          placeholder={t('advanced.noBackup')}
          suffix="%"
          least={0}
          most={100}
          value={ask.backup === null ? null : Math.round(ask.backup * 1e4) / 100}
          onChange={(percent) => onChange({ backup: percent === null ? null : percent / 100 })}
        />
      </Row>
    </>
  );
}

function Phases({ ask, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const { phases } = ask;
  const nextYear = (phases.at(-1)?.year ?? new Date().getFullYear()) + 1;
  const replace = (index: number, patch: Partial<(typeof phases)[number]>) =>
    onChange({ phases: phases.map((phase, i) => (i === index ? { ...phase, ...patch } : phase)) });
  return (
    <>
      {phases.map((phase, i) => (
        <div key={i} className="question-row">
          <span className="question-label siting-label">{t('advanced.phase', { number: i + 1 })}</span>
          <OptionalNumber
            label={t('advanced.phaseYear', { number: i + 1 })}
            suffix={t('advanced.year')}
            least={2000}
            most={2100}
            precision={0}
            value={phase.year}
            onChange={(year) => year !== null && replace(i, { year })}
          />
          <OptionalNumber
            label={t('advanced.phaseCount', { number: i + 1 })}
            suffix={t('advanced.facilities')}
            least={0}
            most={askBounds.count.most}
            precision={0}
            value={phase.count}
            onChange={(count) => count !== null && replace(i, { count })}
          />
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t('advanced.removePhase', { number: i + 1 })}
            onClick={() => onChange({ phases: phases.filter((_, other) => other !== i) })}
          />
        </div>
      ))}
      {phases.length < 10 && (
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => onChange({ phases: [...phases, { year: nextYear, count: 1 }] })}
        >
          {t('advanced.addPhase')}
        </Button>
      )}
    </>
  );
}

/** What most questions leave as it is. */
export function Advanced(props: FormProps) {
  const { t } = useTranslation('siting');
  const { ask, variant, onChange } = props;
  return (
    <Collapse
      size="small"
      ghost
      className="siting-advanced"
      items={[
        {
          key: 'advanced',
          label: t('advanced.title'),
          children: (
            <div className="siting-fields">
              <Functions {...props} />
              <Row label={t('advanced.floor')}>
                <OptionalNumber
                  label={t('advanced.floor')}
                  suffix="m²"
                  least={1}
                  value={ask.floorAreaM2}
                  onChange={(floorAreaM2) => onChange({ floorAreaM2 })}
                />
              </Row>
              <Network {...props} />
              <Row label={t('advanced.each')}>
                <OptionalNumber
                  label={t('advanced.each')}
                  placeholder={t('question.any')}
                  suffix={t('advanced.facilities')}
                  least={0}
                  most={askBounds.count.most}
                  precision={0}
                  value={ask.leastPerCounty}
                  onChange={(leastPerCounty) => onChange({ leastPerCounty })}
                />
              </Row>
              {variant === 'where' && ask.goal === 'max-cover' && <PartialCoverage {...props} />}
              {variant === 'where' && mayBePhased(ask) && <Phases {...props} />}
              {variant === 'pareto' && (
                <Row label={t('advanced.mostPoints')}>
                  <OptionalNumber
                    label={t('advanced.mostPoints')}
                    least={askBounds.points.least}
                    most={askBounds.points.most}
                    precision={0}
                    value={ask.mostPoints}
                    onChange={(mostPoints) => mostPoints !== null && onChange({ mostPoints })}
                  />
                </Row>
              )}
              <Row label={t('advanced.seed')}>
                <OptionalNumber
                  label={t('advanced.seed')}
                  least={askBounds.seed.least}
                  most={askBounds.seed.most}
                  precision={0}
                  value={ask.seed}
                  onChange={(seed) => seed !== null && onChange({ seed })}
                />
              </Row>
            </div>
          ),
        },
      ]}
    />
  );
}
