import { useCallback, useMemo } from 'react';
import type { DivisionCollection } from '../api/queries.ts';
import { useView } from '../app/url-state.ts';

/** A county or township that can be chosen. */
export interface Place {
  id: string;
  name: string;
  level: 'county' | 'township';
  countyId: string;
  centre: readonly [number, number] | null;
}

/** The counties and townships of a day, by id. */
export function placesOf(
  counties: DivisionCollection,
  townships: DivisionCollection | undefined,
): ReadonlyMap<string, Place> {
  const placed = (collection: DivisionCollection, level: Place['level']) =>
    collection.features.map(({ properties: { id, name, parentId, centre } }): [string, Place] => {
      const position = centre && (Array.isArray(centre) ? centre : centre.coordinates);
      const countyId = level === 'county' ? id : (parentId ?? '');
      return [id, { id, name, level, countyId, centre: position && [position[0]!, position[1]!] }];
    });
  return new Map([...placed(counties, 'county'), ...(townships ? placed(townships, 'township') : [])]);
}

/** The areas chosen in any chart or on the map: one choice for all of them, kept in the address. */
export interface AreaSelection {
  readonly ids: readonly string[];
  /** Chosen areas in the order of choice. */
  readonly places: readonly Place[];
  /** Counties that are chosen or hold a chosen township, in the order of choice. */
  readonly countyIds: readonly string[];
  /** Whether an area is chosen, itself or with its county. */
  has(id: string): boolean;
  toggle(id: string): void;
  /** Chooses these and no others. */
  choose(ids: readonly string[]): void;
}

export function useAreaSelection(places: ReadonlyMap<string, Place>): AreaSelection {
  const [{ areaIds }, change] = useView();
  const key = areaIds.join();
  const choose = useCallback((ids: readonly string[]) => change({ areaIds: [...new Set(ids)] }), [change]);
  return useMemo(() => {
    const ids = key === '' ? [] : key.split(',');
    const chosen = new Set(ids);
    const known = ids.flatMap((id) => places.get(id) ?? []);
    return {
      ids,
      places: known,
      countyIds: [...new Set(known.map((place) => place.countyId))],
      has: (id) => chosen.has(id) || chosen.has(places.get(id)?.countyId ?? ''),
      toggle: (id) => choose(chosen.has(id) ? ids.filter((other) => other !== id) : [...ids, id]),
      choose,
    };
  }, [key, places, choose]);
}
