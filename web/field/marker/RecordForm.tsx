import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { fieldAccuracyM, markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { SurveyError } from '../../../server/boundary/survey/error.ts';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useWords } from '../app/words.ts';
import type { Whereabouts, Reading } from '../map/position.ts';
import { outbox } from '../outbox/outbox.ts';
import { isBelowAccuracy, measuredFrom } from './measure.ts';
import { downscaled } from './picture.ts';

interface RecordFormProps {
  marker: BoundaryMarkerItem;
  /** Version of the register that was taken along. */
  version: number;
  cases: readonly CaseFile[];
  whereabouts: Whereabouts;
  locate(): void;
  onSaved(): void;
}

/** What one party found at a marker. It is kept on the device at once, network or not. */
export function RecordForm({ marker, version, cases, whereabouts, locate, onSaved }: RecordFormProps) {
  const { t, word, language } = useWords();
  const [isMeasuring, setMeasuring] = useState(false);
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const [pictures, setPictures] = useState<readonly { name: string; content: Uint8Array }[]>([]);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
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
    const box = await outbox();
    const photos: string[] = [];
    for (const { content } of pictures) photos.push(await box.addPhoto(content, 'image/jpeg'));
    await box.record({
      kind: 'entry',
      caseId: String(form.get('case')),
      entry: {
        key: crypto.randomUUID(),
        deviceTime: new Date().toISOString(),
        content: {
          kind: 'fieldRecord',
          markerId: marker.id,
          markerVersion: version,
          state: String(form.get('state')),
          measured: measured.position,
          finding: String(form.get('finding')),
          photos,
          belowAccuracy: isBelowAccuracy(measured.position),
        },
      },
    });
  };
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
        <select name="case" required>
          {cases.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
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
      {isBelowAccuracy(position) && <p className="small">{t('record.below', { metres: fieldAccuracyM })}</p>}
      <label>
        {t('record.finding')}
        <textarea name="finding" rows={3} maxLength={2000} />
      </label>
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
