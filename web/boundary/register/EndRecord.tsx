import { useQuery } from '@tanstack/react-query';
import { Alert, App, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { registryKey, useSession } from '../../api/queries.ts';
import { PreviewView } from '../../changes/PreviewView.tsx';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { TitledData } from '../../changes/TitledData.tsx';
import { ChangeInputs } from '../../facilities/FacilityForm.tsx';
import { previewChanges, useRegistryWrite } from '../../facilities/queries.ts';
import { today } from '../../facilities/today.ts';
import { Loading } from '../../ui/states.tsx';
import { endRecord } from '../queries.ts';
import { ProposeButton } from './ProposeButton.tsx';
import type { CurrentRecord } from './current-record.ts';

interface EndValues {
  effectiveFrom: string;
  reason: string;
}

/** Ends a line or marker on a day, after showing what that does. */
export default function EndRecord({ record, onClose }: { record: CurrentRecord; onClose(): void }) {
  const { t } = useTranslation('boundary');
  const { message } = App.useApp();
  const [form] = Form.useForm<EndValues>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [effectiveFrom, setEffectiveFrom] = useState(firstDay);
  const { type, id, version, name } = record;
  const preview = useQuery({
    queryKey: [registryKey, 'end', id, version, effectiveFrom],
    queryFn: () => previewChanges(name, effectiveFrom, '', [{ type, op: 'delete', id, baseVersion: version }]),
    retry: false,
  });
  const end = useRegistryWrite(endRecord);

  async function submit(values: EndValues) {
    await end.mutateAsync({ type, id, version, ...values });
    void message.success(t('form.ended', { name }));
    onClose();
  }

  return (
    <Modal
      open
      title={<TitledData title={t(type === 'boundaryLine' ? 'form.endLine' : 'form.endMarker')} data={name} />}
      width={820}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('form.endConfirm')}
      okButtonProps={{ danger: true, loading: end.isPending, disabled: !preview.data?.committable }}
      cancelText={t('form.cancel')}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      <Alert type="warning" showIcon title={t('form.endHelp')} style={{ marginBottom: 12 }} />
      {end.error && <ProblemAlert error={end.error} />}
      <ProposeButton
        error={end.error}
        title={`${t('form.end')} ${name}`}
        reason={form.getFieldValue('reason') as string}
        change={() => ({ type, op: 'delete', id, baseVersion: version, effectiveFrom })}
        onProposed={onClose}
      />
      <Form<EndValues>
        form={form}
        layout="vertical"
        initialValues={{ effectiveFrom: firstDay }}
        onValuesChange={(changed) => changed.effectiveFrom && setEffectiveFrom(changed.effectiveFrom)}
        onFinish={(values) => void submit(values).catch(() => undefined)}
      >
        <ChangeInputs />
      </Form>
      {preview.isPending && <Loading rows={4} />}
      {preview.error && <ProblemAlert error={preview.error} />}
      {preview.data && <PreviewView preview={preview.data} />}
    </Modal>
  );
}
