import { sql } from 'kysely';
import type { Geometry, Point } from 'geojson';
import type { ExclusionKindId, LandKindId } from '../../../gis-data/catalogue/index.ts';
import type { Db } from '../../registry/store.ts';
import type { LandLayer } from '../contract.ts';
import type { EnteredRule } from './exclusion-rules.ts';

/** Features handed to one INSERT; keeps a statement's JSON parameter at a few megabytes. */
const BATCH = 500;

/** A feature of a layer. */
export interface LandFeature {
  id: string;
  name: string | null;
  /** EPSG:4490. */
  geometry: Geometry;
  /** A place on it, within it for a polygon. */
  at: Point;
  attributes: Record<string, unknown>;
}

const layerQuery = (db: Db) =>
  db
    .selectFrom('land_layer')
    .select([
      'id',
      'version',
      'kind',
      'name',
      'source',
      'licence',
      'as_of as asOf',
      'demo',
      'feature_count as features',
      'updated_at as updatedAt',
      'updated_by as updatedBy',
    ]);

type LayerRow = Awaited<ReturnType<ReturnType<typeof layerQuery>['executeTakeFirstOrThrow']>>;

const layerOf = (row: LayerRow): LandLayer => ({ ...row, kind: row.kind as LandKindId });

/** Every layer, by kind and name. */
export async function listLayers(db: Db): Promise<LandLayer[]> {
  return (await layerQuery(db).orderBy('kind').orderBy('name').orderBy('id').execute()).map(layerOf);
}

/** A layer, or null. `lock` holds other writers of it back until the transaction ends. */
export async function layerById(db: Db, id: string, lock = false): Promise<LandLayer | null> {
  const query = layerQuery(db).where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? layerOf(row) : null;
}

/**
 * Features of a layer, in the order of its file.
 * @param bbox west, south, east, north, degrees: only those that touch it
 * @param limit at most so many
 */
export async function features(
  db: Db,
  layerId: string,
  { bbox, limit }: { bbox?: readonly number[]; limit?: number } = {},
): Promise<LandFeature[]> {
  const within = bbox ? sql`AND geom && ST_MakeEnvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4490)` : sql``;
  const { rows } = await sql<LandFeature>`
    SELECT id, name, attributes, ST_AsGeoJSON(geom, 7, 0)::jsonb AS geometry,
      ST_AsGeoJSON(ST_PointOnSurface(geom), 7, 0)::jsonb AS at
    FROM land_feature WHERE layer_id = ${layerId} ${within}
    ORDER BY position ${limit === undefined ? sql`` : sql`LIMIT ${limit}`}`.execute(db);
  return rows;
}

export type LayerWrite = Omit<LandLayer, 'version' | 'updatedAt'>;

const layerColumns = (layer: LayerWrite) => ({
  kind: layer.kind,
  name: layer.name,
  source: layer.source,
  licence: layer.licence,
  as_of: layer.asOf,
  demo: layer.demo,
  feature_count: layer.features,
  updated_by: layer.updatedBy,
  updated_at: new Date().toISOString(),
});

export async function insertLayer(db: Db, layer: LayerWrite): Promise<void> {
  await db
    .insertInto('land_layer')
    .values({ id: layer.id, version: 1, ...layerColumns(layer) })
    .execute();
}

/** Writes a layer's head data as its next version, and lets its features go. */
export async function replaceLayer(db: Db, layer: LayerWrite): Promise<void> {
  await db
    .updateTable('land_layer')
    .set((eb) => ({ version: eb('version', '+', 1), ...layerColumns(layer) }))
    .where('id', '=', layer.id)
    .execute();
  await db.deleteFrom('land_feature').where('layer_id', '=', layer.id).execute();
}

/** Removes a layer with its features. */
export async function deleteLayer(db: Db, id: string): Promise<void> {
  await db.deleteFrom('land_layer').where('id', '=', id).execute();
}

/** A feature to be stored; `position` from 1. */
export interface FeatureWrite {
  id: string;
  position: number;
  name: string | null;
  geometry: Geometry;
  attributes: Record<string, unknown>;
}

/** Stores the features of a layer. */
export async function insertFeatures(db: Db, layerId: string, list: readonly FeatureWrite[]): Promise<void> {
  for (let at = 0; at < list.length; at += BATCH) {
    await sql`
      INSERT INTO land_feature (layer_id, id, position, name, geom, attributes)
      SELECT ${layerId}, f.id, f.position, f.name, ST_SetSRID(ST_GeomFromGeoJSON(f.geometry::text), 4490), f.attributes
      FROM jsonb_to_recordset(${JSON.stringify(list.slice(at, at + BATCH))}::jsonb)
        AS f(id text, position integer, name text, geometry jsonb, attributes jsonb)`.execute(db);
  }
}

/** A stored feature whose geometry is not valid, and why. */
export interface InvalidFeature {
  position: number;
  reason: string;
  /** Where, degrees; null where the trouble has no place. */
  longitude: number | null;
  latitude: number | null;
}

/** Features of a layer that intersect themselves or are otherwise invalid (OGC simple features), the first `limit`. */
export async function invalidFeatures(db: Db, layerId: string, limit: number): Promise<InvalidFeature[]> {
  const { rows } = await sql<InvalidFeature>`
    SELECT position, (d).reason AS reason, ST_X((d).location) AS longitude, ST_Y((d).location) AS latitude
    FROM (
      SELECT position, ST_IsValidDetail(geom) AS d
      FROM land_feature WHERE layer_id = ${layerId} AND NOT ST_IsValid(geom)
      ORDER BY position LIMIT ${limit}) AS invalid
    ORDER BY position`.execute(db);
  return rows;
}

const ruleQuery = (db: Db) =>
  db
    .selectFrom('exclusion_rule')
    .select([
      'kind',
      'effective_from as effectiveFrom',
      'effective_to as effectiveTo',
      'distance_m as distanceM',
      'clause_zh',
      'clause_en',
      'confirmed',
      'version',
      'updated_at as updatedAt',
      'updated_by as updatedBy',
    ]);

type RuleRow = Awaited<ReturnType<ReturnType<typeof ruleQuery>['executeTakeFirstOrThrow']>>;

const ruleOf = ({ kind, clause_zh, clause_en, ...row }: RuleRow): EnteredRule => ({
  ...row,
  kind: kind as ExclusionKindId,
  clause: { zh: clause_zh, en: clause_en },
});

/** Every rule that users entered. */
export async function enteredRules(db: Db): Promise<EnteredRule[]> {
  return (await ruleQuery(db).orderBy('kind').orderBy('effective_from').execute()).map(ruleOf);
}

/** The rule entered for a kind from a day on, or null. */
export async function enteredRule(
  db: Db,
  kind: ExclusionKindId,
  effectiveFrom: string,
  lock = false,
): Promise<EnteredRule | null> {
  const query = ruleQuery(db).where('kind', '=', kind).where('effective_from', '=', effectiveFrom);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? ruleOf(row) : null;
}

/** Enters a rule, or writes it as its next version. */
export async function writeRule(db: Db, rule: Omit<EnteredRule, 'version' | 'updatedAt'>): Promise<void> {
  const columns = {
    effective_to: rule.effectiveTo,
    distance_m: rule.distanceM,
    clause_zh: rule.clause.zh,
    clause_en: rule.clause.en,
    confirmed: rule.confirmed,
    updated_at: new Date().toISOString(),
    updated_by: rule.updatedBy,
  };
  await db
    .insertInto('exclusion_rule')
    .values({ kind: rule.kind, effective_from: rule.effectiveFrom, version: 1, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'effective_from'])
        .doUpdateSet((eb) => ({ ...columns, version: eb('exclusion_rule.version', '+', 1) })),
    )
    .execute();
}

export async function deleteRule(db: Db, kind: ExclusionKindId, effectiveFrom: string): Promise<void> {
  await db.deleteFrom('exclusion_rule').where('kind', '=', kind).where('effective_from', '=', effectiveFrom).execute();
}
