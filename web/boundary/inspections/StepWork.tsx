import { Button, Checkbox, Form, Input, Modal, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InspectionStep } from '../../../gis-data/catalogue/index.ts';
import { inspectionChecklists, type CaseFile, type EntryContent } from '../../../server/inspection/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { formatInstant } from '../../changes/instants.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { Data } from '../../ui/Data.tsx';
import { wordOf } from '../words.ts';
import { checksOf, type StepState } from './case-file.ts';
import type { Hand } from './hand.ts';
import { entryWith, useAppend } from './queries.ts';
import { RegisterUpdate } from './RegisterUpdate.tsx';

/** The step at work: its checklist, and finishing it or returning to an earlier one. */
export function StepWork({ file, steps, hand }: { file: CaseFile; steps: readonly StepState[]; hand: Hand }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const step = file.step as InspectionStep | null;
  const [asking, setAsking] = useState<'finish' | 'return' | null>(null);
  if (step === null)
    return (
      <section className="case-work">
        <h3>{t('case.archived')}</h3>
        <p className="quiet">{t('case.archivedHelp')}</p>
      </section>
    );
  const returns = steps.flatMap((each) => each.returns);
  const last = returns.at(-1);
  return (
    <section className="case-work" data-testid="step-work">
      <h3>{text(wordOf('step', step))}</h3>
      {last?.content.step === step && (
        <p className="case-returned">
          {t('case.returnedBecause')} <Data>{last.content.reason}</Data>
        </p>
      )}
      <ul className="case-checks">
        {inspectionChecklists[step].map(({ id, label }) => (
          <Check key={id} file={file} step={step} item={id} label={text(label)} hand={hand} />
        ))}
      </ul>
      {hand.mayAppend && (
        <Space wrap>
          <Button type="primary" onClick={() => setAsking('finish')}>
            {t('case.finish')}
          </Button>
          {steps[0]!.step !== step && <Button onClick={() => setAsking('return')}>{t('case.return')}</Button>}
          <RegisterUpdate file={file} />
        </Space>
      )}
      {asking === 'finish' && <FinishStep caseId={file.id} step={step} onClose={() => setAsking(null)} />}
      {asking === 'return' && <ReturnStep caseId={file.id} steps={steps} onClose={() => setAsking(null)} />}
    </section>
  );
}

/** One item of the checklist with its last word; leaving it undone needs a note that says why. */
function Check({
  file,
  step,
  item,
  label,
  hand,
}: {
  file: CaseFile;
  step: InspectionStep;
  item: string;
  label: string;
  hand: Hand;
}) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const append = useAppend();
  const [noting, setNoting] = useState(false);
  const [note, setNote] = useState('');
  const said = checksOf(file.file, step).get(item);
  async function tell(done: boolean, words: string) {
    const content: EntryContent = { kind: 'checklist', step, item, done, note: words.trim() };
    await append.mutateAsync({ caseId: file.id, entry: entryWith(content) });
    setNoting(false);
    setNote('');
  }
  return (
    <li data-item={item} data-done={said?.content.done ?? 'unsaid'}>
      <Checkbox
        checked={said?.content.done ?? false}
        indeterminate={said === undefined}
        disabled={!hand.mayAppend || append.isPending}
        onChange={({ target }) => (target.checked ? void tell(true, '').catch(() => undefined) : setNoting(true))}
      >
        {label}
      </Checkbox>
      {said ? (
        <div className="quiet case-said">
          <Data>{said.author}</Data> · {formatInstant(said.recordedAt, language)}
          {said.content.note && (
            <>
              {' · '}
              <Data>{said.content.note}</Data>
            </>
          )}
        </div>
      ) : (
        hand.mayAppend && (
          <Button size="small" type="link" onClick={() => setNoting(true)}>
            {t('case.leaveUndone')}
          </Button>
        )
      )}
      {noting && (
        <Space.Compact className="case-note">
          <Input
            size="small"
            autoFocus
            maxLength={1000}
            aria-label={t('case.undoneWhy')}
            placeholder={t('case.undoneWhy')}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button
            size="small"
            disabled={note.trim() === ''}
            loading={append.isPending}
            onClick={() => void tell(false, note).catch(() => undefined)}
          >
            {t('case.append')}
          </Button>
        </Space.Compact>
      )}
      {append.error && <ProblemAlert error={append.error} />}
    </li>
  );
}

function FinishStep({ caseId, step, onClose }: { caseId: string; step: InspectionStep; onClose(): void }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const append = useAppend();
  const [document, setDocument] = useState('');
  async function finish() {
    const content: EntryContent = { kind: 'stepDone', step, document: document.trim() || null };
    await append.mutateAsync({ caseId, entry: entryWith(content) });
    onClose();
  }
  return (
    <Modal
      open
      title={t('case.finishStep', { step: text(wordOf('step', step)) })}
      okText={t('case.finish')}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: append.isPending }}
      onOk={() => void finish().catch(() => undefined)}
      onCancel={onClose}
    >
      {append.error && <ProblemAlert error={append.error} />}
      <Form layout="vertical">
        <Form.Item label={t('case.document')} extra={t('case.documentHelp')}>
          <Input maxLength={500} value={document} onChange={(event) => setDocument(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function ReturnStep({ caseId, steps, onClose }: { caseId: string; steps: readonly StepState[]; onClose(): void }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const append = useAppend();
  const earlier = steps.filter(({ standing }) => standing === 'done').map(({ step }) => step);
  const [form] = Form.useForm<{ step: InspectionStep; reason: string }>();
  async function back({ step, reason }: { step: InspectionStep; reason: string }) {
    await append.mutateAsync({ caseId, entry: entryWith({ kind: 'returned', step, reason: reason.trim() }) });
    onClose();
  }
  return (
    <Modal
      open
      title={t('case.return')}
      okText={t('case.return')}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: append.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {append.error && <ProblemAlert error={append.error} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ step: earlier.at(-1), reason: '' }}
        onFinish={(values: { step: InspectionStep; reason: string }) => void back(values).catch(() => undefined)}
      >
        <Form.Item name="step" label={t('case.returnTo')}>
          <StepChoice steps={earlier} textOf={(step) => text(wordOf('step', step))} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('case.reason')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function StepChoice({
  steps,
  textOf,
  id,
  value,
  onChange,
}: {
  steps: readonly InspectionStep[];
  textOf(step: InspectionStep): string;
  id?: string;
  value?: InspectionStep;
  onChange?(step: InspectionStep): void;
}) {
  return (
    <select
      id={id}
      className="case-select"
      value={value}
      onChange={(event) => onChange?.(event.target.value as InspectionStep)}
    >
      {steps.map((step) => (
        <option key={step} value={step}>
          {textOf(step)}
        </option>
      ))}
    </select>
  );
}
