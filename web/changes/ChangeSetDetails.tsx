import { App, Button, Descriptions, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../server/registry/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { flatten } from '../facilities/body-changes.ts';
import { Differences } from '../facilities/Differences.tsx';
import { useFacilityDetail, usePermissions, useRegistryWrite } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Answer, Loading } from '../ui/states.tsx';
import { OpTag } from './Effects.tsx';
import { formatInstant } from './instants.ts';
import { PreviewView } from './PreviewView.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { StatusTag } from './StatusTag.tsx';
import { commitChangeSet, discardChangeSet, useChangeSet, useDraftPreview, type ChangeSetDetail } from './queries.ts';
import { fieldFinder } from './record-fields.ts';
import { UndoDialog } from './UndoDialog.tsx';

interface ChangeSetDetailsProps {
  id: string;
  onOpen(id: string): void;
}

/** One change set: who, when, why, what it holds, and what can be done with it. */
export function ChangeSetDetails({ id, onOpen }: ChangeSetDetailsProps) {
  const changeSet = useChangeSet(id);
  return (
    <Answer query={changeSet}>
      {(detail) => (
        <>
          <Facts changeSet={detail} onOpen={onOpen} />
          <Actions changeSet={detail} />
          {detail.status === 'draft' ? <DraftEffects id={id} /> : <RecordedChanges changeSet={detail} />}
        </>
      )}
    </Answer>
  );
}

function Facts({ changeSet, onOpen }: { changeSet: ChangeSetDetail; onOpen(id: string): void }) {
  const { t } = useTranslation('changes');
  const language = useLanguage();
  const { undoOf, committedAt } = changeSet;
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, md: 2 }}
      bordered
      items={[
        { key: 'title', label: t('colTitle'), span: 'filled' as const, children: <Data>{changeSet.title}</Data> },
        {
          key: 'reason',
          label: t('colReason'),
          span: 'filled' as const,
          children: changeSet.reason ? <Data>{changeSet.reason}</Data> : t('reasonNone'),
        },
        { key: 'author', label: t('colAuthor'), children: <Data>{changeSet.author}</Data> },
        { key: 'status', label: t('colStatus'), children: <StatusTag status={changeSet.status} /> },
        { key: 'created', label: t('colCreated'), children: formatInstant(changeSet.createdAt, language) },
        {
          key: 'committed',
          label: t('colCommitted'),
          children: committedAt === null ? '—' : formatInstant(committedAt, language),
        },
        { key: 'origin', label: t('colOrigin'), children: t(`origin_${changeSet.origin}`) },
        { key: 'count', label: t('colCount'), children: formatNumber(changeSet.changeCount, language) },
        ...(undoOf === null
          ? []
          : [
              {
                key: 'undoOf',
                label: t('undoOf'),
                span: 'filled' as const,
                children: (
                  <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(undoOf)}>
                    {t('open')}
                  </Button>
                ),
              },
            ]),
      ]}
    />
  );
}

function Actions({ changeSet }: { changeSet: ChangeSetDetail }) {
  const { t } = useTranslation('changes');
  const { modal, message } = App.useApp();
  const { mayWrite } = usePermissions();
  const [undoing, setUndoing] = useState(false);
  const commit = useRegistryWrite(commitChangeSet);
  const discard = useRegistryWrite(discardChangeSet);
  if (!mayWrite) return null;
  const confirmDiscard = () =>
    modal.confirm({
      title: t('discardTitle'),
      content: t('discardHelp'),
      okText: t('discard'),
      cancelText: t('cancel'),
      onOk: () => discard.mutateAsync(changeSet.id).then(() => void message.success(t('discarded'))),
    });
  return (
    <div style={{ margin: '12px 0' }}>
      {(commit.error ?? discard.error) && <ProblemAlert error={commit.error ?? discard.error} />}
      <Space>
        {changeSet.status === 'committed' && <Button onClick={() => setUndoing(true)}>{t('undo')}</Button>}
        {changeSet.status === 'draft' && (
          <>
            <Button
              type="primary"
              loading={commit.isPending}
              onClick={() => commit.mutate(changeSet.id, { onSuccess: () => void message.success(t('committed')) })}
            >
              {t('commit')}
            </Button>
            <Button danger loading={discard.isPending} onClick={confirmDiscard}>
              {t('discard')}
            </Button>
          </>
        )}
      </Space>
      {undoing && <UndoDialog changeSetId={changeSet.id} title={changeSet.title} onClose={() => setUndoing(false)} />}
    </div>
  );
}

function DraftEffects({ id }: { id: string }) {
  const preview = useDraftPreview(id);
  if (preview.isPending) return <Loading rows={4} />;
  if (preview.error) return <ProblemAlert error={preview.error} />;
  return <PreviewView preview={preview.data} />;
}

const shownChanges = 500;

function RecordedChanges({ changeSet }: { changeSet: ChangeSetDetail }) {
  const { t } = useTranslation('changes');
  const language = useLanguage();
  const shown = changeSet.changes.slice(0, shownChanges);
  return (
    <section>
      <h4 style={{ margin: '12px 0 8px' }}>{t('changesRecorded')}</h4>
      {shown.length < changeSet.changes.length && (
        <p>
          {t('changesShown', {
            shown: formatNumber(shown.length, language),
            total: formatNumber(changeSet.changes.length, language),
          })}
        </p>
      )}
      <Table<Change>
        size="small"
        rowKey={(change) => `${change.type}:${change.id}:${change.effectiveFrom}`}
        dataSource={shown}
        pagination={shown.length > 20 ? { pageSize: 20, size: 'small', showSizeChanger: false } : false}
        expandable={{
          defaultExpandAllRows: shown.length === 1,
          rowExpandable: (change) => change.op !== 'delete',
          expandedRowRender: (change) => (
            <Differences
              rows={[...flatten(change.fields)]
                .filter(([, value]) => change.op !== 'create' || value !== null)
                .map(([path, after]) => ({ path, before: undefined, after }))}
              find={fieldFinder(change.type)}
              afterOnly
            />
          ),
        }}
        columns={[
          { title: t('effectOp'), width: 80, render: (_, change) => <OpTag op={change.op} /> },
          { title: t('effectType'), width: 110, render: (_, change) => t(`type_${change.type}`) },
          { title: t('effectLabel'), render: (_, change) => <ChangeLabel change={change} /> },
          { title: t('effectFrom'), width: 120, dataIndex: 'effectiveFrom' },
        ]}
      />
    </section>
  );
}

function ChangeLabel({ change }: { change: Change }) {
  const { name } = change.fields;
  if (typeof name === 'string') return <Data>{name}</Data>;
  return change.type === 'facility' ? <FacilityName id={change.id} /> : <Data>{change.id}</Data>;
}

/** The name of a registered facility of which only the identifier is at hand. */
export function FacilityName({ id }: { id: string }) {
  const facility = useFacilityDetail(id, null);
  return <Data>{facility.data?.body.name ?? id}</Data>;
}
