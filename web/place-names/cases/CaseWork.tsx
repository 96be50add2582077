import { App, Alert, Button, DatePicker, Form, Input, Modal, Select, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { namingSteps, type NamingStep } from '../../../gis-data/catalogue/index.ts';
import type { CaseEntryContent, NamingCaseFile } from '../../../server/naming-cases/contract.ts';
import type { NamingFinding } from '../../../server/place-names/naming/contract.ts';
import type { Session } from '../../api/queries.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { PreviewView } from '../../changes/PreviewView.tsx';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { isoDateValue } from '../../facilities/FieldInput.tsx';
import { today } from '../../facilities/today.ts';
import { Answer } from '../../ui/states.tsx';
import { FindingItem } from '../rules/Findings.tsx';
import { Due, MissingDocuments } from './CaseBoard.tsx';
import { useAppend, useEnterRegister, useRegisterPreview } from './queries.ts';
import { mayRefuse, mayWithdraw, stepOf, working } from './rights.ts';

interface WorkProps {
  file: NamingCaseFile;
  user: NonNullable<Session['user']>;
}

type Action = 'finish' | 'return' | 'refuse' | 'withdraw' | 'register';

/** The step at work and what the account may do with it; what it may not do says why. */
export function CaseWork({ file, user }: WorkProps) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const [{ asOf }] = useView();
  const [action, setAction] = useState<Action | null>(null);
  const { step } = file;
  if (step === null) {
    const last = file.file.at(-1)!.content;
    return (
      <section className="naming-case-work" data-testid="case-work">
        <h2>{t('work.ended')}</h2>
        {(last.kind === 'refused' || last.kind === 'withdrawn') && <p data-content="data">{last.reason}</p>}
        <p className="quiet">{t('work.endedHelp')}</p>
      </section>
    );
  }
  const label = text(stepOf(step).label);
  const { finish, giveBack } = working(user, file, asOf);
  const refusals = [...new Set([finish, giveBack])].filter((each) => each !== null);
  const writes = finish === null || finish === 'approver' || finish === 'own';
  const close = () => setAction(null);
  return (
    <section className="naming-case-work" data-testid="case-work">
      <h2>{t('work.title', { step: label })}</h2>
      <p>
        <Due item={file} />
      </p>
      {file.missingDocuments.length > 0 && (
        <div className="naming-case-missing" data-testid="missing-documents">
          {t('documents.missing')}
          <MissingDocuments item={file} />
        </div>
      )}
      <Space wrap>
        {finish === null && step !== 'register' && (
          <Button type="primary" disabled={file.missingDocuments.length > 0} onClick={() => setAction('finish')}>
            {step === 'approval' ? t('work.approve') : t('work.finish', { step: label })}
          </Button>
        )}
        {finish === null && step === 'register' && (
          <Button type="primary" onClick={() => setAction('register')}>
            {t('work.register')}
          </Button>
        )}
        {giveBack === null && step !== 'application' && (
          <Button onClick={() => setAction('return')}>{t('work.return')}</Button>
        )}
        {giveBack === null && mayRefuse(user, file) && (
          <Button danger onClick={() => setAction('refuse')}>
            {t('work.refuse')}
          </Button>
        )}
        {writes && mayWithdraw(file) && <Button onClick={() => setAction('withdraw')}>{t('work.withdraw')}</Button>}
      </Space>
      {refusals.map((refusal) => (
        <p key={refusal} className="quiet" data-refusal={refusal}>
          {t(`not.${refusal}`, { step: label })}
        </p>
      ))}
      {writes && !mayWithdraw(file) && <p className="quiet">{t('not.withdraw')}</p>}
      {action === 'finish' && <FinishDialog file={file} step={step} onClose={close} />}
      {action === 'return' && <ReturnDialog file={file} step={step} onClose={close} />}
      {(action === 'refuse' || action === 'withdraw') && (
        <EndDialog file={file} kind={action === 'refuse' ? 'refused' : 'withdrawn'} onClose={close} />
      )}
      {action === 'register' && <RegisterDialog file={file} onClose={close} />}
    </section>
  );
}

interface DialogProps {
  file: NamingCaseFile;
  onClose(): void;
}

/** A dialog whose form becomes one entry of the case. */
function EntryDialog<Values extends Record<string, unknown>>({
  file,
  title,
  initial,
  entryOf,
  onClose,
  children,
}: DialogProps & {
  title: string;
  initial: Values;
  entryOf(values: Values): CaseEntryContent;
  children: ReactNode;
}) {
  const { t } = useTranslation('namingCases');
  const append = useAppend(file.id);
  const [form] = Form.useForm<Values>();
  async function submit(values: Values) {
    await append.mutateAsync(entryOf(values));
    onClose();
  }
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t('open.dismiss')}
      okButtonProps={{ loading: append.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      {append.error && <ProblemAlert error={append.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={(values) => void submit(values).catch(() => undefined)}
      >
        {children}
      </Form>
    </Modal>
  );
}

function DayInput() {
  const { t } = useTranslation('namingCases');
  return (
    <Form.Item
      name="on"
      label={t('work.on')}
      rules={[{ required: true, message: t('open.required') }]}
      {...isoDateValue}
    >
      <DatePicker allowClear={false} style={{ width: '100%' }} />
    </Form.Item>
  );
}

function ReasonInput({ name = 'reason', label }: { name?: string | string[]; label: string }) {
  const { t } = useTranslation('namingCases');
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, whitespace: true, message: t('open.required') }]}>
      <Input.TextArea rows={2} maxLength={1000} />
    </Form.Item>
  );
}

/** Ends the step at work; the approval of a name that rules forbid asks for a reason for each. */
function FinishDialog({ file, step, onClose }: DialogProps & { step: NamingStep }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const forbidding = step === 'approval' ? forbiddingOf(file) : [];
  return (
    <EntryDialog<{ on: string; note: string; overrides?: Record<string, string> }>
      file={file}
      title={step === 'approval' ? t('work.approve') : t('work.finish', { step: text(stepOf(step).label) })}
      initial={{ on: today(), note: '' }}
      entryOf={({ on, note, overrides = {} }) => ({
        ...{ kind: 'stepDone', step: step as Exclude<NamingStep, 'register'>, on, note: note.trim() },
        ...(forbidding.length === 0
          ? {}
          : { overrides: forbidding.map(({ rule }, i) => ({ rule, reason: overrides[i]!.trim() })) }),
      })}
      onClose={onClose}
    >
      <DayInput />
      {forbidding.length > 0 && (
        <div className="naming-findings" data-testid="overrides">
          <Alert type="warning" showIcon title={t('work.overridesHelp')} />
          <ul>
            {forbidding.map((finding, i) => (
              <div key={finding.rule}>
                <FindingItem finding={finding} />
                <ReasonInput name={['overrides', String(i)]} label={t('work.overrideReason')} />
              </div>
            ))}
          </ul>
        </div>
      )}
      <Form.Item name="note" label={t('work.note')}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
    </EntryDialog>
  );
}

/** The first finding of each rule that forbids the name. */
function forbiddingOf({ check }: NamingCaseFile): NamingFinding[] {
  const blocking = check?.findings.filter(({ severity }) => severity === 'block') ?? [];
  return blocking.filter(({ rule }, i) => blocking.findIndex((each) => each.rule === rule) === i);
}

function ReturnDialog({ file, step, onClose }: DialogProps & { step: NamingStep }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const earlier = namingSteps.slice(
    0,
    namingSteps.findIndex(({ id }) => id === step),
  );
  return (
    <EntryDialog<{ on: string; step: NamingStep; reason: string }>
      file={file}
      title={t('work.return')}
      initial={{ on: today(), step: earlier.at(-1)!.id, reason: '' }}
      entryOf={({ on, step: to, reason }) => ({ kind: 'returned', step: to, on, reason: reason.trim() })}
      onClose={onClose}
    >
      <Form.Item name="step" label={t('work.returnTo')}>
        <Select options={earlier.map(({ id, label }) => ({ value: id, label: text(label) }))} />
      </Form.Item>
      <DayInput />
      <ReasonInput label={t('work.reason')} />
    </EntryDialog>
  );
}

function EndDialog({ file, kind, onClose }: DialogProps & { kind: 'refused' | 'withdrawn' }) {
  const { t } = useTranslation('namingCases');
  return (
    <EntryDialog<{ on: string; reason: string }>
      file={file}
      title={t(kind === 'refused' ? 'work.refuse' : 'work.withdraw')}
      initial={{ on: today(), reason: '' }}
      entryOf={({ on, reason }) => ({ kind, on, reason: reason.trim() })}
      onClose={onClose}
    >
      <DayInput />
      <ReasonInput label={t('work.reason')} />
    </EntryDialog>
  );
}

/** Enters the approved name into the register, after a look at what changes. */
function RegisterDialog({ file, onClose }: DialogProps) {
  const { t } = useTranslation('namingCases');
  const { message } = App.useApp();
  const preview = useRegisterPreview(file.id, file.file.length);
  const enter = useEnterRegister(file.id);
  async function submit() {
    await enter.mutateAsync();
    void message.success(t('work.registered'));
    onClose();
  }
  return (
    <Modal
      open
      width={820}
      title={t('work.register')}
      okText={t('work.registerNow')}
      cancelText={t('open.dismiss')}
      okButtonProps={{ disabled: preview.data?.preview.committable !== true, loading: enter.isPending }}
      onOk={() => void submit().catch(() => undefined)}
      onCancel={onClose}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      {enter.error && <ProblemAlert error={enter.error} />}
      <p>{t('work.lookAhead')}</p>
      <Answer query={preview}>
        {({ preview: shown }) => (
          <div data-testid="register-preview">
            <PreviewView preview={shown} />
          </div>
        )}
      </Answer>
    </Modal>
  );
}
