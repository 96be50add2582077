import { Alert, Button, Form, Input, Modal, Radio, Select } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CoverageReport, FacilityEdit } from '../../server/coverage/contract.ts';
import type { ChangeInput, ChangeSetInput, ChangeSetSummary } from '../../server/registry/contract.ts';
import { api } from '../api/client.ts';
import { registryKey, useDivisionGeometry, useSession, type DivisionCollection } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { placeAt } from '../divisions/place-at.ts';
import { ChangeInputs } from '../facilities/FacilityForm.tsx';
import { fetchCurrent, usePermissions } from '../facilities/queries.ts';
import { today } from '../facilities/today.ts';
import { addChanges, createScenario, useScenarios } from '../scenarios/queries.ts';
import { Data } from '../ui/Data.tsx';
import { changesOf, type EditedRecord } from './edit-changes.ts';
import type { KnownFacilities } from './known-facilities.ts';
import { editedId, type Edits } from './trial.ts';

interface SaveDialogProps {
  report: CoverageReport;
  known: KnownFacilities;
  edits: Edits;
  onClose(): void;
}

type Added = Extract<FacilityEdit, { op: 'add' }>;
const isAdded = (edit: FacilityEdit): edit is Added => edit.op === 'add';

/** Where the trial goes: a draft that can be committed, or a scenario, an open one of one's own or a new one. */
type Target = 'changeSet' | 'scenario';

const newScenario = 'new';

interface Values {
  target: Target;
  scenarioId: string;
  title: string;
  effectiveFrom: string;
  reason: string;
  names: Record<string, string>;
}

/** A facility tried here has since been ended by someone else. */
class EndedError extends Error {}

async function currentRecords(edits: Edits): Promise<Map<string, EditedRecord>> {
  const ids = new Set(edits.filter((edit) => !isAdded(edit)).map(editedId));
  const records = await Promise.all([...ids].map(async (id) => [id, await fetchCurrent(id)] as const));
  return new Map(
    records.map(([id, record]) => {
      if (record === null) throw new EndedError(id);
      return [id, record];
    }),
  );
}

function SignInFirst({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('coverage');
  const [, change] = useView();
  const signedIn = Boolean(useSession().data?.user);
  return (
    <Modal open title={t('save.title.none')} onCancel={onClose} footer={null}>
      <Alert
        type="info"
        showIcon
        title={signedIn ? t('save.notEditor') : t('save.signIn')}
        action={
          !signedIn && (
            <Button size="small" type="primary" onClick={() => change({}, { pathname: '/login' })}>
              {t('save.toSignIn')}
            </Button>
          )
        }
      />
    </Modal>
  );
}

/** Saves a trial and gives the address at which it can be looked at. */
async function saved(
  { target, scenarioId, title, effectiveFrom, reason }: Values,
  changes: ChangeInput[],
): Promise<string> {
  if (target === 'changeSet') {
    const body: ChangeSetInput = { title, reason, origin: 'scenario', effectiveFrom, changes };
    const { id } = await api<ChangeSetSummary>('/api/v1/change-sets', {
      method: 'POST',
      body,
      idempotencyKey: newIdempotencyKey(),
    });
    return `/changes/${encodeURIComponent(id)}`;
  }
  const { id } =
    scenarioId === newScenario
      ? await createScenario({ name: title, note: reason, effectiveFrom, changes })
      : await addChanges({ id: scenarioId, changes });
  return `/scenarios/${encodeURIComponent(id)}`;
}

/** Whether the trial becomes a draft change set or part of a scenario, and of which. */
function TargetInputs() {
  const { t } = useTranslation('scenarios');
  const target = Form.useWatch<Target>('target');
  const open = (useScenarios().data?.items ?? []).filter(({ mine, status }) => mine && status === 'open');
  return (
    <>
      <Form.Item name="target" label={t('save.target')}>
        <Radio.Group
          optionType="button"
          options={[
            { value: 'changeSet', label: t('save.changeSet') },
            { value: 'scenario', label: t('save.scenario') },
          ]}
        />
      </Form.Item>
      {target === 'scenario' && (
        <Form.Item name="scenarioId" label={t('save.which')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: newScenario, label: t('save.newScenario') },
              ...open.map(({ id, name }) => ({ value: id, label: name, title: '' })),
            ]}
            optionRender={({ label, value }) => (value === newScenario ? label : <Data>{label}</Data>)}
            labelRender={({ label, value }) => (value === newScenario ? label : <Data>{label}</Data>)}
          />
        </Form.Item>
      )}
    </>
  );
}

/** Saves the edits as a draft change set or into a scenario; preview and commit are those of every change set. */
export function SaveDialog(props: SaveDialogProps) {
  const { t } = useTranslation('coverage');
  const { mayWrite } = usePermissions();
  const [{ asOf }] = useView();
  const townships = useDivisionGeometry('township', null).data;
  if (!mayWrite) return <SignInFirst onClose={props.onClose} />;
  // Changes are made against the records of today.
  if (asOf !== null)
    return (
      <Modal open title={t('save.title.none')} onCancel={props.onClose} footer={null}>
        <Alert type="info" showIcon title={t('save.pastDate')} />
      </Modal>
    );
  return townships ? <SaveForm {...props} townships={townships} /> : null;
}

function SaveForm({ report, known, edits, onClose, townships }: SaveDialogProps & { townships: DivisionCollection }) {
  const { t } = useTranslation(['coverage', 'facilities', 'scenarios']);
  const text = useText();
  const client = useQueryClient();
  const [, change] = useView();
  const [form] = Form.useForm<Values>();
  const into = Form.useWatch('target', form) ?? 'changeSet';
  const firstDay = useSession().data?.asOfDefault ?? today();
  const added = edits.filter(isAdded);
  const outside = added.filter((edit) => placeAt(edit.at.coordinates, townships) === null);

  const save = useMutation({
    mutationFn: async (values: Values) => {
      const { names, effectiveFrom } = values;
      const records = await currentRecords(edits);
      const places = new Map(
        added.map((edit) => [edit.id, { name: names[edit.id]!.trim(), ...placeAt(edit.at.coordinates, townships)! }]),
      );
      const changes = changesOf(edits, records, places, report.question.functions, effectiveFrom);
      return saved(values, changes);
    },
    onSuccess: async (pathname) => {
      await client.invalidateQueries({ queryKey: [registryKey] });
      change({}, { pathname });
    },
  });

  const names = [...new Set(edits.map(editedId))].map(
    (id) => known.get(id)?.name ?? text(facilityKind(known.get(id)?.kind ?? report.question.facilityKinds[0]!).label),
  );
  const title = t('save.defaultTitle', { names: names.slice(0, 3).join('、') });
  return (
    <Modal
      open
      title={t(`save.title.${into}`)}
      width={560}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={into === 'scenario' ? t('scenarios:save.into') : t('save.draft')}
      okButtonProps={{ loading: save.isPending, disabled: outside.length > 0 }}
      cancelText={t('facilities:cancel')}
      data-testid="save-dialog"
    >
      <p>
        {t(`save.help.${into}`)} {t('save.help.position')}
      </p>
      {outside.length > 0 && <Alert type="error" showIcon title={t('save.outside')} />}
      {save.error instanceof EndedError && <Alert type="error" showIcon title={t('save.ended')} />}
      {save.error && !(save.error instanceof EndedError) && <ProblemAlert error={save.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ target: 'changeSet', scenarioId: newScenario, title, effectiveFrom: firstDay, reason: '' }}
        onFinish={(values) => save.mutate(values)}
      >
        <TargetInputs />
        <Form.Item
          name="title"
          label={t('save.name')}
          rules={[
            { required: true, whitespace: true, message: t('facilities:requiredField', { field: t('save.name') }) },
          ]}
        >
          <Input maxLength={200} lang="zh-CN" />
        </Form.Item>
        {added.map((edit) => (
          <Form.Item
            key={edit.id}
            name={['names', edit.id]}
            label={t('save.nameOf', { kind: text(facilityKind(edit.kind).label) })}
            rules={[
              {
                required: true,
                whitespace: true,
                message: t('facilities:requiredField', { field: t('save.facilityName') }),
              },
            ]}
          >
            <Input maxLength={100} lang="zh-CN" />
          </Form.Item>
        ))}
        <ChangeInputs />
      </Form>
    </Modal>
  );
}
