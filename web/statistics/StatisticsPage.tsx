import { Alert, Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSession } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { usePermissions } from '../facilities/queries.ts';
import { today } from '../facilities/today.ts';
import { Answer } from '../ui/states.tsx';
import { noEdits } from './entries.ts';
import { EntryForm, type Draft } from './EntryForm.tsx';
import { periodEndsUntil, periodName } from './periods.ts';
import { useGrid } from './queries.ts';
import './styles.css';

const emptyDraft: Draft = { edits: noEdits, sourceDocument: '', statedOn: null };

/** Entry of the indicators that no geometry gives, by division and period. */
export default function StatisticsPage() {
  const { t } = useTranslation('statistics');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const now = useSession().data?.asOfDefault ?? today();
  const [params, setParams] = useSearchParams();
  const periodEnds = periodEndsUntil(asOf ?? now);
  const asked = params.get('period');
  const periodEnd = asked !== null && periodEnds.includes(asked) ? asked : periodEnds[0]!;
  // What was typed stays with its period while another one is looked at.
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const grid = useGrid(periodEnd, asOf);
  const elsewhere = Object.keys(drafts).filter((period) => period !== periodEnd && drafts[period]!.edits.size > 0);
  return (
    <div className="statistics-page">
      <header>
        <h1>{t('title')}</h1>
        <p>{t('intro')}</p>
        <label className="period">
          {t('period')}
          <Select
            aria-label={t('period')}
            value={periodEnd}
            style={{ width: 220 }}
            options={periodEnds.map((end) => ({ value: end, label: periodName(end, language) }))}
            onChange={(end) => {
              params.set('period', end);
              setParams(params);
            }}
          />
        </label>
        <ReadOnlyNote />
        {elsewhere.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t('otherPeriods', {
              periods: elsewhere.map((end) => periodName(end, language)).join(language === 'zh' ? '、' : ', '),
            })}
          />
        )}
      </header>
      <Answer query={grid} rows={12}>
        {(known) => (
          <EntryForm
            key={periodEnd}
            grid={known}
            draft={drafts[periodEnd] ?? emptyDraft}
            onDraft={(change) => setDrafts((all) => ({ ...all, [periodEnd]: change(all[periodEnd] ?? emptyDraft) }))}
          />
        )}
      </Answer>
    </div>
  );
}

/** Why nothing can be entered here, if so. */
function ReadOnlyNote() {
  const { t } = useTranslation('statistics');
  const [{ asOf }, change] = useView();
  const session = useSession().data;
  const { mayWrite } = usePermissions();
  if (!session) return null;
  if (session.user === null) {
    return (
      <Alert
        type="info"
        showIcon
        title={t('readOnly')}
        action={
          <Button size="small" onClick={() => change({}, { pathname: '/login' })}>
            {t('signIn')}
          </Button>
        }
      />
    );
  }
  if (!mayWrite) return <Alert type="info" showIcon title={t('readOnlyRole')} />;
  // Figures are entered into the register of today.
  return asOf === null ? null : <Alert type="info" showIcon title={t('pastDate')} />;
}
