import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { placeNameClasses } from '../../gis-data/catalogue/index.ts';

/** Everything that a shared address restores of this page. What is null or empty does not filter. */
export interface NameView {
  q: string;
  classId: string | null;
  /** Names within the map as it stands only. */
  inView: boolean;
  /** The record whose card is open. */
  nameId: string | null;
  /** Point of which it is asked what is there: longitude, latitude. */
  here: readonly [number, number] | null;
}

function readHere(text: string | null): NameView['here'] {
  const [lon, lat] = (text ?? '').split(',').map(Number);
  return text && Number.isFinite(lon) && Number.isFinite(lat) ? [lon!, lat!] : null;
}

/** Reads the view from a query string; what is absent or malformed gets its default. */
export function readNameView(search: string): NameView {
  const params = new URLSearchParams(search);
  const id = params.get('name');
  return {
    q: params.get('q') ?? '',
    classId: placeNameClasses.find((each) => each.id === params.get('class'))?.id ?? null,
    inView: params.get('within') === 'map',
    nameId: id && /^[\w-]{1,64}$/.test(id) ? id : null,
    here: readHere(params.get('here')),
  };
}

const writers: { [K in keyof NameView]: [parameter: string, write: (value: NameView[K]) => string | null] } = {
  q: ['q', (q) => q || null],
  classId: ['class', (id) => id],
  inView: ['within', (inView) => (inView ? 'map' : null)],
  nameId: ['name', (id) => id],
  here: ['here', (here) => here && here.map((degrees) => degrees.toFixed(5)).join(',')],
};

function writeOne<K extends keyof NameView>(params: URLSearchParams, key: K, value: NameView[K]): void {
  const [parameter, write] = writers[key];
  const text = write(value);
  if (text === null) params.delete(parameter);
  else params.set(parameter, text);
}

/** A query string with part of the view changed; parameters of other pages stay. */
export function writeNameView(search: string, patch: Partial<NameView>): string {
  const params = new URLSearchParams(search);
  for (const key of Object.keys(patch) as (keyof NameView)[]) writeOne(params, key, patch[key] as never);
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** The view in the address, and the way to change it; only what opens a card or a place is a step for "back". */
export function useNameView(): [NameView, (patch: Partial<NameView>) => void] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const key = JSON.stringify(readNameView(search));
  // The map moves the address too; as long as this view says the same, it stays the same object.
  const view = useMemo(() => JSON.parse(key) as NameView, [key]);
  const change = useCallback(
    (patch: Partial<NameView>) => {
      // The address bar, not the last rendering: it may be ahead.
      const { search: now, pathname } = window.location;
      const replace = !('nameId' in patch || 'here' in patch);
      void navigate({ pathname, search: writeNameView(now, patch) }, { replace });
    },
    [navigate],
  );
  return [view, change];
}
