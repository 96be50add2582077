import { DownloadOutlined, EditOutlined, HistoryOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Dropdown, Space } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldFinder } from '../../changes/record-fields.ts';
import { RecordHistory } from '../../facilities/HistoryDrawer.tsx';
import { usePermissions } from '../../facilities/queries.ts';
import { useAsOf } from '../../facilities/use-as-of.ts';
import { useBoundaryHistory, type BoundaryRecord } from '../queries.ts';
import type { CurrentRecord } from './current-record.ts';

const RecordForm = lazy(() => import('./RecordForm.tsx'));
const EndRecord = lazy(() => import('./EndRecord.tsx'));

type Open = 'edit' | 'history' | 'end' | null;

/** What can be done with a record: change, look back, end it, take its card away. */
export function RecordActions({
  record,
  cardHref,
}: {
  record: BoundaryRecord & { id: string; version: number | null; name: string };
  cardHref(format: 'docx' | 'pdf'): string;
}) {
  const { t } = useTranslation('boundary');
  const asOf = useAsOf();
  const { mayWrite } = usePermissions();
  const [open, setOpen] = useState<Open>(null);
  const shut = () => setOpen(null);
  // What is shown as of an earlier day may not be the version that a change would be made against.
  const current = mayWrite && asOf === null && record.version !== null ? (record as CurrentRecord) : null;
  return (
    <Space wrap size={6} className="boundary-actions">
      {current && (
        <Button type="primary" icon={<EditOutlined />} onClick={() => setOpen('edit')}>
          {t('form.edit')}
        </Button>
      )}
      <Button icon={<HistoryOutlined />} onClick={() => setOpen('history')}>
        {t('history')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: (['docx', 'pdf'] as const).map((format) => ({
            key: format,
            label: (
              <a href={cardHref(format)} download>
                {t(`download.${format}`)}
              </a>
            ),
          })),
        }}
      >
        <Button icon={<DownloadOutlined />}>
          {t(record.type === 'boundaryLine' ? 'download.cards' : 'download.card')}
        </Button>
      </Dropdown>
      {current && (
        <Button danger icon={<StopOutlined />} onClick={() => setOpen('end')}>
          {t('form.end')}
        </Button>
      )}
      {open === 'history' && <History record={record} onClose={shut} />}
      {open === 'edit' && current && (
        <Suspense fallback={null}>
          <RecordForm type={current.type} record={current} onClose={shut} />
        </Suspense>
      )}
      {open === 'end' && current && (
        <Suspense fallback={null}>
          <EndRecord record={current} onClose={shut} />
        </Suspense>
      )}
    </Space>
  );
}

function History({ record, onClose }: { record: BoundaryRecord & { id: string; name: string }; onClose(): void }) {
  const history = useBoundaryHistory(record.type === 'boundaryLine' ? 'line' : 'marker', record.id);
  return <RecordHistory name={record.name} history={history} find={fieldFinder(record.type)} onClose={onClose} />;
}
