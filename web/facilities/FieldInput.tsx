import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select, Space } from 'antd';
import type { Rule } from 'antd/es/form';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { FieldDefinition, FieldOrder } from '../../gis-data/catalogue/index.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { formatNumber } from '../ui/format.ts';

export type FieldPath = (string | number)[];

interface FieldInputProps {
  definition: FieldDefinition;
  path: FieldPath;
  /** Rules between this field and another of the same record. */
  orders?: readonly FieldOrder[];
}

/** The input of a catalogue field, with its unit, help, bounds and orders. Empty is unknown. */
export function FieldInput({ definition, path, orders = [] }: FieldInputProps) {
  const text = useText();
  const rules = useRules(definition);
  const own = orders.filter((o) => o.lesser === definition.id || o.greater === definition.id);
  const others = own.map((o) => [...path.slice(0, -1), o.lesser === definition.id ? o.greater : o.lesser]);
  const label = text(definition.label);
  if (definition.type === 'items') return <ItemsInput definition={definition} path={path} />;
  return (
    <Form.Item
      name={path}
      label={label}
      extra={definition.help && text(definition.help)}
      dependencies={others}
      rules={[...rules, ...own.map((order) => orderRule(order, path, text(order.message)))]}
      {...valueProps(definition.type)}
    >
      {inputOf(definition, text)}
    </Form.Item>
  );
}

/** Lets a date picker hold an ISO date. */
export const isoDateValue = {
  getValueProps: (value: string | null | undefined) => ({ value: value ? dayjs(value) : null }),
  getValueFromEvent: (date: Dayjs | null) => date?.format('YYYY-MM-DD') ?? null,
};

const textValue = { getValueProps: (value: string | null | undefined) => ({ value: value ?? '' }) };

function valueProps(type: FieldDefinition['type']) {
  if (type === 'date') return isoDateValue;
  return type === 'text' || type === 'longText' ? textValue : {};
}

function inputOf(definition: FieldDefinition, text: ReturnType<typeof useText>) {
  switch (definition.type) {
    case 'longText':
      return <Input.TextArea rows={3} maxLength={definition.maxLength ?? 4000} />;
    case 'integer':
    case 'number':
      return <NumberInput unit={definition.unit && text(definition.unit)} />;
    case 'boolean':
      return <ThreeValues words="truth" />;
    case 'date':
      return <DatePicker style={{ width: '100%' }} />;
    case 'choice':
      return <ChoiceSelect choices={definition.choices ?? []} />;
    default:
      return <Input maxLength={definition.maxLength ?? 200} />;
  }
}

/** Digits typed with a Chinese input method arrive full-width. */
const halfWidth = (typed: string | undefined) => (typed ?? '').normalize('NFKC').replace(/[^\d.+-]/g, '');

/** A number; empty is unknown. */
export function NumberInput({ unit, ...rest }: { unit?: string; value?: number | null; id?: string }) {
  const { t } = useTranslation('facilities');
  return (
    <InputNumber<number>
      {...rest}
      style={{ width: '100%' }}
      parser={(typed) => halfWidth(typed) as unknown as number}
      suffix={unit}
      placeholder={t('leaveEmptyIfUnknown')}
      controls={false}
    />
  );
}

function ChoiceSelect({
  choices,
  ...rest
}: {
  choices: NonNullable<FieldDefinition['choices']>;
  value?: string | null;
  onChange?: (value: string | null) => void;
}) {
  const { t } = useTranslation('facilities');
  const text = useText();
  return (
    <Select
      {...rest}
      value={rest.value ?? undefined}
      onChange={(value: string | undefined) => rest.onChange?.(value ?? null)}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('leaveEmptyIfUnknown')}
      options={choices.map((c) => ({ value: c.id, label: text(c.label) }))}
    />
  );
}

const threeValues = [
  ['yes', true],
  ['no', false],
  ['unknown', null],
] as const;

/** 有 / 无 / 未知, or 是 / 否 / 未知. */
export function ThreeValues({
  words,
  ...rest
}: {
  words: 'offer' | 'truth';
  value?: boolean | null;
  onChange?: (value: boolean | null) => void;
  id?: string;
}) {
  const { t } = useTranslation('facilities');
  const labels =
    words === 'offer'
      ? { yes: t('offered'), no: t('notOffered'), unknown: t('unknown') }
      : { yes: t('yes'), no: t('no'), unknown: t('unknown') };
  const chosen = threeValues.find(([, value]) => value === (rest.value ?? null))![0];
  return (
    <Radio.Group
      id={rest.id}
      optionType="button"
      size="small"
      value={chosen}
      onChange={(event) => rest.onChange?.(threeValues.find(([name]) => name === event.target.value)![1])}
      options={threeValues.map(([name]) => ({ value: name, label: labels[name] }))}
    />
  );
}

function useRules(definition: FieldDefinition): Rule[] {
  const { t } = useTranslation('facilities');
  const text = useText();
  const language = useLanguage();
  const rules: Rule[] = [];
  if (definition.required)
    rules.push({ required: true, whitespace: true, message: t('requiredField', { field: text(definition.label) }) });
  if (definition.type === 'integer') rules.push({ type: 'integer', message: t('wholeNumber') });
  const { min, max } = definition;
  if (min !== undefined)
    rules.push({ type: 'number', min, message: t('atLeast', { min: formatNumber(min, language, 2) }) });
  if (max !== undefined)
    rules.push({ type: 'number', max, message: t('atMost', { max: formatNumber(max, language, 2) }) });
  return rules;
}

/** Checked while typing, in either of the two fields; not applied while one is unknown. */
const orderRule =
  (order: FieldOrder, path: FieldPath, message: string): Rule =>
  ({ getFieldValue }) => ({
    validator() {
      const parent = path.slice(0, -1);
      const lesser: unknown = getFieldValue([...parent, order.lesser]);
      const greater: unknown = getFieldValue([...parent, order.greater]);
      const known = (v: unknown): v is number | string => v !== null && v !== undefined && v !== '';
      return known(lesser) && known(greater) && lesser > greater
        ? Promise.reject(new Error(message))
        : Promise.resolve();
    },
  });

/** A list of entries. Never recorded (`null`) and recorded as none (`[]`) are told apart. */
function ItemsInput({ definition, path }: { definition: FieldDefinition; path: FieldPath }) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const form = Form.useFormInstance();
  const items: unknown = Form.useWatch(path, { form, preserve: true });
  const label = text(definition.label);
  if (!Array.isArray(items)) {
    return (
      <Form.Item label={label} extra={definition.help && text(definition.help)}>
        <Space>
          <span>{t('entriesUnknown')}</span>
          <Button size="small" icon={<PlusOutlined />} onClick={() => form.setFieldValue(path, [])}>
            {t('recordEntries')}
          </Button>
        </Space>
      </Form.Item>
    );
  }
  return (
    <Form.Item label={label} extra={definition.help && text(definition.help)} style={{ gridColumn: '1 / -1' }}>
      <Form.List name={path}>
        {(entries, { add, remove }) => (
          <Space orientation="vertical" style={{ width: '100%' }}>
            {entries.map(({ key, name }) => (
              <Space key={key} align="end" wrap>
                {definition.itemFields?.map((inner) => (
                  <FieldInput key={inner.id} definition={inner} path={[name, inner.id]} />
                ))}
                <Button
                  icon={<DeleteOutlined />}
                  aria-label={t('removeEntry')}
                  onClick={() => remove(name)}
                  style={{ marginBottom: 24 }}
                />
              </Space>
            ))}
            <Space>
              <span>{t('entriesKnown', { count: entries.length })}</span>
              <Button size="small" icon={<PlusOutlined />} onClick={() => add({})}>
                {t('addEntry')}
              </Button>
              <Button size="small" onClick={() => form.setFieldValue(path, null)}>
                {t('entriesForget')}
              </Button>
            </Space>
          </Space>
        )}
      </Form.List>
    </Form.Item>
  );
}
