import { App, Button, Drawer, Form, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMutation } from '@tanstack/react-query';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { ScenarioChange, ScenarioDetail } from '../../server/scenarios/contract.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { TitledData } from '../changes/TitledData.tsx';
import { changedFields } from '../facilities/body-changes.ts';
import { RecordInputs } from '../facilities/FacilityForm.tsx';
import { enteredPosition, formValues, wantedBody, type FacilityFormValues } from '../facilities/form-values.ts';
import { previewWrite } from '../facilities/queries.ts';
import { build, edit, type Place, type Position } from './facility-changes.ts';

/** What the form starts from: a facility as the scenario leaves it, or one to be made. */
export type FacilityStart =
  | { name: 'edit'; id: string; body: FacilityBody }
  | { name: 'build'; kind: string | null; position: Position | null; place: Place | null };

function startValues(start: FacilityStart, day: string): FacilityFormValues {
  if (start.name === 'edit') return formValues(start.body, day);
  const blank: FacilityFormValues = { ...formValues(null, day), status: 'operating', statusSince: day };
  const { kind, position, place } = start;
  if (!position) return { ...blank, kind };
  const [x, y] = position;
  return { ...blank, ...place, kind, position: { crs: 'EPSG:4490', x, y } };
}

/**
 * The body that the form asks for, its position in the registry's system. A position given in another system is
 * converted, and one that cannot be refused, by the server, as when a facility is registered.
 */
async function bodyOf(values: FacilityFormValues): Promise<Record<string, unknown>> {
  const wanted = wantedBody(values);
  const position = enteredPosition(values);
  if (!position) return wanted;
  const { effects } = await previewWrite({
    target: null,
    name: values.name ?? '',
    fields: wanted,
    position,
    effectiveFrom: values.effectiveFrom,
    reason: '',
  });
  const { entrance, sourceCrs } = effects[0]!.after as unknown as FacilityBody;
  return { ...wanted, entrance, sourceCrs };
}

async function changeOf(start: FacilityStart, values: FacilityFormValues): Promise<ScenarioChange | null> {
  const body = await bodyOf(values);
  if (start.name === 'build') return build({ ...body, demo: false });
  const fields = changedFields(start.body, body);
  return Object.keys(fields).length === 0 ? null : edit(start.id, fields);
}

/** Makes or changes a facility within a scenario; nothing is registered. */
export function FacilityDrawer({
  scenario,
  start,
  onChange,
  onClose,
}: {
  scenario: ScenarioDetail;
  start: FacilityStart;
  /** Adds a change to the scenario. */
  onChange(change: ScenarioChange): Promise<unknown>;
  onClose(): void;
}) {
  const { t } = useTranslation(['scenarios', 'facilities']);
  const { message } = App.useApp();
  const [form] = Form.useForm<FacilityFormValues>();
  const add = useMutation({
    mutationFn: async () => {
      const change = await changeOf(start, form.getFieldsValue(true) as FacilityFormValues);
      if (change === null) void message.info(t('facility.nothingChanged'));
      else await onChange(change);
    },
    onSuccess: onClose,
  });
  const title =
    start.name === 'edit' ? (
      <TitledData title={t('facility.formEdit')} data={start.body.name} />
    ) : (
      t('facility.formNew')
    );
  return (
    <Drawer
      open
      title={title}
      size={760}
      onClose={onClose}
      mask={{ closable: false }}
      data-testid="scenario-facility-form"
      footer={
        <Space>
          <Button type="primary" loading={add.isPending} onClick={() => form.submit()}>
            {t('facility.toScenario')}
          </Button>
          <Button onClick={onClose}>{t('facilities:cancel')}</Button>
        </Space>
      }
    >
      {add.error && <ProblemAlert error={add.error} />}
      <Form<FacilityFormValues>
        form={form}
        layout="vertical"
        initialValues={startValues(start, scenario.effectiveFrom)}
        scrollToFirstError={{ focus: true }}
        onFinish={() => add.mutate()}
        onFinishFailed={() => void message.warning(t('facilities:correctFields'))}
      >
        <RecordInputs stored={start.name === 'edit' ? start.body.entrance : null} />
      </Form>
    </Drawer>
  );
}
