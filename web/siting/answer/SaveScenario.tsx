import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { SitingPlan } from '../../../server/siting/contract.ts';
import type { ScenarioChange } from '../../../server/scenarios/contract.ts';
import { useView } from '../../app/url-state.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { addChanges, createScenario, useScenarios, useScenarioWrite } from '../../scenarios/queries.ts';
import { Data } from '../../ui/Data.tsx';

const newScenario = 'new';

interface Values {
  scenarioId: string;
  name: string;
  note: string;
}

/** The plan's changes as a scenario takes them: their day is the scenario's. */
export const scenarioChanges = ({ changes }: Pick<SitingPlan, 'changes'>): ScenarioChange[] =>
  changes.map(({ type, op, id, baseVersion, fields }) => ({ type, op, id, baseVersion, fields }));

const save = ({ values, plan, asOf }: { values: Values; plan: SitingPlan; asOf: string | null }) =>
  values.scenarioId === newScenario
    ? createScenario({
        name: values.name,
        note: values.note,
        changes: scenarioChanges(plan),
        ...(asOf === null ? {} : { effectiveFrom: asOf }),
      })
    : addChanges({ id: values.scenarioId, changes: scenarioChanges(plan) });

/** Keeps a plan as a scenario, a new one or one of one's own, and opens it. */
export function SaveScenario({
  plan,
  name,
  note,
  onClose,
}: {
  plan: SitingPlan;
  name: string;
  note: string;
  onClose(): void;
}) {
  const { t } = useTranslation(['siting', 'scenarios']);
  const [{ asOf }, change] = useView();
  const [form] = Form.useForm<Values>();
  const scenarioId = Form.useWatch('scenarioId', form);
  const open = (useScenarios().data?.items ?? []).filter(({ mine, status }) => mine && status === 'open');
  const write = useScenarioWrite(save);
  return (
    <Modal
      open
      title={t('save.title')}
      okText={t('save.save')}
      cancelText={t('scenarios:form.cancel')}
      okButtonProps={{ loading: write.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      data-testid="save-scenario"
    >
      <p>{t('save.help')}</p>
      {write.error && <ProblemAlert error={write.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ scenarioId: newScenario, name, note }}
        onFinish={(values) =>
          write.mutate(
            { values, plan, asOf },
            {
              onSuccess: ({ id }) =>
                change({ asOf: null, camera: null }, { pathname: `/scenarios/${encodeURIComponent(id)}` }),
            },
          )
        }
      >
        <Form.Item name="scenarioId" label={t('scenarios:save.which')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: newScenario, label: t('scenarios:save.newScenario') },
              ...open.map(({ id, name: label }) => ({ value: id, label, title: '' })),
            ]}
            optionRender={({ label, value }) => (value === newScenario ? label : <Data>{label}</Data>)}
            labelRender={({ label, value }) => (value === newScenario ? label : <Data>{label}</Data>)}
          />
        </Form.Item>
        {scenarioId === newScenario && (
          <>
            <Form.Item
              name="name"
              label={t('scenarios:form.name')}
              rules={[
                {
                  required: true,
                  whitespace: true,
                  message: t('scenarios:form.required', { field: t('scenarios:form.name') }),
                },
              ]}
            >
              <Input maxLength={200} lang="zh-CN" />
            </Form.Item>
            <Form.Item name="note" label={t('scenarios:form.note')}>
              <Input.TextArea rows={3} maxLength={2000} lang="zh-CN" />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
