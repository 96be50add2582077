import { Alert, App, Button, Drawer, Form, Radio, Select, Space, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { blankLine, blankMarker } from '../../../server/boundary/contract.ts';
import type { PointGeometry } from '../../../server/divisions/contract.ts';
import type { Preview } from '../../../server/registry/contract.ts';
import { ProblemError } from '../../api/client.ts';
import { useSession } from '../../api/queries.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { PreviewView } from '../../changes/PreviewView.tsx';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { fieldFinder } from '../../changes/record-fields.ts';
import { TitledData } from '../../changes/TitledData.tsx';
import { reapply } from '../../facilities/body-changes.ts';
import { ChangeInputs } from '../../facilities/FacilityForm.tsx';
import { FieldInput } from '../../facilities/FieldInput.tsx';
import { FieldValue } from '../../facilities/FieldValue.tsx';
import { CoordinateInputs } from '../../facilities/PositionInput.tsx';
import { useRegistryWrite } from '../../facilities/queries.ts';
import type { RecordField } from '../../facilities/record-fields.ts';
import { StaleDialog } from '../../facilities/StaleDialog.tsx';
import { today } from '../../facilities/today.ts';
import { Data } from '../../ui/Data.tsx';
import { useBoundaryView } from '../boundary-view.ts';
import { changeOf, fetchRecord, previewRecord, saveRecord, useLines } from '../queries.ts';
import { lineFields, markerField, markerFields } from '../record-fields.ts';
import {
  formValues,
  isEmptyWrite,
  recordWrite,
  wantedBody,
  type RecordFormValues,
  type RecordWrite,
} from './form-values.ts';
import { CourseReader } from './CourseReader.tsx';
import type { CurrentRecord } from './current-record.ts';
import { ProposeButton } from './ProposeButton.tsx';
import { SideInputs } from './SideInputs.tsx';

type Body = Record<string, unknown>;
type RecordType = CurrentRecord['type'];

interface Base {
  id: string;
  version: number;
  body: Body;
}

type Stage = { name: 'form' } | { name: 'preview'; write: RecordWrite; preview: Preview };

const blankOf = (type: RecordType): Body =>
  type === 'boundaryLine' ? { ...blankLine, sides: [{}, {}] } : { ...blankMarker, lineIds: [], sides: [{}, {}] };

const isStale = (error: unknown) => error instanceof ProblemError && error.status === 412;

/** Makes or changes a line or a marker: fill in, see the effects, save. */
export default function RecordForm({
  type,
  record,
  onClose,
}: {
  type: RecordType;
  /** The record to change; null for a new one. */
  record: CurrentRecord | null;
  onClose(): void;
}) {
  const { t } = useTranslation('boundary');
  const { modal, message } = App.useApp();
  const [form] = Form.useForm<RecordFormValues>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [, change] = useBoundaryView();
  const [base, setBase] = useState<Base | null>(record && { ...record, body: record.body as Body });
  const [stage, setStage] = useState<Stage>({ name: 'form' });
  const [collision, setCollision] = useState<{ wanted: Body; current: Base | null } | null>(null);
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const save = useRegistryWrite(saveRecord);

  const allValues = () => form.getFieldsValue(true) as RecordFormValues;

  async function showPreview(from: Base | null) {
    save.reset();
    setRefusal(null);
    const write = recordWrite(type, from?.body ?? null, allValues());
    if (from && isEmptyWrite(write)) return void message.info(t('form.nothingChanged'));
    setAsking(true);
    try {
      setStage({ name: 'preview', write, preview: await previewRecord({ type, target: from, write }) });
    } catch (error) {
      setRefusal(error);
    } finally {
      setAsking(false);
    }
  }

  async function submit(write: RecordWrite) {
    try {
      const { preview } = await save.mutateAsync({ type, target: base, write });
      const [effect] = preview.effects;
      void message.success(t('form.saved'));
      onClose();
      if (effect?.op === 'create')
        change({ card: { type: type === 'boundaryLine' ? 'line' : 'marker', id: effect.id } });
    } catch (error) {
      if (base && isStale(error))
        setCollision({ wanted: wantedBody(type, allValues()), current: await fetchRecord(type, base.id) });
    }
  }

  function reapplyTo(current: Base) {
    const merged = reapply(base!.body, collision!.wanted, current.body);
    const { effectiveFrom, reason, position, positionMode } = allValues();
    form.setFieldsValue({ ...formValues(merged, false, effectiveFrom), reason, position, positionMode });
    setBase(current);
    setCollision(null);
    setStage({ name: 'form' });
    void showPreview(current);
  }

  function close() {
    if (!form.isFieldsTouched()) return onClose();
    modal.confirm({
      title: t('form.discardAsk'),
      okText: t('form.discard'),
      cancelText: t('form.keepEditing'),
      onOk: onClose,
    });
  }

  const isLine = type === 'boundaryLine';
  const title = record ? (
    <TitledData title={t('form.edit')} data={record.name} />
  ) : (
    t(isLine ? 'form.newLine' : 'form.newMarker')
  );
  return (
    <Drawer
      open
      title={title}
      size={760}
      onClose={close}
      mask={{ closable: false }}
      data-testid="boundary-form"
      footer={
        stage.name === 'form' ? (
          <Space>
            <Button type="primary" loading={asking} onClick={() => form.submit()}>
              {t('form.preview')}
            </Button>
            <Button onClick={close}>{t('form.cancel')}</Button>
          </Space>
        ) : (
          <Space>
            <Button
              type="primary"
              loading={save.isPending}
              disabled={!stage.preview.committable}
              onClick={() => void submit(stage.write)}
            >
              {t('form.save')}
            </Button>
            <Button onClick={() => setStage({ name: 'form' })}>{t('form.back')}</Button>
          </Space>
        )
      }
    >
      <div hidden={stage.name !== 'form'}>
        <Spin spinning={asking}>
          {refusal !== null && <ProblemAlert error={refusal} />}
          <Form<RecordFormValues>
            form={form}
            layout="vertical"
            initialValues={formValues(base?.body ?? blankOf(type), record === null, firstDay)}
            scrollToFirstError={{ focus: true }}
            onFinish={() => void showPreview(base)}
            onFinishFailed={() => void message.warning(t('form.correctFields'))}
          >
            {isLine ? (
              <LineInputs stored={base !== null && base.body.geometry !== null} />
            ) : (
              <MarkerInputs stored={(base?.body.position ?? null) as PointGeometry | null} />
            )}
            <Section title={t('form.change')}>
              <ChangeInputs />
            </Section>
          </Form>
        </Spin>
      </div>
      {stage.name === 'preview' && (
        <>
          {save.error && !isStale(save.error) && <ProblemAlert error={save.error} />}
          <ProposeButton
            error={save.error}
            title={`${t('form.edit')} ${record?.name ?? ''}`.trim()}
            reason={stage.write.reason}
            change={() => changeOf({ type, target: base, write: stage.write })}
            onProposed={onClose}
          />
          {!stage.preview.committable && <Alert type="error" showIcon title={t('form.blocked')} />}
          <PreviewView preview={stage.preview} />
        </>
      )}
      {collision && base && (
        <StaleDialog
          base={base}
          wanted={collision.wanted}
          current={collision.current}
          find={fieldFinder(type)}
          onReapply={reapplyTo}
          onDrop={onClose}
        />
      )}
    </Drawer>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="boundary-fieldset">
      <legend>{title}</legend>
      <div className="boundary-inputs">{children}</div>
    </fieldset>
  );
}

const Inputs = ({ fields }: { fields: readonly RecordField[] }) =>
  fields.map(({ path, definition }) => <FieldInput key={path} definition={definition} path={[path]} />);

function LineInputs({ stored }: { stored: boolean }) {
  const { t } = useTranslation('boundary');
  return (
    <>
      <Section title={t('form.identity')}>
        <Inputs fields={lineFields.identity} />
      </Section>
      <Section title={t('marker.sides')}>
        <SideInputs detailed={false} />
      </Section>
      <Section title={t('form.course')}>
        <CourseInput stored={stored} />
      </Section>
      <Section title={t('form.lists')}>
        <Inputs fields={lineFields.lists} />
      </Section>
      <Section title={t('form.provenance')}>
        <Inputs fields={lineFields.provenance} />
      </Section>
    </>
  );
}

/** The course of a line: as it is, read anew from a file, or not drawn. */
function CourseInput({ stored }: { stored: boolean }) {
  const { t } = useTranslation('boundary');
  const form = Form.useFormInstance();
  const mode = Form.useWatch<string>('geometryMode', form);
  return (
    <>
      <Form.Item name="geometryMode" className="boundary-wide">
        <Radio.Group
          aria-label={t('form.course')}
          options={[
            ...(stored ? [{ value: 'keep', label: t('form.courseKeep') }] : []),
            { value: 'enter', label: t('form.courseEnter') },
            { value: 'unknown', label: t('form.courseUnknown') },
          ]}
        />
      </Form.Item>
      {mode === 'enter' && (
        <Form.Item
          name="course"
          className="boundary-wide"
          extra={t('form.courseHelp')}
          rules={[{ required: true, message: t('form.courseRequired') }]}
        >
          <CourseReader />
        </Form.Item>
      )}
    </>
  );
}

function MarkerInputs({ stored }: { stored: PointGeometry | null }) {
  const { t } = useTranslation('boundary');
  return (
    <>
      <Section title={t('form.identity')}>
        <Inputs fields={markerFields.identity} />
        <LinesInput />
      </Section>
      <Section title={t('marker.sides')}>
        <SideInputs detailed />
      </Section>
      <Section title={t('marker.position')}>
        <PositionInput stored={stored} />
        <Inputs fields={markerFields.survey} />
      </Section>
      <Section title={t('marker.state')}>
        <Inputs fields={markerFields.state} />
      </Section>
      <Section title={t('form.references')}>
        <Inputs fields={markerFields.references} />
      </Section>
      <Section title={t('form.provenance')}>
        <Inputs fields={markerFields.provenance} />
      </Section>
    </>
  );
}

/** Lines that a marker stands on. */
function LinesInput() {
  const { t } = useTranslation('boundary');
  const lines = useLines(null).data?.items ?? [];
  return (
    <Form.Item
      name="lineIds"
      label={t('marker.lines')}
      className="boundary-wide"
      rules={[
        { required: true, type: 'array', min: 1, message: t('form.lineRequired') },
        { type: 'array', max: 3, message: t('form.linesMost') },
      ]}
    >
      <Select
        mode="multiple"
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('filter.line')}
        options={lines.map(({ id, name }) => ({ value: id, label: name, title: '' }))}
        optionRender={(option) => <Data>{option.label}</Data>}
        labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
      />
    </Form.Item>
  );
}

/** The position: keep it, enter coordinates in the system that their source names, or say that it is unknown. */
function PositionInput({ stored }: { stored: PointGeometry | null }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const form = Form.useFormInstance();
  const mode = Form.useWatch<string>('positionMode', form);
  return (
    <>
      <Form.Item name="positionMode" className="boundary-wide">
        <Radio.Group
          aria-label={t('marker.position')}
          options={[
            ...(stored ? [{ value: 'keep', label: t('form.positionKeep') }] : []),
            { value: 'enter', label: t('form.positionEnter') },
            { value: 'unknown', label: t('form.positionUnknown') },
          ]}
        />
      </Form.Item>
      {mode === 'keep' && stored && (
        <Form.Item className="boundary-wide" label={text(markerField('position')!.definition.label)}>
          <FieldValue field={markerField('position')!} value={stored} />
        </Form.Item>
      )}
      {mode === 'enter' && <CoordinateInputs />}
    </>
  );
}
