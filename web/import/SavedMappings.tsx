import { App, Button, Checkbox, Input, Modal, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedMapping } from '../../server/exchange/contract.ts';
import { ProblemError } from '../api/client.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatInstant } from '../changes/instants.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { deleteMapping, renameMapping, saveMapping, useSavedMappings } from './queries.ts';

/** Ways to read files that were saved: to rename and to delete. Nothing is shown where there is none. */
export function SavedMappings() {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const saved = useSavedMappings();
  const { modal } = App.useApp();
  const [renamed, setRenamed] = useState<SavedMapping | null>(null);
  const remove = useRegistryWrite(deleteMapping);
  const items = saved.data?.items ?? [];
  if (items.length === 0) return null;
  const confirmRemoval = ({ id, name }: SavedMapping) =>
    modal.confirm({
      title: t('mappingDeleteTitle'),
      content: <Data>{name}</Data>,
      okText: t('mappingDelete'),
      cancelText: t('cancel'),
      onOk: () => remove.mutateAsync(id).catch(() => undefined),
    });
  return (
    <section style={{ marginBottom: 16 }}>
      <h2 style={{ fontSize: 15 }}>{t('savedMappings')}</h2>
      {remove.error && <ProblemAlert error={remove.error} />}
      <Table<SavedMapping>
        size="small"
        rowKey="id"
        data-testid="saved-mappings"
        dataSource={items}
        pagination={items.length > 10 ? { pageSize: 10, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: 700 }}
        columns={[
          { title: t('mappingName'), render: (_, { name }) => <Data>{name}</Data> },
          { title: t('when'), width: 150, render: (_, { savedAt }) => formatInstant(savedAt, language) },
          { title: t('who'), width: 120, render: (_, { authorName }) => <Data>{authorName}</Data> },
          {
            width: 200,
            render: (_, mapping) => (
              <Space>
                <Button size="small" onClick={() => setRenamed(mapping)}>
                  {t('mappingRename')}
                </Button>
                <Button size="small" danger onClick={() => confirmRemoval(mapping)}>
                  {t('mappingDelete')}
                </Button>
              </Space>
            ),
          },
        ]}
      />
      {renamed && <RenameDialog mapping={renamed} onClose={() => setRenamed(null)} />}
    </section>
  );
}

function RenameDialog({ mapping, onClose }: { mapping: SavedMapping; onClose(): void }) {
  const { t } = useTranslation('import');
  const [name, setName] = useState(mapping.name);
  const rename = useRegistryWrite(renameMapping);
  return (
    <Modal
      open
      title={t('mappingRename')}
      okText={t('mappingRename')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: name.trim() === '', loading: rename.isPending }}
      onOk={() => rename.mutate({ id: mapping.id, name }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      {rename.error && <ProblemAlert error={rename.error} />}
      <Input
        aria-label={t('mappingName')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </Modal>
  );
}

interface SaveMappingDialogProps {
  importId: string;
  /** Offered as the name. */
  suggestedName: string;
  onClose(): void;
}

/** Keeps under a name how a dry run read its file; a name that is taken is replaced only when that is asked for. */
export function SaveMappingDialog({ importId, suggestedName, onClose }: SaveMappingDialogProps) {
  const { t } = useTranslation('import');
  const { message } = App.useApp();
  const [name, setName] = useState(suggestedName);
  const [replace, setReplace] = useState(false);
  const save = useRegistryWrite(saveMapping);
  const isTaken = save.error instanceof ProblemError && save.error.problem.status === 409;
  const send = () =>
    save.mutate(
      { name, importId, replace },
      {
        onSuccess: () => {
          void message.success(t('mappingSaved'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={t('mappingSave')}
      okText={t('mappingSaveOk')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: name.trim() === '', loading: save.isPending }}
      onOk={send}
      onCancel={onClose}
    >
      {save.error && <ProblemAlert error={save.error} />}
      <p>{t('mappingSaveHelp')}</p>
      <Input
        aria-label={t('mappingName')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {isTaken && (
        <Checkbox style={{ marginTop: 8 }} checked={replace} onChange={(event) => setReplace(event.target.checked)}>
          {t('mappingReplace')}
        </Checkbox>
      )}
    </Modal>
  );
}
