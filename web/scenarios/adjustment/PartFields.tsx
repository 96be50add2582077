import { Input, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { divisionTypes, type DivisionLevel, type DivisionTypeId } from '../../../gis-data/catalogue/index.ts';
import { useText } from '../../app/i18n/use-text.ts';
import type { DraftPart } from './draft.ts';

/** Name, code and type of a division that results. */
export function PartFields({
  part,
  level,
  keeps,
  label,
  onChange,
}: {
  part: DraftPart;
  level: DivisionLevel;
  /** Whether what is left empty stays as it is. */
  keeps: boolean;
  /** What tells these fields from those of another part. */
  label?: string;
  onChange: (part: DraftPart) => void;
}) {
  const { t } = useTranslation('adjustment');
  const text = useText();
  const named = (field: string) => (label ? `${label} ${field}` : field);
  const types = divisionTypes.filter((type) => type.level === level);
  return (
    <Space wrap>
      <Input
        aria-label={named(t('name'))}
        placeholder={keeps ? t('keepName') : t('name')}
        value={part.name}
        maxLength={60}
        style={{ width: 190 }}
        onChange={(event) => onChange({ ...part, name: event.target.value })}
      />
      <Input
        aria-label={named(t('code'))}
        placeholder={keeps ? t('keepCode') : t('code')}
        value={part.code}
        maxLength={12}
        style={{ width: 190 }}
        onChange={(event) => onChange({ ...part, code: event.target.value })}
      />
      <Select<DivisionTypeId>
        aria-label={named(t('type'))}
        placeholder={t('type')}
        allowClear
        value={part.type}
        style={{ width: 150 }}
        onChange={(type) => onChange({ ...part, type: type ?? null })}
        options={types.map(({ id, label: words }) => ({ value: id, label: text(words) }))}
      />
    </Space>
  );
}
