import { Input, Table } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IndicatorResult } from '../../server/indicators/contract.ts';
import type { DivisionCollection, DivisionProperties } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView, type Selection } from '../app/url-state.ts';
import type { Area } from '../map/layers/choropleth.ts';
import { Data } from '../ui/Data.tsx';
import { groupBy } from '../ui/group-by.ts';
import { formatRange } from '../ui/format.ts';
import { useSize } from '../ui/use-size.ts';

interface Row extends DivisionProperties {
  children?: Row[];
}

function tree(counties: DivisionCollection, townships: DivisionCollection | undefined, search: string): Row[] {
  const children = groupBy(
    (townships?.features ?? []).map((f) => f.properties),
    (township) => township.parentId,
  );
  return counties.features.flatMap(({ properties }) => {
    const all = children.get(properties.id) ?? [];
    if (properties.name.includes(search)) return [{ ...properties, children: all }];
    const found = all.filter((township) => township.name.includes(search));
    return found.length > 0 ? [{ ...properties, children: found }] : [];
  });
}

/** The map's divisions as a table: everything that can be clicked on the map can be reached here by keyboard. */
export function DivisionList({
  counties,
  townships,
  areas,
  indicator,
  onSelect,
}: {
  counties: DivisionCollection;
  townships: DivisionCollection | undefined;
  areas: ReadonlyMap<string, Area>;
  indicator: IndicatorResult | null;
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation('divisions');
  const language = useLanguage();
  const [{ selection }] = useView();
  const [search, setSearch] = useState('');
  const [container, size] = useSize<HTMLDivElement>();
  const rows = useMemo(() => tree(counties, townships, search.trim()), [counties, townships, search]);
  return (
    <div className="facility-filter">
      <div className="filter-controls">
        <Input.Search
          allowClear
          placeholder={t('search')}
          aria-label={t('search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div ref={container} className="fill">
        <Table<Row>
          key={search ? 'found' : 'all'}
          size="small"
          rowKey="id"
          dataSource={rows}
          pagination={false}
          scroll={{ y: Math.max(size.height - 34, 120) }}
          expandable={{ defaultExpandAllRows: search !== '', indentSize: 12 }}
          rowClassName={(row) => (selection?.id === row.id ? 'row-selected' : 'row-clickable')}
          onRow={(row) => ({ onClick: () => onSelect({ type: 'division', id: row.id }) })}
          columns={[
            {
              title: t('name'),
              dataIndex: 'name',
              render: (name: string, row) => (
                <button
                  type="button"
                  className="link"
                  onClick={(event) => {
                    event.stopPropagation();
                    onSelect({ type: 'division', id: row.id });
                  }}
                >
                  <Data>{name}</Data>
                </button>
              ),
            },
            {
              title: t('figure'),
              align: 'right',
              width: 130,
              render: (_, row) => {
                const area = areas.get(row.id);
                if (!area || !indicator) return null;
                return (
                  <span className="figure-cell">
                    {formatRange(area, indicator.unit, language) ?? '—'}
                    <i className={`verdict-dot verdict-dot-${area.verdict}`} />
                  </span>
                );
              },
            },
          ]}
        />
      </div>
    </div>
  );
}
