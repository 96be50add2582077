import { Form, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { coordinateSystems, type CoordinateSystem } from '../../gis-data/catalogue/index.ts';
import type { PointGeometry } from '../../server/divisions/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { FieldInput } from './FieldInput.tsx';
import { FieldValue } from './FieldValue.tsx';
import { coordinateSystem, type FacilityFormValues } from './form-values.ts';
import { recordField } from './record-fields.ts';

/** The entrance: keep what is stored, enter coordinates in the system their source names, or say that it is unknown. */
export function PositionInput({ stored }: { stored: PointGeometry | null }) {
  const { t } = useTranslation('facilities');
  const form = Form.useFormInstance();
  const mode = Form.useWatch<FacilityFormValues['positionMode']>('positionMode', form);
  return (
    <>
      <Form.Item name="positionMode" label={t('position')} style={{ gridColumn: '1 / -1' }}>
        <Radio.Group
          options={[
            ...(stored ? [{ value: 'keep', label: t('positionKeep') }] : []),
            { value: 'enter', label: t('positionEnter') },
            { value: 'unknown', label: t('positionUnknown') },
          ]}
        />
      </Form.Item>
      {mode === 'keep' && stored && (
        <Form.Item style={{ gridColumn: '1 / -1' }}>
          <FieldValue field={recordField('entrance')!} value={stored} />
        </Form.Item>
      )}
      {mode === 'enter' && <CoordinateInputs />}
      {mode !== 'unknown' && <FieldInput definition={recordField('accuracyM')!.definition} path={['accuracyM']} />}
    </>
  );
}

/** Coordinates with the system that their source names. */
export function CoordinateInputs() {
  const { t } = useTranslation('facilities');
  const text = useText();
  const form = Form.useFormInstance();
  const crs = Form.useWatch<string | null>(['position', 'crs'], form);
  const units = coordinateSystem(crs)?.units ?? 'degrees';
  return (
    <>
      <Form.Item
        name={['position', 'crs']}
        label={t('positionCrs')}
        extra={t('positionCrsHelp')}
        style={{ gridColumn: '1 / -1' }}
        rules={[{ required: true, message: t('requiredField', { field: t('positionCrs') }) }]}
      >
        <Select
          placeholder={t('choose')}
          options={coordinateSystems.map((c) => ({ value: c.id, label: `${text(c.label)} · ${c.id}` }))}
        />
      </Form.Item>
      <CoordinateInput axis="x" units={units} />
      <CoordinateInput axis="y" units={units} />
    </>
  );
}

const axisLabels = {
  degrees: { x: 'longitude', y: 'latitude' },
  metres: { x: 'easting', y: 'northing' },
} as const;
const degreeBounds = { x: 180, y: 90 } as const;

function CoordinateInput({ axis, units }: { axis: 'x' | 'y'; units: CoordinateSystem['units'] }) {
  const { t } = useTranslation('facilities');
  const label = t(axisLabels[units][axis]);
  const bound = degreeBounds[axis];
  return (
    <Form.Item
      name={['position', axis]}
      label={label}
      dependencies={[['position', 'crs']]}
      rules={[
        { required: true, message: t('requiredField', { field: label }) },
        ...(units === 'degrees'
          ? [
              { type: 'number' as const, min: -bound, message: t('atLeast', { min: -bound }) },
              { type: 'number' as const, max: bound, message: t('atMost', { max: bound }) },
            ]
          : []),
      ]}
    >
      <InputNumber style={{ width: '100%' }} controls={false} stringMode={false} />
    </Form.Item>
  );
}
