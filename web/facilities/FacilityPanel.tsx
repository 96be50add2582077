import { CloseOutlined, EditOutlined, EnvironmentOutlined, HistoryOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Descriptions, Space, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import { ProblemError } from '../api/client.ts';
import type { FacilityDetail } from '../../server/facilities/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { Data } from '../ui/Data.tsx';
import { formatDate } from '../ui/format.ts';
import { ErrorState, EmptyState, Loading } from '../ui/states.tsx';
import { flatten } from './body-changes.ts';
import { EndFacility } from './EndFacility.tsx';
import { FacilityForm } from './FacilityForm.tsx';
import { FieldValue } from './FieldValue.tsx';
import { HistoryDrawer } from './HistoryDrawer.tsx';
import { useFacilityDetail, usePermissions } from './queries.ts';
import { recordGroups } from './record-fields.ts';

interface FacilityPanelProps {
  facilityId: string;
  onClose(): void;
}

type Open = 'edit' | 'history' | 'end' | null;

/** A facility's record: every field of its kind, what is unknown said to be so, and what can be done with it. */
export default function FacilityPanel({ facilityId, onClose }: FacilityPanelProps) {
  const [{ asOf }] = useView();
  const record = useFacilityDetail(facilityId, asOf);
  const { t } = useTranslation('facilities');
  if (record.data) return <Record record={record.data} onClose={onClose} />;
  return (
    <div style={{ padding: 12 }}>
      <div style={{ textAlign: 'end' }}>
        <CloseButton onClose={onClose} />
      </div>
      {record.isPending && <Loading />}
      {record.isError &&
        (record.error instanceof ProblemError && record.error.status === 404 ? (
          <EmptyState text={t('noSuchFacility')} />
        ) : (
          <ErrorState error={record.error} onRetry={() => void record.refetch()} />
        ))}
    </div>
  );
}

function CloseButton({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('facilities');
  return <Button type="text" icon={<CloseOutlined />} aria-label={t('close')} onClick={onClose} />;
}

function Record({ record, onClose }: { record: FacilityDetail; onClose(): void }) {
  const [open, setOpen] = useState<Open>(null);
  const [{ asOf }] = useView();
  const { mayEdit } = usePermissions();
  // What is shown as of an earlier day may not be the version that a change would be made against.
  const { id, version, body } = record;
  const editable = version !== null && asOf === null && mayEdit(body) ? { id, version, body } : null;
  const shut = () => setOpen(null);
  return (
    <article
      data-testid="facility-panel"
      style={{ padding: 12, overflow: 'auto', height: '100%', boxSizing: 'border-box' }}
    >
      <Heading record={record} onClose={onClose} />
      <Actions record={record} editable={editable !== null} onOpen={setOpen} />
      <Groups record={record} />
      {open === 'edit' && editable && <FacilityForm record={editable} onClose={shut} onSaved={shut} />}
      {open === 'history' && <HistoryDrawer id={record.id} name={record.body.name} onClose={shut} />}
      {open === 'end' && editable && <EndFacility record={editable} onClose={shut} />}
    </article>
  );
}

function Heading({ record, onClose }: { record: FacilityDetail; onClose(): void }) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const language = useLanguage();
  return (
    <header>
      <div style={{ display: 'flex', alignItems: 'start', gap: 8 }}>
        <h2 style={{ margin: 0, fontSize: 17, flex: 1 }}>
          <Data>{record.body.name}</Data>
        </h2>
        <CloseButton onClose={onClose} />
      </div>
      <Space wrap size={6} style={{ margin: '4px 0 8px' }}>
        <Tag>{text(facilityKind(record.body.kind).label)}</Tag>
        {record.body.demo && <Tag color="gold">{t('demo')}</Tag>}
        {record.version !== null && <span>{t('versionNumber', { version: record.version })}</span>}
        <span>{t('shownAsOf', { date: formatDate(record.asOf, language) })}</span>
      </Space>
    </header>
  );
}

interface ActionsProps {
  record: FacilityDetail;
  editable: boolean;
  onOpen(what: Open): void;
}

function Actions({ record, editable, onOpen }: ActionsProps) {
  const { t } = useTranslation('facilities');
  return (
    <Space wrap style={{ marginBottom: 8 }}>
      {editable && (
        <Button type="primary" icon={<EditOutlined />} onClick={() => onOpen('edit')}>
          {t('edit')}
        </Button>
      )}
      <Button icon={<HistoryOutlined />} onClick={() => onOpen('history')}>
        {t('history')}
      </Button>
      <ShowOnMap record={record} />
      {editable && (
        <Button danger icon={<StopOutlined />} onClick={() => onOpen('end')}>
          {t('end')}
        </Button>
      )}
    </Space>
  );
}

function ShowOnMap({ record }: { record: FacilityDetail }) {
  const { t } = useTranslation('facilities');
  const [, change] = useView();
  const located = record.body.entrance !== null;
  const show = () => {
    const [longitude, latitude] = record.body.entrance!.coordinates;
    const camera = { zoom: 13, longitude, latitude };
    change({ selection: { type: 'facility', id: record.id }, camera }, { pathname: '/' });
  };
  return (
    <Tooltip title={located ? undefined : t('notLocated')}>
      <Button icon={<EnvironmentOutlined />} disabled={!located} onClick={show}>
        {t('showOnMap')}
      </Button>
    </Tooltip>
  );
}

function Groups({ record }: { record: FacilityDetail }) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const values = flatten(record.body);
  return recordGroups(record.body.kind).map((group) => (
    <Descriptions
      key={group.id}
      title={t(`group_${group.id}`)}
      size="small"
      column={1}
      bordered
      style={{ marginBottom: 12 }}
      styles={{
        header: { marginBottom: 4 },
        label: { width: '38%', padding: '5px 10px' },
        content: { padding: '5px 10px' },
      }}
      items={group.fields.map((field) => ({
        key: field.path,
        label: text(field.definition.label),
        children: (
          <span data-field={field.path}>
            <FieldValue field={field} value={values.get(field.path)} />
          </span>
        ),
      }))}
    />
  ));
}
