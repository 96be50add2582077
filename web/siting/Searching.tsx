import { Button, Progress } from 'antd';
import { useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingPartial } from '../../server/siting/contract.ts';
import type { Job } from '../api/jobs.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Chart } from '../ui/Chart.tsx';
import { formatAmount, formatNumber } from '../ui/format.ts';
import { objectiveText } from './objective.ts';
import { progressHeightPx, progressPlot } from './progress-plot.ts';
import type { Goal } from './siting-view.ts';

/** Whole seconds since the search was first seen. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - started) / 1000)), 500);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}

/** How far the best plan may be from the best there is; null while either is unknown. */
export function gapOf({ objective, bound }: Pick<SitingPartial, 'objective' | 'bound'>): number | null {
  if (objective === null || bound === null) return null;
  const distance = Math.abs(objective - bound);
  return distance === 0 ? 0 : distance / Math.max(Math.abs(objective), Number.EPSILON);
}

/** Best plan and bound as they close in, in numbers and as two lines. */
export function Closing({ told, goal }: { told: readonly SitingPartial[]; goal: Goal }) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const summaryId = useId();
  const last = told.at(-1);
  const option = useMemo(() => progressPlot(told, goal, t), [told, goal, t]);
  if (!last) return null;
  const shown = (value: number | null) =>
    value === null ? t('progress.none') : objectiveText(goal, value, t, language);
  const gap = gapOf(last);
  return (
    <section className="siting-closing" aria-label={t('progress.title')} data-testid="closing" data-told={told.length}>
      <p id={summaryId}>
        {t('progress.best')} <strong>{shown(last.objective)}</strong> · {t('progress.bound')}{' '}
        <strong>{shown(last.bound)}</strong>
        {gap !== null && <> · {t('progress.gap', { gap: formatAmount(gap, 'ratio', language) })}</>}
      </p>
      <Chart option={option} heightPx={progressHeightPx} label={t('progress.title')} describedBy={summaryId} />
    </section>
  );
}

/** A search under way: since when, how far, and the way to stop it. */
export function Searching({
  job,
  told,
  goal,
  timeLimitSeconds,
  stopping,
  onStop,
}: {
  job: Omit<Job<unknown>, 'result'> | undefined;
  told: readonly SitingPartial[];
  /** Null where several aims are weighed at once. */
  goal: Goal | null;
  timeLimitSeconds: number;
  stopping: boolean;
  onStop(): void;
}) {
  const { t } = useTranslation(['siting', 'common']);
  const text = useText();
  const language = useLanguage();
  const seconds = useSeconds();
  return (
    <div className="siting-searching" data-testid="searching">
      <div role="status" aria-live="polite">
        {job?.message ? text(job.message) : t(job?.status === 'queued' ? 'progress.queued' : 'progress.running')}
      </div>
      <Progress percent={Math.round((job?.progress ?? 0) * 100)} status="active" size="small" />
      <div className="siting-searching-foot">
        <span className="quiet">
          {t('common:elapsed', { seconds: formatNumber(seconds, language) })} ·{' '}
          {t('progress.limit', { seconds: formatNumber(timeLimitSeconds, language) })}
        </span>
        <Button size="small" loading={stopping} onClick={onStop} data-testid="cancel-siting">
          {t('common:job.cancel')}
        </Button>
      </div>
      {goal && <Closing told={told} goal={goal} />}
    </div>
  );
}
