import { Alert, App, Button, Drawer, Form, Input, Radio, Select, Space, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pinyinOrigins } from '../../gis-data/catalogue/index.ts';
import {
  blankPlaceName,
  type PinyinProposal,
  type PlaceNameBody,
  type PlaceNameDetail,
} from '../../server/place-names/contract.ts';
import type { Preview } from '../../server/registry/contract.ts';
import { ProblemError } from '../api/client.ts';
import { useSession } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { PreviewView } from '../changes/PreviewView.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { TitledData } from '../changes/TitledData.tsx';
import { DivisionInputs } from '../facilities/DivisionInputs.tsx';
import { ChangeInputs } from '../facilities/FacilityForm.tsx';
import { FieldInput } from '../facilities/FieldInput.tsx';
import { CoordinateInputs } from '../facilities/PositionInput.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import type { RecordField } from '../facilities/record-fields.ts';
import { today } from '../facilities/today.ts';
import { Data } from '../ui/Data.tsx';
import { formValues, isEmptyWrite, nameWrite, type NameFormValues, type NameWrite } from './form-values.ts';
import { useNameView } from './name-view.ts';
import { previewName, proposePinyin, saveName } from './queries.ts';
import { placeNameFields } from './record-fields.ts';

type Stage = { name: 'form' } | { name: 'preview'; write: NameWrite; preview: Preview };

/** The body within an answer about a record. */
function bodyOf(detail: PlaceNameDetail): PlaceNameBody {
  const { id: _i, version: _v, asOf: _a, county: _c, township: _t, timeline: _l, nameOnDay: _n, ...body } = detail;
  return body;
}

/** Makes or changes a place name: fill in, see the effects, commit. */
export default function NameForm({ record, onClose }: { record: PlaceNameDetail | null; onClose(): void }) {
  const { t } = useTranslation('placeNames');
  const { message } = App.useApp();
  const [form] = Form.useForm<NameFormValues>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [, change] = useNameView();
  const base = record && bodyOf(record);
  const target = record && { id: record.id, version: record.version! };
  const [stage, setStage] = useState<Stage>({ name: 'form' });
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const save = useRegistryWrite(saveName);

  async function showPreview() {
    save.reset();
    setRefusal(null);
    const write = nameWrite(base, form.getFieldsValue(true) as NameFormValues);
    if (base && isEmptyWrite(write)) return void message.info(t('form.nothingChanged'));
    setAsking(true);
    try {
      setStage({ name: 'preview', write, preview: await previewName({ target, write }) });
    } catch (error) {
      setRefusal(error);
    } finally {
      setAsking(false);
    }
  }

  async function submit(write: NameWrite) {
    try {
      const { preview } = await save.mutateAsync({ target, write });
      void message.success(t('form.saved'));
      onClose();
      const [effect] = preview.effects;
      if (effect?.op === 'create') change({ nameId: effect.id });
    } catch {
      // Shown from the mutation, beside the preview.
    }
  }

  const stale = save.error instanceof ProblemError && save.error.status === 412;
  return (
    <Drawer
      open
      title={record ? <TitledData title={t('form.edit')} data={record.standardName} /> : t('form.new')}
      size={760}
      onClose={onClose}
      mask={{ closable: false }}
      data-testid="name-form"
      footer={
        stage.name === 'form' ? (
          <Space>
            <Button type="primary" loading={asking} onClick={() => form.submit()}>
              {t('form.preview')}
            </Button>
            <Button onClick={onClose}>{t('form.cancel')}</Button>
          </Space>
        ) : (
          <Space>
            <Button
              type="primary"
              loading={save.isPending}
              disabled={!stage.preview.committable || stale}
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
          <Form<NameFormValues>
            form={form}
            layout="vertical"
            initialValues={formValues(base ?? blankPlaceName, record === null, firstDay)}
            scrollToFirstError={{ focus: true }}
            onFinish={() => void showPreview()}
            onFinishFailed={() => void message.warning(t('form.correct'))}
          >
            <NameSection title={t('form.names')}>
              <Inputs fields={placeNameFields.identity} />
            </NameSection>
            <NameSection title={t('form.pinyin')}>
              <PinyinInputs />
            </NameSection>
            <NameSection title={t('form.division')}>
              <DivisionInputs />
            </NameSection>
            <NameSection title={t('form.place')}>
              <PlaceInputs stored={base !== null && base.geometry !== null} />
            </NameSection>
            <NameSection title={t('form.meaning')}>
              <Inputs fields={placeNameFields.meaning} />
            </NameSection>
            <NameSection title={t('form.lists')}>
              <Inputs fields={placeNameFields.lists} />
            </NameSection>
            <NameSection title={t('form.provenance')}>
              <Inputs fields={placeNameFields.provenance} />
            </NameSection>
            <NameSection title={t('form.change')}>
              <ChangeInputs />
            </NameSection>
          </Form>
        </Spin>
      </div>
      {stage.name === 'preview' && (
        <>
          {stale ? (
            <Alert type="warning" showIcon title={t('form.stale')} />
          ) : (
            save.error && <ProblemAlert error={save.error} />
          )}
          {!stage.preview.committable && <Alert type="error" showIcon title={t('form.blocked')} />}
          <PreviewView preview={stage.preview} />
        </>
      )}
    </Drawer>
  );
}

/** Inputs that belong together, under a title. */
export function NameSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="name-fieldset">
      <legend>{title}</legend>
      <div className="name-inputs">{children}</div>
    </fieldset>
  );
}

const Inputs = ({ fields }: { fields: readonly RecordField[] }) =>
  fields.map(({ path, definition }) => <FieldInput key={path} definition={definition} path={[path]} />);

/** The pinyin: by rule on request, with what a person must look at; what is edited counts as reviewed. */
export function PinyinInputs() {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const { message } = App.useApp();
  const form = Form.useFormInstance<NameFormValues>();
  const [proposal, setProposal] = useState<PinyinProposal | null>(null);

  async function propose() {
    const { standardName, category } = form.getFieldsValue(true) as NameFormValues;
    if (!standardName || !category) return void message.info(t('form.needName'));
    const next = await proposePinyin(standardName, category);
    const { proper, generic, origin } = next.pinyin;
    form.setFieldsValue({ proper, generic, pinyinOrigin: origin });
    setProposal(next);
  }

  // A spelling of another language stays one when it is corrected.
  const reviewed = () => {
    if (form.getFieldValue('pinyinOrigin') === 'generated') form.setFieldsValue({ pinyinOrigin: 'reviewed' });
  };
  return (
    <>
      <Form.Item name="proper" label={t('form.proper')}>
        <Input maxLength={200} onChange={reviewed} />
      </Form.Item>
      <Form.Item name="generic" label={t('form.generic')}>
        <Input maxLength={200} onChange={reviewed} />
      </Form.Item>
      <Form.Item name="pinyinOrigin" label={t('field.pinyinOrigin')}>
        <Select options={pinyinOrigins.map(({ id, label }) => ({ value: id, label: text(label) }))} />
      </Form.Item>
      <div className="name-wide">
        <Button onClick={() => void propose()}>{t('form.propose')}</Button>
        {proposal && proposal.alternatives.length > 0 && (
          <p data-testid="polyphones">
            {t('form.polyphones')}{' '}
            {proposal.alternatives.map(({ character, readings }, i) => (
              <span key={i} className="name-polyphone">
                <Data>{`${character} ${readings.join(' / ')}`}</Data>
              </span>
            ))}
          </p>
        )}
        {proposal && proposal.reviewedElsewhere.length > 0 && (
          <p>
            {t('form.reviewed')}{' '}
            {proposal.reviewedElsewhere.map(({ id, name, pinyin }) => (
              <span key={id} className="name-polyphone">
                <Data>{`${name} ${pinyin}`}</Data>
              </span>
            ))}
          </p>
        )}
      </div>
    </>
  );
}

/** The place: keep it, enter the coordinates of a point in the system that their source names, or say it is unknown. */
export function PlaceInputs({ stored }: { stored: boolean }) {
  const { t } = useTranslation('placeNames');
  const form = Form.useFormInstance();
  const mode = Form.useWatch<string>('positionMode', form);
  return (
    <>
      <Form.Item name="positionMode" className="name-wide">
        <Radio.Group
          aria-label={t('form.place')}
          options={[
            ...(stored ? [{ value: 'keep', label: t('form.keep') }] : []),
            { value: 'enter', label: t('form.enter') },
            { value: 'unknown', label: t('form.unknown') },
          ]}
        />
      </Form.Item>
      {mode === 'enter' && <CoordinateInputs />}
    </>
  );
}
