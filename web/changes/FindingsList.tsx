import { Alert, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../server/registry/contract.ts';
import { useText } from '../app/i18n/use-text.ts';

const alertTypes = { block: 'error', warn: 'warning', note: 'info' } as const;
const weight = { block: 0, warn: 1, note: 2 } as const;
const firstShown = 8;

/** A finding, and the rows of the sheet that it is about. */
type Said = Finding & { rows: number[]; times: number };

/** Findings that say the same of several records, as one each. */
function joined(findings: readonly Finding[]): Said[] {
  const said = new Map<string, Said>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.message, finding.clause]);
    const known = said.get(key) ?? { ...finding, rows: [], times: 0 };
    said.set(key, known);
    known.times++;
    if (finding.row !== null) known.rows.push(finding.row);
  }
  return [...said.values()];
}

const rowsShown = 10;

/** What the rules have to say, gravest first. */
export function FindingsList({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation('changes');
  const [all, setAll] = useState(false);
  const sorted = joined(findings).sort((a, b) => weight[a.severity] - weight[b.severity]);
  const shown = all ? sorted : sorted.slice(0, firstShown);
  return (
    <section aria-label={t('findings')}>
      <h4 style={{ margin: '12px 0 8px' }}>{t('findings')}</h4>
      {sorted.length === 0 && <span style={{ color: 'rgba(0,0,0,0.6)' }}>{t('findingsNone')}</span>}
      <Space orientation="vertical" size={6} style={{ width: '100%' }}>
        {shown.map((finding, index) => (
          <FindingAlert key={index} finding={finding} />
        ))}
      </Space>
      {shown.length < sorted.length && (
        <button type="button" className="ant-btn ant-btn-link" onClick={() => setAll(true)}>
          {t('findingsMore', { count: sorted.length - shown.length })}
        </button>
      )}
    </section>
  );
}

function FindingAlert({ finding }: { finding: Said }) {
  const { t } = useTranslation('changes');
  const { rows, times } = finding;
  const row = rows.slice(0, rowsShown).join(t('rowSeparator')) + (rows.length > rowsShown ? '…' : '');
  const text = useText();
  return (
    <Alert
      type={alertTypes[finding.severity]}
      showIcon
      data-severity={finding.severity}
      title={
        <span>
          <strong>{t(`severity_${finding.severity}`)}</strong>
          {rows.length > 0 && ` · ${t('rowNumber', { row })}`} ·{' '}
          <span data-content="data">{text(finding.message)}</span>
          {times > 1 && ` (${t('findingTimes', { count: times })})`}
        </span>
      }
      description={finding.clause ? `${t('clause')}: ${text(finding.clause)}` : undefined}
    />
  );
}
