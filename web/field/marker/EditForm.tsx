import { useState } from 'react';
import { markerMaterials } from '../../../gis-data/catalogue/boundaries.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { FieldAccount } from '../app/session.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useWords } from '../app/words.ts';
import { outbox } from '../outbox/outbox.ts';

/** Facts of the card that can be seen at the marker; its state and place change through the inspection only. */
type Seen = Pick<BoundaryMarkerItem, 'material' | 'faces' | 'custodian' | 'note'>;

const textOf = (value: FormDataEntryValue | null): string | null => String(value ?? '').trim() || null;

/** Changes facts of the register from the field. It is merged with what others changed in the meantime, field by field. */
export function EditForm({
  marker,
  version,
  account,
}: {
  marker: BoundaryMarkerItem;
  /** Version of the register that was taken along. */
  version: number;
  account: FieldAccount | null | undefined;
}) {
  const { t, word } = useWords();
  const [said, setSaid] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const save = async (form: FormData) => {
    const faces = textOf(form.get('faces'));
    const wanted: Seen = {
      material: textOf(form.get('material')),
      faces: faces === null ? null : Number(faces),
      custodian: textOf(form.get('custodian')),
      note: textOf(form.get('note')),
    };
    const names = (Object.keys(wanted) as (keyof Seen)[]).filter((name) => wanted[name] !== marker[name]);
    if (names.length === 0) return setSaid(t('edit.nothing'));
    const pick = (from: Seen) => Object.fromEntries(names.map((name) => [name, from[name]]));
    const item = {
      ...{ kind: 'markerEdit' as const, key: crypto.randomUUID(), markerId: marker.id, baseVersion: version },
      ...{ base: pick(marker), fields: pick(wanted), reason: String(form.get('reason')).trim() },
      deviceTime: new Date().toISOString(),
    };
    await (await outbox()).record(item, account?.username ?? null);
    setSaid(t('record.saved'));
  };
  const submit = (form: FormData) => {
    setSaid(null);
    setRefusal(null);
    save(form).catch(setRefusal);
  };
  return (
    <details className="card edit-form">
      <summary>{t('edit.open')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <label>
          {t('edit.material')}
          <select name="material" defaultValue={marker.material ?? ''}>
            <option value="">{t('marker.unknown')}</option>
            {markerMaterials.map(({ id, label }) => (
              <option key={id} value={id}>
                {word(label)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('edit.faces')}
          <input name="faces" type="number" min={1} max={4} defaultValue={marker.faces ?? ''} />
        </label>
        <label>
          {t('edit.custodian')}
          <input name="custodian" maxLength={100} defaultValue={marker.custodian ?? ''} />
        </label>
        <label>
          {t('edit.note')}
          <textarea name="note" rows={2} maxLength={1000} defaultValue={marker.note ?? ''} />
        </label>
        <label>
          {t('edit.reason')}
          <input name="reason" required maxLength={500} pattern=".*\S.*" />
        </label>
        <button type="submit">{t('edit.save')}</button>
      </form>
      {said && <p role="status">{said}</p>}
      <Refusal error={refusal} />
    </details>
  );
}
