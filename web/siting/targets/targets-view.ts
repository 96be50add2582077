import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { indicatorDefinition, indicators, type IndicatorDefinition } from '../../../gis-data/catalogue/index.ts';
import { targetActions, type TargetsQuestion } from '../../../server/siting/contract.ts';
import { askBounds, readRun, writeRun, type Run } from '../siting-view.ts';

export type TargetAction = (typeof targetActions)[number];
export { targetActions };

/** A target that is chosen: an indicator, or one of its readings, and a value where the plan's own is not meant. */
export interface ChosenTarget {
  indicatorId: string;
  reading: string | null;
  value: number | null;
}

/** What is asked, as the form holds it and the address keeps it. */
export interface TargetsAsk {
  targets: readonly ChosenTarget[];
  minimise: TargetsQuestion['minimise'];
  actions: readonly TargetAction[];
  /** Empty = all. */
  countyIds: readonly string[];
  budgetYuan: number | null;
  count: number | null;
  alternatives: number;
  pinned: readonly string[];
  forbidden: readonly string[];
  timeLimitSeconds: number;
  run: Run | null;
}

export type TargetsPatch = Partial<TargetsAsk>;

export const alternativesBounds = { least: 0, most: 20 } as const;
export const mostTargets = 20;

/**
 * Targets that can be chosen: indicators and readings with a target, and those that follow from facilities though the plan
 * sets none, for which a value must be given.
 */
export interface Choice {
  key: string;
  indicator: IndicatorDefinition;
  reading: string | null;
  /** Null: the plan sets none. */
  target: IndicatorDefinition['target'];
}

const isOffered = ({ source }: IndicatorDefinition, target: Choice['target']) =>
  target !== null || source === 'computed';

export const targetChoices: readonly Choice[] = indicators.flatMap((indicator) => [
  ...(isOffered(indicator, indicator.target)
    ? [{ key: indicator.id, indicator, reading: null, target: indicator.target }]
    : []),
  ...(indicator.readings ?? []).flatMap(({ id, target }) =>
    isOffered(indicator, target) ? [{ key: `${indicator.id}.${id}`, indicator, reading: id, target }] : [],
  ),
]);

/** Whether a value is lacking that the plan does not set either. */
export const lacksValue = (chosen: ChosenTarget): boolean => chosen.value === null && !choiceOf(chosen)?.target;

export const keyOf = ({ indicatorId, reading }: Pick<ChosenTarget, 'indicatorId' | 'reading'>): string =>
  reading === null ? indicatorId : `${indicatorId}.${reading}`;

export const choiceOf = (target: Pick<ChosenTarget, 'indicatorId' | 'reading'>): Choice | undefined =>
  targetChoices.find(({ key }) => key === keyOf(target));

/** The indicator whose map and path the page begins with: the coverage of townships (no. 8). */
const usual: readonly ChosenTarget[] = [{ indicatorId: indicatorDefinition('8').id, reading: null, value: null }];

const writeTargets = (targets: readonly ChosenTarget[]) =>
  targets.map((target) => keyOf(target) + (target.value === null ? '' : `:${target.value}`)).join(',');

function readTargets(text: string | null): readonly ChosenTarget[] {
  if (text === null) return usual;
  return text.split(',').flatMap((part): ChosenTarget[] => {
    const [key, typed] = part.split(':');
    const choice = targetChoices.find((each) => each.key === key);
    const value = typed === undefined || typed === '' ? null : Number(typed);
    if (!choice || Number.isNaN(value)) return [];
    return [{ indicatorId: choice.indicator.id, reading: choice.reading, value }];
  });
}

const idPattern = /^[\w.:~-]{1,200}$/;
const readIds = (text: string | null) => [...new Set((text ?? '').split(',').filter((id) => idPattern.test(id)))];
const joined = (ids: readonly string[]) => ids.join(',') || null;

function readNumber(text: string | null, least: number, most: number): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : null;
}

const defaultAlternatives = 3;
const defaultSeconds = 60;

export function readTargetsAsk(params: URLSearchParams): TargetsAsk {
  const allowed = params.get('tdo');
  return {
    targets: readTargets(params.get('t')),
    minimise: params.get('tmin') === 'actions' ? 'actions' : 'cost',
    actions: allowed === null ? targetActions : targetActions.filter((action) => allowed.split(',').includes(action)),
    countyIds: readIds(params.get('tin')),
    budgetYuan: readNumber(params.get('tbudget'), 0, Number.MAX_SAFE_INTEGER),
    count: readNumber(params.get('tcount'), 0, askBounds.count.most),
    alternatives:
      readNumber(params.get('talt'), alternativesBounds.least, alternativesBounds.most) ?? defaultAlternatives,
    pinned: readIds(params.get('tpin')),
    forbidden: readIds(params.get('tforbid')),
    timeLimitSeconds: readNumber(params.get('tsec'), askBounds.seconds.least, askBounds.seconds.most) ?? defaultSeconds,
    run: readRun(params.get('trun')),
  };
}

const writers: { [K in keyof TargetsAsk]: [string, (value: TargetsAsk[K]) => string | null] } = {
  targets: ['t', (targets) => (writeTargets(targets) === writeTargets(usual) ? null : writeTargets(targets))],
  minimise: ['tmin', (minimise) => (minimise === 'actions' ? minimise : null)],
  actions: ['tdo', (actions) => (actions.length === targetActions.length ? null : actions.join(','))],
  countyIds: ['tin', joined],
  budgetYuan: ['tbudget', (yuan) => yuan?.toString() ?? null],
  count: ['tcount', (count) => count?.toString() ?? null],
  alternatives: ['talt', (count) => (count === defaultAlternatives ? null : String(count))],
  pinned: ['tpin', joined],
  forbidden: ['tforbid', joined],
  timeLimitSeconds: ['tsec', (seconds) => (seconds === defaultSeconds ? null : String(seconds))],
  run: ['trun', writeRun],
};

/** A query string with part of what is asked changed; parameters of other tabs stay. */
export function writeTargetsAsk(search: string, patch: TargetsPatch): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(patch)) {
    const [parameter, write] = writers[key as keyof TargetsAsk] as [string, (value: unknown) => string | null];
    const text = write(value);
    if (text === null) params.delete(parameter);
    else params.set(parameter, text);
  }
  const text = params.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** A change of what is asked, or how it follows from what is asked at that moment. */
export type ChangeTargets = (patch: TargetsPatch | ((ask: TargetsAsk) => TargetsPatch)) => void;

/** What is asked, in the address, and the way to change it. */
export function useTargetsAsk(): [TargetsAsk, ChangeTargets] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const key = JSON.stringify(readTargetsAsk(new URLSearchParams(search)));
  const ask = useMemo(() => JSON.parse(key) as TargetsAsk, [key]);
  const change = useCallback<ChangeTargets>(
    (next) => {
      // The address bar, not the last rendering: it may be ahead, and the map may have moved in between.
      const { search: now, pathname } = window.location;
      const patch = typeof next === 'function' ? next(readTargetsAsk(new URLSearchParams(now))) : next;
      void navigate({ pathname, search: writeTargetsAsk(now, patch) }, { replace: true });
    },
    [navigate],
  );
  return [ask, change];
}

/** The question as the server takes it. */
export function targetsBody(ask: TargetsAsk, asOf: string | null): TargetsQuestion {
  return {
    question: 'targets',
    targets: ask.targets.map(({ indicatorId, reading, value }) => ({
      indicatorId,
      reading,
      ...(value === null ? {} : { value }),
    })),
    minimise: ask.minimise,
    actions: [...ask.actions],
    ...(ask.countyIds.length > 0 ? { countyIds: [...ask.countyIds] } : {}),
    limits: {
      ...(ask.budgetYuan === null ? {} : { budgetYuan: ask.budgetYuan }),
      ...(ask.count === null ? {} : { count: ask.count }),
    },
    pinned: [...ask.pinned],
    forbidden: [...ask.forbidden],
    alternatives: ask.alternatives,
    timeLimitSeconds: ask.timeLimitSeconds,
    seed: 1,
    ...(asOf === null ? {} : { asOf }),
  };
}
