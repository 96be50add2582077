import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDivisions, type DivisionItem } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { useChildDivisions, usePermissions } from './queries.ts';
import { recordField } from './record-fields.ts';

interface DivisionSelectProps {
  items: readonly DivisionItem[] | undefined;
  loading: boolean;
  disabled?: boolean;
  value?: string | null;
  onChange?: (id: string | null) => void;
  id?: string;
  placeholder?: string;
  label?: string;
}

/** Chooses a division by name; searchable. The title that antd would add repeats the name outside its mark as data. */
export function DivisionSelect({
  items,
  loading,
  disabled,
  value,
  onChange,
  id,
  placeholder,
  label,
}: DivisionSelectProps) {
  return (
    <Select
      id={id}
      aria-label={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      loading={loading}
      disabled={disabled}
      placeholder={placeholder}
      value={value ?? undefined}
      onChange={(next: string | undefined) => onChange?.(next ?? null)}
      options={items?.map((d) => ({ value: d.id, label: d.name, title: '' }))}
      optionRender={(option) => <Data>{option.label}</Data>}
      labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
      style={{ minWidth: 120 }}
    />
  );
}

/** County, township and village, each offering the children of the one before. */
export function DivisionInputs() {
  const { t } = useTranslation('facilities');
  const text = useText();
  const form = Form.useFormInstance();
  const { countyScope } = usePermissions();
  const countyId = Form.useWatch<string | null>('countyId', form);
  const townshipId = Form.useWatch<string | null>('townshipId', form);
  const counties = useDivisions('county', null);
  const townships = useChildDivisions('township', countyId);
  const villages = useChildDivisions('village', townshipId);
  const labelOf = (path: string) => text(recordField(path)!.definition.label);
  const offered = counties.data?.items.filter((d) => countyScope === null || countyScope.includes(d.id));
  return (
    <>
      <Form.Item
        name="countyId"
        label={labelOf('countyId')}
        rules={[{ required: true, message: t('requiredField', { field: labelOf('countyId') }) }]}
        getValueFromEvent={(id: string | null) => {
          form.setFieldsValue({ townshipId: null, villageId: null });
          return id;
        }}
      >
        <DivisionSelect items={offered} loading={counties.isPending} placeholder={t('choose')} />
      </Form.Item>
      <Form.Item
        name="townshipId"
        label={labelOf('townshipId')}
        getValueFromEvent={(id: string | null) => {
          form.setFieldsValue({ villageId: null });
          return id;
        }}
      >
        <DivisionSelect
          items={countyId ? townships.data?.items : []}
          loading={townships.isFetching}
          disabled={!countyId}
          placeholder={t('leaveEmptyIfUnknown')}
        />
      </Form.Item>
      <Form.Item name="villageId" label={labelOf('villageId')}>
        <DivisionSelect
          items={townshipId ? villages.data?.items : []}
          loading={villages.isFetching}
          disabled={!townshipId}
          placeholder={t('leaveEmptyIfUnknown')}
        />
      </Form.Item>
    </>
  );
}
