import { ExpandOutlined } from '@ant-design/icons';
import { Button, Collapse } from 'antd';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceReport } from '../../server/indicators/contract.ts';
import { useEvidence } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { useView, type Selection } from '../app/url-state.ts';
import { CloseButton } from '../ui/CloseButton.tsx';
import { Answer } from '../ui/states.tsx';
import { VerdictChip } from '../ui/Verdict.tsx';
import { EvidenceTable } from './EvidenceTable.tsx';
import { Definition, FigureText, Findings, Fraction, PlanNumber, Readings, TargetText } from './IndicatorParts.tsx';

/** The indicator's figure in one line. */
export function EvidenceFigure({ report }: { report: EvidenceReport }) {
  const { indicator } = report;
  return (
    <div className="evidence-figure">
      <strong>
        <FigureText figure={indicator} unit={indicator.unit} />
      </strong>
      <Fraction figure={indicator} unit={indicator.unit} />
      <TargetText figure={indicator} unit={indicator.unit} />
      <VerdictChip verdict={indicator.overallVerdict} />
    </div>
  );
}

/** The evidence of one indicator beside the map. */
export function EvidencePanel({
  indicatorId,
  onSelect,
  onClose,
  onOpenPage,
}: {
  indicatorId: string;
  onSelect: (selection: Selection) => void;
  onClose: () => void;
  onOpenPage: () => void;
}) {
  const { t } = useTranslation(['indicators', 'common']);
  const text = useText();
  const [{ asOf }] = useView();
  // The table's columns need not be made anew whenever the map moves.
  const latest = useRef(onSelect);
  latest.current = onSelect;
  const select = useCallback((selection: Selection) => latest.current(selection), []);
  return (
    <Answer query={useEvidence(indicatorId, asOf)} rows={10}>
      {(report) => (
        <section className="evidence" aria-label={t('evidence.title')}>
          <header className="evidence-header">
            <PlanNumber indicator={report.indicator} />
            <h3>{text(report.indicator.name)}</h3>
            <Findings indicator={report.indicator} />
            <Button
              type="text"
              size="small"
              icon={<ExpandOutlined />}
              aria-label={t('evidence.openPage')}
              title={t('evidence.openPage')}
              onClick={onOpenPage}
            />
            <CloseButton onClose={onClose} />
          </header>
          <EvidenceFigure report={report} />
          <Collapse
            size="small"
            ghost
            className="evidence-definition"
            items={[
              {
                key: 'definition',
                label: t('evidence.definition'),
                children: (
                  <>
                    <Readings indicator={report.indicator} />
                    <Definition indicator={report.indicator} snapshot={report.snapshot} />
                  </>
                ),
              },
            ]}
          />
          <EvidenceTable report={report} wide={false} onSelect={select} />
        </section>
      )}
    </Answer>
  );
}
