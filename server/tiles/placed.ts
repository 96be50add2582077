import type { TileProperties } from './encode.ts';
import type { Shape } from './world.ts';

/** A record with its place in the world's square. */
export interface PlacedFeature {
  shape: Shape;
  /** What a tile tells of it; made when a tile first does. */
  properties(): TileProperties;
  /** Whether the record is demonstration data. */
  demo: boolean;
}
