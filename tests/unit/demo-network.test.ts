import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DivisionBody } from '../../server/divisions/contract.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { nodeDistanceMetres, type Network } from '../../server/network/graph.ts';
import { buildFromOsm } from '../../server/network/osm-build.ts';
import { readOsmWays, type OsmWay } from '../../server/network/osm-reader.ts';
import { snapTo } from '../../server/network/snap.ts';

const inFolder = (name: string) => new URL(`../../gis-data/chengde/${name}`, import.meta.url);
const records = <Body>(name: string) =>
  (JSON.parse(readFileSync(inFolder(name), 'utf8')) as { id: string; body: Body }[]).map(({ body }) => body);
const file = fileURLToPath(inFolder('network.osm.pbf'));

describe('the demonstration network', () => {
  let walk: Network;
  let car: Network;
  const ways: OsmWay[] = [];
  const villages = records<DivisionBody>('divisions.json').filter((d) => d.level === 'village');
  const facilities = records<FacilityBody>('facilities.json').filter((f) => f.entrance !== null);
  const communityCodes = new Set(villages.filter((v) => v.type === 'community').map((v) => v.code));
  const isUrban = (f: FacilityBody) => communityCodes.has(f.villageId!.slice(1));

  beforeAll(async () => {
    const built = await Promise.all(
      (['walk', 'car'] as const).map((profile) => buildFromOsm({ file, name: `demo-${profile}`, profile, demo: true })),
    );
    [walk, car] = [built[0]!.network, built[1]!.network];
    expect(built.map(({ report }) => report.missingNodes)).toEqual([0, 0]);
    // Locked gates stop everybody, bollards stop cars.
    const [gates, gatesAndBollards] = built.map(({ report }) => report.barriers);
    expect(gates).toBeGreaterThan(0);
    expect(gatesAndBollards).toBeGreaterThan(gates!);
    await readOsmWays(file, (way) => ways.push(way));
  }, 120_000);

  const snapOf = ({ coordinates: [longitude, latitude] }: { coordinates: readonly number[] }) =>
    snapTo(walk, longitude!, latitude!, 200);
  /** Share of places within a distance of a walkable segment. */
  const shareWithin = (places: readonly { coordinates: readonly number[] }[], limitMetres: number) =>
    places.filter((place) => (snapOf(place)?.snapMetres ?? Infinity) <= limitMetres).length / places.length;

  it('says in its ids, names and sources that it is invented', () => {
    for (const { id, refs, tags } of ways) {
      if (Math.min(id, ...refs) <= 9e11) expect.fail(`way ${id} could be taken for a real one`);
      if (!tags.source?.includes('演示')) expect.fail(`way ${id} has no source`);
      if (tags.name !== undefined && !tags.name.endsWith('演示')) expect.fail(`way ${id} is named ${tags.name}`);
    }
    expect(ways.length).toBeGreaterThan(10_000);
  });

  it('has a size that shows speed: 100,000 to 200,000 nodes for walking', () => {
    expect(walk.header.nodes).toBeGreaterThan(100_000);
    expect(walk.header.nodes).toBeLessThan(200_000);
  });

  it('passes every entrance in a community, most of them within 60 m', () => {
    const entrances = facilities.filter(isUrban).map((f) => f.entrance!);
    expect(entrances.length).toBeGreaterThan(500);
    expect(shareWithin(entrances, 200)).toBe(1);
    expect(shareWithin(entrances, 60)).toBeGreaterThan(0.95);
  });

  it('leaves about a hundredth of the villages off the network, and so their facilities', () => {
    const centres = villages.filter((v) => v.type === 'village').map((v) => v.centre!);
    expect(Math.round((1 - shareWithin(centres, 200)) * centres.length)).toBe(26);
    const entrances = facilities.filter((f) => !isUrban(f)).map((f) => f.entrance!);
    expect(shareWithin(entrances, 200)).toBeGreaterThan(0.98);
    expect(shareWithin(entrances, 200)).toBeLessThan(1);
  });

  it('is one network for walkers but for nine islands, each with a village', () => {
    expect(walk.header.islands.count).toBe(10);
    const islands = villages.flatMap((v) => {
      const snap = snapOf(v.centre!);
      return snap && walk.island[snap.tail] !== 0 ? [walk.island[snap.tail]!] : [];
    });
    expect(islands.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('shows each of the rules that profiles have', () => {
    const kinds = new Set(ways.map(({ tags }) => tags.highway ?? `route=${tags.route}`));
    for (const kind of ['motorway', 'motorway_link', 'trunk', 'trunk_link', 'primary', 'secondary', 'tertiary']) {
      expect(kinds).toContain(kind);
    }
    for (const kind of ['residential', 'service', 'pedestrian', 'footway', 'path', 'steps', 'track', 'route=ferry']) {
      expect(kinds).toContain(kind);
    }
    expect(ways.some(({ tags }) => tags.oneway === 'yes' && tags.highway === 'residential')).toBe(true);
    expect(ways.some(({ tags }) => tags.access === 'private')).toBe(true);
    expect(ways.some(({ tags }) => tags.maxspeed !== undefined)).toBe(true);
    expect(car.header.symmetric).toBe(false);
  });

  it('has its nodes as close as a map has them', () => {
    const lengths: number[] = [];
    for (let node = 0; node < walk.header.nodes; node++) {
      for (let arc = walk.forward.offset[node]!; arc < walk.forward.offset[node + 1]!; arc++) {
        lengths.push(nodeDistanceMetres(walk, node, walk.forward.head[arc]!));
      }
    }
    lengths.sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThan(40);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(80);
    expect(lengths.at(-1)).toBeLessThan(260);
  });
});
