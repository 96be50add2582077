import type { Map as MapLibreMap } from 'maplibre-gl';

/**
 * Keeps maps at the same place, wherever one of them is moved. The first says where they start.
 * @returns the way to let them go again
 */
export function syncMaps(maps: readonly MapLibreMap[]): () => void {
  let following = false;
  const follow = (from: MapLibreMap) => () => {
    if (following) return;
    following = true;
    for (const to of maps) if (to !== from) to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
    following = false;
  };
  const handlers = maps.map((map) => [map, follow(map)] as const);
  handlers[0]?.[1]();
  for (const [map, handler] of handlers) map.on('move', handler);
  return () => {
    for (const [map, handler] of handlers) map.off('move', handler);
  };
}
