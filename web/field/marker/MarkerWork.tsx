import { useState } from 'react';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import type { FieldAccount } from '../app/session.ts';
import { viewAddress } from '../app/view.ts';
import { useWords } from '../app/words.ts';
import { CaseChecks } from '../case/CaseChecks.tsx';
import type { Whereabouts } from '../map/position.ts';
import { EditForm } from './EditForm.tsx';
import { MarkerCard } from './MarkerCard.tsx';
import { RecordForm } from './RecordForm.tsx';

interface MarkerWorkProps {
  areaId: string;
  marker: BoundaryMarkerItem;
  /** How far and where it is from here; null while that is unknown. */
  way: string | null;
  /** Open cases of its lines. */
  cases: readonly CaseFile[];
  account: FieldAccount | null | undefined;
  whereabouts: Whereabouts;
  locate(): void;
}

/** What can be done at a marker: read its card, record, tick the checklist, go to sign, mend the register. */
export function MarkerWork({ areaId, marker, way, cases, account, whereabouts, locate }: MarkerWorkProps) {
  const { t } = useWords();
  const [isSaved, setSaved] = useState(false);
  const { version } = marker;
  return (
    <>
      <MarkerCard marker={marker} way={way} />
      {isSaved && (
        <div className="card" role="status">
          <p>
            {t('record.saved')} <a href={viewAddress({ name: 'outbox' })}>{t('tabs.outbox')}</a>
          </p>
          <button type="button" onClick={() => setSaved(false)}>
            {t('record.another')}
          </button>
        </div>
      )}
      {!isSaved && cases.length > 0 && version !== null && (
        <RecordForm
          marker={marker}
          version={version}
          cases={cases}
          account={account}
          whereabouts={whereabouts}
          locate={locate}
          onSaved={() => setSaved(true)}
        />
      )}
      {cases.length === 0 && <p className="card">{t('record.noCase')}</p>}
      {cases.map((file) => (
        <CaseChecks key={file.id} file={file} account={account} />
      ))}
      {cases.map(({ id, title }) => (
        <a key={id} className="button" href={viewAddress({ name: 'case', areaId, caseId: id })}>
          {title} · {t('case.title')}
        </a>
      ))}
      {version !== null && marker.precision === 'surveyed' && (
        <EditForm marker={marker} version={version} account={account} />
      )}
    </>
  );
}
