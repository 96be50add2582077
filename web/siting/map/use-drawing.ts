import { kinks, polygon } from '@turf/turf';
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import type { Position } from '../geometry-text.ts';
import { areaPolygon } from '../question.ts';
import { showDrawing } from './siting-layers.ts';

/** Two clicks nearer than this are one corner: a double click also comes as two clicks. CSS pixels. */
const sameCornerPx = 5;

/** Whether the sides of an area cross each other. */
export const crossesItself = (corners: readonly Position[]): boolean =>
  kinks(polygon(areaPolygon(corners).coordinates)).features.length > 0;

export interface Drawing {
  /** The area is closed: by a double click or Enter. Fewer than three corners are no area and are not told. */
  onArea(corners: readonly Position[]): void;
  /** Given up with Escape. */
  onCancel(): void;
}

/**
 * Lets an area be drawn on the map by clicks: each adds a corner, Backspace takes the last away, a double click or Enter
 * closes it, Escape gives up.
 */
export function useDrawing(map: MapLibreMap | null, drawing: Drawing | null): void {
  const latest = useRef(drawing);
  latest.current = drawing;
  const active = drawing !== null;
  useEffect(() => {
    if (!map || !active) return;
    let corners: Position[] = [];
    let pointer: Position | null = null;
    const show = () => showDrawing(map, corners, pointer);
    const isSame = (a: Position, b: Position) => map.project([...a]).dist(map.project([...b])) < sameCornerPx;

    const click = ({ lngLat }: MapMouseEvent) => {
      const corner = lngLat.toArray();
      const last = corners.at(-1);
      if (last && isSame(last, corner)) return;
      corners = [...corners, corner];
      show();
    };
    const move = ({ lngLat }: MapMouseEvent) => {
      pointer = lngLat.toArray();
      show();
    };
    const close = () => {
      if (corners.length >= 3) latest.current?.onArea(corners);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') latest.current?.onCancel();
      else if (event.key === 'Enter' && !isControl(event.target)) close();
      else if (event.key === 'Backspace' && !isControl(event.target)) {
        corners = corners.slice(0, -1);
        show();
      }
    };
    map.doubleClickZoom.disable();
    map.on('click', click);
    map.on('mousemove', move);
    map.on('dblclick', close);
    window.addEventListener('keydown', key);
    return () => {
      map.doubleClickZoom.enable();
      map.off('click', click);
      map.off('mousemove', move);
      map.off('dblclick', close);
      window.removeEventListener('keydown', key);
      showDrawing(map, [], null);
    };
  }, [map, active]);
}

/** Whether a key is meant for a field or button of the page. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, button, [contenteditable]') !== null;
