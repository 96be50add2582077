import { Button, Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  facilityFields,
  facilityGroups,
  facilityKinds,
  facilityStatuses,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { useDivisions } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { DivisionSelect } from './DivisionInputs.tsx';
import { useChildDivisions, type FacilityFilter } from './queries.ts';
import { recordField } from './record-fields.ts';
import { useAsOf } from './use-as-of.ts';

interface ListFiltersProps {
  filter: FacilityFilter;
  onChange(patch: Partial<Record<keyof FacilityFilter, string | null>>): void;
}

const split = (value: string | undefined) => (value ? value.split(',') : []);

/** Fields whose gaps are worth looking for, whatever the kind. */
const structuralUnknowns = ['entrance', 'status', 'townshipId', 'asOfDate'];

/** Fields by which to look for gaps: structural ones, functions, and those of the kinds chosen. */
function unknownOptions(kinds: readonly string[], text: (t: Text) => string, anyFunction: string) {
  const attributes = new Map(
    (kinds.length > 0 ? kinds : facilityKinds.map((k) => k.id))
      .flatMap((kind) => [...facilityFields(kind)])
      .map((field) => [`attributes.${field.id}`, text(field.label)]),
  );
  return [
    ...structuralUnknowns.map((path) => ({ value: path, label: text(recordField(path)!.definition.label) })),
    { value: 'functions', label: anyFunction },
    ...[...attributes].map(([value, label]) => ({ value, label })),
  ];
}

/** Filters of the facility list. */
export function ListFilters({ filter, onChange }: ListFiltersProps) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const counties = useDivisions('county', useAsOf());
  const townships = useChildDivisions('township', filter.countyId);
  const kinds = split(filter.kind);
  const any = Object.entries(filter).some(([key, value]) => key !== 'sort' && value);
  return (
    <Space wrap size={8} style={{ marginBottom: 8 }} role="search" aria-label={t('title')}>
      <SearchBox value={filter.q ?? ''} onChange={(q) => onChange({ q })} />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={1}
        style={{ width: 200 }}
        aria-label={t('kind')}
        placeholder={t('kind')}
        showSearch={{ optionFilterProp: 'label' }}
        value={kinds}
        onChange={(values: string[]) => onChange({ kind: values.join(','), unknown: null })}
        options={facilityGroups.map((group) => ({
          label: text(group.label),
          title: text(group.label),
          options: facilityKinds
            .filter((k) => k.group === group.id)
            .map((k) => ({ value: k.id, label: text(k.label) })),
        }))}
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={1}
        style={{ width: 150 }}
        aria-label={t('status')}
        placeholder={t('status')}
        value={split(filter.status)}
        onChange={(values: string[]) => onChange({ status: values.join(',') })}
        options={[
          ...facilityStatuses.map((s) => ({ value: s.id, label: text(s.label) })),
          { value: 'unknown', label: t('statusUnknown') },
        ]}
      />
      <DivisionSelect
        label={t('county')}
        placeholder={t('county')}
        items={counties.data?.items}
        loading={counties.isPending}
        value={filter.countyId}
        onChange={(id) => onChange({ countyId: id, townshipId: null })}
      />
      <DivisionSelect
        label={t('township')}
        placeholder={t('township')}
        items={filter.countyId ? townships.data?.items : []}
        loading={townships.isFetching}
        disabled={!filter.countyId}
        value={filter.townshipId}
        onChange={(id) => onChange({ townshipId: id })}
      />
      <Select
        allowClear
        style={{ width: 190 }}
        aria-label={t('unknownIn')}
        placeholder={t('unknownIn')}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.unknown}
        onChange={(value: string | undefined) => onChange({ unknown: value ?? null })}
        options={unknownOptions(kinds, text, t('unknownFunctions'))}
      />
      {any && (
        <Button
          onClick={() =>
            onChange({ q: null, kind: null, status: null, countyId: null, townshipId: null, unknown: null })
          }
        >
          {t('clearFilters')}
        </Button>
      )}
    </Space>
  );
}

const settleMilliseconds = 300;

/** Text search that asks once typing pauses. */
function SearchBox({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { t } = useTranslation('facilities');
  const [typed, setTyped] = useState(value);
  const [shownFor, setShownFor] = useState(value);
  if (shownFor !== value) {
    setShownFor(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input.Search
      allowClear
      style={{ width: 200 }}
      aria-label={t('search')}
      placeholder={t('search')}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(q) => onChange(q.trim())}
    />
  );
}
