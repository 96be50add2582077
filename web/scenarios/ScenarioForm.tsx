import { DatePicker, Form, Input, Modal, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ScenarioDetail, ScenarioSummary } from '../../server/scenarios/contract.ts';
import { useSession } from '../api/queries.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { isoDateValue } from '../facilities/FieldInput.tsx';
import { today } from '../facilities/today.ts';
import { createScenario, forkScenario, patchScenario, useScenarioWrite } from './queries.ts';

export type FormPurpose =
  { name: 'create' } | { name: 'edit'; scenario: ScenarioSummary } | { name: 'fork'; scenario: ScenarioSummary };

interface Values {
  name: string;
  note: string;
  shared: boolean;
  effectiveFrom: string;
}

function write({ purpose, values }: { purpose: FormPurpose; values: Values }): Promise<ScenarioDetail> {
  switch (purpose.name) {
    case 'create':
      return createScenario(values);
    case 'edit':
      return patchScenario({ id: purpose.scenario.id, version: purpose.scenario.version, patch: values });
    case 'fork':
      return forkScenario({ id: purpose.scenario.id, name: values.name });
  }
}

/** Name and settings of a scenario that is made, changed or forked. */
export function ScenarioForm({
  purpose,
  onClose,
  onDone,
}: {
  purpose: FormPurpose;
  onClose(): void;
  onDone(scenario: ScenarioDetail): void;
}) {
  const { t } = useTranslation('scenarios');
  const [form] = Form.useForm<Values>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const save = useScenarioWrite(write);
  const forking = purpose.name === 'fork';
  const texts = {
    create: { title: t('form.createTitle'), ok: t('form.create') },
    edit: { title: t('form.editTitle'), ok: t('form.save') },
    fork: { title: t('form.forkTitle'), ok: t('form.fork') },
  }[purpose.name];
  return (
    <Modal
      open
      title={texts.title}
      okText={texts.ok}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      data-testid="scenario-form"
    >
      {save.error && <ProblemAlert error={save.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initialValues(purpose, firstDay, (name) => t('form.copyOf', { name }))}
        onFinish={(values) => save.mutate({ purpose, values }, { onSuccess: onDone })}
      >
        <Form.Item
          name="name"
          label={t('form.name')}
          rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('form.name') }) }]}
        >
          <Input maxLength={200} lang="zh-CN" />
        </Form.Item>
        {!forking && (
          <>
            <Form.Item name="note" label={t('form.note')}>
              <Input.TextArea rows={2} maxLength={2000} lang="zh-CN" />
            </Form.Item>
            <Form.Item name="effectiveFrom" label={t('form.day')} extra={t('form.dayHelp')} {...isoDateValue}>
              <DatePicker style={{ width: '100%' }} allowClear={false} />
            </Form.Item>
            <Form.Item name="shared" label={t('form.shared')} layout="horizontal" valuePropName="checked">
              <Switch size="small" />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}

function initialValues(purpose: FormPurpose, firstDay: string, copyOf: (name: string) => string): Values {
  if (purpose.name === 'create') return { name: '', note: '', shared: false, effectiveFrom: firstDay };
  const { name, note, shared, effectiveFrom } = purpose.scenario;
  return { name: purpose.name === 'fork' ? copyOf(name) : name, note, shared, effectiveFrom };
}
