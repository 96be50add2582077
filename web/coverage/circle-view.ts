import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { coverageBounds, type CoverageQuery } from '../../server/coverage/contract.ts';
import { facilityFunctions, facilityKinds } from '../../gis-data/catalogue/index.ts';

export const circleTabs = ['townships', 'tryOut', 'dependence', 'accessibility', 'sensitivity', 'monteCarlo'] as const;
export type CircleTab = (typeof circleTabs)[number];

/** What the address says of the care-circle view; the map's place and the date are in `useView`. */
export interface CircleView {
  /** What is asked; what the address leaves out has the server's default, the rule of the plan. */
  question: Omit<CoverageQuery, 'asOf'>;
  tab: CircleTab;
  /** Township whose points are open. */
  townshipId: string | null;
  compare: boolean;
}

const list = (value: string | null, known: ReadonlySet<string>) =>
  value === null ? undefined : value.split(',').filter((id) => known.has(id));

const kindIds = new Set<string>(facilityKinds.map((kind) => kind.id));
const functionIds = new Set<string>(facilityFunctions.map((f) => f.id));

function number(value: string | null, { least, most }: { least: number; most: number }): number | undefined {
  const read = value === null || value === '' ? Number.NaN : Number(value);
  return read >= least && read <= most ? read : undefined;
}

/** Reads the view from a query string; what is absent or malformed gets its default. */
export function readCircleView(params: URLSearchParams): CircleView {
  const kinds = list(params.get('serve'), kindIds);
  const network = params.get('network');
  const tab = params.get('circle');
  const question: CircleView['question'] = {};
  const functions = list(params.get('offer'), functionIds);
  const minutes = number(params.get('minutes'), coverageBounds.minutes);
  const speedMps = number(params.get('speed'), coverageBounds.speedMps);
  const snapLimitM = number(params.get('snap'), coverageBounds.snapLimitM);
  if (kinds && kinds.length > 0) question.facilityKinds = kinds;
  if (functions && functions.length > 0) question.functions = functions;
  if (minutes !== undefined) question.minutes = minutes;
  if (speedMps !== undefined) question.speedMps = speedMps;
  if (snapLimitM !== undefined) question.snapLimitM = snapLimitM;
  if (network) question.network = network;
  return {
    question,
    tab: circleTabs.find((each) => each === tab) ?? 'townships',
    townshipId: params.get('area'),
    compare: params.get('compare') === '1',
  };
}

export type CirclePatch = Partial<{
  facilityKinds: readonly string[] | null;
  functions: readonly string[] | null;
  minutes: number | null;
  speedMps: number | null;
  snapLimitM: number | null;
  network: string | null;
  tab: CircleTab;
  townshipId: string | null;
  compare: boolean;
}>;

const writers: { [K in keyof Required<CirclePatch>]: [string, (value: Required<CirclePatch>[K]) => string | null] } = {
  facilityKinds: ['serve', (kinds) => kinds?.join(',') || null],
  functions: ['offer', (functions) => functions?.join(',') || null],
  minutes: ['minutes', (minutes) => minutes?.toString() ?? null],
  speedMps: ['speed', (speed) => speed?.toString() ?? null],
  snapLimitM: ['snap', (limit) => limit?.toString() ?? null],
  network: ['network', (name) => name],
  tab: ['circle', (tab) => (tab === 'townships' ? null : tab)],
  townshipId: ['area', (id) => id],
  compare: ['compare', (on) => (on ? '1' : null)],
};

export function writeCircleView(search: string, patch: CirclePatch): URLSearchParams {
  const params = new URLSearchParams(search);
  for (const key of Object.keys(patch) as (keyof CirclePatch)[]) {
    const [parameter, write] = writers[key];
    const text = (write as (value: unknown) => string | null)(patch[key]);
    if (text === null) params.delete(parameter);
    else params.set(parameter, text);
  }
  return params;
}

/** The care-circle view in the address, and the way to change it. */
export function useCircleView(): [CircleView, (patch: CirclePatch) => void] {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readCircleView(params), [params]);
  // The question is what answers are kept by: as long as its text stays, so does its identity.
  const key = JSON.stringify(view.question);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const question = useMemo(() => view.question, [key]);
  const change = useCallback(
    // The address bar, not the last rendering: the map may have moved in between.
    (patch: CirclePatch) => setParams(writeCircleView(window.location.search, patch), { replace: true }),
    [setParams],
  );
  return [useMemo(() => ({ ...view, question }), [view, question]), change];
}
