import { Collapse, Form, Input, InputNumber, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { heightDatums, surveyMethods } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { Resection } from '../../../server/boundary/survey/resection.ts';
import type { CaseFile, MeasuredPosition } from '../../../server/inspection/contract.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { CoordinateInputs } from '../../facilities/PositionInput.tsx';
import { PhotoPicker } from '../PhotoPicker.tsx';
import { photoUrl, storedPositionOf } from '../queries.ts';
import ResectionForm from '../resection/ResectionForm.tsx';
import { newEntryKey } from './case-file.ts';
import { entryWith, useAppend, withOffset } from './queries.ts';

interface Values {
  markerId: string;
  work: string;
  isMeasured: boolean;
  position: { crs: string; x: number; y: number };
  sigmaM: number | null;
  heightM: number | null;
  heightDatum: string | null;
  method: string;
  readings: number;
  rejected: number;
  photos: string[];
}

/** The position as measured, turned into EPSG:4490 by the server. */
async function measuredOf(values: Values, measuredAt: Date): Promise<MeasuredPosition | null> {
  if (!values.isMeasured) return null;
  const { position, sigmaM, heightM, heightDatum, method, readings, rejected } = values;
  const stored = await storedPositionOf(position);
  const known = { sigmaM: sigmaM ?? null, heightM: heightM ?? null, heightDatum: heightDatum ?? null };
  return { ...stored, ...known, method, readings, rejected, measuredAt: withOffset(measuredAt) };
}

/** Writes a repair or resurvey of a marker into the file; it counts once both sides have signed it. */
export default function RepairDialog({
  file,
  markers,
  onClose,
}: {
  file: CaseFile;
  markers: readonly BoundaryMarkerItem[];
  onClose(): void;
}) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const [form] = Form.useForm<Values>();
  const append = useAppend();
  const [refusal, setRefusal] = useState<unknown>(null);
  // Sending the form again, as after a lost answer, writes no second entry.
  const [key] = useState(newEntryKey);
  const onLine = markers.filter(({ lineIds }) => lineIds.includes(file.lineId));
  const markerId = Form.useWatch('markerId', form);
  const marker = onLine.find(({ id }) => id === markerId);
  const isMeasured = Form.useWatch('isMeasured', form) ?? false;
  const photos = Form.useWatch('photos', form) ?? [];
  const required = { required: true, message: t('form.required') };

  async function submit(values: Values) {
    setRefusal(null);
    try {
      const measured = await measuredOf(values, new Date());
      const content = { kind: 'repair' as const, markerId: values.markerId, work: values.work.trim(), measured };
      await append.mutateAsync({ caseId: file.id, entry: entryWith({ ...content, photos: values.photos }, key) });
      onClose();
    } catch (error) {
      setRefusal(error);
    }
  }

  const use = ({ position: [x, y], sigmaM }: Resection) =>
    form.setFieldsValue({
      isMeasured: true,
      position: { crs: 'EPSG:4490', x, y },
      sigmaM: Number(sigmaM.toFixed(3)),
      method: 'resection',
    });

  return (
    <Modal
      open
      title={t('repair.write')}
      width={720}
      okText={t('case.append')}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: append.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      styles={{ body: { maxHeight: '72vh', overflow: 'auto' } }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={(values) => void submit({ ...initial, ...values })}
      >
        <div className="boundary-inputs" data-testid="repair-form">
          <Form.Item name="markerId" label={t('marker.number')} rules={[required]} className="boundary-wide">
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={onLine.map(({ id, number }) => ({ value: id, label: number, title: '' }))}
            />
          </Form.Item>
          <Form.Item
            name="work"
            label={t('repair.work')}
            className="boundary-wide"
            rules={[{ ...required, whitespace: true }]}
          >
            <Input.TextArea rows={2} maxLength={1000} />
          </Form.Item>
          <Form.Item name="photos" label={t('photos.title', { count: photos.length })} className="boundary-wide">
            <Photos />
          </Form.Item>
          <Form.Item name="isMeasured" label={t('repair.measured')} valuePropName="checked" className="boundary-wide">
            <Switch />
          </Form.Item>
          {isMeasured && (
            <>
              <CoordinateInputs />
              <Form.Item name="sigmaM" label={t('marker.sigma')} extra={t('repair.sigmaHelp')}>
                <InputNumber min={0.0001} max={10_000} suffix="m" controls={false} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name="method" label={t('marker.method')} rules={[required]}>
                <Select options={surveyMethods.map(({ id, label }) => ({ value: id, label: text(label) }))} />
              </Form.Item>
              <Form.Item name="heightM" label={t('marker.height')}>
                <InputNumber min={-500} max={9000} suffix="m" controls={false} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name="heightDatum" label={t('marker.heightDatum')}>
                <Select allowClear options={heightDatums.map(({ id, label }) => ({ value: id, label: text(label) }))} />
              </Form.Item>
              <Form.Item name="readings" label={t('repair.readings')} rules={[required]}>
                <InputNumber min={1} max={10_000} precision={0} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name="rejected" label={t('repair.rejected')} rules={[required]}>
                <InputNumber min={0} max={10_000} precision={0} style={{ width: '100%' }} />
              </Form.Item>
            </>
          )}
        </div>
      </Form>
      {marker?.precision === 'surveyed' && (
        <Collapse
          size="small"
          items={[
            {
              key: 'resection',
              label: t('resection.open'),
              children: <ResectionForm key={marker.id} marker={marker} onUse={use} />,
            },
          ]}
        />
      )}
      {refusal !== null && <ProblemAlert error={refusal} />}
    </Modal>
  );
}

const initial: Partial<Values> & Pick<Values, 'photos'> = {
  isMeasured: false,
  readings: 1,
  rejected: 0,
  photos: [],
};

/** Pictures of the repair, by their hashes. */
function Photos({ value = [], onChange }: { value?: string[]; onChange?(hashes: string[]): void }) {
  const { t } = useTranslation('boundary');
  return (
    <>
      <PhotoPicker onStored={(hashes) => onChange?.([...new Set([...value, ...hashes])])} />
      <div className="boundary-photos">
        {value.map((sha256, i) => (
          <img key={sha256} src={photoUrl(sha256)} alt={t('photos.alt', { number: i + 1 })} width={132} height={99} />
        ))}
      </div>
    </>
  );
}
