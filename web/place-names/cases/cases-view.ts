import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import {
  namingCaseKinds,
  namingSteps,
  type NamingCaseKind,
  type NamingStep,
} from '../../../gis-data/catalogue/index.ts';
import type { NamingCaseSummary } from '../../../server/naming-cases/contract.ts';

export const casesPath = '/place-names/cases';

export const standings = ['overdue', 'soon', 'open', 'ended'] as const satisfies readonly Standing[];
export type Standing = NamingCaseSummary['standing'];

/** Everything that a shared address restores of the list. What is null does not filter. */
export interface CasesView {
  standing: Standing | null;
  step: NamingStep | null;
  countyId: string | null;
  /** What is being applied for; null while no application is written. */
  opening: { kind: NamingCaseKind; placeNameId: string | null } | null;
}

const recordId = /^[\w-]{1,64}$/;
const known = (id: string | null) => (id !== null && recordId.test(id) ? id : null);

/** Reads the view from a query string; what is absent or malformed gets its default. */
export function readCasesView(search: string): CasesView {
  const params = new URLSearchParams(search);
  const kind = namingCaseKinds.find(({ id }) => id === params.get('apply'))?.id ?? null;
  const placeNameId = known(params.get('of'));
  const complete = kind !== null && (kind === 'naming') === (placeNameId === null);
  return {
    standing: standings.find((each) => each === params.get('standing')) ?? null,
    step: namingSteps.find(({ id }) => id === params.get('step'))?.id ?? null,
    countyId: known(params.get('county')),
    opening: complete ? { kind, placeNameId } : null,
  };
}

/** A query string with part of the view changed; parameters of other pages stay. */
export function writeCasesView(search: string, patch: Partial<CasesView>): string {
  const params = new URLSearchParams(search);
  const set = (name: string, value: string | null) => (value === null ? params.delete(name) : params.set(name, value));
  if ('standing' in patch) set('standing', patch.standing ?? null);
  if ('step' in patch) set('step', patch.step ?? null);
  if ('countyId' in patch) set('county', patch.countyId ?? null);
  if ('opening' in patch) {
    set('apply', patch.opening?.kind ?? null);
    set('of', patch.opening?.placeNameId ?? null);
  }
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** The view in the address, the way to change it, and the way to a case. */
export function useCasesView(): [CasesView, (patch: Partial<CasesView>, caseId?: string | null) => void] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const view = useMemo(() => readCasesView(search), [search]);
  const change = useCallback(
    (patch: Partial<CasesView>, caseId?: string | null) => {
      // The address bar, not the last rendering: it may be ahead.
      const { search: now, pathname: here } = window.location;
      const there = caseId ? `${casesPath}/${encodeURIComponent(caseId)}` : casesPath;
      void navigate(
        { pathname: caseId === undefined ? here : there, search: writeCasesView(now, patch) },
        { replace: caseId === undefined && !('opening' in patch) },
      );
    },
    [navigate],
  );
  return [view, change];
}
