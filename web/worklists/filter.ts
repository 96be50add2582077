import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** Filters and order of a list; null does not filter. */
export interface WorklistFilterState {
  county: string | null;
  indicator: string | null;
  assignee: string | null;
  overdue: boolean;
  sort: string | null;
}

/** Parameters of the address; those of the view are other ones. */
const parameters = {
  county: 'in',
  indicator: 'for',
  assignee: 'by',
  overdue: 'overdue',
  sort: 'sort',
} as const satisfies Record<keyof WorklistFilterState, string>;

/** The filter in the address, so that a link gives the same list, and the way to change it. */
export function useWorklistFilter(): [WorklistFilterState, (patch: Partial<WorklistFilterState>) => void] {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(
    () => ({
      county: params.get(parameters.county),
      indicator: params.get(parameters.indicator),
      assignee: params.get(parameters.assignee),
      overdue: params.get(parameters.overdue) === 'true',
      sort: params.get(parameters.sort),
    }),
    [params],
  );
  const change = useCallback(
    (patch: Partial<WorklistFilterState>) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current);
          for (const [key, value] of Object.entries(patch)) {
            const name = parameters[key as keyof WorklistFilterState];
            if (value) next.set(name, String(value));
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [filter, change];
}

/** The query string without a filter: another list has other counties, assignees and orders. */
export function withoutFilter(search: string): string {
  const params = new URLSearchParams(search);
  for (const name of Object.values(parameters)) params.delete(name);
  return params.toString();
}
