import type { BBox } from 'geojson';
import { text } from '../../gis-data/catalogue/index.ts';
import { collectionById, type Collection } from '../ogc/collections.ts';
import { extentOf, itemOf } from '../ogc/items.ts';
import { bodiesIn, seenBy } from '../ogc/seen.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Body } from '../registry/record-type.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { TileAddress } from './cut.ts';
import { placeLayer, tileOf, type PlacedLayer } from './layer.ts';
import { contentKey, etagOf } from './rules.ts';
import { sharedRead } from './shared-read.ts';
import { createTileCache } from './tile-cache.ts';

export interface TileService {
  /** @throws Problem `not-found` */
  layer(id: string): Collection;
  /** The box around what the reader may see, EPSG:4490; null where no feature has a place. */
  extent(actor: Actor, layer: Collection, asOf: string | undefined): Promise<BBox | null>;
  /**
   * A tile as Mapbox Vector Tile, with no bytes where it has no features.
   * @param asOf ISO date; default today
   * @param has whether the reader has the content of an ETag; then the tile is null and is not made
   */
  tile(
    actor: Actor,
    layer: Collection,
    address: TileAddress,
    asOf: string | undefined,
    has: (etag: string) => boolean,
  ): Promise<{ etag: string; tile: Uint8Array | null }>;
  /** The layer with its places as the reader may see it, and what it is of. */
  whole(
    actor: Actor,
    layer: Collection,
    asOf: string | undefined,
  ): Promise<{ placed: PlacedLayer; bounds: BBox | null; asOf: string; seq: number }>;
}

const noLayer = text('这个图层', 'layer');
/** Bytes of tiles that are kept. */
const mostCachedBytes = 64 * 2 ** 20;
/** Layers that are kept with their places, by content; each takes about what its records do. */
const mostPlacedLayers = 16;

/** Vector tiles of the collections of features, from snapshots: the same bytes on either database. */
export function createTileService({
  head,
  snapshots,
}: {
  /** The registry's newest sequence number. */
  head(): Promise<number>;
  snapshots: SnapshotService;
}): TileService {
  const newest = sharedRead(head);
  const tiles = createTileCache(mostCachedBytes);
  const layers = new Map<string, PlacedLayer>();
  let followed = 0;

  /** What was made of an older register is of no use to anybody. */
  function follow(current: number): number {
    if (current > followed) {
      followed = current;
      tiles.clear();
      layers.clear();
    }
    return current;
  }

  /** Bodies of a layer as the reader may see them, and their key. */
  async function content(actor: Actor, layer: Collection, asOf: string) {
    const { restriction, name } = layer.recordType;
    const snapshot = await snapshots.at(asOf);
    const now = restriction ? await snapshots.at() : null;
    const bodies = bodiesIn(snapshot, name);
    const seen = seenBy(actor, layer, now);
    const seq = follow(snapshot.seq);
    return {
      seq,
      key: contentKey(layer, actor, { seq, asOf, today: now?.asOf ?? today() }),
      *seen(): Generator<readonly [string, Body]> {
        for (const [id, body] of bodies) yield [id, seen(body)];
      },
    };
  }

  async function placed(actor: Actor, layer: Collection, asOf: string) {
    const { key, seq, seen } = await content(actor, layer, asOf);
    const known = layers.get(key) ?? placeLayer(layer, seen());
    layers.delete(key);
    layers.set(key, known);
    const oldest = layers.keys().next().value;
    if (layers.size > mostPlacedLayers && oldest !== undefined) layers.delete(oldest);
    return { key, seq, layer: known };
  }

  const service: TileService = {
    layer(id) {
      const found = collectionById.get(id);
      if (!found) throw problems.notFound(noLayer);
      return found;
    },
    async extent(actor, layer, asOf = today()) {
      const { seen } = await content(actor, layer, asOf);
      return extentOf([...seen()].map(([id, body]) => itemOf(layer, id, body)));
    },
    async whole(actor, layer, asOf = today()) {
      const { layer: known, seq } = await placed(actor, layer, asOf);
      return { placed: known, bounds: await service.extent(actor, layer, asOf), asOf, seq };
    },
    async tile(actor, layer, address, day, has) {
      const seq = follow(await newest());
      const now = today();
      const asOf = day ?? now;
      const key = contentKey(layer, actor, { seq, asOf, today: now });
      const etag = etagOf(key);
      if (has(etag)) return { etag, tile: null };
      const place = `${address.z}/${address.x}/${address.y}`;
      const kept = tiles.get(key + place);
      if (kept) return { etag, tile: kept };
      // The register may have gone on meanwhile: the tile is kept and told under what it was made of.
      const made = await placed(actor, layer, asOf);
      const tile = tileOf(made.layer, address);
      tiles.set(made.key + place, tile);
      return { etag: etagOf(made.key), tile };
    },
  };
  return service;
}
