import { useMutation } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdjustmentsPlan, AdjustmentsQuestion } from '../../../server/divisions/contract.ts';
import { api, ProblemError } from '../../api/client.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { addAdjustments, useScenario, useScenarioWrite } from '../queries.ts';
import { AdjustmentForm } from './AdjustmentForm.tsx';
import type { Assignable } from './Assignments.tsx';
import { adjustmentOf, emptyDraft } from './draft.ts';
import { PlanCheck } from './PlanCheck.tsx';
import { useText } from '../../app/i18n/use-text.ts';

const planAdjustments = (body: AdjustmentsQuestion) =>
  api<AdjustmentsPlan>('/api/v1/divisions/adjustments/plan', { method: 'POST', body });

const assignmentPath = /\.assignments\.([^.]+)$/;

/** Records that the server could place nowhere, from its refusal. */
function unplaced(error: unknown, text: ReturnType<typeof useText>): Assignable[] {
  const entries = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return entries.flatMap(({ code, path, message }) => {
    const id = code === 'no-successor' ? assignmentPath.exec(path ?? '')?.[1] : undefined;
    return id === undefined ? [] : [{ id, label: text(message), people: null }];
  });
}

/**
 * Adds an adjustment of divisions to a scenario: fill in, check what it would do, add.
 * @param asOf the scenario's day, on which the adjustment takes effect
 */
export function AdjustmentDialog({
  scenarioId,
  asOf,
  onDone,
}: {
  scenarioId: string;
  asOf: string;
  onDone: () => void;
}) {
  const { t } = useTranslation('adjustment');
  const text = useText();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(() => emptyDraft('merge', 'township'));
  /** Version of the scenario that the plan on show was worked out on; null while the form is. */
  const [checkedAt, setCheckedAt] = useState<number | null>(null);
  const scenario = useScenario(scenarioId).data;
  const changes = scenario?.changes;
  const plan = useMutation({ mutationFn: planAdjustments });
  const add = useScenarioWrite(addAdjustments);

  async function check() {
    if (!scenario) return;
    await plan.mutateAsync({ adjustments: [adjustmentOf(draft, asOf)], changes: scenario.changes });
    setCheckedAt(scenario.version);
  }

  async function addPlanned() {
    await add.mutateAsync({ id: scenarioId, version: checkedAt!, adjustments: [adjustmentOf(draft, asOf)] });
    void message.success(t('added', { count: plan.data!.changes.length }));
    onDone();
  }

  const footer =
    checkedAt !== null
      ? [
          <Button key="back" onClick={() => setCheckedAt(null)}>
            {t('back')}
          </Button>,
          <Button
            key="add"
            type="primary"
            loading={add.isPending}
            onClick={() => void addPlanned().catch(() => undefined)}
          >
            {t('add')}
          </Button>,
        ]
      : [
          <Button key="cancel" onClick={onDone}>
            {t('cancel')}
          </Button>,
          <Button
            key="check"
            type="primary"
            disabled={!changes || draft.document.trim() === ''}
            loading={plan.isPending}
            onClick={() => void check().catch(() => undefined)}
          >
            {t('check')}
          </Button>,
        ];

  return (
    <Modal
      open
      title={t('title')}
      width={860}
      onCancel={onDone}
      // Escape closes a list of choices; pressed once more it must not throw away the whole form.
      keyboard={false}
      footer={footer}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      {add.error && <ProblemAlert error={add.error} />}
      {checkedAt !== null && plan.data ? (
        <PlanCheck plan={plan.data} />
      ) : (
        <>
          {plan.error && <ProblemAlert error={plan.error} />}
          <AdjustmentForm
            draft={draft}
            asOf={asOf}
            changes={changes ?? []}
            unplaced={unplaced(plan.error, text)}
            onChange={setDraft}
          />
        </>
      )}
    </Modal>
  );
}
