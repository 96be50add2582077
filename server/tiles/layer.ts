import type { Geometry } from 'geojson';
import type { Collection, FeatureProperty } from '../ogc/collections.ts';
import type { Body } from '../registry/record-type.ts';
import { clusters, mostMargin } from './cluster.ts';
import { tileBuffer, tileExtent, type TileJson } from './contract.ts';
import { cutToTile, type TileAddress } from './cut.ts';
import { encodeTile, type TileFeature, type TileProperties } from './encode.ts';
import type { PlacedFeature } from './placed.ts';
import { boxOf, shapeOf } from './world.ts';

/** A collection's features as some readers see them. */
export interface PlacedLayer {
  id: string;
  features: readonly PlacedFeature[];
  /** Four numbers for each feature: west, north, east, south in the world's square. */
  boxes: Float64Array;
}

/** @param seen bodies by id, each as the reader may see it */
export function placeLayer(collection: Collection, seen: Iterable<readonly [id: string, body: Body]>): PlacedLayer {
  const placed = [...seen].flatMap(([id, body]) => {
    const geometry = (body[collection.geometryField] ?? null) as Geometry | null;
    return geometry ? [{ id, body, shape: shapeOf(geometry) }] : [];
  });
  // The database gives records in any order; the same records make the same bytes.
  placed.sort((a, b) => (a.id < b.id ? -1 : 1));
  const told = collection.properties.filter(isTold);
  const boxes = new Float64Array(placed.length * 4);
  placed.forEach(({ shape }, i) => boxes.set(boxOf(shape), 4 * i));
  return {
    id: collection.id,
    boxes,
    features: placed.map(({ id, body, shape }) => {
      let properties: TileProperties | undefined;
      return {
        shape,
        properties: () => (properties ??= propertiesOf(told, id, body)),
        demo: body['demo'] === true,
      };
    }),
  };
}

/** Tiles tell of text, numbers and yes or no; lists and objects are for /ogc. */
const isTold = ({ type }: FeatureProperty) => type !== 'json' && type !== 'geometry';

function propertiesOf(told: readonly FeatureProperty[], id: string, body: Body): TileProperties {
  const entries = told.flatMap(({ name, read }): TileProperties => {
    const value = read(body);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
  });
  return [['id', id], ...entries];
}

/** Types of what features and clusters tell, as TileJSON names them. */
export function fieldsOf({ properties }: Collection): TileJson['vector_layers'][number]['fields'] {
  const types = properties.filter(isTold).map(({ name, type }) => {
    return [name, type === 'number' ? 'Number' : type === 'boolean' ? 'Boolean' : 'String'] as const;
  });
  return { id: 'String', ...Object.fromEntries(types), cluster: 'Boolean', point_count: 'Number' };
}

/** Positions of the features whose box is within a margin of the tile, parts of its side. */
function indexesNear({ features, boxes }: PlacedLayer, { z, x, y }: TileAddress, margin: number): number[] {
  const side = 2 ** z;
  const [west, north] = [(x - margin) / side, (y - margin) / side];
  const [east, south] = [(x + 1 + margin) / side, (y + 1 + margin) / side];
  const near: number[] = [];
  for (let i = 0; i < features.length; i++) {
    if (boxes[4 * i]! > east || boxes[4 * i + 1]! > south || boxes[4 * i + 2]! < west || boxes[4 * i + 3]! < north)
      continue;
    near.push(i);
  }
  return near;
}

/** What of a layer may be in a tile or in those below it. */
export function within(layer: PlacedLayer, tile: TileAddress): PlacedLayer {
  const near = indexesNear(layer, tile, mostMargin);
  const boxes = new Float64Array(near.length * 4);
  near.forEach((at, i) => boxes.set(layer.boxes.subarray(4 * at, 4 * at + 4), 4 * i));
  return { id: layer.id, features: near.map((at) => layer.features[at]!), boxes };
}

/** A tile of a layer: points that are close to each other become one with their number at low zooms. */
export function tileOf(layer: PlacedLayer, tile: TileAddress): Uint8Array {
  const clustering = clusters(tile);
  const cut: TileFeature[] = [];
  const take = (feature: PlacedFeature) => {
    const part = cutToTile(feature.shape, tile);
    if (part) cut.push({ ...part, properties: feature.properties() });
  };
  for (const at of indexesNear(layer, tile, clustering?.margin ?? tileBuffer / tileExtent)) {
    const feature = layer.features[at]!;
    if (!clustering?.take(feature)) take(feature);
  }
  for (const { alone, together } of clustering?.cells() ?? []) {
    if (alone) take(alone);
    else cut.push(together);
  }
  return encodeTile(layer.id, cut);
}
