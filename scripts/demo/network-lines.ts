import type { Sketch, Tags } from './network-sketch.ts';
import type { Town } from './network-towns.ts';
import type { PlanePoint } from './plane.ts';

/** A stop of a line: a node that exists, or a place for a new one. */
export type Stop = number | PlanePoint;

/**
 * Draws a way along the stops, except inside towns, whose own streets carry it: there it ends at the junction nearest to
 * where it met the town, and begins again where it leaves.
 * @returns the nodes drawn outside towns
 */
export function drawLine(stops: readonly Stop[], tags: Tags, towns: readonly Town[], sketch: Sketch): number[] {
  const drawn: number[] = [];
  let refs: number[] = [];
  let inside: Town | null = null;
  for (const stop of stops) {
    const at = typeof stop === 'number' ? sketch.point(stop) : stop;
    const town = towns.find((t) => t.covers(at)) ?? null;
    if (town) {
      if (town === inside) continue;
      const last = refs.at(-1) ?? (inside ? inside.nearestNode(at) : null);
      const gate = town.nearestNode(last === null ? at : sketch.point(last));
      sketch.way(last === null ? [] : [...(refs.length > 0 ? refs : [last]), gate], tags);
      refs = [];
    } else {
      if (inside) refs = [inside.nearestNode(at)];
      const node = typeof stop === 'number' ? stop : sketch.node(stop);
      refs.push(node);
      drawn.push(node);
    }
    inside = town;
  }
  sketch.way(refs, tags);
  return drawn;
}
