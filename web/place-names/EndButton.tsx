import { App, Button, Form, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommitResult } from '../../server/registry/contract.ts';
import { useSession } from '../api/queries.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { ChangeInputs } from '../facilities/FacilityForm.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import { today } from '../facilities/today.ts';

/** Day and reason of an end. */
export interface EndValues {
  effectiveFrom: string;
  reason: string;
}

/** Ends a small record on a day, with a reason; its past stays. */
export function EndButton({
  title,
  label,
  end,
  onEnded,
}: {
  title: ReactNode;
  label: string;
  end(values: EndValues): Promise<CommitResult>;
  onEnded?(): void;
}) {
  const { t } = useTranslation('placeNames');
  const { message } = App.useApp();
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<EndValues>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const ending = useRegistryWrite(end);
  const submit = async (values: EndValues) => {
    try {
      await ending.mutateAsync(values);
      void message.success(t('form.saved'));
      setOpen(false);
      onEnded?.();
    } catch {
      // Shown from the mutation.
    }
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <Modal
          open
          title={title}
          onCancel={() => setOpen(false)}
          onOk={() => form.submit()}
          okText={t('form.save')}
          okButtonProps={{ danger: true, loading: ending.isPending }}
          cancelText={t('form.cancel')}
        >
          {ending.error && <ProblemAlert error={ending.error} />}
          <Form<EndValues>
            form={form}
            layout="vertical"
            initialValues={{ effectiveFrom: firstDay, reason: '' }}
            onFinish={(values) => void submit(values)}
          >
            <ChangeInputs />
          </Form>
        </Modal>
      )}
    </>
  );
}
