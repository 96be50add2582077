import { Alert, Card, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkbookCheck } from '../../server/reports/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { formatInstant } from '../changes/instants.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useAbortable } from '../import/use-abortable.ts';
import { Data } from '../ui/Data.tsx';
import { Working } from '../ui/Working.tsx';
import { checkWorkbook } from './workbook-queries.ts';

/** Places listed in the page; the others are counted. */
const LISTED_PLACES = 20;

const alertTypes = {
  valid: 'success',
  altered: 'error',
  unknownKey: 'warning',
  notOurs: 'warning',
  damaged: 'error',
} as const;

/** Takes a proving workbook and says whether it is as it was signed, and where not. */
export function VerifyWorkbook() {
  const { t } = useTranslation('workbook');
  const [checked, setChecked] = useState<{ name: string; check: WorkbookCheck } | null>(null);
  const request = useAbortable();

  async function verify(file: File) {
    setChecked(null);
    const check = await request.run((signal) => checkWorkbook(file, signal));
    if (check) setChecked({ name: file.name, check });
  }

  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('verify.title')}</h2>}>
      <p className="quiet">{t('verify.help')}</p>
      {request.running ? (
        <Working label={t('verify.running')} onStop={request.stop} />
      ) : (
        <Upload.Dragger
          accept=".xlsx"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(file) => {
            void verify(file);
            return false;
          }}
        >
          {t('verify.drop')}
        </Upload.Dragger>
      )}
      {request.error !== null && <ProblemAlert error={request.error} />}
      {checked && <CheckResult {...checked} />}
    </Card>
  );
}

function CheckResult({ name, check }: { name: string; check: WorkbookCheck }) {
  const { t } = useTranslation(['workbook', 'common']);
  const text = useText();
  const language = useLanguage();
  const { facts } = check;
  return (
    <Alert
      type={alertTypes[check.state]}
      showIcon
      role="status"
      style={{ marginTop: 12 }}
      data-testid="workbook-check"
      data-state={check.state}
      title={
        <>
          {t(`verify.state.${check.state}`)} · <Data>{name}</Data>
        </>
      }
      description={
        <>
          <p data-content="data">{text(check.message)}</p>
          {facts && (
            <p data-content="data">
              {t('verify.shows', {
                name: facts.scope.name,
                asOf: facts.asOf,
                snapshot: facts.snapshot,
                generatedAt: formatInstant(facts.generatedAt, language),
              })}
              {facts.demo && ` · ${t('common:demo')}`}
            </p>
          )}
          {check.fingerprint !== null && (
            <p style={{ overflowWrap: 'anywhere' }}>
              {t('verify.fingerprint')} <code>{check.fingerprint}</code>
            </p>
          )}
          {check.alterationCount > 0 && <Places check={check} />}
        </>
      }
    />
  );
}

function Places({ check: { alterations, alterationCount } }: { check: WorkbookCheck }) {
  const { t } = useTranslation('workbook');
  const text = useText();
  const listed = alterations.slice(0, LISTED_PLACES);
  return (
    <>
      <div>{t('verify.places')}</div>
      <ul style={{ margin: '4px 0', paddingInlineStart: 18 }}>
        {listed.map((alteration, i) => (
          <li key={i} data-content="data">
            {text(alteration.message)}
          </li>
        ))}
        {alterationCount > listed.length && <li>{t('verify.more', { count: alterationCount - listed.length })}</li>}
      </ul>
    </>
  );
}
