import { App, Button } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ChangeInput } from '../../../server/registry/contract.ts';
import { ProblemError } from '../../api/client.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { proposeChange } from '../queries.ts';

/** Whether a change was refused because it takes both sides of the boundary. */
const takesBothSides = (error: unknown) =>
  error instanceof ProblemError && (error.problem.errors ?? []).some(({ code }) => code === 'other-side-needed');

/** Offers to leave a change that one side may not make alone for the other side to commit. */
export function ProposeButton({
  error,
  title,
  reason,
  change,
  onProposed,
}: {
  error: unknown;
  title: string;
  reason: string;
  change(): Promise<ChangeInput> | ChangeInput;
  onProposed(): void;
}) {
  const { t } = useTranslation('boundary');
  const { message } = App.useApp();
  const propose = useMutation({ mutationFn: async () => proposeChange({ title, reason, change: await change() }) });
  if (!takesBothSides(error)) return null;
  return (
    <div className="propose">
      {propose.error && <ProblemAlert error={propose.error} />}
      <Button
        type="primary"
        ghost
        loading={propose.isPending}
        data-testid="propose"
        onClick={() =>
          propose.mutate(undefined, {
            onSuccess: () => {
              void message.success(t('form.proposed'));
              onProposed();
            },
          })
        }
      >
        {t('form.propose')}
      </Button>
    </div>
  );
}
