import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { MOST_COMPARED } from '../../server/scenarios/contract.ts';

/** The map of the registry as it stands, among the maps compared. */
export const baselineMap = 'baseline';

export type Shown = 'value' | 'difference';

/** What the address says of scenarios; the map's place, indicator and level are in `useView`. */
export interface ScenarioView {
  /** Scenarios compared; empty where none are. */
  compared: readonly string[];
  /** Maps shown, `baseline` among them; null = the baseline, where there is room, and the scenarios. */
  maps: readonly string[] | null;
  shown: Shown;
}

/** The care circle keeps `compare=1` in the address; no scenario is named so. */
const isId = (text: string) => /^[A-Za-z0-9_-]{2,64}$/.test(text);

const list = (value: string | null) => [...new Set((value ?? '').split(',').filter(isId))].slice(0, MOST_COMPARED);

/** Reads the view from a query string; what is absent or malformed gets its default. */
export function readScenarioView(params: URLSearchParams): ScenarioView {
  const compared = list(params.get('compare'));
  const maps = list(params.get('maps')).filter((id) => id === baselineMap || compared.includes(id));
  return {
    compared,
    maps: maps.length > 0 ? maps : null,
    shown: params.get('show') === 'difference' ? 'difference' : 'value',
  };
}

/** Ids of the maps to draw: at most four. */
export const mapsOf = ({ maps, compared }: Pick<ScenarioView, 'maps' | 'compared'>): readonly string[] =>
  maps ?? (compared.length < MOST_COMPARED ? [baselineMap, ...compared] : compared);

export function writeScenarioView(search: string, patch: Partial<ScenarioView>): URLSearchParams {
  const params = new URLSearchParams(search);
  const put = (name: string, value: string | null) => {
    if (value) params.set(name, value);
    else params.delete(name);
  };
  if (patch.compared !== undefined) put('compare', patch.compared.join(','));
  if (patch.maps !== undefined) put('maps', patch.maps?.join(',') ?? null);
  if (patch.shown !== undefined) put('show', patch.shown === 'value' ? null : patch.shown);
  return params;
}

/** The scenario view in the address, and the way to change it. */
export function useScenarioView(): [ScenarioView, (patch: Partial<ScenarioView>) => void] {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readScenarioView(params), [params]);
  // What is compared is what answers are kept by: as long as its text stays, so does its identity.
  const key = view.compared.join();
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const compared = useMemo(() => view.compared, [key]);
  const change = useCallback(
    // The address bar, not the last rendering: the map may have moved in between.
    (patch: Partial<ScenarioView>) =>
      setParams(writeScenarioView(window.location.search, patch), { replace: patch.compared === undefined }),
    [setParams],
  );
  return [useMemo(() => ({ ...view, compared }), [view, compared]), change];
}
