import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_COMPARED, type ScenarioSummary } from '../../server/scenarios/contract.ts';
import { useView } from '../app/url-state.ts';
import { usePermissions } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { useScenarios } from './queries.ts';
import { ScenarioForm } from './ScenarioForm.tsx';
import { useScenarioView } from './scenario-view.ts';
import { ScenarioTags } from './ScenarioTags.tsx';

const statuses = ['open', 'adopted', 'archived'] as const;

function ListItem({
  scenario,
  chosen,
  full,
  onChoose,
}: {
  scenario: ScenarioSummary;
  chosen: boolean;
  full: boolean;
  onChoose(chosen: boolean): void;
}) {
  const { t } = useTranslation('scenarios');
  const [, change] = useView();
  const { id, name, ownerName, effectiveFrom, changeCount, mine } = scenario;
  return (
    <li className="scenario-item" data-scenario={id}>
      <span lang="zh-CN">
        <Checkbox
          checked={chosen}
          disabled={!chosen && full}
          aria-label={t('list.select', { name })}
          onChange={(event) => onChoose(event.target.checked)}
        />
      </span>
      <div className="scenario-item-body">
        <button
          type="button"
          className="link scenario-name"
          onClick={() => change({}, { pathname: `/scenarios/${encodeURIComponent(id)}` })}
        >
          <Data>{name}</Data>
        </button>
        <ScenarioTags scenario={scenario} />
        <div className="quiet">
          {mine ? t('list.mine') : <Data>{ownerName}</Data>} · {effectiveFrom} ·{' '}
          {t('list.changes', { count: changeCount })}
        </div>
      </div>
    </li>
  );
}

/** Own and shared scenarios, with the way to make one and to compare up to four. */
export function ScenarioList() {
  const { t } = useTranslation('scenarios');
  const { mayWrite } = usePermissions();
  const [, change] = useView();
  const [, changeScenarioView] = useScenarioView();
  const [status, setStatus] = useState<ScenarioSummary['status']>('open');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [creating, setCreating] = useState(false);
  const choose = (id: string, add: boolean) =>
    setChosen((before) => (add ? [...before, id] : before.filter((each) => each !== id)));
  return (
    <div className="scenario-panel" data-testid="scenario-list">
      <h1>{t('title')}</h1>
      <p className="quiet">{t('intro')}</p>
      <div className="scenario-actions">
        {mayWrite ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {t('list.create')}
          </Button>
        ) : (
          <span className="quiet">{t('notEditor')}</span>
        )}
        <Tooltip title={t('list.compareHelp')}>
          <Button
            disabled={chosen.length === 0}
            data-testid="compare-chosen"
            onClick={() => changeScenarioView({ compared: chosen, maps: null })}
          >
            {t('list.compare', { count: chosen.length })}
          </Button>
        </Tooltip>
      </div>
      <Segmented<ScenarioSummary['status']>
        size="small"
        block
        value={status}
        onChange={setStatus}
        options={statuses.map((value) => ({ value, label: t(`list.${value}`) }))}
      />
      <Answer query={useScenarios()}>
        {({ items }) => {
          const listed = items.filter((scenario) => scenario.status === status);
          if (listed.length === 0)
            return <EmptyState text={status === 'open' && mayWrite ? t('list.none') : t('list.empty')} />;
          return (
            <ul className="scenario-items">
              {listed.map((scenario) => (
                <ListItem
                  key={scenario.id}
                  scenario={scenario}
                  chosen={chosen.includes(scenario.id)}
                  full={chosen.length >= MOST_COMPARED}
                  onChoose={(add) => choose(scenario.id, add)}
                />
              ))}
            </ul>
          );
        }}
      </Answer>
      {creating && (
        <ScenarioForm
          purpose={{ name: 'create' }}
          onClose={() => setCreating(false)}
          onDone={({ id }) => change({}, { pathname: `/scenarios/${encodeURIComponent(id)}` })}
        />
      )}
    </div>
  );
}
