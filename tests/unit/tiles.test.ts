import { VectorTile } from '@mapbox/vector-tile';
import { area as areaOf, bboxClip, length as lengthOf, lineString, polygon } from '@turf/turf';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { PMTiles, type Source } from 'pmtiles';
import { describe, expect, it } from 'vitest';
import { collectionById, collections } from '../../server/ogc/collections.ts';
import { randomStream } from '../../server/random.ts';
import { cellsAlong, mostClusteredZoom } from '../../server/tiles/cluster.ts';
import { mostZoom, tileBuffer, tileExtent } from '../../server/tiles/contract.ts';
import { cutToTile, toUnits, toWhole } from '../../server/tiles/cut.ts';
import { encodeTile, geometryType, type TileFeature } from '../../server/tiles/encode.ts';
import { fieldsOf, placeLayer, tileOf } from '../../server/tiles/layer.ts';
import { pmtilesOf } from '../../server/tiles/pmtiles.ts';
import { contentKey, etagOf, tileAddress } from '../../server/tiles/rules.ts';
import { sharedRead } from '../../server/tiles/shared-read.ts';
import { createTileCache } from '../../server/tiles/tile-cache.ts';
import { shapeOf, toWorld, weightsOf, type Course } from '../../server/tiles/world.ts';

const seed = 9;
const decoded = (tile: Uint8Array, layer: string) => {
  const found = new VectorTile(new PbfReader(tile)).layers[layer];
  return Array.from({ length: found?.length ?? 0 }, (_, i) => found!.feature(i));
};
const pairs = (part: readonly number[]) =>
  Array.from({ length: part.length / 2 }, (_, i) => [part[2 * i]!, part[2 * i + 1]!] as const);
/** A course in the units of the only tile of zoom 0. */
const course = (units: readonly (readonly number[])[]): Course => {
  const xy = Float64Array.from(units.flat(), (unit) => unit / tileExtent);
  return { xy, weight: new Float64Array(units.length).fill(Infinity) };
};
const whole = { z: 0, x: 0, y: 0 };
const [lowest, highest] = [-tileBuffer, tileExtent + tileBuffer];

describe('a tile', () => {
  it('is read by the format’s own reader as it was written', () => {
    const unit = fc.integer({ min: -5000, max: 9000 });
    const list = (least: number) => fc.array(fc.tuple(unit, unit), { minLength: least, maxLength: 12 });
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const properties = fc.dictionary(fc.string({ minLength: 1 }), value, { noNullPrototype: true }).map(Object.entries);
    const flat = (lists: (readonly number[])[][]) => lists.map((entries) => entries.flat());
    const feature: fc.Arbitrary<TileFeature> = fc.oneof(
      fc.record({ type: fc.constant(geometryType.point), parts: list(1).map((l) => flat([l])), properties }),
      fc.record({
        type: fc.constant(geometryType.line),
        parts: fc.array(list(2), { minLength: 1, maxLength: 3 }).map(flat),
        properties,
      }),
      fc.record({
        type: fc.constant(geometryType.area),
        parts: fc.array(list(3), { minLength: 1, maxLength: 3 }).map(flat),
        properties,
      }),
    );
    fc.assert(
      fc.property(fc.array(feature, { maxLength: 6 }), (features) => {
        const read = decoded(encodeTile('层', features), '层');
        expect(read.map(({ type }) => type)).toEqual(features.map(({ type }) => type));
        read.forEach((found, i) => {
          const { type, parts, properties: told } = features[i]!;
          // Zero has no sign in the format's whole numbers.
          const expected = told.map(([name, v]) => [name, v === 0 ? 0 : v]);
          expect(Object.entries(found.properties)).toEqual(expect.arrayContaining(expected));
          expect(Object.keys(found.properties)).toHaveLength(told.length);
          const lists = found.loadGeometry().map((points) => points.flatMap(({ x, y }) => [x, y]));
          const closed = parts.map((part) => [...part, part[0], part[1]]);
          if (type === geometryType.point) expect(lists.flat()).toEqual(parts[0]);
          else expect(lists).toEqual(type === geometryType.area ? closed : parts);
        });
      }),
      { seed, numRuns: 300 },
    );
  });

  it('keeps rare characters of names', () => {
    const parts = [[1, 2]];
    const tile = encodeTile('地名', [{ type: geometryType.point, parts, properties: [['name', '𠮷沟村']] }]);
    expect(decoded(tile, '地名')[0]!.properties).toEqual({ name: '𠮷沟村' });
  });

  it('has no bytes without features', () => {
    expect(encodeTile('facilities', [])).toHaveLength(0);
  });

  it('rounds to the nearest unit, halves to the even one', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.49, 2.51, -3.7].map((v) => toWhole(v) + 0)).toEqual([
      0, 2, 2, 0, -2, 2, 3, -4,
    ]);
  });

  it('has positions where web maps draw them', () => {
    // https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
    const [longitude, latitude, z] = [117.93, 40.97, 12];
    const radians = (latitude * Math.PI) / 180;
    const x = ((longitude + 180) / 360) * 2 ** z;
    const y = ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** z;
    const tile = { z, x: Math.floor(x), y: Math.floor(y) };
    const [ux, uy] = toUnits(tile, ...toWorld([longitude, latitude]));
    expect(ux).toBeCloseTo((x - tile.x) * tileExtent, 5);
    expect(uy).toBeCloseTo((y - tile.y) * tileExtent, 5);
  });
});

describe('what is cut to a tile', () => {
  const spoke = fc.double({ min: 0.2, max: 1, noNaN: true });
  const star = fc
    .tuple(
      fc.integer({ min: -1500, max: 6000 }),
      fc.integer({ min: -1500, max: 6000 }),
      fc.integer({ min: 300, max: 6000 }),
      fc.array(spoke, { minLength: 3, maxLength: 24 }),
      fc.boolean(),
    )
    .map(([x, y, radius, spokes, turned]) => {
      const ring = spokes.map((share, i) => {
        const angle = (2 * Math.PI * i) / spokes.length;
        return [Math.round(x + radius * share * Math.cos(angle)), Math.round(y + radius * share * Math.sin(angle))];
      });
      const closed = [...ring, ring[0]!];
      return turned ? closed.reverse() : closed;
    });
  /** Twice the area, in units; clockwise as seen is positive. */
  const doubleArea = (ring: readonly number[]) => {
    const points = pairs(ring);
    return points.reduce((sum, [x, y], i) => {
      const [nx, ny] = points[(i + 1) % points.length]!;
      return sum + x * ny - nx * y;
    }, 0);
  };
  // Turf takes degrees: a millionth of a degree for a unit is as good as plane.
  const degree = 1e-6;
  const squareMetres = areaOf(
    polygon([
      [
        [0, 0],
        [degree, 0],
        [degree, degree],
        [0, degree],
        [0, 0],
      ],
    ]),
  );
  const metres = lengthOf(
    lineString([
      [0, 0],
      [degree, 0],
    ]),
  );
  const scaled = (points: number[][]) => points.map(([x, y]) => [x! * degree, y! * degree]);
  const box = [lowest * degree, lowest * degree, highest * degree, highest * degree] as const;

  it('has the area that a general clipper leaves of it, outer rings clockwise, holes not', () => {
    fc.assert(
      fc.property(star, (ring) => {
        const hole = ring.map(([x, y]) => {
          const [cx, cy] = ring[0]!;
          return [Math.round((x! + 9 * cx!) / 10), Math.round((y! + 9 * cy!) / 10)];
        });
        const cut = cutToTile({ kind: 'areas', areas: [[course(ring), course(hole)]] }, whole);
        const clipped = areaOf(bboxClip(polygon([scaled(ring)]), [...box])) / squareMetres;
        const outer = cut ? doubleArea(cut.parts[0]!) / 2 : 0;
        // Every vertex on the border may be half a unit off.
        expect(Math.abs(outer - clipped)).toBeLessThan(6 * tileExtent);
        for (const inner of cut?.parts.slice(1) ?? []) expect(doubleArea(inner)).toBeLessThan(0);
        for (const unit of cut?.parts.flat() ?? []) {
          expect(Number.isInteger(unit) && unit >= lowest && unit <= highest).toBe(true);
        }
      }),
      { seed, numRuns: 400 },
    );
  });

  it('has the length of a line that a general clipper leaves of it, in as many pieces', () => {
    const unit = fc.integer({ min: -3000, max: 7000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit), { minLength: 2, maxLength: 20 }), (line) => {
        const cut = cutToTile({ kind: 'lines', lines: [course(line)] }, whole);
        const clipped = bboxClip(lineString(scaled(line as unknown as number[][])), [...box]);
        const own = (cut?.parts ?? []).reduce((sum, part) => {
          const points = pairs(part);
          return (
            sum + points.slice(1).reduce((s, [x, y], i) => s + Math.hypot(x - points[i]![0], y - points[i]![1]), 0)
          );
        }, 0);
        expect(Math.abs(own - lengthOf(clipped) / metres)).toBeLessThan(4 * line.length);
      }),
      { seed, numRuns: 400 },
    );
  });

  it('is nothing of an area whose hole is around the tile', () => {
    const square = (from: number, to: number) =>
      course([
        [from, from],
        [to, from],
        [to, to],
        [from, to],
        [from, from],
      ]);
    expect(cutToTile({ kind: 'areas', areas: [[square(-9000, 19_000), square(-7000, 17_000)]] }, whole)).toBeNull();
    expect(cutToTile({ kind: 'areas', areas: [[square(-9000, 19_000), square(100, 200)]] }, whole)?.parts).toHaveLength(
      2,
    );
    expect(cutToTile({ kind: 'areas', areas: [[square(100, 100.4)]] }, whole)).toBeNull();
  });

  it('is simplified as Douglas and Peucker do at every tolerance, at the deepest zoom not at all', () => {
    const plain = (points: readonly (readonly [number, number])[], tolerance: number): number[] => {
      const keep = (from: number, to: number): number[] => {
        const [a, b] = [points[from]!, points[to]!];
        const distance = ([px, py]: readonly [number, number]) => {
          const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
          const square = dx * dx + dy * dy;
          const share = square === 0 ? 0 : Math.max(0, Math.min(1, ((px - a[0]) * dx + (py - a[1]) * dy) / square));
          return Math.hypot(px - a[0] - share * dx, py - a[1] - share * dy);
        };
        let [farthest, most] = [-1, tolerance];
        for (let i = from + 1; i < to; i++) {
          if (distance(points[i]!) > most) [farthest, most] = [i, distance(points[i]!)];
        }
        return farthest < 0 ? [] : [...keep(from, farthest), farthest, ...keep(farthest, to)];
      };
      return [0, ...keep(0, points.length - 1), points.length - 1];
    };
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit), { minLength: 2, maxLength: 40 }), unit, (points, tolerance) => {
        fc.pre(tolerance > 1e-6);
        const weight = weightsOf(Float64Array.from(points.flat()));
        const kept = [...weight.keys()].filter((i) => weight[i]! > tolerance ** 2);
        expect(kept).toEqual(plain(points, tolerance));
      }),
      { seed, numRuns: 300 },
    );
    const wave = Array.from({ length: 401 }, (_, i) => [117.9 + i * 2e-5, 40.9 + 3e-6 * Math.sin(i / 3)]);
    const shape = shapeOf({ type: 'LineString', coordinates: wave });
    const verticesAt = (z: number) => {
      const [x, y] = toWorld([117.9001, 40.9]).map((part) => Math.floor(part * 2 ** z));
      return (cutToTile(shape, { z, x: x!, y: y! })?.parts.flat().length ?? 0) / 2;
    };
    expect(verticesAt(8)).toBe(2);
    expect(verticesAt(mostZoom)).toBeGreaterThan(100);
  });
});

describe('points', () => {
  const facilities = collectionById.get('facilities')!;
  // In pairs, so that some share a cell at every zoom.
  const spread = (i: number, step: number) => ((Math.floor(i / 2) + 1) * step) % 1;
  const bodies = Array.from({ length: 500 }, (_, i): [string, Record<string, unknown>] => [
    `f${String(i).padStart(3, '0')}`,
    {
      name: `设施 ${i}`,
      functions: {},
      attributes: { beds: i % 7 === 0 ? null : i },
      demo: i % 2 === 0,
      entrance: {
        type: 'Point',
        coordinates: [117 + spread(i, 0.618_033_988), 40.5 + spread(i, 0.754_877_666) + (i % 2) * 0.002],
      },
    },
  ]);
  const layer = placeLayer(facilities, bodies);
  /** Every tile of a zoom in which the points are. */
  const tilesAt = (z: number) => {
    const [west, north] = toWorld([117, 41.6]).map((part) => Math.floor(part * 2 ** z)) as [number, number];
    const [east, south] = toWorld([118.1, 40.4]).map((part) => Math.floor(part * 2 ** z)) as [number, number];
    const tiles = [];
    for (let x = west - 1; x <= east + 1; x++) for (let y = north - 1; y <= south + 1; y++) tiles.push({ z, x, y });
    return tiles;
  };

  it.each([5, 9, mostClusteredZoom])('are each counted once at zoom %i, and tiles agree on what both show', (z) => {
    let counted = 0;
    const places = new Map<string, number>();
    for (const tile of tilesAt(z)) {
      for (const feature of decoded(tileOf(layer, tile), 'facilities')) {
        const point = feature.loadGeometry()[0]![0]!;
        const count = feature.properties.cluster === true ? Number(feature.properties.point_count) : 1;
        const [x, y] = [tile.x * tileExtent + point.x, tile.y * tileExtent + point.y];
        const known = places.get(`${x}/${y}`);
        if (known !== undefined) expect(known).toBe(count);
        places.set(`${x}/${y}`, count);
        // A place on the border between two tiles is in both.
        if (point.x >= 0 && point.x < tileExtent && point.y >= 0 && point.y < tileExtent) counted += count;
      }
    }
    expect(counted).toBe(bodies.length);
    expect([...places.values()].some((count) => count > 1)).toBe(true);
  });

  it('are no more than one for each cell at low zooms, and say so of demonstration data', () => {
    const features = tilesAt(6).flatMap((tile) => decoded(tileOf(layer, tile), 'facilities'));
    expect(features.length).toBeLessThan(bodies.length / 5);
    for (const { properties } of features) {
      if (properties.cluster !== true) continue;
      expect(Number(properties.point_count)).toBeGreaterThan(1);
      expect(Object.keys(properties).every((name) => ['cluster', 'point_count', 'demo'].includes(name))).toBe(true);
    }
    expect(features.some(({ properties }) => properties.demo === true)).toBe(true);
    expect(tileExtent % cellsAlong).toBe(0);
  });

  it('are all there above, with what is known of them and nothing else', () => {
    const told = new Map<unknown, Record<string, unknown>>();
    for (const tile of tilesAt(mostClusteredZoom + 1)) {
      for (const { properties } of decoded(tileOf(layer, tile), 'facilities')) told.set(properties.id, properties);
    }
    expect(told.size).toBe(bodies.length);
    expect(told.get('f008')).toEqual({ id: 'f008', name: '设施 8', 'attributes.beds': 8, demo: true });
    expect(told.get('f007')).toEqual({ id: 'f007', name: '设施 7', demo: false });
  });

  it('make the same bytes in whatever order they come', () => {
    const [tile] = tilesAt(8).filter((address) => tileOf(layer, address).length > 0);
    expect(tileOf(placeLayer(facilities, [...bodies].reverse()), tile!)).toEqual(tileOf(layer, tile!));
  });
});

describe('layers', () => {
  it('have no property that is called as the tiles’ own are', () => {
    for (const { id, properties } of collections) {
      const taken = properties.filter(({ name }) => ['id', 'cluster', 'point_count'].includes(name));
      expect([id, taken]).toEqual([id, []]);
    }
    expect(fieldsOf(collectionById.get('facilities')!)).toMatchObject({
      'attributes.beds': 'Number',
      name: 'String',
      demo: 'Boolean',
    });
  });

  it('have one content for all readers, unless some may see more', () => {
    const of = { seq: 5, asOf: '2025-01-01', today: '2025-06-01' };
    const viewer = { role: 'viewer', countyScope: [] } as const;
    const editor = { role: 'editor', countyScope: ['b', 'a'] } as const;
    const [open, restricted] = [collectionById.get('facilities')!, collectionById.get('boundary-markers')!];
    expect(contentKey(open, viewer, of)).toBe(contentKey(open, editor, { ...of, today: '2025-06-02' }));
    expect(contentKey(open, viewer, of)).not.toBe(contentKey(open, viewer, { ...of, seq: 6 }));
    expect(contentKey(open, viewer, of)).not.toBe(contentKey(open, viewer, { ...of, asOf: '2025-01-02' }));
    expect(contentKey(restricted, viewer, of)).not.toBe(contentKey(restricted, editor, of));
    expect(contentKey(restricted, editor, of)).toBe(contentKey(restricted, { ...editor, countyScope: ['a', 'b'] }, of));
    expect(contentKey(restricted, editor, of)).not.toBe(contentKey(restricted, { ...editor, countyScope: null }, of));
    expect(etagOf(contentKey(restricted, editor, of))).toMatch(/^"[\w-]{22}"$/);
  });

  it.each([
    [{ z: mostZoom + 1, x: 0, y: 0 }, ['z']],
    [{ z: 3, x: 8, y: 7 }, ['x']],
    [{ z: 0, x: 1, y: 1 }, ['x', 'y']],
  ])('have no tile %j', (address, wrong) => {
    expect(() => tileAddress(address)).toThrow(
      expect.objectContaining({ status: 400, errors: wrong.map((path) => expect.objectContaining({ path })) }),
    );
  });
});

describe('what is kept', () => {
  it('is no more than its bytes, the least recently used goes first', () => {
    const cache = createTileCache(20_000);
    const tile = new Uint8Array(1500);
    for (let i = 0; i < 11; i++) cache.set(`t${i}`, tile);
    cache.get('t0');
    cache.set('t11', tile);
    expect(cache.get('t0')).toBe(tile);
    expect(cache.get('t1')).toBeUndefined();
    expect(cache.size()).toBeLessThanOrEqual(20_000);
    cache.set('large', new Uint8Array(5000));
    expect(cache.get('large')).toBeUndefined();
    cache.set('t0', new Uint8Array(0));
    cache.clear();
    expect([cache.size(), cache.get('t0')]).toEqual([0, undefined]);
  });

  it('is asked after by readings that began after the question', async () => {
    const waiting: ((value: number) => void)[] = [];
    let stored = 1;
    const read = sharedRead(() => new Promise<number>((resolve) => waiting.push(() => resolve(stored))));
    const first = read();
    await Promise.resolve();
    await Promise.resolve();
    expect(waiting).toHaveLength(1);
    const later = [read(), read(), read()];
    waiting[0]!(0);
    expect(await first).toBe(1);
    stored = 2;
    await new Promise((resolve) => setImmediate(resolve));
    expect(waiting).toHaveLength(2);
    waiting[1]!(0);
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
  });

  it('goes on after a reading that failed', async () => {
    let failing = true;
    const read = sharedRead(() => (failing ? Promise.reject(new Error('gone')) : Promise.resolve(7)));
    await expect(read()).rejects.toThrow('gone');
    failing = false;
    expect(await read()).toBe(7);
  });
});

describe('an archive of tiles', () => {
  const source = (bytes: Buffer): Source => ({
    getKey: () => 'archive',
    getBytes: (offset, length) =>
      Promise.resolve({ data: Uint8Array.from(bytes.subarray(offset, offset + length)).buffer }),
  });
  const facilities = collectionById.get('facilities')!;
  const placed = (count: number) => {
    const random = randomStream(9, 'archive');
    return placeLayer(
      facilities,
      Array.from({ length: count }, (_, i): [string, Record<string, unknown>] => [
        `f${i}`,
        {
          ...{ name: '𠮷沟村'.repeat(random.integer(1, 9)), functions: {}, attributes: {}, demo: true },
          entrance: { type: 'Point', coordinates: [116 + random.next() * 3, 40.3 + random.next() * 2] },
        },
      ]),
    );
  };

  it.each([
    ['with all tiles in its root', 40, 9],
    ['with directories below it', 3000, 14],
  ])('gives every tile back, %s', async (_, count, zoom) => {
    const layer = placed(count);
    const metadata = { name: '设施', vector_layers: [] };
    const bytes = await pmtilesOf(layer, { zoom, bounds: [116, 40.3, 119, 42.3], metadata });
    const archive = new PMTiles(source(bytes));
    const header = await archive.getHeader();
    expect(header).toMatchObject({ specVersion: 3, clustered: true, tileType: 1, minZoom: 0, maxZoom: zoom });
    expect([header.minLon, header.minLat, header.maxLon, header.maxLat]).toEqual([116, 40.3, 119, 42.3]);
    expect(header.leafDirectoryLength! > 0).toBe(zoom === 14);
    expect(await archive.getMetadata()).toEqual(metadata);
    let found = 0;
    for (let z = 0; z <= zoom; z++) {
      const [west, north] = toWorld([115.99, 42.31]).map((part) => Math.floor(part * 2 ** z)) as [number, number];
      const [east, south] = toWorld([119.01, 40.29]).map((part) => Math.floor(part * 2 ** z)) as [number, number];
      // At the deepest zoom a row is enough: there are thousands.
      for (let y = north; y <= (z > 9 ? north + 2 : south); y++) {
        for (let x = west; x <= east; x++) {
          const tile = await archive.getZxy(z, x, y);
          const expected = tileOf(layer, { z, x, y });
          expect([z, x, y, Buffer.from(tile?.data ?? new ArrayBuffer(0)).equals(expected)]).toEqual([z, x, y, true]);
          found += tile ? 1 : 0;
        }
      }
    }
    expect(found).toBeGreaterThan(zoom * 2);
    expect(await archive.getZxy(zoom, 0, 0)).toBeUndefined();
  });

  it('is one of nothing where nothing has a place, and stops when it is told to', async () => {
    const empty = new PMTiles(source(await pmtilesOf(placed(0), { zoom: 5, bounds: null, metadata: {} })));
    expect(await empty.getHeader()).toMatchObject({ numAddressedTiles: 0 });
    expect(await empty.getZxy(0, 0, 0)).toBeUndefined();
    await expect(
      pmtilesOf(placed(5), { zoom: 5, bounds: null, metadata: {} }, AbortSignal.abort(new Error('gone'))),
    ).rejects.toThrow('gone');
  });
});
