import { App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { useRegistryWrite } from '../../facilities/queries.ts';
import type { Side } from './MergeDialog.tsx';
import { distinguish } from './queries.ts';
import { SideOfPair } from './SideOfPair.tsx';

/** Records that two names are of two places, with the reason that it takes. */
export function DistinctDialog({ a, b, onClose }: { a: Side; b: Side; onClose(): void }) {
  const { t } = useTranslation('placeNames');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const write = useRegistryWrite(distinguish);

  async function submit({ reason }: { reason: string }) {
    try {
      await write.mutateAsync({ aId: a.id, bId: b.id, reason });
    } catch {
      // Shown from the mutation.
      return;
    }
    void message.success(t('duplicates.distinct.recorded'));
    onClose();
  }

  return (
    <Modal
      open
      title={t('duplicates.distinct.title')}
      okText={t('duplicates.distinct.confirm')}
      cancelText={t('duplicates.cancel')}
      okButtonProps={{ loading: write.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <SideOfPair side={a} onKeep={null} />
      <SideOfPair side={b} onKeep={null} />
      <p className="quiet">{t('duplicates.distinct.effect')}</p>
      <Form form={form} layout="vertical" onFinish={(values) => void submit(values)}>
        <Form.Item
          name="reason"
          label={t('duplicates.distinct.reason')}
          rules={[{ required: true, whitespace: true, message: t('duplicates.distinct.needReason') }]}
        >
          <Input maxLength={2000} />
        </Form.Item>
      </Form>
      {write.error && <ProblemAlert error={write.error} />}
    </Modal>
  );
}
