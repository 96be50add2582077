import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type {
  ChangeInput,
  ChangeSetInput,
  ChangeSetSummary,
  CommitResult,
  Finding,
  Preview,
} from '../../server/registry/contract.ts';
import type { StatisticGrid, StatisticSeriesList } from '../../server/statistics/contract.ts';
import { api } from '../api/client.ts';
import { registryKey } from '../api/queries.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';
import { commitChangeSet, discardChangeSet } from '../changes/queries.ts';

const collection = '/api/v1/statistics';
const changeSets = '/api/v1/change-sets';

/** First part of every grid's query key. */
export const gridKey = [registryKey, `${collection}/grid`] as const;

export function useGrid(periodEnd: string, asOf: string | null) {
  const query = { periodEnd, asOf };
  return useQuery({
    queryKey: [...gridKey, query],
    queryFn: ({ signal }) => api<StatisticGrid>(`${collection}/grid`, { query, signal }),
  });
}

export function useSeries(indicatorId: string, divisionId: string, asOf: string | null) {
  const query = { indicatorId, divisionId, asOf };
  return useQuery({
    queryKey: [registryKey, collection, query],
    queryFn: ({ signal }) => api<StatisticSeriesList>(collection, { query, signal }),
  });
}

/** What the rules say of a set of figures, and what registering the acceptable ones would do. */
export interface Check {
  findings: Finding[];
  /** Changes that nothing forbids. */
  acceptable: ChangeInput[];
  preview: Preview;
}

/** Findings about what all figures of the set share: its source, its date, its period. */
export const isAboutSet = (finding: Finding): boolean =>
  finding.field === 'sourceDocument' || finding.field === 'statedOn' || finding.field === 'periodEnd';

const previewOf = (changes: ChangeInput[], signal: AbortSignal) =>
  api<Preview>(`${changeSets}/preview`, {
    method: 'POST',
    body: { title: 'check', origin: 'form', changes } satisfies ChangeSetInput,
    signal,
  });

async function check(changes: ChangeInput[], signal: AbortSignal): Promise<Check> {
  const preview = await previewOf(changes, signal);
  const { findings } = preview;
  const refused = new Set(findings.filter((f) => f.severity === 'block' && !isAboutSet(f)).map((f) => f.id));
  const acceptable = changes.filter((change) => !refused.has(change.id!));
  if (refused.size === 0 || acceptable.length === 0) return { findings, acceptable, preview };
  return { findings, acceptable, preview: await previewOf(acceptable, signal) };
}

/** Checks figures with the server while they are typed; a check that is overtaken is let go. */
export function useCheck(changes: ChangeInput[]) {
  return useQuery({
    queryKey: [registryKey, `${changeSets}/preview`, changes],
    queryFn: ({ signal }) => check(changes, signal),
    enabled: changes.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Registers figures as one change set; a refused one leaves no draft behind. */
export async function commitFigures(set: ChangeSetInput): Promise<CommitResult> {
  const draft = await api<ChangeSetSummary>(changeSets, {
    method: 'POST',
    body: set,
    idempotencyKey: newIdempotencyKey(),
  });
  try {
    return await commitChangeSet(draft.id);
  } catch (error) {
    await discardChangeSet(draft.id).catch(() => undefined);
    throw error;
  }
}
