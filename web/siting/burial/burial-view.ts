import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { burialDemandDefaults } from '../../../gis-data/catalogue/index.ts';
import { burialEntitlements, type BurialQuestion } from '../../../server/siting/contract.ts';

/** What is asked, as the form holds it and the address keeps it. */
export interface BurialAsk {
  /** Empty = all. */
  countyIds: readonly string[];
  entitlement: BurialQuestion['entitlement'];
  deathsPerPersonYear: number;
  years: number;
  shareInThisForm: number;
  landPerPlotM2: number;
  /** The job that answers. */
  job: string | null;
}

export { burialEntitlements };
export type BurialPatch = Partial<BurialAsk>;

/** Bounds of what may be asked, in the units of the contract. */
export const burialBounds = {
  deathsPerPersonYear: { least: 0, most: 0.1 },
  years: { least: 1, most: 100 },
  shareInThisForm: { least: 0, most: 1 },
  landPerPlotM2: { least: 0.1, most: 100 },
} as const;

type Amount = keyof typeof burialBounds;

const parameters: Record<Amount, string> = {
  deathsPerPersonYear: 'bdeaths',
  years: 'byears',
  shareInThisForm: 'bshare',
  landPerPlotM2: 'bplot',
};

function readAmount(params: URLSearchParams, key: Amount): number {
  const text = params.get(parameters[key]);
  const value = text === null || text === '' ? Number.NaN : Number(text);
  const { least, most } = burialBounds[key];
  return value >= least && value <= most ? value : burialDemandDefaults[key];
}

function readAsk(params: URLSearchParams): BurialAsk {
  const entitlement = burialEntitlements.find((each) => each === params.get('bfor')) ?? 'township';
  const job = params.get('bjob');
  return {
    countyIds: (params.get('bin') ?? '').split(',').filter((id) => /^[\w-]{1,64}$/.test(id)),
    entitlement,
    deathsPerPersonYear: readAmount(params, 'deathsPerPersonYear'),
    years: readAmount(params, 'years'),
    shareInThisForm: readAmount(params, 'shareInThisForm'),
    landPerPlotM2: readAmount(params, 'landPerPlotM2'),
    job: job !== null && /^[\w-]{1,64}$/.test(job) ? job : null,
  };
}

function written(patch: BurialPatch): [parameter: string, text: string | null][] {
  return Object.entries(patch).map(([key, value]) => {
    if (key === 'countyIds') return ['bin', (value as readonly string[]).join(',') || null];
    if (key === 'entitlement') return ['bfor', value === 'township' ? null : String(value)];
    if (key === 'job') return ['bjob', value as string | null];
    const amount = key as Amount;
    return [parameters[amount], value === burialDemandDefaults[amount] ? null : String(value)];
  });
}

/** What is asked, in the address, and the way to change it. */
export function useBurialAsk(): [BurialAsk, (patch: BurialPatch) => void] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const key = JSON.stringify(readAsk(new URLSearchParams(search)));
  const ask = useMemo(() => JSON.parse(key) as BurialAsk, [key]);
  const change = useCallback(
    (patch: BurialPatch) => {
      // The address bar, not the last rendering: the map may have moved in between.
      const params = new URLSearchParams(window.location.search);
      for (const [parameter, text] of written(patch)) {
        if (text === null) params.delete(parameter);
        else params.set(parameter, text);
      }
      const query = params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
      void navigate({ pathname: window.location.pathname, search: query && `?${query}` }, { replace: true });
    },
    [navigate],
  );
  return [ask, change];
}

/** The question as the server takes it. */
export const burialBody = ({ countyIds, job: _, ...amounts }: BurialAsk, asOf: string | null) => ({
  ...amounts,
  ...(countyIds.length > 0 ? { countyIds } : {}),
  ...(asOf === null ? {} : { asOf }),
});
