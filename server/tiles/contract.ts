import { z } from 'zod';
import { isoDate } from '../registry/contract.ts';

/** Units along the side of a tile. */
export const tileExtent = 4096;
/** Units beyond each side that a tile has features of, so that lines and symbols meet at its edge. */
export const tileBuffer = 64;
/** Deepest zoom that is served; a unit is 15 cm there, and maps enlarge these tiles from there on. */
export const mostZoom = 16;

/** Deepest zoom of an archive of tiles: it has four times as many for each, and maps enlarge them. */
export const mostArchiveZoom = 14;

export const layerParams = z.object({ layer: z.string().max(40).describe('A collection of /ogc/collections') });

const whole = z
  .string()
  .regex(/^\d{1,8}$/)
  .transform(Number);
/** A tile of the scheme of web maps (XYZ): rows are counted from the north. */
export const tileParams = layerParams.extend({ z: whole.describe(`Zoom, at most ${mostZoom}`), x: whole, y: whole });

export const tileQuery = z.object({
  asOf: isoDate.optional().describe('Records as they hold on this day. Default: today'),
});

export const archiveQuery = tileQuery.extend({
  maxzoom: z.coerce.number().int().min(0).max(mostArchiveZoom).default(12).describe('Deepest zoom of its tiles'),
});

/** TileJSON 3.0.0 (https://github.com/mapbox/tilejson-spec). */
export const tileJson = z.object({
  tilejson: z.literal('3.0.0'),
  name: z.string(),
  description: z.string(),
  attribution: z.string().optional().describe('Says so where the records are demonstration data'),
  scheme: z.literal('xyz'),
  tiles: z.array(z.string()),
  minzoom: z.int(),
  maxzoom: z.int(),
  bounds: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .optional()
    .describe('Of what the reader may see; absent where no feature has a place'),
  vector_layers: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      minzoom: z.int(),
      maxzoom: z.int(),
      fields: z.record(z.string(), z.enum(['String', 'Number', 'Boolean'])),
    }),
  ),
});
export type TileJson = z.infer<typeof tileJson>;
