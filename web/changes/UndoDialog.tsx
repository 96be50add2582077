import { App, Form, Input, Modal } from 'antd';
import { TitledData } from './TitledData.tsx';
import { useTranslation } from 'react-i18next';
import { useRegistryWrite } from '../facilities/queries.ts';
import { Loading } from '../ui/states.tsx';
import { PreviewView } from './PreviewView.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { undoChangeSet, useUndoPreview } from './queries.ts';

interface UndoDialogProps {
  changeSetId: string;
  title: string;
  onClose(): void;
  onUndone?(): void;
}

/** Undoes a committed change set, with a reason and after showing what that does. */
export function UndoDialog({ changeSetId, title, onClose, onUndone }: UndoDialogProps) {
  const { t } = useTranslation('changes');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const undo = useRegistryWrite(undoChangeSet);
  const preview = useUndoPreview(changeSetId, undo.isPending || undo.isSuccess);

  async function submit({ reason }: { reason: string }) {
    await undo.mutateAsync({ id: changeSetId, reason });
    void message.success(t('undone'));
    onUndone?.();
    onClose();
  }

  return (
    <Modal
      open
      title={<TitledData title={t('undoTitle')} data={title} />}
      width={820}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('undoConfirm')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, loading: undo.isPending, disabled: !preview.data?.committable }}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
      data-testid="undo-dialog"
    >
      <p>{t('undoHelp')}</p>
      {undo.error && <ProblemAlert error={undo.error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void submit(values).catch(() => undefined)}>
        <Form.Item
          name="reason"
          label={t('undoReason')}
          rules={[{ required: true, whitespace: true, message: t('undoReasonRequired') }]}
        >
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
      {preview.isPending && <Loading rows={4} />}
      {preview.error && <ProblemAlert error={preview.error} />}
      {preview.data && <PreviewView preview={preview.data} />}
    </Modal>
  );
}
