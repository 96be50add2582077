import type { Map as MapLibreMap } from 'maplibre-gl';

/** Lets one map look where another does, and keeps both at the same place; gives the way to let them go again. */
export function syncMaps(one: MapLibreMap, other: MapLibreMap): () => void {
  let following = false;
  const follow = (from: MapLibreMap, to: MapLibreMap) => () => {
    if (following) return;
    following = true;
    to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
    following = false;
  };
  const onOne = follow(one, other);
  const onOther = follow(other, one);
  onOther();
  one.on('move', onOne);
  other.on('move', onOther);
  return () => {
    one.off('move', onOne);
    other.off('move', onOther);
  };
}
