import { useSyncExternalStore } from 'react';

/** Below this width the side panels become drawers over the map, CSS pixels. */
const query = window.matchMedia('(max-width: 1099px)');

function subscribe(notify: () => void): () => void {
  query.addEventListener('change', notify);
  return () => query.removeEventListener('change', notify);
}

/** Whether the window is too narrow for panels beside the map. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
