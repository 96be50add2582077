import { useQuery } from '@tanstack/react-query';
import { TitledData } from '../changes/TitledData.tsx';
import { Alert, App, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { registryKey, useSession } from '../api/queries.ts';
import { PreviewView } from '../changes/PreviewView.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Loading } from '../ui/states.tsx';
import { ChangeInputs } from './FacilityForm.tsx';
import { endFacility, previewChanges, useRegistryWrite, type CurrentFacility } from './queries.ts';
import { today } from './today.ts';

interface EndValues {
  effectiveFrom: string;
  reason: string;
}

/** Ends a facility on a day, after showing what that does to every indicator. */
export function EndFacility({ record, onClose }: { record: CurrentFacility; onClose(): void }) {
  const { t } = useTranslation('facilities');
  const { message } = App.useApp();
  const [form] = Form.useForm<EndValues>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [effectiveFrom, setEffectiveFrom] = useState(firstDay);
  const preview = useQuery({
    queryKey: [registryKey, 'end', record.id, record.version, effectiveFrom],
    queryFn: () =>
      previewChanges(record.body.name, effectiveFrom, '', [
        { type: 'facility', op: 'delete', id: record.id, baseVersion: record.version },
      ]),
  });
  const end = useRegistryWrite(endFacility);

  async function submit(values: EndValues) {
    await end.mutateAsync({ id: record.id, version: record.version, ...values });
    void message.success(t('ended', { name: record.body.name }));
    onClose();
  }

  return (
    <Modal
      open
      title={<TitledData title={t('endTitle')} data={record.body.name} />}
      width={820}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('endConfirm')}
      okButtonProps={{ danger: true, loading: end.isPending, disabled: !preview.data?.committable }}
      cancelText={t('cancel')}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      <Alert type="warning" showIcon title={t('endHelp')} style={{ marginBottom: 12 }} />
      {end.error && <ProblemAlert error={end.error} />}
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
