import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { useSession } from '../../api/queries.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { PreviewView } from '../../changes/PreviewView.tsx';
import { Answer } from '../../ui/states.tsx';
import { useCommitRegisterChanges, useRegisterChanges } from './queries.ts';

/** Steps at which the agreed records may change the register: repairs are done, the file is still open. */
const steps: ReadonlySet<string> = new Set(['report', 'filing', 'archive']);

/** Brings the register up to what both sides signed, after a look at what changes. */
export function RegisterUpdate({ file }: { file: CaseFile }) {
  const { t } = useTranslation('boundary');
  const [open, setOpen] = useState(false);
  if (!steps.has(file.step ?? '') || file.precision === 'rounded') return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('update.open')}</Button>
      {open && <UpdateDialog file={file} onClose={() => setOpen(false)} />}
    </>
  );
}

function UpdateDialog({ file, onClose }: { file: CaseFile; onClose(): void }) {
  const { t } = useTranslation('boundary');
  const { message } = App.useApp();
  const role = useSession().data?.user?.role;
  const changes = useRegisterChanges(file.id, file.entries);
  const commit = useCommitRegisterChanges();
  const count = changes.data?.changeSet.changes.length ?? 0;
  const mayCommit = role === 'approver' || role === 'administrator';
  async function update() {
    await commit.mutateAsync(file.id);
    void message.success(t('update.done', { count }));
    onClose();
  }
  return (
    <Modal
      open
      width={820}
      title={t('update.title')}
      okText={t('update.commit')}
      cancelText={t('form.cancel')}
      okButtonProps={{ disabled: !mayCommit || count === 0, loading: commit.isPending }}
      onOk={() => void update().catch(() => undefined)}
      onCancel={onClose}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      {commit.error && <ProblemAlert error={commit.error} />}
      {!mayCommit && <p className="quiet">{t('update.approvers')}</p>}
      <Answer query={changes}>
        {({ preview }) => (
          <div data-testid="register-update" data-changes={count}>
            <p>{t('update.counts', { count })}</p>
            {count > 0 && <PreviewView preview={preview} />}
          </div>
        )}
      </Answer>
    </Modal>
  );
}
