import { tmpdir } from 'node:os';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import type { Polygon } from 'geojson';
import { sql } from 'kysely';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionById } from '../../server/ogc/collections.ts';
import { randomStream } from '../../server/random.ts';
import { headSeq } from '../../server/registry/store.ts';
import { tileBuffer, tileExtent } from '../../server/tiles/contract.ts';
import type { TileAddress } from '../../server/tiles/cut.ts';
import { placeLayer, tileOf } from '../../server/tiles/layer.ts';
import { createTileService } from '../../server/tiles/service.ts';
import { toWorld } from '../../server/tiles/world.ts';
import { createTestDatabase, describeWithoutServer, testDatabases, type TestDatabase } from '../support/database.ts';
import { approver, regionalCentre, roomsWithSmallCity } from '../support/registry.ts';

const name = 'tiles beside ST_AsMVT';
if (!testDatabases.includes('postgres')) describeWithoutServer(name);

const tileWith = (position: number[], z: number): TileAddress => {
  const [x, y] = toWorld(position).map((part) => Math.floor(part * 2 ** z));
  return { z, x: x!, y: y! };
};

/** Features of a tile by their ids; rings without the closing vertex. */
function read(tile: Uint8Array, layer: string) {
  const found = new VectorTile(new PbfReader(tile)).layers[layer];
  const features = Array.from({ length: found?.length ?? 0 }, (_, i) => found!.feature(i));
  const vertices = (feature: VectorTileFeature) =>
    feature.loadGeometry().map((part) => part.slice(0, feature.type === 3 ? -1 : undefined).map(({ x, y }) => [x, y]));
  return new Map(
    features.map((feature) => [
      String(feature.properties.id),
      { type: feature.type, properties: feature.properties, parts: vertices(feature) },
    ]),
  );
}

/** A ring from its uppermost, then leftmost vertex on. */
function fromTop(ring: number[][]): number[][] {
  const first = ring.reduce((best, [x, y], i) => {
    const [bx, by] = ring[best]!;
    return y! < by! || (y === by && x! < bx!) ? i : best;
  }, 0);
  return [...ring.slice(first), ...ring.slice(0, first)];
}

const area = (ring: number[][]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length]!;
    return sum + (x! * ny! - nx! * y!) / 2;
  }, 0);
const around = (ring: number[][]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length]!;
    return sum + Math.hypot(nx! - x!, ny! - y!);
  }, 0);

/** From a vertex to the nearest of the rings' sides. */
const distance = ([px, py]: number[], rings: number[][][]): number =>
  Math.min(
    ...rings.flatMap((ring) =>
      ring.map(([x, y], i) => {
        const [nx, ny] = ring[(i + 1) % ring.length]!;
        const [dx, dy] = [nx! - x!, ny! - y!];
        const share = Math.max(0, Math.min(1, ((px! - x!) * dx + (py! - y!) * dy) / (dx * dx + dy * dy || 1)));
        return Math.hypot(px! - x! - share * dx, py! - y! - share * dy);
      }),
    ),
  );

describe.skipIf(!testDatabases.includes('postgres'))(name, () => {
  let made: TestDatabase;
  const random = randomStream(9, name);

  beforeAll(async () => {
    made = await createTestDatabase('postgres');
  });
  afterAll(() => made?.drop());

  it('has the same points and areas of the register, to the unit', async () => {
    const { kysely } = made.database;
    const rooms = await roomsWithSmallCity(made.database, tmpdir());
    await rooms.registry.apply(approver, {
      title: '设施',
      reason: 'test',
      changes: Array.from({ length: 60 }, (_, i) =>
        regionalCentre(`f${i}`, 'c1t1', {
          entrance: { type: 'Point', coordinates: [118.1 + random.next() * 0.05, 41.1 + random.next() * 0.05] },
        }),
      ),
    });
    const service = createTileService({ head: () => headSeq(kysely), snapshots: rooms.snapshots });
    const ours = async (layer: string, address: TileAddress) => {
      const { tile } = await service.tile(approver, service.layer(layer), address, undefined, () => false);
      return read(tile!, layer);
    };
    const theirs = async (layer: string, table: string, column: string, { z, x, y }: TileAddress) => {
      const { rows } = await sql<{ tile: Uint8Array }>`
        SELECT ST_AsMVT(t, ${layer}, 4096, 'shape') AS tile FROM (
          SELECT id, name, ST_AsMVTGeom(
            ST_Transform(${sql.ref(column)}, 3857), ST_TileEnvelope(${z}, ${x}, ${y}), 4096, 64, true) AS shape
          FROM ${sql.table(table)} WHERE ${sql.ref(column)} IS NOT NULL
        ) t WHERE shape IS NOT NULL`.execute(kysely);
      return read(rows[0]!.tile, layer);
    };
    const told = (features: ReturnType<typeof read>) =>
      [...features].map(([id, { type, properties, parts }]) => [id, type, properties.name, parts.map(fromTop)]).sort();

    for (const z of [12, 13, 14, 16]) {
      const address = tileWith([118.12, 41.12], z);
      const expected = told(await theirs('facilities', 'facility', 'entrance', address));
      expect(told(await ours('facilities', address))).toEqual(expected);
      if (z < 14) expect(expected.length).toBeGreaterThan(3);
    }
    for (const z of [5, 7, 9, 12]) {
      // Corners of counties and townships meet here.
      const address = tileWith([118.3, 41.001], z);
      const expected = told(await theirs('divisions', 'division', 'boundary', address));
      expect(told(await ours('divisions', address))).toEqual(expected);
      expect(expected.length).toBeGreaterThan(2);
    }
  });

  it('has areas of any shape within a unit of rounding, and within the tolerance where they are simplified', async () => {
    const { kysely } = made.database;
    const [west, south] = [118.1, 41.1];
    const shapes = Array.from({ length: 80 }, (_, i) => {
      const [x, y] = [west + random.next() * 0.006, south + random.next() * 0.005];
      const spokes = random.integer(5, 60);
      const ring = Array.from({ length: spokes }, (_, k) => {
        const angle = (2 * Math.PI * k) / spokes;
        const radius = 0.0002 + random.next() * 0.003;
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      });
      return { id: `a${i}`, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] } satisfies Polygon };
    });
    const divisions = collectionById.get('divisions')!;
    const layer = placeLayer(
      divisions,
      shapes.map(({ id, geometry }) => [id, { boundary: geometry }] as const),
    );
    const sum = (rings: number[][][]) => Math.abs(rings.reduce((total, ring) => total + area(ring), 0));
    for (const [z, tolerance] of [
      [16, 1],
      [14, 5],
    ] as const) {
      const address = tileWith([west + 0.003, south + 0.0025], z);
      const { rows } = await sql<{ tile: Uint8Array }>`
        SELECT ST_AsMVT(t, 'divisions', 4096, 'shape') AS tile FROM (
          SELECT s->>'id' AS id, ST_AsMVTGeom(
            ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(s->'geometry'), 4490), 3857),
            ST_TileEnvelope(${z}, ${address.x}, ${address.y}), 4096, 64, true) AS shape
          FROM jsonb_array_elements(${JSON.stringify(shapes)}::jsonb) s
        ) t WHERE shape IS NOT NULL`.execute(kysely);
      const theirs = read(rows[0]!.tile, 'divisions');
      const ours = read(tileOf(layer, address), 'divisions');
      expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
      expect(ours.size).toBeGreaterThan(20);
      for (const [id, { parts }] of ours) {
        const expected = theirs.get(id)!.parts;
        const length = expected.reduce((total, ring) => total + around(ring), 0);
        expect([id, Math.abs(sum(parts) - sum(expected)) / length < tolerance]).toEqual([id, true]);
        // What is cut into pieces stays one ring here, whose pieces are joined along the edge of the buffer, out of sight.
        const inSight = (rings: number[][][]) =>
          rings
            .flat()
            .filter((vertex) =>
              vertex.every((v) => v > tolerance - tileBuffer && v < tileExtent + tileBuffer - tolerance),
            );
        const far = (from: number[][][], to: number[][][]) =>
          inSight(from).filter((vertex) => distance(vertex, to) > tolerance * Math.SQRT2);
        expect([id, far(parts, expected), far(expected, parts)]).toEqual([id, [], []]);
      }
    }
  });
});
