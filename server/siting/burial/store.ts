import { sql } from 'kysely';
import type { Geometry, MultiPolygon, Point, Polygon } from 'geojson';
import type { ExclusionKindId } from '../../../gis-data/catalogue/index.ts';
import type { Db } from '../../registry/store.ts';

/*
 * Distances and areas are measured in a plane: the CGCS2000 3° Gauss-Krüger zone of the study area, given by its EPSG code.
 * Shapes go between statements as WKB in hexadecimal, so that each statement is short: in embedded mode all connections
 * share one.
 */

/** Segments in a quarter of a circle around a corner: chords lie within 0.12% of the radius of the arc. */
const QUARTER_SEGMENTS = 16;

/**
 * Overlays round to this grid, metres. Snap rounding never meets a topology it cannot resolve; the plain overlay may, where
 * shapes share borders, and the embedded database then answers nothing at all (GEOS throws, which is lost in WebAssembly).
 */
const grid = sql`0.01::double precision`;

/** Degrees of latitude and longitude that a metre never exceeds up to 60° of latitude, to look features up by their boxes. */
const DEGREES_PER_METRE = 2 / 111_000;

type Area = Polygon | MultiPolygon;

/** A shape in the plane. */
export interface PlaneShape {
  wkb: string;
  areaM2: number;
}

/** A layer and how far around its land the place is closed. */
export interface ClosingLayer {
  layerId: string;
  kind: ExclusionKindId;
  distanceM: number;
}

const fromWkb = (wkb: string, zone: number) => sql`ST_GeomFromWKB(decode(${wkb}, 'hex'), ${zone}::integer)`;
const buffered = (geometry: ReturnType<typeof sql>, distanceM: ReturnType<typeof sql>) =>
  sql`CASE WHEN ${distanceM} > 0
    THEN ST_Buffer(${geometry}, ${distanceM}, ${`quad_segs=${QUARTER_SEGMENTS}`}) ELSE ${geometry} END`;

/** The one shape of a statement that makes it once, in a common table expression named `made`. */
async function shapeOf(db: Db, made: ReturnType<typeof sql>): Promise<PlaneShape> {
  const { rows } = await sql<PlaneShape>`
    WITH ${made} SELECT encode(ST_AsBinary(g), 'hex') AS wkb, ST_Area(g) AS "areaM2" FROM made`.execute(db);
  if (rows.length !== 1) throw new Error(`A shape came as ${rows.length} rows`);
  return rows[0]!;
}

const noArea = (zone: number) => sql`ST_SetSRID('POLYGON EMPTY'::geometry, ${zone}::integer)`;

/** Areas joined into one. */
export const joined = (db: Db, zone: number, areas: readonly Area[]): Promise<PlaneShape> =>
  shapeOf(
    db,
    sql`made AS MATERIALIZED (
      SELECT ST_Union(
        ST_MakeValid(ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(a::text), 4490), ${zone}::integer)), ${grid}) AS g
      FROM jsonb_array_elements(${JSON.stringify(areas)}::jsonb) AS a)`,
  );

/**
 * What layers of one kind close of an area: their land, with all around it up to a distance.
 * @returns a shape of no area where they close nothing
 */
export function closedBy(
  db: Db,
  zone: number,
  area: PlaneShape,
  layerIds: readonly string[],
  distanceM: number,
): Promise<PlaneShape> {
  const distance = sql`${distanceM}::double precision`;
  return shapeOf(
    db,
    sql`area AS MATERIALIZED (SELECT ${fromWkb(area.wkb, zone)} AS g),
    box AS MATERIALIZED (
      SELECT ST_Expand(ST_Transform(ST_Envelope(g), 4490), ${distance} * ${DEGREES_PER_METRE}) AS b FROM area),
    land AS MATERIALIZED (
      SELECT ST_Union(${buffered(sql`ST_Transform(f.geom, ${zone}::integer)`, distance)}, ${grid}) AS g
      FROM land_feature f, box WHERE f.layer_id = ANY(${[...layerIds]}::text[]) AND f.geom && box.b),
    made AS MATERIALIZED (
      SELECT coalesce(ST_CollectionExtract(ST_Intersection(land.g, area.g, ${grid}), 3), ${noArea(zone)}) AS g FROM land, area)`,
  );
}

/** What is left of an area without another. */
export const without = (db: Db, zone: number, area: PlaneShape, other: PlaneShape): Promise<PlaneShape> =>
  shapeOf(
    db,
    sql`made AS MATERIALIZED (
      SELECT ST_CollectionExtract(ST_Difference(${fromWkb(area.wkb, zone)}, ${fromWkb(other.wkb, zone)}, ${grid}), 3) AS g)`,
  );

/** A shape for the map: EPSG:4490, simplified by at most so many metres; null where nothing is left of it. */
export async function drawn(db: Db, zone: number, shape: PlaneShape, toleranceM: number): Promise<Geometry | null> {
  if (shape.areaM2 === 0) return null;
  const { rows } = await sql<{ geometry: Geometry | null }>`
    SELECT ST_AsGeoJSON(ST_Transform(
      ST_SimplifyPreserveTopology(${fromWkb(shape.wkb, zone)}, ${toleranceM}::double precision), 4490), 5, 0)::jsonb
      AS geometry`.execute(db);
  return rows[0]!.geometry;
}

/** A parcel measured against what closes it. */
export interface MeasuredParcel {
  layerId: string;
  id: string;
  name: string | null;
  demo: boolean;
  areaM2: number;
  /** Within the area looked at. */
  withinM2: number;
  /** What is left of it, within the area. */
  leftM2: number;
  left: Geometry | null;
  /** A place on what is left, else on the parcel, degrees. */
  at: Point;
  closed: { kind: ExclusionKindId; areaM2: number; layers: string[] }[];
}

/**
 * Measures the parcels of some layers that touch an area. Land is cut to each parcel's surroundings first, so that a long
 * river costs no more than the stretch beside the parcel.
 */
export async function measuredParcels(
  db: Db,
  zone: number,
  area: PlaneShape,
  parcelLayers: readonly string[],
  closing: readonly ClosingLayer[],
  limit: number,
): Promise<MeasuredParcel[]> {
  const { rows } = await sql<MeasuredParcel>`
    WITH area AS MATERIALIZED (SELECT ${fromWkb(area.wkb, zone)} AS g),
    rule AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(closing)}::jsonb)
        AS r("layerId" text, kind text, "distanceM" double precision)),
    parcel AS MATERIALIZED (
      SELECT f.layer_id, f.id, f.position, f.name, l.demo, f.geom, ST_Transform(f.geom, ${zone}::integer) AS g
      FROM land_feature f JOIN land_layer l ON l.id = f.layer_id, area
      WHERE f.layer_id = ANY(${[...parcelLayers]}::text[])
        AND f.geom && ST_Transform(ST_Envelope(area.g), 4490)
        AND ST_Intersects(ST_Transform(f.geom, ${zone}::integer), area.g)
      ORDER BY f.layer_id, f.position LIMIT ${limit}),
    near AS MATERIALIZED (
      SELECT p.layer_id, p.id, rule.kind, rule."layerId" AS closing_layer, ST_Intersection(p.g, ${buffered(
        sql`ST_Intersection(ST_Transform(f.geom, ${zone}::integer), ST_Expand(p.g, rule."distanceM" + 1), ${grid})`,
        sql`rule."distanceM"`,
      )}, ${grid}) AS g
      FROM parcel p CROSS JOIN rule
      JOIN land_feature f ON f.layer_id = rule."layerId"
        AND f.geom && ST_Expand(p.geom, (rule."distanceM" + 1) * ${DEGREES_PER_METRE})),
    closed AS (
      SELECT layer_id, id, kind, ST_Area(ST_Union(g, ${grid})) AS area_m2,
        array_agg(DISTINCT closing_layer) AS layers
      FROM near WHERE ST_Area(g) > 0 GROUP BY layer_id, id, kind),
    measured AS MATERIALIZED (
      SELECT p.*, ST_Intersection(p.g, area.g, ${grid}) AS within,
        (SELECT ST_Union(n.g, ${grid}) FROM near n WHERE n.layer_id = p.layer_id AND n.id = p.id AND ST_Area(n.g) > 0) AS shut
      FROM parcel p, area),
    rest AS MATERIALIZED (
      SELECT m.*, ST_CollectionExtract(
        CASE WHEN m.shut IS NULL THEN m.within ELSE ST_Difference(m.within, m.shut, ${grid}) END, 3) AS remaining
      FROM measured m)
    SELECT r.layer_id AS "layerId", r.id, r.name, r.demo, ST_Area(r.g) AS "areaM2", ST_Area(r.within) AS "withinM2",
      ST_Area(r.remaining) AS "leftM2",
      CASE WHEN ST_Area(r.remaining) > 0 THEN ST_AsGeoJSON(ST_Transform(r.remaining, 4490), 6, 0)::jsonb END AS "left",
      ST_AsGeoJSON(ST_Transform(ST_PointOnSurface(
        CASE WHEN ST_Area(r.remaining) > 0 THEN r.remaining ELSE r.g END), 4490), 6, 0)::jsonb AS at,
      coalesce((SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'areaM2', c.area_m2, 'layers', c.layers)
          ORDER BY c.area_m2 DESC, c.kind)
        FROM closed c WHERE c.layer_id = r.layer_id AND c.id = r.id), '[]'::jsonb) AS closed
    FROM rest r ORDER BY r.layer_id, r.position`.execute(db);
  return rows;
}

/** A piece of land that closes a place. */
export interface ClosingFeature {
  layerId: string;
  featureId: string;
  featureName: string | null;
  kind: ExclusionKindId;
  awayM: number;
}

/** Land that closes a place, by kind and distance. */
export async function closingAt(
  db: Db,
  zone: number,
  [longitude, latitude]: readonly [number, number],
  closing: readonly ClosingLayer[],
): Promise<ClosingFeature[]> {
  const { rows } = await sql<ClosingFeature>`
    WITH place AS MATERIALIZED (
      SELECT p, ST_Transform(p, ${zone}::integer) AS g
      FROM (SELECT ST_SetSRID(ST_MakePoint(${longitude}::double precision, ${latitude}::double precision), 4490) AS p) AS x)
    SELECT f.layer_id AS "layerId", f.id AS "featureId", f.name AS "featureName", rule.kind,
      ST_Distance(ST_Transform(f.geom, ${zone}::integer), place.g) AS "awayM"
    FROM place CROSS JOIN jsonb_to_recordset(${JSON.stringify(closing)}::jsonb)
        AS rule("layerId" text, kind text, "distanceM" double precision)
      JOIN land_feature f ON f.layer_id = rule."layerId"
        AND f.geom && ST_Expand(place.p, (rule."distanceM" + 1) * ${DEGREES_PER_METRE})
    WHERE ST_DWithin(ST_Transform(f.geom, ${zone}::integer), place.g, rule."distanceM")
    ORDER BY rule.kind, "awayM", f.layer_id, f.id`.execute(db);
  return rows;
}
