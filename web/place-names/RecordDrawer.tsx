import { Alert, App, Button, Drawer, Form, Space, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommitResult, Preview } from '../../server/registry/contract.ts';
import { useSession } from '../api/queries.ts';
import { PreviewView } from '../changes/PreviewView.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { changedFields } from '../facilities/body-changes.ts';
import { ChangeInputs } from '../facilities/FacilityForm.tsx';
import { FieldInput } from '../facilities/FieldInput.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import type { RecordField } from '../facilities/record-fields.ts';
import { today } from '../facilities/today.ts';

export type Body = Record<string, unknown>;

/** What saving would send. */
export interface RecordWrite {
  fields: Body;
  effectiveFrom: string;
  reason: string;
}

interface RecordDrawerProps<Write extends RecordWrite> {
  title: ReactNode;
  testId: string;
  fields: readonly RecordField[];
  /** The record as it stands; null = a new one. */
  base: Body | null;
  /** Values of a new record, and of inputs beside the fields. */
  initial: Body;
  /** Inputs before the fields. */
  children?: ReactNode;
  /** Adds what the other inputs say. */
  writeOf(write: RecordWrite, values: Body): Write;
  preview(write: Write): Promise<Preview>;
  save(write: Write): Promise<CommitResult>;
  onClose(saved: CommitResult | null): void;
}

const known = (value: unknown): unknown => (typeof value === 'string' ? value.trim() || null : (value ?? null));

/** Makes or changes a small record: fill in, see the effects, commit. */
export function RecordDrawer<Write extends RecordWrite>({
  title,
  testId,
  fields,
  base,
  initial,
  children,
  writeOf,
  preview,
  save,
  onClose,
}: RecordDrawerProps<Write>) {
  const { t } = useTranslation('placeNames');
  const { message } = App.useApp();
  const [form] = Form.useForm<Body>();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [shown, setShown] = useState<{ write: Write; preview: Preview } | null>(null);
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const saving = useRegistryWrite(save);

  async function showPreview() {
    saving.reset();
    setRefusal(null);
    const values = form.getFieldsValue(true) as Body;
    const wanted = Object.fromEntries(fields.map(({ path }) => [path, known(values[path])]));
    const plain: RecordWrite = {
      fields: base ? changedFields(base, wanted) : wanted,
      effectiveFrom: String(values.effectiveFrom),
      reason: String(values.reason ?? '').trim(),
    };
    const write = writeOf(plain, values);
    setAsking(true);
    try {
      setShown({ write, preview: await preview(write) });
    } catch (error) {
      setRefusal(error);
    } finally {
      setAsking(false);
    }
  }

  async function submit(write: Write) {
    try {
      const saved = await saving.mutateAsync(write);
      void message.success(t('form.saved'));
      onClose(saved);
    } catch {
      // Shown from the mutation, beside the preview.
    }
  }

  return (
    <Drawer
      open
      title={title}
      size={680}
      onClose={() => onClose(null)}
      mask={{ closable: false }}
      data-testid={testId}
      footer={
        <Space>
          {shown ? (
            <>
              <Button
                type="primary"
                loading={saving.isPending}
                disabled={!shown.preview.committable}
                onClick={() => void submit(shown.write)}
              >
                {t('form.save')}
              </Button>
              <Button onClick={() => setShown(null)}>{t('form.back')}</Button>
            </>
          ) : (
            <>
              <Button type="primary" loading={asking} onClick={() => form.submit()}>
                {t('form.preview')}
              </Button>
              <Button onClick={() => onClose(null)}>{t('form.cancel')}</Button>
            </>
          )}
        </Space>
      }
    >
      <div hidden={shown !== null}>
        <Spin spinning={asking}>
          {refusal !== null && <ProblemAlert error={refusal} />}
          <Form<Body>
            form={form}
            layout="vertical"
            initialValues={{ ...initial, ...base, effectiveFrom: firstDay, reason: '' }}
            scrollToFirstError={{ focus: true }}
            onFinish={() => void showPreview()}
            onFinishFailed={() => void message.warning(t('form.correct'))}
          >
            <div className="name-inputs">
              {children}
              {fields.map(({ path, definition }) => (
                <FieldInput key={path} definition={definition} path={[path]} />
              ))}
              <ChangeInputs />
            </div>
          </Form>
        </Spin>
      </div>
      {shown && (
        <>
          {saving.error && <ProblemAlert error={saving.error} />}
          {!shown.preview.committable && <Alert type="error" showIcon title={t('form.blocked')} />}
          <PreviewView preview={shown.preview} />
        </>
      )}
    </Drawer>
  );
}
