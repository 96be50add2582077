import { Button, Empty, Result, Skeleton } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';
import { useText } from '../app/i18n/use-text.ts';

/** What went wrong, in the server's words where it gave some, with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const problem = error instanceof ProblemError ? error.problem : null;
  return (
    <Result
      status="warning"
      className="error-state"
      title={problem ? text(problem.title) : t('state.failed')}
      subTitle={
        problem && (
          <>
            {problem.detail && <div>{text(problem.detail)}</div>}
            {problem.errors?.map((entry, i) => (
              <div key={i}>{text(entry.message)}</div>
            ))}
          </>
        )
      }
      extra={onRetry && <Button onClick={onRetry}>{t('state.retry')}</Button>}
    />
  );
}

export function EmptyState({ text }: { text?: string }) {
  const { t } = useTranslation();
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text ?? t('state.empty')} />;
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status" aria-label={t('state.loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

/** Shows a query's answer, or that it is on its way, or why there is none. */
export function Answer<T>({
  query,
  rows,
  children,
}: {
  query: UseQueryResult<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}
