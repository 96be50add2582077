import type { StyleSpecification } from 'maplibre-gl';
import type { Basemap } from '../api/queries.ts';

/**
 * The empty map: a background and, where the operator configured one, a raster basemap. There are no glyphs and no
 * sprites to fetch; labels are drawn with the system's fonts.
 */
export function emptyStyle(basemap: Basemap | null): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: 'background', type: 'background', paint: { 'background-color': '#e3e9eb' } }],
  };
  if (basemap?.kind !== 'xyz') return style;
  style.sources.basemap = {
    type: 'raster',
    tiles: [basemap.url],
    tileSize: 256,
    attribution: basemap.attribution,
  };
  style.layers.push({ id: 'basemap', type: 'raster', source: 'basemap' });
  return style;
}
