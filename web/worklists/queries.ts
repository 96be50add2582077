import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WorklistId } from '../../gis-data/catalogue/index.ts';
import type {
  AssigneeList,
  Assignment,
  AssignmentInput,
  WorklistItem,
  WorklistOverview,
  WorklistPage,
} from '../../server/worklists/contract.ts';
import { api, withQuery, type Query } from '../api/client.ts';
import { registryKey, useSession } from '../api/queries.ts';
import type { WorklistFilterState } from './filter.ts';

const collection = '/api/v1/worklists';
const pathOf = (list: WorklistId) => `${collection}/${list}`;

/** Who asks is part of the key, because assignments are shown only to those who have signed in. */
function useCaller(): string | null {
  return useSession().data?.user?.id ?? null;
}

export function useWorklists(asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, collection, { asOf }, useCaller()],
    queryFn: ({ signal }) => api<WorklistOverview>(collection, { query: { asOf }, signal }),
    placeholderData: keepPreviousData,
  });
}

const queryOf = (filter: WorklistFilterState, asOf: string | null): Query => ({
  asOf,
  county: filter.county,
  indicator: filter.indicator,
  assignee: filter.assignee,
  overdue: filter.overdue ? 'true' : null,
  sort: filter.sort,
});

/** One page of a list; `cursor` is where the page before ended. */
export function useWorklistPage(
  list: WorklistId,
  filter: WorklistFilterState,
  asOf: string | null,
  limit: number,
  cursor: string | null,
) {
  const query = { ...queryOf(filter, asOf), limit, cursor };
  return useQuery({
    queryKey: [registryKey, pathOf(list), query, useCaller()],
    queryFn: ({ signal }) => api<WorklistPage>(pathOf(list), { query, signal }),
    placeholderData: (previous) => (previous?.list === list ? previous : undefined),
  });
}

/** Address of the file with every item that fits the filter. */
export const exportPath = (
  list: WorklistId,
  filter: WorklistFilterState,
  asOf: string | null,
  format: 'csv' | 'xlsx',
  lang: string,
): string => withQuery(`${pathOf(list)}/export`, { ...queryOf(filter, asOf), format, lang });

export function useAssignees(enabled: boolean) {
  return useQuery({
    queryKey: [collection, 'assignees', useCaller()],
    queryFn: ({ signal }) => api<AssigneeList>(`${collection}/assignees`, { signal }),
    enabled,
  });
}

/** What is to be said of some items; null leaves what an item has. */
export interface AssignmentPatch {
  assignee: { id: string | null; name: string } | null;
  dueOn: string | null;
  note: string | null;
}

function assign(list: WorklistId, { key, assignment }: WorklistItem, patch: AssignmentPatch, replace: boolean) {
  const kept = replace ? null : assignment;
  const body: AssignmentInput = {
    assigneeId: patch.assignee ? patch.assignee.id : (kept?.assigneeId ?? null),
    assigneeName: patch.assignee ? patch.assignee.name : (kept?.assigneeName ?? null),
    dueOn: patch.dueOn ?? kept?.dueOn ?? null,
    note: patch.note ?? kept?.note ?? '',
  };
  return api<Assignment>(`${pathOf(list)}/items/${encodeURIComponent(key)}`, {
    method: 'PUT',
    body,
    ifMatch: assignment?.version ?? 0,
  });
}

export interface AssignResult {
  saved: number;
  errors: unknown[];
}

/** Says the same of some items, one after the other, so that one refusal does not undo the rest. */
export function useAssign(list: WorklistId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ items, patch }: { items: readonly WorklistItem[]; patch: AssignmentPatch }) => {
      const result: AssignResult = { saved: 0, errors: [] };
      for (const item of items) {
        try {
          await assign(list, item, patch, items.length === 1);
          result.saved += 1;
        } catch (error) {
          result.errors.push(error);
        }
      }
      return result;
    },
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === registryKey && String(queryKey[1]).startsWith(collection),
      }),
  });
}
