import type { BBox } from 'geojson';
import type { Kysely } from 'kysely';
import { text } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import { isoDate, type Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Body } from '../registry/record-type.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { collectionById, geometryName, queryableType, type Collection, type LayerType } from './collections.ts';
import { mostItems, type ItemsQuery } from './contract.ts';
import { crs84, featureSystem, type FeatureCrs } from './crs.ts';
import { parseFilter } from './cql2/parse.ts';
import { FilterError } from './cql2/tokens.ts';
import { extentOf, itemOf, pageOf, type Item, type Page } from './items.ts';
import { bodiesIn, seenBy } from './seen.ts';
import { recordsDuring } from './store.ts';

/** A day, or a period with both ends included; null ends are open. */
export interface Period {
  from: string | null;
  to: string | null;
}

export interface FeatureService {
  /** @throws Problem `not-found` */
  collection(id: string): Collection;
  /** The box around the features of today as the reader may see them, EPSG:4490; null where none has a geometry. */
  extent(actor: Actor, collection: Collection): Promise<BBox | null>;
  page(actor: Actor, collection: Collection, query: ItemsQuery): Promise<Page>;
  /** Every record of a day (default today) as the reader may see it, made when it is asked for, and the snapshot it is of. */
  all(
    actor: Actor,
    collection: Collection,
    day: string | undefined,
  ): Promise<{ snapshot: Snapshot; records: Iterable<{ id: string; body: Body }> }>;
  /** @throws Problem `not-found` */
  item(actor: Actor, collection: Collection, id: string, datetime: string | undefined): Promise<Item>;
}

const noCollection = text('这个要素集', 'collection');
const noFeature = text('这个要素', 'feature');

const orders = new WeakMap<ReadonlyMap<string, Body>, readonly string[]>();

/** Kept with the records of a snapshot: every page of its features asks for the same order. */
function sortedIds(bodies: ReadonlyMap<string, Body>): readonly string[] {
  const ids = orders.get(bodies) ?? [...bodies.keys()].sort();
  orders.set(bodies, ids);
  return ids;
}

/** Features of the register as OGC API – Features asks for them, each as the reader may see it. */
export function createFeatureService({
  kysely,
  snapshots,
}: {
  kysely: Kysely<Schema>;
  snapshots: SnapshotService;
}): FeatureService {
  /** Bodies of a collection, by id, as they were last in the period. */
  async function bodies(type: LayerType, period: Period | null): Promise<ReadonlyMap<string, Body>> {
    const day = period === null ? today() : period.from === period.to ? period.from : null;
    if (day === null) return recordsDuring(kysely, type, period!.from, period!.to);
    return bodiesIn(await snapshots.at(day), type);
  }

  const sightOf = async (actor: Actor, collection: Collection) =>
    seenBy(actor, collection, collection.recordType.restriction ? await snapshots.at() : null);

  async function items(
    actor: Actor,
    collection: Collection,
    datetime: string | undefined,
    only: string | null,
  ): Promise<Item[]> {
    const all = await bodies(collection.recordType.name, datetime === undefined ? null : periodOf(datetime));
    const ids = only === null ? sortedIds(all) : all.has(only) ? [only] : [];
    const seen = await sightOf(actor, collection);
    return ids.map((id) => itemOf(collection, id, seen(all.get(id)!)));
  }

  return {
    collection(id) {
      const found = collectionById.get(id);
      if (!found) throw problems.notFound(noCollection);
      return found;
    },
    async extent(actor, collection) {
      return extentOf(await items(actor, collection, undefined, null));
    },
    async page(actor, collection, query) {
      const selection = {
        box: boxOf(query),
        filter: query.filter === undefined ? null : filterOf(collection, query.filter, query['filter-crs']),
        after: query.after ?? null,
        limit: Math.min(query.limit, mostItems),
      };
      return pageOf(collection, await items(actor, collection, query.datetime, null), selection);
    },
    async all(actor, collection, day) {
      const snapshot = await snapshots.at(day);
      const seen = await sightOf(actor, collection);
      const all = bodiesIn(snapshot, collection.recordType.name);
      return {
        snapshot,
        records: {
          *[Symbol.iterator]() {
            for (const id of sortedIds(all)) yield { id, body: seen(all.get(id)!) };
          },
        },
      };
    },
    async item(actor, collection, id, datetime) {
      const [found] = await items(actor, collection, datetime, id);
      if (!found) throw problems.notFound(noFeature);
      return found;
    },
  };
}

const wrong = (path: string, zh: string, en: string) =>
  problems.invalid([{ path, code: 'invalid-parameter', message: text(zh, en) }]);

/**
 * The coordinate system that a parameter names; default CRS84.
 * @throws Problem `invalid` where it is none that is served
 */
export function crsOf(parameter: 'crs' | 'bbox-crs' | 'filter-crs', name: string | undefined): FeatureCrs {
  const found = featureSystem(name ?? crs84);
  if (!found) {
    throw wrong(
      parameter,
      `不支持坐标系 ${name};可用的坐标系见要素集的 crs 一项`,
      `The coordinate system ${name} is not served; the collection lists those that are under crs`,
    );
  }
  return found;
}

/** Of six numbers the heights are let go. @returns west, south, east, north in EPSG:4490 */
function boxOf({ bbox, 'bbox-crs': name }: ItemsQuery): BBox | null {
  const crs = crsOf('bbox-crs', name);
  if (bbox === undefined) return null;
  const numbers = bbox.split(',').map(Number);
  const half = numbers.length / 2;
  const corners = [crs.toStorage([numbers[0]!, numbers[1]!]), crs.toStorage([numbers[half]!, numbers[half + 1]!])];
  const [[west, south], [east, north]] = corners as [[number, number], [number, number]];
  if (![west, south, east, north].every(Number.isFinite) || south > north) {
    throw wrong('bbox', `bbox 不是有效的范围:${bbox}`, `bbox is no valid extent: ${bbox}`);
  }
  return [west, south, east, north];
}

function filterOf(collection: Collection, filter: string, crsName: string | undefined) {
  const crs = crsOf('filter-crs', crsName);
  try {
    return parseFilter(
      filter,
      (name) => queryableType(collection, name),
      (position) => crs.toStorage(position),
    );
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw problems.invalid([{ path: 'filter', code: 'invalid-filter', message: error.said }]);
  }
}

/**
 * Reads `datetime`: an instant or two with a slash, either of which may be `..` or empty (OGC 17-069r4, 7.15.4). The register
 * counts in days.
 * @throws Problem `invalid`
 */
export function periodOf(datetime: string): Period {
  const parts = datetime.split('/');
  const days = parts.map((part) => (part === '' || part === '..' ? null : dayOf(part)));
  const [from, to = from] = days;
  const isOpen = parts.length === 2 && from === null && to === null;
  const isBackward = typeof from === 'string' && typeof to === 'string' && from > to;
  if (parts.length > 2 || days.includes(undefined) || (parts.length === 1 && from === null) || isOpen || isBackward) {
    throw wrong(
      'datetime',
      `datetime 应为日期或时段,如 2025-01-31 或 2024-01-01/..,收到的是 ${datetime}`,
      `datetime is a date or a period such as 2025-01-31 or 2024-01-01/.., not ${datetime}`,
    );
  }
  return { from: from!, to: to! };
}

function dayOf(instant: string): string | undefined {
  const [day, time] = instant.split('T');
  if (time !== undefined && !/^\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(time)) return undefined;
  return isoDate.safeParse(day).success ? day : undefined;
}

/**
 * Names of the properties to answer; null = all.
 * @param parameter that names them
 * @throws Problem `invalid` where the collection has none of a name
 */
export function propertyNames(
  collection: Collection,
  names: string | undefined,
  parameter = 'properties',
): ReadonlySet<string> | null {
  if (names === undefined) return null;
  const asked = names.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => name !== geometryName && queryableType(collection, name) === undefined);
  if (unknown !== undefined) {
    throw wrong(parameter, `没有属性 ${unknown}`, `There is no property ${unknown}`);
  }
  return new Set(asked);
}
