import { tileBuffer, tileExtent } from './contract.ts';
import { cutToTile, type TileAddress } from './cut.ts';
import type { TileFeature } from './encode.ts';
import type { PlacedFeature } from './placed.ts';

/** Deepest zoom at which points are put together. */
export const mostClusteredZoom = 11;
/** Cells along the side of a tile: a cell is 32 pixels wide where a tile is 512. */
export const cellsAlong = 16;

/** How far beyond a tile features may count for it, parts of its side. */
export const mostMargin = Math.max(1 / cellsAlong, tileBuffer / tileExtent);

/** What is in a cell of the grid: one feature, or several put together. */
type Cell = { alone: PlacedFeature; together?: undefined } | { alone?: undefined; together: TileFeature };

export interface Clustering {
  /** How far beyond the tile points count, tiles: the cells beside it may have their centre in its buffer. */
  margin: number;
  /** Whether the feature is a point, which is taken into its cell. */
  take(feature: PlacedFeature): boolean;
  cells(): Cell[];
}

interface Gathered {
  first: PlacedFeature;
  count: number;
  /** Sums of positions in the world's square. */
  x: number;
  y: number;
  demo: boolean;
}

/**
 * Puts points together by the cells of a grid that is the same for every tile of a zoom, so that neighbouring tiles agree;
 * null where the zoom shows each point. Several in one cell become a point in their middle with `cluster` and
 * `point_count`, and `demo` where one of them is demonstration data; one alone stays as it is.
 */
export function clusters(tile: TileAddress): Clustering | null {
  if (tile.z > mostClusteredZoom) return null;
  const gathered = new Map<number, Gathered>();
  const along = cellsAlong * 2 ** tile.z;
  return {
    margin: mostMargin,
    take(feature) {
      const { shape } = feature;
      if (shape.kind !== 'points' || shape.xy.length !== 2) return false;
      const [x, y] = [shape.xy[0]!, shape.xy[1]!];
      const cell = Math.floor(y * along) * along + Math.floor(x * along);
      const known = gathered.get(cell);
      if (known) {
        known.count++;
        known.x += x;
        known.y += y;
        known.demo ||= feature.demo;
      } else gathered.set(cell, { first: feature, count: 1, x, y, demo: feature.demo });
      return true;
    },
    cells: () =>
      [...gathered.values()].flatMap(({ first, count, x, y, demo }): Cell[] => {
        if (count === 1) return [{ alone: first }];
        const middle = cutToTile({ kind: 'points', xy: Float64Array.of(x / count, y / count) }, tile);
        if (!middle) return [];
        const told = [['cluster', true] as const, ['point_count', count] as const];
        return [{ together: { ...middle, properties: demo ? [...told, ['demo', true]] : told } }];
      }),
  };
}
