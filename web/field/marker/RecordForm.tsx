import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { fieldAccuracyM, markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { SurveyError } from '../../../server/boundary/survey/error.ts';
import type { CaseFile, EntryContent } from '../../../server/inspection/contract.ts';
import { sideOf } from '../../boundary/inspections/case-file.ts';
import type { FieldAccount } from '../app/session.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useWords } from '../app/words.ts';
import { recordEntry } from '../case/new-entry.ts';
import type { Whereabouts, Reading } from '../map/position.ts';
import { sha256 } from '../sync/sha256.ts';
import { isBelowAccuracy, measuredFrom } from './measure.ts';
import { downscaled } from './picture.ts';

interface RecordFormProps {
  marker: BoundaryMarkerItem;
  /** Version of the register that was taken along. */
  version: number;
  cases: readonly CaseFile[];
  account: FieldAccount | null | undefined;
  whereabouts: Whereabouts;
  locate(): void;
  onSaved(): void;
}

/** What one party found at a marker, or mended there. It is kept on the device at once, network or not. */
export function RecordForm({ marker, version, cases, account, whereabouts, locate, onSaved }: RecordFormProps) {
  const { t, word, language } = useWords();
  const [isMeasuring, setMeasuring] = useState(false);
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const [pictures, setPictures] = useState<readonly { name: string; content: Uint8Array }[]>([]);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const [kind, setKind] = useState<'fieldRecord' | 'repair'>('fieldRecord');
  const [caseId, setCaseId] = useState(cases[0]!.id);
  const lastAt = useRef(0);
  const { reading } = whereabouts;
  useEffect(() => {
    if (!isMeasuring || !reading || reading.at === lastAt.current) return;
    lastAt.current = reading.at;
    setReadings((before) => [...before, reading]);
  }, [isMeasuring, reading]);
  const measured = useMemo(() => {
    try {
      return { position: measuredFrom(readings), trouble: null };
    } catch (error) {
      if (!(error instanceof SurveyError)) throw error;
      return { position: null, trouble: error.text };
    }
  }, [readings]);

  const measure = () => {
    if (!isMeasuring) {
      locate();
      setReadings([]);
    }
    setMeasuring(!isMeasuring);
  };
  const addPicture = (file: File | undefined) => {
    if (!file) return;
    setRefusal(null);
    downscaled(file).then((content) => setPictures((before) => [...before, { name: file.name, content }]), setRefusal);
  };
  const save = async (form: FormData) => {
    const photos = await Promise.all(pictures.map(({ content }) => sha256(content)));
    const common = { markerId: marker.id, measured: measured.position, photos };
    const content: EntryContent =
      kind === 'repair'
        ? { kind, ...common, work: String(form.get('work')) }
        : {
            ...{ kind, ...common, markerVersion: version },
            state: String(form.get('state')),
            finding: String(form.get('finding')),
            belowAccuracy: isBelowAccuracy(measured.position),
          };
    const taken = pictures.map((picture) => ({ content: picture.content, mime: 'image/jpeg' }));
    await recordEntry(caseId, content, account?.username ?? null, taken);
  };
  const chosenCase = cases.find(({ id }) => id === caseId)!;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSaving(true);
    setRefusal(null);
    save(new FormData(event.currentTarget))
      .then(onSaved, setRefusal)
      .finally(() => setSaving(false));
  };
  const { position } = measured;
  return (
    <form className="card record-form" onSubmit={submit}>
      <h2>{t('record.title')}</h2>
      <label>
        {t('record.case')}
        <select name="case" required value={caseId} onChange={(event) => setCaseId(event.target.value)}>
          {cases.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p className="small">{account ? t('record.by', { account: account.username }) : t('record.noAccount')}</p>
      {account && sideOf(chosenCase.teams, account.username) === null && (
        <p className="refusal">{t('record.notOnTeam', { account: account.username })}</p>
      )}
      <div className="row" role="group" aria-label={t('record.kind')}>
        {(['fieldRecord', 'repair'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={kind === each} onClick={() => setKind(each)}>
            {t(`record.kinds.${each}`)}
          </button>
        ))}
      </div>
      {kind === 'fieldRecord' && (
        <label>
          {t('record.state')}
          <select name="state" required defaultValue="">
            <option value="" disabled>
              {t('record.choose')}
            </option>
            {markerStates.map(({ id, label }) => (
              <option key={id} value={id}>
                {word(label)}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="button" onClick={measure}>
        {isMeasuring ? t('record.measureEnd') : t('record.measure')}
      </button>
      {isMeasuring && !reading && <p role="status">{t('map.noPosition')}</p>}
      {whereabouts.state === 'denied' && <p className="refusal">{t('map.denied')}</p>}
      {position && (
        <p role="status" data-readings={position.readings}>
          {t('record.measured', {
            sigma: position.sigmaM!.toFixed(1),
            count: position.readings,
            rejected: position.rejected,
          })}
        </p>
      )}
      {measured.trouble && <p className="refusal">{measured.trouble[language]}</p>}
      {kind === 'fieldRecord' && isBelowAccuracy(position) && (
        <p className="small">{t('record.below', { metres: fieldAccuracyM })}</p>
      )}
      {kind === 'repair' ? (
        <label>
          {t('record.work')}
          <textarea name="work" rows={3} maxLength={1000} required />
        </label>
      ) : (
        <label>
          {t('record.finding')}
          <textarea name="finding" rows={3} maxLength={2000} />
        </label>
      )}
      <label className="button">
        {t('record.photo', { count: pictures.length })}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          hidden
          onChange={(event) => addPicture(event.target.files?.[0])}
        />
      </label>
      <Refusal error={refusal} />
      <button type="submit" className="main" disabled={isSaving}>
        {t('record.save')}
      </button>
    </form>
  );
}
