import { bbox } from '@turf/turf';
import type { BBox, Feature, Geometry } from 'geojson';
import type { Body } from '../registry/record-type.ts';
import { geometryName, type Collection } from './collections.ts';
import { converted, type FeatureCrs } from './crs.ts';
import { fits } from './cql2/evaluate.ts';
import type { Expression } from './cql2/expression.ts';

/** A record as it may be seen, with the box around its geometry, EPSG:4490. */
export interface Item {
  id: string;
  body: Body;
  geometry: Geometry | null;
  box: BBox | null;
}

/** What is asked of a collection's items; boxes in EPSG:4490. */
export interface Selection {
  box: BBox | null;
  filter: Expression | null;
  /** Ids of records come after this one. */
  after: string | null;
  limit: number;
}

export interface Page {
  items: Item[];
  /** Items that fit, on all pages. */
  matched: number;
  /** Whether more follow. */
  more: boolean;
}

export function itemOf({ geometryField }: Collection, id: string, body: Body): Item {
  const geometry = (body[geometryField] ?? null) as Geometry | null;
  return { id, body, geometry, box: geometry && boxOf(geometry) };
}

const boxes = new WeakMap<Geometry, BBox>();

/** Kept with the geometry: bodies of a snapshot are asked again and again. */
function boxOf(geometry: Geometry): BBox {
  const box = boxes.get(geometry) ?? bbox(geometry);
  boxes.set(geometry, box);
  return box;
}

/** The box around all items; null where none has a geometry. */
export function extentOf(items: readonly Item[]): BBox | null {
  let extent: [number, number, number, number] | null = null;
  for (const { box } of items) {
    if (!box) continue;
    const [west, south, east, north] = box;
    extent ??= [west, south, east!, north!];
    extent = [
      Math.min(extent[0], west),
      Math.min(extent[1], south),
      Math.max(extent[2], east!),
      Math.max(extent[3], north!),
    ];
  }
  return extent;
}

/** @param items in the order of their ids, so that a page begins after the last id of the one before */
export function pageOf(collection: Collection, items: readonly Item[], selection: Selection): Page {
  const { box, filter, after, limit } = selection;
  const page: Item[] = [];
  let [matched, more] = [0, false];
  for (const item of items) {
    if (box && !(item.box && touching(item.box, box))) continue;
    if (filter && !fits(filter, subjectOf(collection, item))) continue;
    matched++;
    if (after !== null && item.id <= after) continue;
    if (page.length < limit) page.push(item);
    else more = true;
  }
  return { items: page, matched, more };
}

/** Boxes that have a position in common; one whose west is east of its east spans the antimeridian (RFC 7946, 5.2). */
function touching(a: BBox, b: BBox): boolean {
  const [west, south, east, north] = b;
  if (a[1] > north! || a[3]! < south) return false;
  return west <= east! ? a[0] <= east! && a[2]! >= west : a[0] <= east! || a[2]! >= west;
}

const readers = new WeakMap<Collection, ReadonlyMap<string, (body: Body) => unknown>>();

function subjectOf(collection: Collection, { id, body, geometry }: Item) {
  let ofCollection = readers.get(collection);
  if (!ofCollection) {
    ofCollection = new Map(collection.properties.map(({ name, read }) => [name, read]));
    readers.set(collection, ofCollection);
  }
  return { geometry, value: (name: string) => (name === 'id' ? id : ofCollection.get(name)!(body)) };
}

/** A feature as GeoJSON, its geometry in the system asked for and without what is not known left out: null says so. */
export function featureOf(
  collection: Collection,
  { id, body, geometry }: Item,
  crs: FeatureCrs,
  only: ReadonlySet<string> | null,
): Feature<Geometry | null> {
  const properties = collection.properties
    .filter(({ name }) => only === null || only.has(name))
    .map(({ name, read }) => [name, read(body) ?? null] as const);
  const isAsked = only === null || only.has(geometryName) || only.has(collection.geometryField);
  return {
    type: 'Feature',
    id,
    geometry: geometry && isAsked ? converted(geometry, (position) => crs.fromStorage(position)) : null,
    properties: Object.fromEntries(properties),
  };
}
