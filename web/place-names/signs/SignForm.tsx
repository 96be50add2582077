import { Form, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceNameSignDetail } from '../../../server/place-name-signs/contract.ts';
import type { CommitResult } from '../../../server/registry/contract.ts';
import { TitledData } from '../../changes/TitledData.tsx';
import { CoordinateInputs } from '../../facilities/PositionInput.tsx';
import type { SourcePosition } from '../../facilities/form-values.ts';
import { Data } from '../../ui/Data.tsx';
import { useSearch } from '../queries.ts';
import { RecordDrawer, type Body, type RecordWrite } from '../RecordDrawer.tsx';
import { previewSign, saveSign, type SignWrite } from './queries.ts';
import { signFields } from './record-fields.ts';

interface SignFormProps {
  /** null makes a new one. */
  record: PlaceNameSignDetail | null;
  onClose(saved: CommitResult | null): void;
}

/** Makes or changes a sign. */
export default function SignForm({ record, onClose }: SignFormProps) {
  const { t } = useTranslation('placeNames');
  const target = record && { id: record.id, version: record.version! };
  const label = record?.placeName?.standardName ?? record?.text ?? '';
  return (
    <RecordDrawer<SignWrite>
      title={record ? <TitledData title={t('form.edit')} data={label} /> : t('signs.new')}
      testId="sign-form"
      fields={signFields}
      base={record && { ...record, position: nowhere }}
      initial={{ positionMode: record === null ? 'enter' : record.position ? 'keep' : 'unknown', position: nowhere }}
      writeOf={(write, values) => writeOf(record, write, values)}
      preview={(write) => previewSign(target, write)}
      save={(write) => saveSign(target, write)}
      onClose={onClose}
    >
      <NameInput record={record} />
      <PlaceInputs stored={(record?.position ?? null) !== null} />
    </RecordDrawer>
  );
}

/** Coordinates that nobody has entered yet. */
const nowhere = { crs: null, x: null, y: null };

function writeOf(record: PlaceNameSignDetail | null, write: RecordWrite, values: Body): SignWrite {
  const entered = values.position as SourcePosition | undefined;
  const position =
    values.positionMode === 'enter'
      ? entered
      : values.positionMode === 'unknown' && record?.position
        ? null
        : undefined;
  const named = values.placeNameId === record?.placeNameId ? {} : { placeNameId: values.placeNameId };
  return { ...write, fields: { ...write.fields, ...named }, ...(position === undefined ? {} : { position }) };
}

/** The place name that the sign stands for, found as in the search. */
function NameInput({ record }: { record: PlaceNameSignDetail | null }) {
  const { t } = useTranslation('placeNames');
  const [q, setQ] = useState('');
  const found = useSearch(q === '' ? null : { q, classId: null, bbox: null }, null);
  const own = record?.placeName
    ? [{ value: record.placeNameId, label: record.placeName.standardName, place: record.county?.name ?? '' }]
    : [];
  const hits = (found.data?.items ?? []).map(({ id, currentName, county, township }) => ({
    ...{ value: id, label: currentName },
    place: [county?.name, township?.name].filter(Boolean).join(' · '),
  }));
  return (
    <Form.Item
      className="name-wide"
      name="placeNameId"
      label={t('signs.standsFor')}
      rules={[{ required: true, message: t('signs.chooseName') }]}
    >
      <Select
        showSearch={{ filterOption: false, onSearch: setQ }}
        placeholder={t('search.placeholder')}
        notFoundContent={null}
        options={hits.length > 0 ? hits : own}
        optionRender={({ data }) => (
          <Data>
            {data.label} <span className="quiet">{data.place}</span>
          </Data>
        )}
        labelRender={({ label }) => <Data>{label}</Data>}
      />
    </Form.Item>
  );
}

/** Where it stands: keep it, enter coordinates in the system that their source names, or say it is unknown. */
function PlaceInputs({ stored }: { stored: boolean }) {
  const { t } = useTranslation('placeNames');
  const mode = Form.useWatch<string>('positionMode', Form.useFormInstance());
  return (
    <>
      <Form.Item name="positionMode" label={t('form.place')} className="name-wide">
        <Radio.Group
          options={[
            ...(stored ? [{ value: 'keep', label: t('form.keep') }] : []),
            { value: 'enter', label: t('form.enter') },
            { value: 'unknown', label: t('form.unknown') },
          ]}
        />
      </Form.Item>
      {mode === 'enter' && <CoordinateInputs />}
    </>
  );
}
