import type { Ask } from './siting-view.ts';

/** Sites that a plan must have, and those that it must not have. */
export type Lists = Pick<Ask, 'pinned' | 'forbidden'>;

/** Changes the lists as they are at that moment, which what is drawn may lag behind. */
export type ChangeLists = (patch: (lists: Lists) => Lists) => void;

/** The lists with a site on one of them only, or taken off it if it was there. */
export function toggled(lists: Lists, list: keyof Lists, id: string): Lists {
  const other = list === 'pinned' ? 'forbidden' : 'pinned';
  const without = lists[list].filter((each) => each !== id);
  return {
    [list]: without.length < lists[list].length ? without : [...without, id],
    [other]: lists[other].filter((each) => each !== id),
  } as unknown as Lists;
}
