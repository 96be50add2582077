import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { facilityKinds, type Language } from '../../gis-data/catalogue/index.ts';
import type { AreaLevel } from '../api/queries.ts';

export interface Camera {
  zoom: number;
  latitude: number;
  longitude: number;
}

export interface Selection {
  type: 'facility' | 'division';
  id: string;
}

export type ColourMode = 'value' | 'verdict';

export type FunctionAnswer = 'yes' | 'no' | 'unknown';

/**
 * Everything that a shared address restores. A filter that is `null` does not filter; `asOf` null means today.
 */
export interface View {
  camera: Camera | null;
  /** Indicator that colours the map; null = no colours. */
  indicatorId: string | null;
  level: AreaLevel;
  /** What the colours mean; null = whichever suits the indicator and level. */
  mode: ColourMode | null;
  /** Facility kinds on the map; empty = none. */
  kinds: readonly string[];
  /** Facility statuses on the map, `unknown` among them; null = all. */
  statuses: readonly string[] | null;
  functionId: string | null;
  functionAnswer: FunctionAnswer;
  /** Indicator whose evidence is open beside the map. */
  evidenceId: string | null;
  selection: Selection | null;
  /** Divisions chosen together in the charts and on their map; empty = none. */
  areaIds: readonly string[];
  asOf: string | null;
  language: Language;
}

const list = (value: string | null) => (value === null ? null : value.split(',').filter(Boolean));

function readCamera(value: string | null): Camera | null {
  const [zoom, latitude, longitude] = (value ?? '').split('/').map(Number);
  const complete = [zoom, latitude, longitude].every((n) => n !== undefined && Number.isFinite(n));
  return value && complete ? { zoom: zoom!, latitude: latitude!, longitude: longitude! } : null;
}

function readSelection(value: string | null): Selection | null {
  const [type, id] = (value ?? '').split(':');
  return (type === 'facility' || type === 'division') && id ? { type, id } : null;
}

/** Township coverage is what planners come for, so an address that names no indicator shows it. */
const defaultIndicatorId = '8';

function readIndicator(value: string | null): string | null {
  if (value === 'none') return null;
  return value ?? defaultIndicatorId;
}

const everyKind: readonly string[] = facilityKinds.map((kind) => kind.id);

/**
 * Kinds on the map unless the address names others. The hundreds of village and community sites would hide the colours,
 * so they wait to be asked for.
 */
export const defaultKinds: readonly string[] = facilityKinds
  .filter((kind) => kind.group !== 'community' && kind.level !== 'village')
  .map((kind) => kind.id);

const sameKinds = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((k) => b.includes(k));

function readKinds(value: string | null): readonly string[] {
  if (value === null) return defaultKinds;
  return value === 'all' ? everyKind : value.split(',').filter((kind) => everyKind.includes(kind));
}

function writeKinds(kinds: readonly string[]): string | null {
  if (sameKinds(kinds, defaultKinds)) return null;
  return sameKinds(kinds, everyKind) ? 'all' : kinds.join(',');
}

const calendarDate = /^\d{4}-\d{2}-\d{2}$/;

export function storedLanguage(): Language {
  return localStorage.getItem('language') === 'en' ? 'en' : 'zh';
}

/** Reads a view from a query string; what is absent or malformed gets its default. */
export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const answer = params.get('answer');
  const mode = params.get('mode');
  const asOf = params.get('asOf');
  const language = params.get('lang');
  return {
    camera: readCamera(params.get('m')),
    indicatorId: readIndicator(params.get('indicator')),
    level: params.get('level') === 'county' ? 'county' : 'township',
    mode: mode === 'verdict' || mode === 'value' ? mode : null,
    kinds: readKinds(params.get('kind')),
    statuses: list(params.get('status')),
    functionId: params.get('function'),
    functionAnswer: answer === 'no' || answer === 'unknown' ? answer : 'yes',
    evidenceId: params.get('evidence'),
    selection: readSelection(params.get('select')),
    areaIds: list(params.get('areas')) ?? [],
    asOf: asOf && calendarDate.test(asOf) ? asOf : null,
    language: language === 'en' || language === 'zh' ? language : storedLanguage(),
  };
}

const round = (value: number, digits: number) => String(Number(value.toFixed(digits)));

export const writeCamera = ({ zoom, latitude, longitude }: Camera) =>
  [round(zoom, 2), round(latitude, 5), round(longitude, 5)].join('/');

const writers: { [K in keyof View]: [parameter: string, write: (value: View[K]) => string | null] } = {
  camera: ['m', (camera) => camera && writeCamera(camera)],
  indicatorId: ['indicator', (id) => (id === defaultIndicatorId ? null : (id ?? 'none'))],
  level: ['level', (level) => (level === 'township' ? null : level)],
  mode: ['mode', (mode) => mode],
  kinds: ['kind', writeKinds],
  statuses: ['status', (statuses) => statuses && statuses.join(',')],
  functionId: ['function', (id) => id],
  functionAnswer: ['answer', (answer) => (answer === 'yes' ? null : answer)],
  evidenceId: ['evidence', (id) => id],
  selection: ['select', (selection) => selection && `${selection.type}:${selection.id}`],
  areaIds: ['areas', (ids) => (ids.length === 0 ? null : ids.join(','))],
  asOf: ['asOf', (asOf) => asOf],
  language: ['lang', (language) => language],
};

function writeOne<K extends keyof View>(params: URLSearchParams, key: K, value: View[K]): void {
  const [parameter, write] = writers[key];
  const text = write(value);
  if (text === null) params.delete(parameter);
  else params.set(parameter, text);
}

/** A query string changed by part of a view; parameters that the view does not know stay. */
export function writeView(search: string, patch: Partial<View>): string {
  const params = new URLSearchParams(search);
  for (const key of Object.keys(patch) as (keyof View)[]) writeOne(params, key, patch[key] as never);
  // Slashes, colons and commas are legal in a query and keep the address readable.
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

export interface ChangeOptions {
  /** Replace the history entry instead of adding one; for changes that "back" should not step through. */
  replace?: boolean;
  /** Go to another page with the changed view. */
  pathname?: string;
}

export type ChangeView = (patch: Partial<View>, options?: ChangeOptions) => void;

/** The view in the address, and the way to change it. */
export function useView(): [View, ChangeView] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const view = useMemo(() => readView(search), [search]);
  const change = useCallback<ChangeView>(
    (patch, { replace = false, pathname } = {}) => {
      // The address bar, not the last rendering: the map may have moved in between.
      const next = writeView(window.location.search, patch);
      void navigate({ pathname: pathname ?? window.location.pathname, search: next }, { replace });
    },
    [navigate],
  );
  return [view, change];
}
