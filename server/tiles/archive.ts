import { text, type Language } from '../../gis-data/catalogue/index.ts';
import type { Actor } from '../registry/contract.ts';
import { fieldsOf } from './layer.ts';
import { pmtilesOf } from './pmtiles.ts';
import type { TileService } from './service.ts';

export const demonstration = text('演示数据', 'Demonstration data');

/**
 * A layer's tiles as one file, to be put on any web server or kept offline, and the name to save it by, without ending.
 * @throws Problem `not-found` for the layer
 */
export async function layerArchive(
  parts: {
    tiles: TileService;
    isDemonstration(): Promise<boolean>;
    /** Terms of use; null = not stated. */
    licence: string | null;
  },
  actor: Actor,
  query: { layer: string; asOf?: string; maxzoom: number },
  language: Language,
  signal?: AbortSignal,
): Promise<{ bytes: Buffer; name: string; features: number; demo: boolean }> {
  const layer = parts.tiles.layer(query.layer);
  const { placed, bounds, asOf, seq } = await parts.tiles.whole(actor, layer, query.asOf);
  const demo = await parts.isDemonstration();
  const zooms = { minzoom: 0, maxzoom: query.maxzoom };
  const title = layer.title[language];
  const description = layer.description[language];
  const metadata = {
    name: title,
    description,
    type: 'overlay',
    version: `${seq}@${asOf}`,
    asOf,
    licence: parts.licence,
    demo,
    ...(demo ? { attribution: demonstration[language] } : {}),
    vector_layers: [{ id: layer.id, description, ...zooms, fields: fieldsOf(layer) }],
  };
  const bytes = await pmtilesOf(placed, { zoom: query.maxzoom, bounds, metadata }, signal);
  const mark = demo ? `_${demonstration[language]}` : '';
  return { bytes, name: `${title}_${asOf}_${seq}${mark}`, features: placed.features.length, demo };
}
