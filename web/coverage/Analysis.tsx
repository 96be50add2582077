import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { registryKey } from '../api/queries.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Working } from '../ui/Working.tsx';
import { Loading } from '../ui/states.tsx';
import { useLate } from './use-late.ts';

/**
 * Shows an analysis' answer. While it is computed for more than a second, says for how long and lets it be stopped; the
 * answer to the question before stays, dimmed. A refusal is told in the server's words.
 */
export function Analysis<T>({
  query,
  path,
  children,
}: {
  query: UseQueryResult<T>;
  /** Last part of the endpoint's path, by which the request is stopped. */
  path: string;
  children(answer: T): ReactNode;
}) {
  const { t } = useTranslation(['coverage', 'common']);
  const client = useQueryClient();
  const [stopped, setStopped] = useState(false);
  const late = useLate(query.isFetching);
  const stop = () => {
    setStopped(true);
    void client.cancelQueries({ queryKey: [registryKey, path] });
  };
  const again = () => {
    setStopped(false);
    void query.refetch();
  };
  return (
    <div className="analysis" aria-busy={query.isFetching}>
      {query.isError && <ProblemAlert error={query.error} />}
      {(query.isError || (stopped && !query.isFetching && query.data === undefined)) && (
        <Button size="small" onClick={again}>
          {t('common:state.retry')}
        </Button>
      )}
      {late && <Working label={t('computing')} onStop={stop} />}
      {query.isFetching && !late && query.data === undefined && <Loading rows={8} />}
      {query.data !== undefined && !query.isError && (
        <div className={query.isPlaceholderData ? 'analysis-stale' : undefined}>{children(query.data)}</div>
      )}
    </div>
  );
}
