import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useAsOf } from '../../facilities/use-as-of.ts';
import { usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { registerLists, useBoundaryView, type OpenCard } from '../boundary-view.ts';
import { StateSign } from '../map/BoundaryLegend.tsx';
import { downloads } from '../queries.ts';
import { statesAndUnknown } from '../words.ts';
import { LineTable } from './LineTable.tsx';
import { MarkerTable } from './MarkerTable.tsx';

/** Lines or markers with their filters and what can be taken away. */
export function RegisterList({
  lines,
  allLines,
  markers,
  total,
  onOpen,
  onCreate,
}: {
  lines: readonly BoundaryLineItem[];
  allLines: readonly BoundaryLineItem[];
  markers: readonly BoundaryMarkerItem[];
  total: number;
  onOpen(card: OpenCard): void;
  onCreate(type: 'boundaryLine' | 'boundaryMarker'): void;
}) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const [{ list }, change] = useBoundaryView();
  const { mayWrite } = usePermissions();
  const asOf = useAsOf();
  const [shown, of] = list === 'lines' ? [lines.length, allLines.length] : [markers.length, total];
  return (
    <div className="boundary-left">
      <div className="boundary-head">
        <Segmented<typeof list>
          aria-label={t('list.label')}
          value={list}
          onChange={(next) => change({ list: next })}
          options={registerLists.map((value) => ({ value, label: t(`list.${value}`) }))}
        />
        <span className="quiet" data-testid="register-count" data-shown={shown} data-total={of}>
          {t('list.count', { shown: formatNumber(shown, language), total: formatNumber(of, language) })}
        </span>
        <Space size={4} className="boundary-head-end">
          <Button size="small" icon={<DownloadOutlined />} href={downloads.tables} download>
            {t('download.table')}
          </Button>
          {mayWrite && asOf === null && (
            <Button
              size="small"
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => onCreate(list === 'lines' ? 'boundaryLine' : 'boundaryMarker')}
            >
              {t(list === 'lines' ? 'form.newLine' : 'form.newMarker')}
            </Button>
          )}
        </Space>
      </div>
      <Filters lines={allLines} />
      {list === 'lines' ? (
        <LineTable lines={lines} onOpen={onOpen} />
      ) : (
        <MarkerTable markers={markers} lines={allLines} onOpen={onOpen} />
      )}
    </div>
  );
}

function Filters({ lines }: { lines: readonly BoundaryLineItem[] }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const [{ lineId, states, side, search }, change] = useBoundaryView();
  return (
    <div className="boundary-filters" role="search">
      <Select
        size="small"
        allowClear
        showSearch={{ optionFilterProp: 'title' }}
        aria-label={t('filter.line')}
        placeholder={t('filter.line')}
        value={lineId}
        onChange={(id: string | undefined) => change({ lineId: id ?? null })}
        options={lines.map(({ id, name }) => ({ value: id, title: name, label: <Data>{name}</Data> }))}
      />
      <Select
        size="small"
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        aria-label={t('filter.state')}
        placeholder={t('filter.state')}
        value={[...states]}
        onChange={(next: string[]) => change({ states: next })}
        options={statesAndUnknown.map(({ id, label }) => ({
          value: id,
          label: (
            <span>
              <StateSign state={id} /> {text(label)}
            </span>
          ),
        }))}
      />
      <Input
        size="small"
        allowClear
        aria-label={t('filter.side')}
        placeholder={t('filter.side')}
        value={side}
        onChange={(event) => change({ side: event.target.value })}
      />
      <Input
        size="small"
        allowClear
        aria-label={t('filter.search')}
        placeholder={t('filter.search')}
        value={search}
        onChange={(event) => change({ search: event.target.value })}
      />
    </div>
  );
}
