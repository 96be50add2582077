import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { signDefectKinds } from '../../../gis-data/catalogue/index.ts';

/** Everything that a shared address restores of this page; null and empty do not filter. */
export interface SignView {
  q: string;
  countyId: string | null;
  defect: string | null;
  /** The sign whose card is open. */
  signId: string | null;
}

const parameters = { q: 'q', countyId: 'in', defect: 'defect', signId: 'sign' } as const;

/** The view in the address, and the way to change it. */
export function useSignView(): [SignView, (patch: Partial<SignView>) => void] {
  const [params, setParams] = useSearchParams();
  const view = useMemo((): SignView => {
    const defect = params.get(parameters.defect);
    return {
      q: params.get(parameters.q) ?? '',
      countyId: params.get(parameters.countyId),
      defect: defect === 'any' || signDefectKinds.some(({ id }) => id === defect) ? defect : null,
      signId: params.get(parameters.signId),
    };
  }, [params]);
  const change = useCallback(
    (patch: Partial<SignView>) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          for (const key of Object.keys(patch) as (keyof SignView)[]) {
            if (patch[key]) next.set(parameters[key], patch[key]);
            else next.delete(parameters[key]);
          }
          return next;
        },
        { replace: !('signId' in patch) },
      ),
    [setParams],
  );
  return [view, change];
}
