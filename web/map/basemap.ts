import { addProtocol, type Map as MapLibreMap } from 'maplibre-gl';
import type { Basemap } from '../api/queries.ts';

const muted = { area: '#d6dfe2', line: '#b9c6cb' } as const;

/**
 * Draws a PMTiles basemap under everything else. A raster archive is shown as it is; a vector archive, whose layers the
 * program cannot know, as muted areas and lines of all its layers.
 */
export async function addPmtilesBasemap(map: MapLibreMap, basemap: Basemap): Promise<void> {
  const { PMTiles, Protocol, TileType } = await import('pmtiles');
  const archive = new PMTiles(new URL(basemap.url, window.location.href).href);
  const protocol = new Protocol();
  protocol.add(archive);
  addProtocol('pmtiles', protocol.tile);
  const { tileType } = await archive.getHeader();
  const url = `pmtiles://${archive.source.getKey()}`;
  const above = map.getStyle().layers.find((layer) => layer.type !== 'background')?.id;

  if (tileType !== TileType.Mvt) {
    map.addSource('basemap', { type: 'raster', url, attribution: basemap.attribution });
    map.addLayer({ id: 'basemap', type: 'raster', source: 'basemap' }, above);
    return;
  }
  const { vector_layers: layers = [] } = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
  map.addSource('basemap', { type: 'vector', url, attribution: basemap.attribution });
  for (const { id } of layers) {
    const common = { source: 'basemap', 'source-layer': id };
    map.addLayer(
      {
        ...common,
        id: `basemap-${id}-area`,
        type: 'fill',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': muted.area, 'fill-opacity': 0.5 },
      },
      above,
    );
    map.addLayer(
      {
        ...common,
        id: `basemap-${id}-line`,
        type: 'line',
        filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': muted.line },
      },
      above,
    );
  }
}
