import { ArrowLeftOutlined } from '@ant-design/icons';
import { Alert, Button, Select, Spin } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_COMPARED, type ScenarioComparison } from '../../../server/scenarios/contract.ts';
import { useDivisionGeometry, useIndicators, type DivisionCollection } from '../../api/queries.ts';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { EmptyState, Loading } from '../../ui/states.tsx';
import { ColourLegend } from '../ColourLegend.tsx';
import { comparisonColours } from '../colours.ts';
import { MapControls } from '../MapControls.tsx';
import { useComparison, useScenarioDetails, useScenarios } from '../queries.ts';
import { baselineMap, mapsOf, useScenarioView } from '../scenario-view.ts';
import { CompareMaps } from './CompareMaps.tsx';
import { CompareTable } from './CompareTable.tsx';

/** Which scenarios are compared and which of them, the baseline among them, have a map. */
function Choosers({ ids, maps }: { ids: readonly string[]; maps: readonly string[] }) {
  const { t } = useTranslation('scenarios');
  const [, change] = useScenarioView();
  const all = useScenarios().data?.items ?? [];
  const nameOf = (id: string) => all.find((scenario) => scenario.id === id)?.name ?? id;
  const offered = all.filter(({ id, status }) => status !== 'archived' || ids.includes(id));
  return (
    <>
      <Select
        size="small"
        mode="multiple"
        className="compare-choice"
        aria-label={t('compare.scenarios')}
        data-testid="choose-scenarios"
        maxCount={MOST_COMPARED}
        value={[...ids]}
        onChange={(next) => next.length > 0 && change({ compared: next, maps: null })}
        options={offered.map(({ id, name }) => ({ value: id, label: name, title: '' }))}
        showSearch={{ optionFilterProp: 'label' }}
        optionRender={({ label }) => <Data>{label}</Data>}
        labelRender={({ label, value }) => <Data>{label ?? value}</Data>}
      />
      <Select
        size="small"
        mode="multiple"
        className="compare-choice"
        aria-label={t('compare.maps')}
        data-testid="choose-maps"
        prefix={<span className="quiet">{t('compare.maps')}</span>}
        maxCount={MOST_COMPARED}
        value={[...maps]}
        onChange={(next) => change({ maps: next })}
        options={[baselineMap, ...ids].map((id) => ({
          value: id,
          label: id === baselineMap ? t('compare.baseline') : nameOf(id),
          title: '',
        }))}
        optionRender={({ label, value }) => (value === baselineMap ? label : <Data>{label}</Data>)}
        labelRender={({ label, value }) => (value === baselineMap ? label : <Data>{label}</Data>)}
      />
    </>
  );
}

function Compared({
  comparison,
  ids,
  maps,
  counties,
}: {
  comparison: ScenarioComparison;
  ids: readonly string[];
  maps: readonly string[];
  counties: DivisionCollection;
}) {
  const { t } = useTranslation('scenarios');
  const [{ indicatorId }] = useView();
  const [{ shown }] = useScenarioView();
  const townships = useDivisionGeometry('township', null).data;
  const details = useScenarioDetails(ids);
  const unit = useIndicators(null).data?.results.find((result) => result.id === indicatorId)?.unit ?? '';
  const colours = useMemo(() => comparisonColours(comparison, shown), [comparison, shown]);
  const missing = ids.filter((id) => !comparison.scenarios.some(({ scenario }) => scenario.id === id)).length;
  if (comparison.scenarios.length === 0) return <EmptyState text={t('compare.none')} />;
  return (
    <>
      {missing > 0 && <Alert type="warning" showIcon title={t('compare.missingSome', { count: missing })} />}
      <ColourLegend colours={colours} unit={unit} />
      <CompareMaps
        ids={maps}
        comparison={comparison}
        details={details}
        counties={counties}
        townships={townships}
        colours={colours}
        unit={unit}
      />
      <CompareTable
        comparison={comparison}
        details={details}
        divisions={townships ? [counties, townships] : [counties]}
      />
    </>
  );
}

/** Up to four scenarios side by side: maps that move together on one scale, and every indicator in one table. */
export function ComparePage({ counties, ids }: { counties: DivisionCollection; ids: readonly string[] }) {
  const { t } = useTranslation('scenarios');
  const language = useLanguage();
  const [{ indicatorId, level }] = useView();
  const [view, change] = useScenarioView();
  const comparison = useComparison({ ids, indicatorId, level });
  const maps = mapsOf(view);
  return (
    <div className="compare-page" data-testid="compare" data-shown={view.shown}>
      <header className="compare-header">
        <Button
          size="small"
          type="link"
          icon={<ArrowLeftOutlined />}
          onClick={() => change({ compared: [], maps: null })}
        >
          {t('compare.back')}
        </Button>
        <h1>{t('compare.title')}</h1>
        <Choosers ids={ids} maps={maps} />
        <MapControls />
        {comparison.data && (
          <span className="quiet">{t('compare.asOf', { date: formatDate(comparison.data.asOf, language) })}</span>
        )}
      </header>
      {comparison.error && <ProblemAlert error={comparison.error} />}
      {comparison.isPending ? (
        <Loading rows={12} />
      ) : (
        comparison.data && (
          <Spin spinning={comparison.isPlaceholderData} classNames={{ root: 'compare-body' }}>
            <Compared comparison={comparison.data} ids={ids} maps={maps} counties={counties} />
          </Spin>
        )
      )}
    </div>
  );
}
