import { useEffect, useState } from 'react';
import { inspectionSteps, markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { api } from '../../api/client.ts';
import { formatInstant } from '../../changes/instants.ts';
import type { FieldAccount } from '../app/session.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useLive } from '../app/use-live.ts';
import { useWords } from '../app/words.ts';
import { Data } from '../../ui/Data.tsx';
import { isAgreed, recordsOf, type SignableRecord } from '../sign/records.ts';
import { SignForm } from '../sign/SignForm.tsx';
import { database } from '../store/database.ts';
import { sha256 } from '../sync/sha256.ts';
import { CaseChecks } from './CaseChecks.tsx';

/** One case as this device knows it: the step at work, what is recorded, and who signed. */
export function CaseView({
  caseId,
  account,
  online,
}: {
  caseId: string;
  account: FieldAccount | null | undefined;
  online: boolean;
}) {
  const { t, word, language } = useWords();
  const [refusal, setRefusal] = useState<unknown>(null);
  const known = useLive(async () => {
    const file = await database.cases.get(caseId);
    if (!file) return null;
    const [items, markers] = await Promise.all([
      database.outboxItems.orderBy('order').toArray(),
      database.markers.where('lineIds').equals(file.lineId).toArray(),
    ]);
    return { file, items, numbers: new Map(markers.map(({ id, number }) => [id, number])) };
  }, [caseId]);
  // Outside the question to the database, whose transaction would end while a hash is computed.
  const records = useRecords(known);
  if (known === undefined) return null;
  if (known === null) return <p className="card">{t('case.gone')}</p>;
  const { file, numbers } = known;
  const step = inspectionSteps.find(({ id }) => id === file.step);
  const refresh = () => {
    setRefusal(null);
    api<CaseFile>(`/api/v1/inspection-cases/${encodeURIComponent(caseId)}`)
      .then((fresh) => database.cases.put(fresh))
      .catch(setRefusal);
  };
  const titleOf = ({ content }: SignableRecord) => {
    const number = numbers.get(content.markerId) ?? content.markerId;
    if (content.kind === 'repair') return t('outbox.kinds.repair', { number });
    const state = markerStates.find(({ id }) => id === content.state);
    return t('outbox.record', { number, state: state ? word(state.label) : content.state });
  };
  return (
    <section>
      <div className="card">
        <h2>
          <Data>{file.title}</Data>
          {file.demo && <em className="demo-tag">{t('demo')}</em>}
        </h2>
        <p>{step ? t('case.step', { step: word(step.label) }) : t('case.archived')}</p>
        {file.precision === 'rounded' && <p className="refusal">{t('case.rounded')}</p>}
        {account?.confirmed && (
          <button type="button" disabled={!online} onClick={refresh}>
            {t('case.refresh')}
          </button>
        )}
        <Refusal error={refusal} />
      </div>
      <CaseChecks file={file} account={account} />
      {records && (
        <>
          <details className="card" open={records.length <= 10}>
            <summary>{t('case.records', { count: records.length })}</summary>
            {records.length === 0 && <p>{t('case.noRecords')}</p>}
            <ul className="list">
              {records.map((record) => (
                <li key={record.key} data-record={record.key} data-agreed={isAgreed(record)}>
                  <strong>{titleOf(record)}</strong>
                  <span>
                    <Data>{record.author}</Data> · {formatInstant(record.deviceTime, language)}
                    {record.place === 'device' && ` · ${t('case.waits')}`}
                  </span>
                  {(['first', 'second'] as const).map((side) => (
                    <span key={side} data-side={side} data-signed={record.signed[side] ?? 'none'}>
                      {t(`sign.${side}`)}: {t(`sign.standing.${record.signed[side] ?? 'none'}`)}
                    </span>
                  ))}
                  {record.dissents.map(({ side, words }) => (
                    <span key={side + words} className="dissent">
                      {t('sign.dissented', { side: t(`sign.${side}`) })} <Data>{words}</Data>
                    </span>
                  ))}
                  {record.place === 'refused' && <span className="refusal">{t('sign.refusedRecord')}</span>}
                  {record.contentHash === null && record.place !== 'refused' && (
                    <span className="refusal">{t('sign.unsignable')}</span>
                  )}
                </li>
              ))}
            </ul>
          </details>
          <SignForm file={file} records={records} account={account} titleOf={titleOf} />
        </>
      )}
    </section>
  );
}

function useRecords(known: { file: CaseFile; items: Parameters<typeof recordsOf>[1] } | null | undefined) {
  const [records, setRecords] = useState<SignableRecord[]>();
  useEffect(() => {
    let current = true;
    if (known)
      void recordsOf(known.file, known.items, sha256).then((found) => {
        if (current) setRecords(found);
      });
    return () => {
      current = false;
    };
  }, [known]);
  return records;
}
