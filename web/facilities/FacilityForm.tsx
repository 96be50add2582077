import { Alert, App, Button, DatePicker, Drawer, Form, Input, Select, Space, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityGroups, facilityKind, facilityKinds } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { CommitResult, Preview } from '../../server/registry/contract.ts';
import { ProblemError } from '../api/client.ts';
import { useSession } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { TitledData } from '../changes/TitledData.tsx';
import { PreviewView } from '../changes/PreviewView.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { changedFields, reapply } from './body-changes.ts';
import { DivisionInputs } from './DivisionInputs.tsx';
import { FieldInput, isoDateValue, ThreeValues } from './FieldInput.tsx';
import { changedFormValues, enteredPosition, formValues, wantedBody, type FacilityFormValues } from './form-values.ts';
import { PositionInput } from './PositionInput.tsx';
import {
  fetchCurrent,
  previewWrite,
  saveFacility,
  useRegistryWrite,
  type CurrentFacility,
  type FacilityWrite,
} from './queries.ts';
import { recordGroups, type GroupId, type RecordGroup } from './record-fields.ts';
import { StaleDialog } from './StaleDialog.tsx';
import { today } from './today.ts';

interface FacilityFormProps {
  /** The record to change; `null` for a new facility. */
  record: CurrentFacility | null;
  onClose(): void;
  onSaved(result: CommitResult): void;
}

/** What is under way: filling in, or looking at the effects before saving. */
type Stage = { name: 'form' } | { name: 'preview'; write: FacilityWrite; preview: Preview };

/** A collision with someone else's change: their record, or `null` when they ended it. */
interface Collision {
  wanted: Record<string, unknown>;
  current: CurrentFacility | null;
}

/** Makes or changes a facility: fill in, see the effects on every indicator, save. */
export function FacilityForm({ record, onClose, onSaved }: FacilityFormProps) {
  const { t } = useTranslation('facilities');
  const { modal, message } = App.useApp();
  const [form] = Form.useForm<FacilityFormValues>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [base, setBase] = useState(record);
  const [stage, setStage] = useState<Stage>({ name: 'form' });
  const [collision, setCollision] = useState<Collision | null>(null);
  const preview = useRegistryPreview();
  const save = useRegistryWrite(saveFacility);

  const allValues = () => form.getFieldsValue(true) as FacilityFormValues;

  async function showPreview(from: CurrentFacility | null) {
    save.reset();
    const write = facilityWrite(from, allValues());
    if (from && isEmpty(write)) {
      void message.info(t('nothingChanged'));
      return;
    }
    const answer = await preview.run(write);
    if (answer) setStage({ name: 'preview', write, preview: answer });
  }

  async function submit(write: FacilityWrite) {
    try {
      const result = await save.mutateAsync(write);
      void message.success(t('saved', { name: write.name }));
      onSaved(result);
    } catch (error) {
      if (base && isStale(error))
        setCollision({ wanted: wantedBody(allValues()), current: await fetchCurrent(base.id) });
    }
  }

  function reapplyTo(current: CurrentFacility) {
    const merged = reapply(base!.body, collision!.wanted, current.body);
    form.setFieldsValue(changedFormValues(merged as FacilityBody));
    setBase(current);
    setCollision(null);
    setStage({ name: 'form' });
    void showPreview(current);
  }

  function close() {
    if (!form.isFieldsTouched()) return onClose();
    modal.confirm({
      title: t('discardEditing'),
      okText: t('discard'),
      cancelText: t('keepEditing'),
      onOk: onClose,
    });
  }

  const title = record ? <TitledData title={t('formEdit')} data={record.body.name} /> : t('formNew');
  return (
    <Drawer
      open
      title={title}
      size={760}
      onClose={close}
      mask={{ closable: false }}
      data-testid="facility-form"
      footer={
        stage.name === 'form' ? (
          <Space>
            <Button type="primary" loading={preview.pending} onClick={() => form.submit()}>
              {t('preview')}
            </Button>
            <Button onClick={close}>{t('cancel')}</Button>
          </Space>
        ) : (
          <Space>
            <Button
              type="primary"
              loading={save.isPending}
              disabled={!stage.preview.committable}
              onClick={() => void submit(stage.write)}
            >
              {t('save')}
            </Button>
            <Button onClick={() => setStage({ name: 'form' })}>{t('back')}</Button>
          </Space>
        )
      }
    >
      <div hidden={stage.name !== 'form'}>
        <Spin spinning={preview.pending} description={t('previewing')}>
          {preview.error !== null && <ProblemAlert error={preview.error} />}
          <Form<FacilityFormValues>
            form={form}
            layout="vertical"
            initialValues={formValues(record?.body ?? null, firstDay)}
            scrollToFirstError={{ focus: true }}
            onFinish={() => void showPreview(base)}
            onFinishFailed={() => void message.warning(t('correctFields'))}
          >
            <RecordInputs stored={base?.body.entrance ?? null}>
              <Section id="change">
                <ChangeInputs />
              </Section>
            </RecordInputs>
          </Form>
        </Spin>
      </div>
      {stage.name === 'preview' && (
        <>
          {save.error && !isStale(save.error) && <ProblemAlert error={save.error} />}
          {!stage.preview.committable && <Alert type="error" showIcon title={t('blocked')} />}
          <PreviewView preview={stage.preview} />
        </>
      )}
      {collision && base && (
        <StaleDialog
          base={base}
          wanted={collision.wanted}
          current={collision.current}
          onReapply={reapplyTo}
          onDrop={onClose}
        />
      )}
    </Drawer>
  );
}

const isStale = (error: unknown) => error instanceof ProblemError && error.status === 412;

const isEmpty = (write: FacilityWrite) => Object.keys(write.fields).length === 0 && write.position === null;

function facilityWrite(base: CurrentFacility | null, values: FacilityFormValues): FacilityWrite {
  const wanted = wantedBody(values);
  return {
    target: base && { id: base.id, version: base.version },
    name: values.name ?? '',
    fields: base ? changedFields(base.body, wanted) : wanted,
    position: enteredPosition(values),
    effectiveFrom: values.effectiveFrom,
    reason: values.reason.trim(),
  };
}

/** Asks for the effects of a write and keeps what went wrong. */
function useRegistryPreview() {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function run(write: FacilityWrite): Promise<Preview | null> {
    setPending(true);
    setError(null);
    try {
      return await previewWrite(write);
    } catch (failure) {
      setError(failure);
      return null;
    } finally {
      setPending(false);
    }
  }
  return { pending, error, run };
}

const columns = { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(210px, 1fr))', columnGap: 16 };

/** The inputs of a facility's record by their groups, and below them what a change to it needs beside. */
export function RecordInputs({ stored, children }: { stored: FacilityBody['entrance']; children?: ReactNode }) {
  const { t } = useTranslation('facilities');
  const form = Form.useFormInstance<FacilityFormValues>();
  const kind = Form.useWatch('kind', form);
  if (!kind) {
    return (
      <Section id="identity">
        <KindInput />
        <p style={{ alignSelf: 'end' }}>{t('chooseKind')}</p>
      </Section>
    );
  }
  return (
    <>
      {recordGroups(kind).map((group) => (
        <Section key={group.id} id={group.id}>
          <GroupInputs group={group} kind={kind} stored={stored} />
        </Section>
      ))}
      {children}
    </>
  );
}

function Section({ id, children }: { id: GroupId | 'change'; children: ReactNode }) {
  const { t } = useTranslation('facilities');
  return (
    <fieldset style={{ border: 0, padding: 0, margin: '0 0 8px', minWidth: 0 }}>
      <legend style={{ fontWeight: 600, fontSize: 14, padding: 0, marginBottom: 8 }}>{t(`group_${id}`)}</legend>
      <div style={columns}>{children}</div>
    </fieldset>
  );
}

/** Kinds by their group; changing the kind drops what the new kind does not have, as the preview shows. */
function KindInput() {
  const { t } = useTranslation('facilities');
  const text = useText();
  return (
    <Form.Item name="kind" label={t('kind')} rules={[{ required: true, message: t('chooseKind') }]}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('choose')}
        options={facilityGroups.map((group) => ({
          label: text(group.label),
          title: text(group.label),
          options: facilityKinds
            .filter((k) => k.group === group.id)
            .map((k) => ({ value: k.id, label: text(k.label) })),
        }))}
      />
    </Form.Item>
  );
}

function GroupInputs({ group, kind, stored }: { group: RecordGroup; kind: string; stored: FacilityBody['entrance'] }) {
  const text = useText();
  if (group.id === 'place') {
    return (
      <>
        <DivisionInputs />
        <PositionInput stored={stored} />
      </>
    );
  }
  if (group.id === 'functions') {
    return group.fields.map(({ path, definition }) => (
      <Form.Item key={path} name={path.split('.')} label={text(definition.label)}>
        <ThreeValues words="offer" />
      </Form.Item>
    ));
  }
  return group.fields.map(({ path, definition }) =>
    path === 'kind' ? (
      <KindInput key={path} />
    ) : (
      <FieldInput key={path} definition={definition} path={path.split('.')} orders={facilityKind(kind).orders} />
    ),
  );
}

/** From when the change holds, and why it is made. */
export function ChangeInputs() {
  const { t } = useTranslation('facilities');
  return (
    <>
      <Form.Item
        name="effectiveFrom"
        label={t('effectiveFrom')}
        extra={t('effectiveFromHelp')}
        rules={[{ required: true, message: t('requiredField', { field: t('effectiveFrom') }) }]}
        {...isoDateValue}
      >
        <DatePicker style={{ width: '100%' }} allowClear={false} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('reason')}
        style={{ gridColumn: '1 / -1' }}
        rules={[{ required: true, whitespace: true, message: t('requiredField', { field: t('reason') }) }]}
      >
        <Input.TextArea rows={2} maxLength={2000} placeholder={t('reasonPlaceholder')} />
      </Form.Item>
    </>
  );
}
