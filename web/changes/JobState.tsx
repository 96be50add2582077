import { Button, Progress, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../server/jobs/contract.ts';
import { ProblemError } from '../api/client.ts';
import { useText } from '../app/i18n/use-text.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

/** Where a job stands while it is not done, with a button that cancels it. */
export function JobState({ job, onCancel }: { job: Omit<JobView, 'result'>; onCancel(): void }) {
  const { t } = useTranslation();
  const text = useText();
  if (job.status === 'done') return null;
  if (job.status === 'cancelled') return <p role="status">{t('job.cancelled')}</p>;
  if (job.status === 'failed')
    return (
      <ProblemAlert
        error={job.problem ? new ProblemError({ type: job.problem.code, status: 0, ...job.problem }) : undefined}
      />
    );
  return (
    <div role="status" aria-live="polite" className="job">
      <Progress percent={Math.round(job.progress * 100)} status="active" size="small" />
      <Space>
        <span className="quiet">{job.message ? text(job.message) : t('job.computing')}</span>
        <Button size="small" onClick={onCancel} data-testid="cancel-job">
          {t('job.cancel')}
        </Button>
      </Space>
    </div>
  );
}
