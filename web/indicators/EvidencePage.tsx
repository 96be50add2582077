import { ArrowLeftOutlined, EnvironmentOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useEvidence } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { useView, type Selection } from '../app/url-state.ts';
import { Answer } from '../ui/states.tsx';
import { EvidenceFigure } from './EvidencePanel.tsx';
import { EvidenceTable } from './EvidenceTable.tsx';
import { Definition, Findings, KindTag, PlanNumber, Readings } from './IndicatorParts.tsx';

/** The evidence of one indicator on a page of its own. */
export default function EvidencePage() {
  const { t } = useTranslation('indicators');
  const text = useText();
  const { id = '' } = useParams();
  const [{ asOf }, change] = useView();
  const onSelect = useCallback(
    (selection: Selection) => change({ evidenceId: id, indicatorId: id, selection, camera: null }, { pathname: '/' }),
    [change, id],
  );
  return (
    <Answer query={useEvidence(id, asOf)} rows={12}>
      {(report) => (
        <section className="page evidence-page" aria-label={t('evidence.title')}>
          <header className="evidence-header">
            <Button
              type="text"
              icon={<ArrowLeftOutlined />}
              aria-label={t('evidence.back')}
              title={t('evidence.back')}
              onClick={() => change({}, { pathname: '/indicators' })}
            />
            <PlanNumber indicator={report.indicator} />
            <h2>{text(report.indicator.name)}</h2>
            <KindTag indicator={report.indicator} />
            <Findings indicator={report.indicator} />
            <Button
              icon={<EnvironmentOutlined />}
              onClick={() => change({ evidenceId: id, indicatorId: id }, { pathname: '/' })}
            >
              {t('evidence.openOnMap')}
            </Button>
          </header>
          <div className="evidence-summary">
            <div>
              <EvidenceFigure report={report} />
              <Readings indicator={report.indicator} />
            </div>
            <Definition indicator={report.indicator} snapshot={report.snapshot} />
          </div>
          <EvidenceTable report={report} wide onSelect={onSelect} />
        </section>
      )}
    </Answer>
  );
}
