import type { Map as MapLibreMap } from 'maplibre-gl';

/** Looks where another map looks; one event of its own tells whoever asks the map where it is. */
const lookAs = (map: MapLibreMap, leader: MapLibreMap): void => {
  map.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom() });
};

const unshift = (map: MapLibreMap): void => {
  map.getCanvas().style.transform = '';
};

/** Shifts and scales what a map has drawn to where the leader looks, without drawing it anew. */
function shift(map: MapLibreMap, leader: MapLibreMap): void {
  const canvas = map.getCanvas();
  const scale = 2 ** (leader.getZoom() - map.getZoom());
  const at = map.project(leader.getCenter());
  const x = canvas.clientWidth / 2 - at.x * scale;
  const y = canvas.clientHeight / 2 - at.y * scale;
  canvas.style.transformOrigin = '0 0';
  canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
}

/** Frames that take longer than this leave no time to draw more than the map that is moved, milliseconds. */
const shortFrameMs = 25;
/** After this long one of the others is drawn even so, milliseconds. */
const longestWaitMs = 250;

/** Says in each frame whether there is time to draw one map more. */
function createPace(): () => boolean {
  let lastFrame = 0;
  let lastDrawn = 0;
  return () => {
    const now = performance.now();
    const due = now - lastFrame < shortFrameMs || now - lastDrawn > longestWaitMs;
    lastFrame = now;
    if (due) lastDrawn = now;
    return due;
  };
}

/**
 * Keeps maps at the same place, wherever one of them is moved. The first says where they start.
 *
 * Drawing every map in every frame would be too slow for a machine that draws on its processor. So while one is moved,
 * the picture of each other map is shifted along with it, exactly, and the others are drawn anew in turn, as far as the
 * frames leave time; only what comes in at a picture's edge may be late. When the movement ends all are drawn.
 * @returns the way to let them go again
 */
export function syncMaps(maps: readonly MapLibreMap[]): () => void {
  let following = false;
  let turn = 0;
  const hasTime = createPace();
  /** What the maps do because another was moved is no movement to follow. */
  const asFollowers = (work: () => void) => {
    if (following) return;
    following = true;
    work();
    following = false;
  };
  const othersOf = (leader: MapLibreMap) => maps.filter((map) => map !== leader);
  const follow = (leader: MapLibreMap) => {
    const others = othersOf(leader);
    const drawn = hasTime() ? others[turn++ % others.length] : undefined;
    // It may have been shifted itself, while another map was still gliding to rest.
    unshift(leader);
    for (const map of others) {
      if (map === drawn) {
        lookAs(map, leader);
        // At once, so that the picture and its place change in the same frame.
        map.redraw();
        unshift(map);
      } else shift(map, leader);
    }
  };
  const settle = (leader: MapLibreMap) => {
    for (const map of othersOf(leader)) {
      lookAs(map, leader);
      map.redraw();
      unshift(map);
    }
  };
  const handlers = maps.map((map) => ({
    map,
    onMove: () => asFollowers(() => follow(map)),
    onEnd: () => asFollowers(() => settle(map)),
  }));
  if (maps[0]) handlers[0]!.onEnd();
  for (const { map, onMove, onEnd } of handlers) {
    map.on('move', onMove);
    map.on('moveend', onEnd);
  }
  return () => {
    for (const { map, onMove, onEnd } of handlers) {
      map.off('move', onMove);
      map.off('moveend', onEnd);
      unshift(map);
    }
  };
}
