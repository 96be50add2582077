import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DivisionItem } from '../../api/queries.ts';
import { Data } from '../../ui/Data.tsx';

/** Chooses one or several divisions by name; each is shown with the division that it lies in. */
export function DivisionPicker({
  label,
  items,
  parents,
  value,
  many,
  loading,
  onChange,
}: {
  label: string;
  items: readonly DivisionItem[];
  parents: ReadonlyMap<string, string>;
  value: readonly string[];
  many: boolean;
  loading: boolean;
  onChange: (ids: string[]) => void;
}) {
  const { t } = useTranslation('adjustment');
  const options = items.map(({ id, name, parentId }) => {
    const parent = parentId === null ? undefined : parents.get(parentId);
    return { value: id, label: parent ? `${name}(${parent})` : name, title: '' };
  });
  return (
    <Select<string[] | string>
      aria-label={label}
      {...(many ? { mode: 'multiple' as const } : {})}
      allowClear
      loading={loading}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('choose')}
      value={many ? [...value] : value[0]}
      onChange={(next?: string[] | string) => onChange(next === undefined ? [] : [next].flat())}
      options={options}
      optionRender={(option) => <Data>{option.label}</Data>}
      labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
      style={{ width: '100%' }}
    />
  );
}
