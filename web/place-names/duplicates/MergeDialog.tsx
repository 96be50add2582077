import { Alert, App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DuplicateList } from '../../../server/place-names/duplicates/contract.ts';
import { PreviewView } from '../../changes/PreviewView.tsx';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { useRegistryWrite } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { Answer } from '../../ui/states.tsx';
import { mergeNames, useMergePreview } from './queries.ts';

export type Side = DuplicateList['items'][number]['a'];

/** What merging two records would do, and the reason that it takes. */
export function MergeDialog({ survivor, merged, onClose }: { survivor: Side; merged: Side; onClose(): void }) {
  const { t } = useTranslation('placeNames');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const merge = {
    survivorId: survivor.id,
    survivorVersion: survivor.version,
    mergedId: merged.id,
    mergedVersion: merged.version,
  };
  const preview = useMergePreview(merge);
  const write = useRegistryWrite(mergeNames);
  const codeOf = ({ code }: Side) => code ?? t('duplicates.noCode');

  async function submit({ reason }: { reason: string }) {
    try {
      await write.mutateAsync({ ...merge, reason });
    } catch {
      // Shown from the mutation, beside the preview.
      return;
    }
    void message.success(t('duplicates.done'));
    onClose();
  }

  return (
    <Modal
      open
      width={820}
      title={t('duplicates.confirm')}
      okText={t('duplicates.merge')}
      cancelText={t('duplicates.cancel')}
      okButtonProps={{ disabled: !preview.data?.committable, loading: write.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>
        {t('duplicates.survivor')}
        <Data>{survivor.standardName}</Data> {codeOf(survivor)}
        <br />
        {t('duplicates.merged')}
        <Data>{merged.standardName}</Data> {codeOf(merged)}
      </p>
      <Form form={form} layout="vertical" onFinish={(values) => void submit(values)}>
        <Form.Item
          name="reason"
          label={t('duplicates.reason')}
          rules={[{ required: true, whitespace: true, message: t('duplicates.needReason') }]}
        >
          <Input maxLength={2000} />
        </Form.Item>
      </Form>
      {write.error && <ProblemAlert error={write.error} />}
      <Answer query={preview}>
        {(answer) => (
          <div data-testid="merge-preview">
            {!answer.committable && <Alert type="error" showIcon title={t('duplicates.blocked')} />}
            <PreviewView preview={answer} />
          </div>
        )}
      </Answer>
    </Modal>
  );
}
