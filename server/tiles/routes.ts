import { addressOf } from '../http/address.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { hasEntity } from '../http/known-entity.ts';
import { sendFile } from '../http/send-file.ts';
import { demonstration, layerArchive } from './archive.ts';
import { archiveQuery, layerParams, mostZoom, tileJson, tileParams, tileQuery } from './contract.ts';
import { fieldsOf } from './layer.ts';
import { tileAddress } from './rules.ts';
import type { TileService } from './service.ts';

/** Vector tiles of the collections of /ogc, for web maps and QGIS. */
export function tileRoutes({
  tiles,
  isDemonstration,
  licence,
}: {
  tiles: TileService;
  isDemonstration(): Promise<boolean>;
  licence: string | null;
}): Endpoint[] {
  const tag = 'tiles';
  return [
    endpoint({
      method: 'get',
      path: '/tiles/{layer}.json',
      tag,
      summary: 'TileJSON of a layer: where its tiles are, its extent and what its features tell',
      access: 'public',
      params: layerParams,
      query: tileQuery,
      response: tileJson,
      async handler({ actor, language, params, query: { asOf }, request }) {
        const layer = tiles.layer(params.layer);
        const bounds = await tiles.extent(actor, layer, asOf);
        const zooms = { minzoom: 0, maxzoom: mostZoom };
        const demo = await isDemonstration();
        return {
          tilejson: '3.0.0' as const,
          name: layer.title[language],
          description: layer.description[language],
          ...(demo ? { attribution: demonstration[language] } : {}),
          scheme: 'xyz' as const,
          tiles: [
            `${addressOf(request)}/tiles/${layer.id}/{z}/{x}/{y}.mvt${asOf === undefined ? '' : `?asOf=${asOf}`}`,
          ],
          ...zooms,
          ...(bounds ? { bounds } : {}),
          vector_layers: [
            { id: layer.id, description: layer.description[language], ...zooms, fields: fieldsOf(layer) },
          ],
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/tiles/{layer}.pmtiles',
      tag,
      summary: 'All tiles of a layer as one PMTiles 3 file, as the reader may see it',
      access: 'public',
      params: layerParams,
      query: archiveQuery,
      response: 'raw',
      timeoutSeconds: 120,
      async handler({ actor, language, params, query, response, signal }) {
        const parts = { tiles, isDemonstration, licence };
        const { bytes, name } = await layerArchive(parts, actor, { ...params, ...query }, language, signal);
        sendFile(response, bytes, name, 'pmtiles');
      },
    }),
    endpoint({
      method: 'get',
      path: '/tiles/{layer}/{z}/{x}/{y}.mvt',
      tag,
      summary:
        'Vector tile (MVT 2.1) of a layer, as the reader may see it; points close to each other are one with `point_count` at low zooms',
      access: 'public',
      params: tileParams,
      query: tileQuery,
      response: 'raw',
      async handler({ actor, params, query, request, response }) {
        const layer = tiles.layer(params.layer);
        response.set('Cache-Control', 'private, no-cache');
        const { etag, tile } = await tiles.tile(actor, layer, tileAddress(params), query.asOf, (current) => {
          response.set('ETag', current);
          return hasEntity(request, current);
        });
        if (tile === null) {
          response.status(304).end();
          return;
        }
        response.set({ ETag: etag, 'Content-Type': 'application/vnd.mapbox-vector-tile' });
        response.send(Buffer.from(tile.buffer, tile.byteOffset, tile.byteLength));
      },
    }),
  ];
}
