import { Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useIndicators, type AreaLevel } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { useScenarioView, type Shown } from './scenario-view.ts';

/** What colours the maps: the indicator, the level, and its value or what the scenario changes of it. */
export function MapControls() {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const [{ indicatorId, level }, change] = useView();
  const [{ shown }, changeScenarioView] = useScenarioView();
  const results = useIndicators(null).data?.results ?? [];
  return (
    <div className="map-controls">
      <Select
        size="small"
        className="map-controls-indicator"
        aria-label={t('compare.indicator')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('compare.noIndicator')}
        value={indicatorId ?? undefined}
        onChange={(id: string | undefined) => change({ indicatorId: id ?? null }, { replace: true })}
        options={results.map(({ id, planNumber, name }) => ({
          value: id,
          label: planNumber === null ? text(name) : `${planNumber} ${text(name)}`,
        }))}
      />
      <Segmented<AreaLevel>
        size="small"
        aria-label={t('compare.level')}
        value={level}
        onChange={(next) => change({ level: next }, { replace: true })}
        options={[
          { value: 'county', label: t('compare.county') },
          { value: 'township', label: t('compare.township') },
        ]}
      />
      <Segmented<Shown>
        size="small"
        data-testid="shown"
        value={shown}
        disabled={indicatorId === null}
        onChange={(next) => changeScenarioView({ shown: next })}
        options={[
          { value: 'value', label: t('compare.value') },
          { value: 'difference', label: t('compare.difference') },
        ]}
      />
    </div>
  );
}
