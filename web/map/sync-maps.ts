import type { LngLat, Map as MapLibreMap } from 'maplibre-gl';

/** Looks where another map looks; one event of its own tells whoever asks the map where it is. */
const lookAs = (map: MapLibreMap, leader: MapLibreMap): void => {
  map.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom() });
};

/**
 * What a map has drawn, as a picture that can be moved by itself. While it is held, the map goes on with everything but
 * drawing.
 */
interface Picture {
  readonly map: MapLibreMap;
  hold(): void;
  /** Shifts and scales the picture to where the leader looks now. */
  follow(leader: MapLibreMap): void;
  /** Lets the map draw once where it looks: in the frame that it is in, or at once. */
  draw(when: 'thisFrame' | 'now'): void;
  /** Lets the map draw again whenever it wants. */
  release(): void;
  /** Leaves the map as it was found. */
  giveBack(): void;
}

function pictureOf(map: MapLibreMap): Picture {
  const { painter } = map;
  const paint = painter.render;
  let held = false;
  let due = false;
  let center: LngLat = map.getCenter();
  let zoom = map.getZoom();
  const canvas = map.getCanvas();
  painter.render = (...frame) => {
    if (held && !due) return;
    due = false;
    ({ center, zoom } = { center: map.getCenter(), zoom: map.getZoom() });
    canvas.style.transform = '';
    paint.apply(painter, frame);
  };
  return {
    map,
    hold: () => {
      held = true;
    },
    follow(leader) {
      const scale = 2 ** (leader.getZoom() - zoom);
      const seen = leader.getCanvas();
      const at = leader.project(center);
      const x = at.x - seen.clientWidth / 2 + (canvas.clientWidth / 2) * (1 - scale);
      const y = at.y - seen.clientHeight / 2 + (canvas.clientHeight / 2) * (1 - scale);
      canvas.style.transformOrigin = '0 0';
      canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    },
    draw(when) {
      due = true;
      if (when === 'now') map.redraw();
    },
    release() {
      held = false;
      canvas.style.transform = '';
      map.triggerRepaint();
    },
    giveBack() {
      canvas.style.transform = '';
      painter.render = paint;
    },
  };
}

/** Mean length of the last frames up to which one more map is drawn, milliseconds: 40 frames a second. */
const frameBudgetMs = 25;
/** Frames that the mean is taken over. */
const frameWindow = 12;
/** After this long a map is drawn even so, milliseconds. */
const longestWaitMs = 500;

/** Watches how long frames take while something moves, and says whether there is time to draw a map. */
function createPace() {
  let request = 0;
  let meanMs = 0;
  let frameMs = 0;
  let lastFrame = 0;
  let lastDrawn = 0;
  const watch = (now: number) => {
    frameMs = now - lastFrame;
    meanMs += (frameMs - meanMs) / frameWindow;
    lastFrame = now;
    request = requestAnimationFrame(watch);
  };
  return {
    start() {
      if (request !== 0) return;
      lastFrame = performance.now();
      request = requestAnimationFrame(watch);
    },
    stop() {
      cancelAnimationFrame(request);
      request = 0;
    },
    hasTime(): boolean {
      const now = performance.now();
      const due = Math.max(meanMs, frameMs) < frameBudgetMs || now - lastDrawn > longestWaitMs;
      if (due) lastDrawn = now;
      return due;
    },
  };
}

/**
 * Keeps maps at the same place, wherever one of them is moved. The first says where they start.
 *
 * Drawing every map in every frame would be too slow for a machine that draws on its processor. So while one is moved,
 * what each of them has drawn is shifted and scaled along, exactly, and they are drawn anew in turn as far as the frames
 * leave time, every second time the one that is moved; only what comes in at a picture's edge and the places of labels may
 * be late. When the movement ends all are drawn.
 * @returns the way to let them go again
 */
export function syncMaps(maps: readonly MapLibreMap[]): () => void {
  const pictures = maps.map(pictureOf);
  let following = false;
  let turn = 0;
  const pace = createPace();
  /** What the maps do because another was moved is no movement to follow. */
  const asFollowers = (work: () => void) => {
    if (following) return;
    following = true;
    work();
    following = false;
  };
  const follow = (leader: Picture) => {
    const others = pictures.filter((picture) => picture !== leader);
    pace.start();
    for (const picture of pictures) picture.hold();
    const drawn = pace.hasTime() ? (turn++ % 2 === 0 ? leader : others[(turn >> 1) % others.length]) : undefined;
    for (const picture of pictures) picture.follow(leader.map);
    if (drawn === leader) leader.draw('thisFrame');
    else if (drawn) {
      lookAs(drawn.map, leader.map);
      drawn.draw('now');
    }
  };
  const settle = (leader: Picture) => {
    pace.stop();
    for (const picture of pictures) {
      if (picture !== leader) lookAs(picture.map, leader.map);
      picture.release();
    }
  };
  const handlers = pictures.map((picture) => ({
    picture,
    onMove: () => asFollowers(() => follow(picture)),
    onEnd: () => asFollowers(() => settle(picture)),
  }));
  handlers[0]?.onEnd();
  for (const { picture, onMove, onEnd } of handlers) {
    picture.map.on('move', onMove);
    picture.map.on('moveend', onEnd);
  }
  return () => {
    pace.stop();
    for (const { picture, onMove, onEnd } of handlers) {
      picture.map.off('move', onMove);
      picture.map.off('moveend', onEnd);
      picture.giveBack();
    }
  };
}
