import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { JobState } from '../changes/JobState.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Loading } from '../ui/states.tsx';
import { Closing, Searching } from './Searching.tsx';
import type { Goal, Run } from './siting-view.ts';
import type { Solving } from './use-solve.ts';

/**
 * Where the solving of a question stands: not asked yet, refused, under way, cancelled, failed or answered. What was
 * typed stays in the form beside it.
 */
export function RunState<Answer>({
  run,
  solving,
  goal,
  timeLimitSeconds,
  stale,
  intro,
  children,
}: {
  run: Run | null;
  solving: Solving<Answer>;
  /** Null where several aims are weighed at once. */
  goal: Goal | null;
  timeLimitSeconds: number;
  /** Whether the question was changed since it was answered. */
  stale: boolean;
  intro: string;
  children(answer: Answer): ReactNode;
}) {
  const { t } = useTranslation('siting');
  const { refused, job, gone, lost, told, running, answer } = solving;
  const over = job !== undefined && !running && answer === null;
  return (
    <div className="siting-right">
      {refused && <ProblemAlert error={refused} />}
      {run === null && !running && <p className="quiet">{intro}</p>}
      {running && (
        <Searching
          key={run?.jobId}
          job={job}
          told={told}
          goal={goal}
          timeLimitSeconds={timeLimitSeconds}
          stopping={solving.stopping}
          onStop={solving.stop}
        />
      )}
      {gone && <Alert type="info" showIcon title={t('solve.gone')} />}
      {lost && !gone && <ProblemAlert error={lost} />}
      {run !== null && !job && !lost && !running && <Loading rows={8} />}
      {over && (
        <>
          <JobState job={job} onCancel={solving.stop} />
          {goal && <Closing told={told} goal={goal} />}
        </>
      )}
      {answer !== null && (
        <>
          {stale && <Alert type="info" showIcon title={t('solve.stale')} data-testid="stale" />}
          {children(answer)}
        </>
      )}
    </div>
  );
}
