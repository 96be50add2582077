import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { FIELD_PLAN_OFF_NETWORK_M } from '../../server/boundary/contract.ts';

export const boundaryTabs = ['register', 'findings', 'inspections', 'plan'] as const;
export type BoundaryTab = (typeof boundaryTabs)[number];

export const registerLists = ['lines', 'markers'] as const;
export type RegisterList = (typeof registerLists)[number];

/** The record whose card is open. */
export interface OpenCard {
  type: 'line' | 'marker';
  id: string;
}

/** Everything that a shared address restores of these pages. A filter that is null or empty does not filter. */
export interface BoundaryView {
  tab: BoundaryTab;
  list: RegisterList;
  /** Markers of this line only. */
  lineId: string | null;
  /** Markers in these states only; `unknown` is one of them. */
  states: readonly string[];
  /** Name, or part of it, of a division at either side. */
  side: string;
  search: string;
  card: OpenCard | null;
  /** Place of the chosen finding in the list. */
  finding: number | null;
  caseId: string | null;
  /** Where the field plan goes: a line, or markers by their ids. */
  planLineId: string | null;
  planMarkerIds: readonly string[];
  /** Hours on the way and at the markers in a day. */
  hours: number;
  /** Walking speed, metres per second. */
  speedMps: number;
  /** How far a marker may lie from the walk network, metres. */
  offNetworkM: number;
}

/** What a field plan may be asked for. */
export const planBounds = {
  hours: { least: 1, most: 14 },
  speedMps: { least: 0.2, most: 2.5 },
  offNetworkM: { least: 0, most: 10_000 },
} as const;

const defaults = { hours: 8, speedMps: 0.8, offNetworkM: FIELD_PLAN_OFF_NETWORK_M } as const;

interface Field<Value> {
  parameter: string;
  read(text: string | null): Value;
  /** null leaves the parameter out. */
  write(value: Value): string | null;
}

const choice = <Choice extends string>(parameter: string, choices: readonly Choice[]): Field<Choice> => ({
  parameter,
  read: (text) => choices.find((each) => each === text) ?? choices[0]!,
  write: (value) => (value === choices[0] ? null : value),
});

const words = (parameter: string): Field<string> => ({
  parameter,
  read: (text) => text ?? '',
  write: (value) => value || null,
});

const id = (parameter: string): Field<string | null> => ({
  parameter,
  read: (text) => (text && /^[\w-]{1,64}$/.test(text) ? text : null),
  write: (value) => value,
});

const list = (parameter: string): Field<readonly string[]> => ({
  parameter,
  read: (text) => (text ?? '').split(',').filter((each) => /^[\w-]{1,64}$/.test(each)),
  write: (value) => value.join(',') || null,
});

const number = (parameter: string, { least, most }: { least: number; most: number }, usual: number): Field<number> => ({
  parameter,
  read: (text) => {
    const value = text === null || text === '' ? NaN : Number(text);
    return value >= least && value <= most ? value : usual;
  },
  write: (value) => (value === usual ? null : String(value)),
});

const fields: { [K in keyof BoundaryView]: Field<BoundaryView[K]> } = {
  tab: choice('boundary', boundaryTabs),
  list: choice('list', registerLists),
  lineId: id('ofLine'),
  states: list('marker'),
  side: words('side'),
  search: words('find'),
  card: {
    parameter: 'card',
    read: (text) => {
      const [, type, recordId] = /^(line|marker):([\w-]{1,64})$/.exec(text ?? '') ?? [];
      return type && recordId ? { type: type as OpenCard['type'], id: recordId } : null;
    },
    write: (card) => card && `${card.type}:${card.id}`,
  },
  finding: {
    parameter: 'finding',
    read: (text) => (/^\d{1,6}$/.test(text ?? '') ? Number(text) : null),
    write: (finding) => finding?.toString() ?? null,
  },
  caseId: id('case'),
  planLineId: id('planLine'),
  planMarkerIds: list('planMarkers'),
  hours: number('hours', planBounds.hours, defaults.hours),
  speedMps: number('speed', planBounds.speedMps, defaults.speedMps),
  offNetworkM: number('offNetwork', planBounds.offNetworkM, defaults.offNetworkM),
};

const keys = Object.keys(fields) as (keyof BoundaryView)[];

/** Reads the view from a query string; what is absent or malformed gets its default. */
export function readBoundaryView(search: string): BoundaryView {
  const params = new URLSearchParams(search);
  return Object.fromEntries(
    keys.map((key) => [key, fields[key].read(params.get(fields[key].parameter))]),
  ) as unknown as BoundaryView;
}

function writeOne<K extends keyof BoundaryView>(params: URLSearchParams, key: K, value: BoundaryView[K]): void {
  const { parameter, write } = fields[key];
  const text = write(value);
  if (text === null) params.delete(parameter);
  else params.set(parameter, text);
}

/** A query string with part of the view changed; parameters of other pages stay. */
export function writeBoundaryView(search: string, patch: Partial<BoundaryView>): string {
  const params = new URLSearchParams(search);
  for (const key of Object.keys(patch) as (keyof BoundaryView)[]) writeOne(params, key, patch[key] as never);
  // Slashes, colons and commas are legal in a query and keep the address readable.
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

export type ChangeBoundary = (patch: Partial<BoundaryView>) => void;

/** Changes that "back" should step through; filters are replaced in place. */
const steps: ReadonlySet<string> = new Set(['tab', 'card', 'caseId'] satisfies (keyof BoundaryView)[]);

/** The view of these pages in the address, and the way to change it. */
export function useBoundaryView(): [BoundaryView, ChangeBoundary] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const key = JSON.stringify(readBoundaryView(search));
  // The map moves the address too; as long as this view says the same, it stays the same object.
  const view = useMemo(() => JSON.parse(key) as BoundaryView, [key]);
  const change = useCallback<ChangeBoundary>(
    (patch) => {
      // The address bar, not the last rendering: it may be ahead.
      const { search: now, pathname } = window.location;
      const replace = !Object.keys(patch).some((each) => steps.has(each));
      void navigate({ pathname, search: writeBoundaryView(now, patch) }, { replace });
    },
    [navigate],
  );
  return [view, change];
}
