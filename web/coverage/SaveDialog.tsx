import { Alert, Button, Form, Input, Modal } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CoverageReport, FacilityEdit } from '../../server/coverage/contract.ts';
import type { ChangeSetInput, ChangeSetSummary } from '../../server/registry/contract.ts';
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

interface Values {
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
    <Modal open title={t('save.title')} onCancel={onClose} footer={null}>
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

/** Makes a draft change set of the edits; its preview and commit are those of every change set. */
export function SaveDialog(props: SaveDialogProps) {
  const { t } = useTranslation('coverage');
  const { mayWrite } = usePermissions();
  const [{ asOf }] = useView();
  const townships = useDivisionGeometry('township', null).data;
  if (!mayWrite) return <SignInFirst onClose={props.onClose} />;
  // Changes are made against the records of today.
  if (asOf !== null)
    return (
      <Modal open title={t('save.title')} onCancel={props.onClose} footer={null}>
        <Alert type="info" showIcon title={t('save.pastDate')} />
      </Modal>
    );
  return townships ? <SaveForm {...props} townships={townships} /> : null;
}

function SaveForm({ report, known, edits, onClose, townships }: SaveDialogProps & { townships: DivisionCollection }) {
  const { t } = useTranslation(['coverage', 'facilities']);
  const text = useText();
  const client = useQueryClient();
  const [, change] = useView();
  const [form] = Form.useForm<Values>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const added = edits.filter(isAdded);
  const outside = added.filter((edit) => placeAt(edit.at.coordinates, townships) === null);

  const save = useMutation({
    mutationFn: async ({ title, effectiveFrom, reason, names }: Values) => {
      const records = await currentRecords(edits);
      const places = new Map(
        added.map((edit) => [edit.id, { name: names[edit.id]!.trim(), ...placeAt(edit.at.coordinates, townships)! }]),
      );
      const changes = changesOf(edits, records, places, report.question.functions, effectiveFrom);
      const body: ChangeSetInput = { title, reason, origin: 'scenario', effectiveFrom, changes };
      return api<ChangeSetSummary>('/api/v1/change-sets', {
        method: 'POST',
        body,
        idempotencyKey: newIdempotencyKey(),
      });
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [registryKey, '/api/v1/change-sets'] });
      change({}, { pathname: `/changes/${encodeURIComponent(id)}` });
    },
  });

  const names = [...new Set(edits.map(editedId))].map(
    (id) => known.get(id)?.name ?? text(facilityKind(known.get(id)?.kind ?? report.question.facilityKinds[0]!).label),
  );
  const title = t('save.defaultTitle', { names: names.slice(0, 3).join('、') });
  return (
    <Modal
      open
      title={t('save.title')}
      width={560}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('save.draft')}
      okButtonProps={{ loading: save.isPending, disabled: outside.length > 0 }}
      cancelText={t('facilities:cancel')}
      data-testid="save-dialog"
    >
      <p>{t('save.help')}</p>
      {outside.length > 0 && <Alert type="error" showIcon title={t('save.outside')} />}
      {save.error instanceof EndedError && <Alert type="error" showIcon title={t('save.ended')} />}
      {save.error && !(save.error instanceof EndedError) && <ProblemAlert error={save.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ title, effectiveFrom: firstDay, reason: '' }}
        onFinish={(values) => save.mutate(values)}
      >
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
