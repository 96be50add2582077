import { Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FieldDefinition } from '../../gis-data/catalogue/index.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { formatNumber } from '../ui/format.ts';
import { Data } from '../ui/Data.tsx';
import { DivisionName } from './DivisionName.tsx';
import type { RecordField } from './record-fields.ts';
import { Unknown } from './Unknown.tsx';

const degrees = (value: number) => value.toFixed(6);

/** A field's value in words. Unknown shows as 未知, never empty. */
export function FieldValue({ field, value }: { field: RecordField; value: unknown }) {
  if (value === null || value === undefined || value === '') return <Unknown />;
  switch (field.display) {
    case 'division':
      return <DivisionName id={String(value)} level={field.path === 'villageId' ? 'village' : undefined} />;
    case 'divisions':
      return <DivisionNames ids={value as string[]} />;
    case 'shape':
      return <ShapeValue />;
    case 'point':
      return <PointValue value={value as { coordinates: [number, number] }} />;
    case 'function':
      return <FunctionValue value={value as boolean} />;
    case 'field':
      return <DefinedValue definition={field.definition} value={value} />;
  }
}

/** 有 / 无 of a function that is known. */
export function FunctionValue({ value }: { value: boolean }) {
  const { t } = useTranslation('facilities');
  return <Tag color={value ? 'green' : 'default'}>{t(value ? 'offered' : 'notOffered')}</Tag>;
}

function DivisionNames({ ids }: { ids: readonly string[] }) {
  return (
    <Space size={6} wrap>
      {ids.map((id) => (
        <DivisionName key={id} id={id} />
      ))}
    </Space>
  );
}

function ShapeValue() {
  const { t } = useTranslation('changes');
  return <span>{t('shapeStored')}</span>;
}

function PointValue({ value }: { value: { coordinates: [number, number] } }) {
  const [longitude, latitude] = value.coordinates;
  return (
    <span data-content="data" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {degrees(longitude)}°E, {degrees(latitude)}°N (CGCS2000)
    </span>
  );
}

function DefinedValue({ definition, value }: { definition: FieldDefinition; value: unknown }) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const language = useLanguage();
  switch (definition.type) {
    case 'boolean':
      return <span>{t(value ? 'yes' : 'no')}</span>;
    case 'choice': {
      const choice = definition.choices?.find((c) => c.id === value);
      return <span>{choice ? text(choice.label) : String(value)}</span>;
    }
    case 'integer':
    case 'number': {
      const isYear = definition.id.endsWith('Year');
      const shown = isYear ? String(value) : formatNumber(Number(value), language, 2);
      return (
        <span>
          {shown}
          {definition.unit ? ` ${text(definition.unit)}` : ''}
        </span>
      );
    }
    case 'items':
      return <ItemsValue definition={definition} items={value as Record<string, unknown>[]} />;
    default:
      return <Data>{String(value)}</Data>;
  }
}

function ItemsValue({ definition, items }: { definition: FieldDefinition; items: Record<string, unknown>[] }) {
  const { t } = useTranslation('facilities');
  const text = useText();
  if (items.length === 0) return <span>{t('none')}</span>;
  return (
    <ol style={{ margin: 0, paddingInlineStart: 20 }}>
      {items.map((item, index) => (
        <li key={index}>
          {definition.itemFields?.map((inner) => (
            <span key={inner.id} style={{ marginInlineEnd: 12, whiteSpace: 'nowrap' }}>
              <span style={{ color: 'rgba(0,0,0,0.55)' }}>{text(inner.label)} </span>
              <FieldValue
                field={{ path: inner.id, definition: inner, display: 'field' }}
                value={item[inner.id] ?? null}
              />
            </span>
          ))}
        </li>
      ))}
    </ol>
  );
}
