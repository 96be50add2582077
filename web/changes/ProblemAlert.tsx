import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemError, type ProblemEntry } from '../api/client.ts';
import { useText } from '../app/i18n/use-text.ts';
import { recordField } from '../facilities/record-fields.ts';

const shownEntries = 20;

/** A refusal of the server in its own words, with each entry's place, above the work it refuses. */
export function ProblemAlert({ error }: { error: unknown }) {
  const { t } = useTranslation('changes');
  const common = useTranslation('common');
  const text = useText();
  const problem = error instanceof ProblemError ? error.problem : null;
  const entries = problem?.errors ?? [];
  const detail = problem?.detail && text(problem.detail);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={problem ? text(problem.title) : common.t('state.failed')}
      description={
        <>
          {detail && !entries.some(({ message }) => text(message) === detail) && (
            <div data-content="data">{detail}</div>
          )}
          {entries.length > 0 && (
            <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
              {entries.slice(0, shownEntries).map((entry, index) => (
                <li key={index}>
                  <EntryPlace entry={entry} />
                  <span data-content="data">{text(entry.message)}</span>
                </li>
              ))}
              {entries.length > shownEntries && <li>{t('findingsMore', { count: entries.length - shownEntries })}</li>}
            </ul>
          )}
        </>
      }
    />
  );
}

function EntryPlace({ entry }: { entry: ProblemEntry }) {
  const { t } = useTranslation('changes');
  const text = useText();
  const field = entry.field ? recordField(entry.field) : undefined;
  const parts = [
    entry.sheet && t('problemSheet', { sheet: entry.sheet }),
    entry.row !== undefined && t('problemRow', { row: entry.row }),
    field && text(field.definition.label),
  ].filter(Boolean);
  return parts.length > 0 ? <strong>{parts.join(' · ')}: </strong> : null;
}
