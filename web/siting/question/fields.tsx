import { InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { Data } from '../../ui/Data.tsx';

/** A field with its label beside it. */
export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="question-row">
      <span className="question-label siting-label">{label}</span>
      {children}
    </label>
  );
}

/** A number that may be left open. */
export function OptionalNumber({
  label,
  value,
  least,
  most,
  step,
  suffix,
  placeholder,
  precision,
  onChange,
}: {
  label: string;
  value: number | null;
  least: number;
  most?: number;
  step?: number;
  suffix?: string;
  placeholder?: string;
  precision?: number;
  onChange(value: number | null): void;
}) {
  return (
    <InputNumber<number>
      size="small"
      className="siting-number"
      changeOnWheel={false}
      aria-label={label}
      min={least}
      max={most}
      step={step}
      precision={precision}
      value={value}
      placeholder={placeholder}
      suffix={suffix}
      onChange={onChange}
    />
  );
}

/** Chooses among things whose names are data. */
export function NamedSelect({
  label,
  placeholder,
  items,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  items: readonly { id: string; name: string }[];
  value: readonly string[];
  onChange(ids: string[]): void;
}) {
  return (
    <Select
      mode="multiple"
      size="small"
      className="grow"
      allowClear
      maxTagCount="responsive"
      aria-label={label}
      placeholder={placeholder}
      showSearch={{ optionFilterProp: 'label' }}
      value={[...value]}
      onChange={onChange}
      options={items.map(({ id, name }) => ({ value: id, label: name, title: '' }))}
      optionRender={(option) => <Data>{option.label}</Data>}
      labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
    />
  );
}
