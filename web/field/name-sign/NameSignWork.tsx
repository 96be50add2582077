import { useState, type FormEvent } from 'react';
import { signConditions } from '../../../gis-data/catalogue/place-name-signs.ts';
import { Refusal } from '../app/Refusal.tsx';
import type { FieldAccount } from '../app/session.ts';
import { viewAddress } from '../app/view.ts';
import { useWords } from '../app/words.ts';
import { downscaled } from '../marker/picture.ts';
import { outbox } from '../outbox/outbox.ts';
import type { KeptSign } from '../store/database.ts';
import { sha256 } from '../sync/sha256.ts';
import { signEdit } from './sign-edit.ts';

interface NameSignWorkProps {
  sign: KeptSign;
  way: string | null;
  account: FieldAccount | null | undefined;
}

/** What can be done at a place-name sign: read what it should show, and record what it does. */
export function NameSignWork({ sign, way, account }: NameSignWorkProps) {
  const { t } = useWords();
  const [isSaved, setSaved] = useState(false);
  return (
    <>
      <NameSignCard sign={sign} way={way} />
      {isSaved ? (
        <div className="card" role="status">
          <p>
            {t('record.saved')} <a href={viewAddress({ name: 'outbox' })}>{t('tabs.outbox')}</a>
          </p>
          <button type="button" onClick={() => setSaved(false)}>
            {t('record.another')}
          </button>
        </div>
      ) : (
        sign.version !== null && (
          <RoundForm sign={sign} version={sign.version} account={account} onSaved={() => setSaved(true)} />
        )
      )}
    </>
  );
}

function NameSignCard({ sign, way }: Pick<NameSignWorkProps, 'sign' | 'way'>) {
  const { t, word, language } = useWords();
  const unknown = t('marker.unknown');
  const condition = signConditions.find(({ id }) => id === sign.condition);
  return (
    <article className="card marker-card">
      <h2>
        <span data-content="data">{sign.placeName?.standardName ?? sign.text ?? sign.id}</span>
        {sign.demo && <em className="demo-tag">{t('demo')}</em>}
      </h2>
      {way && <p className="way">{way}</p>}
      <dl>
        <dt>{t('nameSign.standardPinyin')}</dt>
        <dd>{sign.placeName?.pinyin ?? unknown}</dd>
        <dt>{t('nameSign.text')}</dt>
        <dd>{sign.text === null ? unknown : <span data-content="data">{sign.text}</span>}</dd>
        <dt>{t('nameSign.pinyinText')}</dt>
        <dd>{sign.pinyinText ?? unknown}</dd>
        <dt>{t('nameSign.condition')}</dt>
        <dd>
          {condition ? word(condition.label) : unknown}
          {sign.conditionAsOf !== null && ` (${sign.conditionAsOf})`}
        </dd>
        <dt>{t('nameSign.nextInspectionOn')}</dt>
        <dd>{sign.nextInspectionOn ?? unknown}</dd>
      </dl>
      {sign.defects.map(({ kind, state, reason }) => (
        <p key={kind} className={state === 'certain' ? 'warning' : 'small'} data-defect={kind}>
          <span data-content="data">{reason[language]}</span>
        </p>
      ))}
    </article>
  );
}

/** What was seen at a sign. It is kept on the device at once, network or not. */
function RoundForm({
  sign,
  version,
  account,
  onSaved,
}: Pick<NameSignWorkProps, 'sign' | 'account'> & { version: number; onSaved(): void }) {
  const { t, word } = useWords();
  const [pictures, setPictures] = useState<readonly Uint8Array[]>([]);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);

  const addPicture = (file: File | undefined) => {
    if (!file) return;
    setRefusal(null);
    downscaled(file).then((content) => setPictures((before) => [...before, content]), setRefusal);
  };
  const save = async (form: FormData) => {
    const written = (name: string) => String(form.get(name) ?? '').trim() || null;
    const seen = {
      condition: written('condition') as KeptSign['condition'],
      text: written('text'),
      pinyinText: written('pinyinText'),
      note: written('note'),
      photos: await Promise.all(pictures.map(sha256)),
    };
    const made = { key: crypto.randomUUID(), deviceTime: new Date().toISOString(), reason: t('nameSign.reason') };
    const item = signEdit(sign, version, seen, made);
    const taken = pictures.map((content) => ({ content, mime: 'image/jpeg' }));
    await (await outbox()).record(item, account?.username ?? null, taken);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSaving(true);
    setRefusal(null);
    save(new FormData(event.currentTarget))
      .then(onSaved, setRefusal)
      .finally(() => setSaving(false));
  };
  return (
    <form className="card record-form" onSubmit={submit}>
      <h2>{t('nameSign.title')}</h2>
      <p className="small">{account ? t('record.by', { account: account.username }) : t('nameSign.noAccount')}</p>
      <label>
        {t('nameSign.condition')}
        <select name="condition" required defaultValue="">
          <option value="" disabled>
            {t('record.choose')}
          </option>
          {signConditions.map(({ id, label }) => (
            <option key={id} value={id}>
              {word(label)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('nameSign.text')}
        <input name="text" maxLength={100} defaultValue={sign.text ?? ''} />
      </label>
      <label>
        {t('nameSign.pinyinText')}
        <input name="pinyinText" maxLength={100} defaultValue={sign.pinyinText ?? ''} />
      </label>
      <label>
        {t('edit.note')}
        <textarea name="note" rows={2} maxLength={1000} defaultValue={sign.note ?? ''} />
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
