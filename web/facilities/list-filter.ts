import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { FacilityFilter } from './queries.ts';

/** Parameters of the address that hold the list's filters; the map's own have other names. */
const parameters: { [K in keyof FacilityFilter]-?: string } = {
  kind: 'type',
  status: 'state',
  countyId: 'county',
  townshipId: 'township',
  q: 'q',
  unknown: 'unknown',
  sort: 'sort',
};

/** The list's filters in the address, and the way to change them; `null` removes one. */
export function useListFilter(): [
  FacilityFilter,
  (patch: Partial<Record<keyof FacilityFilter, string | null>>) => void,
] {
  const [params, setParams] = useSearchParams();
  const filter: FacilityFilter = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    const value = params.get(parameter);
    if (value) filter[key as keyof FacilityFilter] = value;
  }
  const change = useCallback(
    (patch: Partial<Record<keyof FacilityFilter, string | null>>) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current);
          for (const [key, value] of Object.entries(patch)) {
            if (value) next.set(parameters[key as keyof FacilityFilter], value);
            else next.delete(parameters[key as keyof FacilityFilter]);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [filter, change];
}
