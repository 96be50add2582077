import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { defaultRuleParameters, facilityFunctions, facilityKinds } from '../../gis-data/catalogue/index.ts';
import { coverageBounds } from '../../server/coverage/contract.ts';
import { MOST_SECONDS, type ParetoQuestion, type WhereQuestion } from '../../server/siting/contract.ts';
import { positionsOfAddress, positionsToAddress, type Position } from './geometry-text.ts';

export const goals = ['max-cover', 'fair-cover', 'set-cover', 'p-median', 'p-center'] as const;
export type Goal = (typeof goals)[number];

export const candidateSources = ['villages', 'area', 'parcels', 'points'] as const;
export type CandidateFrom = (typeof candidateSources)[number];

export const existingChoices = ['keep', 'upgradable', 'closable', 'closableOrUpgradable', 'ignore'] as const;
export type Existing = WhereQuestion['existing'];

export type Axis = ParetoQuestion['axes'][number];

/** What is asked, as the form holds it. `null` where something is not limited or has the server's default. */
export interface Ask {
  goal: Goal;
  kind: string;
  /** Functions that facilities must offer; null = those that the plan's rule asks of the kind. */
  functions: readonly string[] | null;
  beds: number | null;
  floorAreaM2: number | null;
  people: WhereQuestion['people'];
  /** Empty = everyone. */
  demandCountyIds: readonly string[];
  minutes: number;
  speedMps: number | null;
  network: string | null;
  from: CandidateFrom;
  /** Counties whose villages are candidates; empty = all. */
  countyIds: readonly string[];
  /** Corners of the drawn area, the last not repeating the first. */
  area: readonly Position[];
  layerId: string | null;
  points: readonly Position[];
  existing: Existing;
  count: number | null;
  budgetYuan: number | null;
  leastCountyShare: number | null;
  leastPerCounty: number | null;
  peoplePerFacility: number | null;
  splitDemand: boolean;
  gradual: { fullMinutes: number; noneMinutes: number } | null;
  backup: number | null;
  phases: readonly { year: number; count: number }[];
  pinned: readonly string[];
  forbidden: readonly string[];
  timeLimitSeconds: number;
  seed: number;
  /** Whether the front also weighs the county that is worst off. */
  worstCounty: boolean;
  mostPoints: number;
}

/** A job that was started, and a mark of the question that it answers. */
export interface Run {
  jobId: string;
  question: string;
}

export interface SitingView {
  /** Name of the open tab; null = the first. */
  tab: string | null;
  ask: Ask;
  where: Run | null;
  front: Run | null;
  /** Position of the chosen point of the front. */
  frontPoint: number | null;
}

export const askBounds = {
  count: { least: 0, most: 5000 },
  minutes: coverageBounds.minutes,
  speedMps: coverageBounds.speedMps,
  seconds: { least: 1, most: MOST_SECONDS },
  seed: { least: 0, most: 2_147_483_647 },
  points: { least: 2, most: 200 },
} as const;

/** Functions that the plan's rule asks of a kind. */
export const ruleFunctions = (kind: string): readonly string[] =>
  (defaultRuleParameters.townshipCentre.kinds as readonly string[]).includes(kind)
    ? defaultRuleParameters.townshipCentre.functions
    : [];

export const askedFunctions = ({ functions, kind }: Pick<Ask, 'functions' | 'kind'>): readonly string[] =>
  functions ?? ruleFunctions(kind);

const defaults: Ask = {
  goal: 'max-cover',
  kind: 'regionalCentre',
  functions: null,
  beds: null,
  floorAreaM2: null,
  people: '60',
  demandCountyIds: [],
  minutes: 15,
  speedMps: null,
  network: null,
  from: 'villages',
  countyIds: [],
  area: [],
  layerId: null,
  points: [],
  existing: 'keep',
  count: 5,
  budgetYuan: null,
  leastCountyShare: null,
  leastPerCounty: null,
  peoplePerFacility: null,
  splitDemand: false,
  gradual: null,
  backup: null,
  phases: [],
  pinned: [],
  forbidden: [],
  timeLimitSeconds: 60,
  seed: 1,
  worstCounty: false,
  mostPoints: 40,
};

/** How a part of what is asked stands in the address. `read` gives undefined for what is malformed. */
interface Field<T> {
  parameter: string;
  read(text: string): T | undefined;
  write(value: T): string | null;
}

const kindIds = new Set<string>(facilityKinds.map(({ id }) => id));
const functionIds = new Set<string>(facilityFunctions.map(({ id }) => id));
const recordId = /^[A-Za-z0-9_-]{1,64}$/;
const noLimit = 'none';

const choice = <T extends string>(parameter: string, values: readonly T[], usual: T): Field<T> => ({
  parameter,
  read: (text) => values.find((value) => value === text),
  write: (value) => (value === usual ? null : value),
});

const idList = (parameter: string): Field<readonly string[]> => ({
  parameter,
  read: (text) => [...new Set(text.split(',').filter((id) => recordId.test(id)))],
  write: (ids) => ids.join(',') || null,
});

function inBounds(text: string, least: number, most: number): number | undefined {
  const value = text === '' ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : undefined;
}

const number = (parameter: string, { least, most }: { least: number; most: number }, usual: number): Field<number> => ({
  parameter,
  read: (text) => inBounds(text, least, most),
  write: (value) => (value === usual ? null : String(value)),
});

const limit = (parameter: string, least: number, most: number, usual: number | null = null): Field<number | null> => ({
  parameter,
  read: (text) => (text === noLimit ? null : inBounds(text, least, most)),
  write: (value) => (value === usual ? null : value === null ? noLimit : String(value)),
});

const flag = (parameter: string): Field<boolean> => ({
  parameter,
  read: (text) => text === '1',
  write: (on) => (on ? '1' : null),
});

const positions = (parameter: string): Field<readonly Position[]> => ({
  parameter,
  read: (text) => positionsOfAddress(text, window.sessionStorage),
  write: (places) => (places.length === 0 ? null : positionsToAddress(places, window.sessionStorage)),
});

const most = Number.MAX_SAFE_INTEGER;

const fields: { [K in keyof Ask]: Field<Ask[K]> } = {
  goal: choice('goal', goals, defaults.goal),
  kind: {
    parameter: 'build',
    read: (text) => (kindIds.has(text) ? text : undefined),
    write: (kind) => (kind === defaults.kind ? null : kind),
  },
  functions: {
    parameter: 'with',
    read: (text) => (text === noLimit ? [] : text.split(',').filter((id) => functionIds.has(id))),
    write: (functions) => functions && (functions.join(',') || noLimit),
  },
  beds: limit('beds', 1, 100_000),
  floorAreaM2: limit('floor', 1, 1_000_000),
  people: choice('aged', ['60', '80'], defaults.people),
  demandCountyIds: idList('for'),
  minutes: number('minutes', askBounds.minutes, defaults.minutes),
  speedMps: limit('speed', askBounds.speedMps.least, askBounds.speedMps.most),
  network: { parameter: 'network', read: (text) => text || undefined, write: (name) => name },
  from: choice('from', candidateSources, defaults.from),
  countyIds: idList('in'),
  area: positions('within'),
  layerId: { parameter: 'layer', read: (text) => (recordId.test(text) ? text : undefined), write: (id) => id },
  points: positions('points'),
  existing: choice('existing', existingChoices, defaults.existing),
  count: limit('count', askBounds.count.least, askBounds.count.most, defaults.count),
  budgetYuan: limit('budget', 0, most),
  leastCountyShare: limit('share', 0, 1),
  leastPerCounty: limit('each', 0, askBounds.count.most),
  peoplePerFacility: limit('capacity', 1, most),
  splitDemand: flag('split'),
  gradual: {
    parameter: 'fade',
    read: (text) => {
      const [fullMinutes, noneMinutes] = text.split('-').map(Number);
      return fullMinutes! > 0 && noneMinutes! > 0
        ? { fullMinutes: fullMinutes!, noneMinutes: noneMinutes! }
        : undefined;
    },
    write: (gradual) => gradual && `${gradual.fullMinutes}-${gradual.noneMinutes}`,
  },
  backup: limit('backup', 0, 1),
  phases: {
    parameter: 'phases',
    read: (text) =>
      text.split(',').flatMap((part) => {
        const [year, count] = part.split(':').map(Number);
        return year! >= 2000 && year! <= 2100 && count! >= 0 ? [{ year: year!, count: count! }] : [];
      }),
    write: (phases) => phases.map(({ year, count }) => `${year}:${count}`).join(',') || null,
  },
  pinned: idList('pin'),
  forbidden: idList('forbid'),
  timeLimitSeconds: number('seconds', askBounds.seconds, defaults.timeLimitSeconds),
  seed: number('seed', askBounds.seed, defaults.seed),
  worstCounty: flag('worst'),
  mostPoints: number('most', askBounds.points, defaults.mostPoints),
};

function readOne<K extends keyof Ask>(params: URLSearchParams, key: K): Ask[K] {
  const text = params.get(fields[key].parameter);
  const read = text === null ? undefined : fields[key].read(text);
  // `null` says that nothing limits it, which need not be the default.
  return read === undefined ? defaults[key] : read;
}

/** Reads what is asked from a query string; what is absent or malformed gets its default. */
export function readAsk(params: URLSearchParams): Ask {
  const read = Object.keys(fields).map((key) => [key, readOne(params, key as keyof Ask)]);
  return Object.fromEntries(read) as unknown as Ask;
}

const runText = /^([\w-]{1,64})\.([a-z0-9]+)$/;

/** Reads a run from the address; null where there is none or it is malformed. */
export function readRun(text: string | null): Run | null {
  const [, jobId, question] = runText.exec(text ?? '') ?? [];
  return jobId && question ? { jobId, question } : null;
}

export const writeRun = (run: Run | null) => run && `${run.jobId}.${run.question}`;

export function readSitingView(params: URLSearchParams): SitingView {
  const point = params.get('point');
  return {
    tab: params.get('siting'),
    ask: readAsk(params),
    where: readRun(params.get('run')),
    front: readRun(params.get('front')),
    frontPoint: (point === null ? undefined : inBounds(point, 0, askBounds.points.most)) ?? null,
  };
}

export type SitingPatch = Partial<Omit<SitingView, 'ask'> & Ask>;

const writers: { [K in keyof Omit<SitingView, 'ask'>]: [string, (value: SitingView[K]) => string | null] } = {
  tab: ['siting', (tab) => tab],
  where: ['run', writeRun],
  front: ['front', writeRun],
  frontPoint: ['point', (point) => point?.toString() ?? null],
};

/** A query string with part of the view changed; parameters of other pages stay. */
export function writeSitingView(search: string, patch: SitingPatch): string {
  const params = new URLSearchParams(search);
  const put = (parameter: string, text: string | null) =>
    text === null ? params.delete(parameter) : params.set(parameter, text);
  for (const [key, value] of Object.entries(patch)) {
    if (key in writers) {
      const [parameter, write] = writers[key as keyof typeof writers];
      put(parameter, (write as (value: unknown) => string | null)(value));
    } else {
      const field = fields[key as keyof Ask] as Field<unknown>;
      put(field.parameter, field.write(value));
    }
  }
  // Slashes, colons and commas are legal in a query and keep the address readable.
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** A change of the view, or how it follows from what is asked at that moment. */
export type ChangeSiting = (patch: SitingPatch | ((ask: Ask) => SitingPatch)) => void;

/** The siting view in the address, and the way to change it. */
export function useSitingView(): [SitingView, ChangeSiting] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const view = useMemo(() => readSitingView(new URLSearchParams(search)), [search]);
  // What is asked is what answers are kept by: as long as its text stays, so does its identity.
  const key = JSON.stringify(view.ask);
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const ask = useMemo(() => view.ask, [key]);
  const change = useCallback<ChangeSiting>(
    (next) => {
      // The address bar, not the last rendering: it may be ahead.
      const { search: now, pathname } = window.location;
      const patch = typeof next === 'function' ? next(readAsk(new URLSearchParams(now))) : next;
      void navigate({ pathname, search: writeSitingView(now, patch) }, { replace: patch.tab === undefined });
    },
    [navigate],
  );
  return [useMemo(() => ({ ...view, ask }), [view, ask]), change];
}
