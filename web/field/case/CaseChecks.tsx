import { useState } from 'react';
import { inspectionSteps } from '../../../gis-data/catalogue/boundaries.ts';
import { inspectionChecklists, type CaseFile } from '../../../server/inspection/contract.ts';
import { checksOf } from '../../boundary/inspections/case-file.ts';
import type { FieldAccount } from '../app/session.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useLive } from '../app/use-live.ts';
import { useWords } from '../app/words.ts';
import { Data } from '../../ui/Data.tsx';
import { entriesInOutbox } from '../sign/records.ts';
import { database } from '../store/database.ts';
import { recordEntry } from './new-entry.ts';

/** The checklist of the step at work, with the last word on each item, also where that waits to be sent. */
export function CaseChecks({ file, account }: { file: CaseFile; account: FieldAccount | null | undefined }) {
  const { t, word } = useWords();
  const items = useLive(() => database.outboxItems.orderBy('order').toArray(), []);
  const [undone, setUndone] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const step = inspectionSteps.find(({ id }) => id === file.step);
  if (step === undefined || items === undefined) return null;
  const said = new Map(
    [...checksOf(file.file, step.id)].map(([item, { content }]) => [item, { ...content, waits: false }]),
  );
  for (const { stored, entry } of entriesInOutbox(file, items)) {
    const { content } = entry;
    if (content.kind === 'checklist' && content.step === step.id && stored.state !== 'review')
      said.set(content.item, { ...content, waits: stored.state !== 'acknowledged' });
  }
  const tell = (item: string, done: boolean, note: string) => {
    setRefusal(null);
    recordEntry(file.id, { kind: 'checklist', step: step.id, item, done, note }, account?.username ?? null).then(
      () => setUndone(null),
      setRefusal,
    );
  };
  return (
    <details className="card">
      <summary>{t('case.checks', { step: word(step.label) })}</summary>
      <ul className="list">
        {inspectionChecklists[step.id].map(({ id, label }) => {
          const last = said.get(id);
          return (
            <li key={id} data-check={id} data-done={last?.done ?? 'unsaid'}>
              <strong>{word(label)}</strong>
              <span>
                {last === undefined ? t('case.unsaid') : t(`case.said.${last.done}`)}
                {last?.note && (
                  <>
                    {' · '}
                    <Data>{last.note}</Data>
                  </>
                )}
                {last?.waits && ` · ${t('case.waits')}`}
              </span>
              <span className="row">
                <button type="button" disabled={last?.done === true} onClick={() => tell(id, true, '')}>
                  {t('case.done')}
                </button>
                <button type="button" onClick={() => setUndone(undone === id ? null : id)}>
                  {t('case.undone')}
                </button>
              </span>
              {undone === id && (
                <form action={(form) => tell(id, false, String(form.get('note')).trim())}>
                  <label>
                    {t('case.why')}
                    <input name="note" required maxLength={1000} pattern=".*\S.*" />
                  </label>
                  <button type="submit">{t('record.save')}</button>
                </form>
              )}
            </li>
          );
        })}
      </ul>
      <Refusal error={refusal} />
    </details>
  );
}
