import { booleanPointInPolygon } from '@turf/turf';
import type { LineString, Polygon } from 'geojson';
import { exclusionKinds, type ExclusionKindId, type LandKindId } from '../../gis-data/catalogue/index.ts';
import { blob, line, plot } from './land-shapes.ts';
import { neighbours, offset, spanningTree, unit } from './network-geometry.ts';
import { bending } from './network-roads.ts';
import type { SketchedData } from './network-sketch.ts';
import { countySeat, type CountedVillage, type TownshipPlace } from './places.ts';
import { toPlane, type PlanePoint } from './plane.ts';
import { demoSource } from './records.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { valleyHeight } from './terrain.ts';

/** Head data of a layer, as `land-layers.json` has it. */
export interface LandLayerRecord {
  id: string;
  kind: LandKindId;
  name: string;
  source: string;
  licence: string;
  asOf: string;
  sourceCrs: 'EPSG:4490';
}

/** A feature of a layer, as `land-features.json` has it. */
export interface LandFeatureRecord {
  layerId: string;
  id: string;
  properties: { name: string; [attribute: string]: unknown };
  geometry: Polygon | LineString;
}

const asOf = '2024-12-31';

/** Higher above the valley floor than this counts as mountain. */
const MOUNTAIN = 0.3;

interface Drawing {
  townships: readonly TownshipPlace[];
  network: SketchedData;
  seed: number;
  /** Adds a feature to the layer of a kind. */
  add(kind: LandKindId, name: string, geometry: Polygon | LineString, attributes?: Record<string, unknown>): void;
  random(subject: string): Random;
}

/**
 * Invents land over the demonstration towns, villages and roads: everything by which burial is restricted, and public
 * parcels to build on.
 */
export function landRecords(
  townships: readonly TownshipPlace[],
  network: SketchedData,
  seed: number,
): { layers: LandLayerRecord[]; features: LandFeatureRecord[] } {
  const features: LandFeatureRecord[] = [];
  const counts = new Map<LandKindId, number>();
  const drawing: Drawing = {
    townships,
    network,
    seed,
    add(kind, name, geometry, attributes = {}) {
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      const properties = { name: `${name}(演示)`, ...attributes };
      features.push({ layerId: `demo-${kind}`, id: `${kind}-${number}`, properties, geometry });
    },
    random: (subject) => randomStream(seed, `land ${subject}`),
  };
  const rivers = drawWater(drawing);
  drawRoutes(drawing);
  drawFields(drawing);
  drawMountains(drawing);
  drawProtectedPlaces(drawing);
  drawParcels(drawing, rivers);

  const labels = [...exclusionKinds, { id: 'candidateParcels' as const, label: { zh: '公共用地候选地块' } }];
  const layers = labels.map(({ id, label }): LandLayerRecord => ({
    id: `demo-${id}`,
    kind: id,
    name: `${label.zh}(${demoSource})`,
    source: demoSource,
    licence: '演示数据,随程序提供',
    asOf,
    sourceCrs: 'EPSG:4490',
  }));
  return { layers, features: features.sort((a, b) => layerOrder(layers, a) - layerOrder(layers, b)) };
}

const layerOrder = (layers: readonly LandLayerRecord[], { layerId }: LandFeatureRecord) =>
  layers.findIndex(({ id }) => id === layerId);

const seatOf = ({ township }: TownshipPlace): PlanePoint => toPlane(township.seat);
const centreOf = ({ centre }: CountedVillage): PlanePoint => toPlane(centre);
const countiesOf = (townships: readonly TownshipPlace[]) => [
  ...new Map(townships.map((t) => [t.county.code, t.county])).values(),
];

/** A direction drawn by lot. */
function anyDirection(random: Random): PlanePoint {
  return unit({ x: random.next() * 2 - 1, y: random.next() * 2 - 1 });
}

/** Rivers run beside the roads from town to town; reservoirs lie on some of them, with protected water sources around. */
function drawWater({ townships, seed, add, random: stream }: Drawing): PlanePoint[] {
  const random = stream('water');
  const bends = bending(seed, 'river bends', 5, 1.1, 2);
  const banks: PlanePoint[] = [];
  for (const county of countiesOf(townships)) {
    const towns = townships.filter((t) => t.county.code === county.code && t.township.type !== 'subdistrict');
    const seats = towns.map(seatOf);
    spanningTree(seats).forEach(([a, b], i) => {
      const heading = unit({ x: seats[b]!.x - seats[a]!.x, y: seats[b]!.y - seats[a]!.y });
      const beside = (seat: PlanePoint) => offset(seat, heading, 0, 0.9);
      const course = bends(beside(seats[a]!), beside(seats[b]!));
      banks.push(...course.filter((_, k) => k % 40 === 20));
      add('water', `${towns[b]!.township.name}段河流`, line(course));
      if (i % 16 !== 3) return;
      const dam = course[Math.floor(course.length / 2)]!;
      add('water', `${towns[b]!.township.name}水库`, blob(dam, 0.5 + 0.6 * random.next(), random));
      add('waterSource', `${towns[b]!.township.name}水源保护区`, blob(dam, 1.6 + 0.6 * random.next(), random));
    });
  }
  return banks;
}

/** Trunk roads are those of the network; railways join county seats beside them. */
function drawRoutes({ townships, network, seed, add }: Drawing): void {
  const nodeAt = new Map<number, number>();
  network.nodes.ids.forEach((id, i) => nodeAt.set(id, i));
  const seen = new Set<string>();
  for (const { refs, tags } of network.ways) {
    const { highway, name } = tags;
    // Of a motorway's two carriageways one stands for both.
    if ((highway !== 'motorway' && highway !== 'trunk') || name === undefined || seen.has(name)) continue;
    seen.add(name);
    const points = refs.map((ref) => {
      const i = nodeAt.get(ref)!;
      return toPlane([network.nodes.lonE7[i]! / 1e7, network.nodes.latE7[i]! / 1e7]);
    });
    add('trunkRoad', name.replace(/ ?演示$/, ''), line(points));
  }
  const counties = countiesOf(townships);
  const seats = counties.map(({ code }) => seatOf(countySeat(townships, code)));
  const bends = bending(seed, 'railway bends', 16, 2.6, 4);
  neighbours(seats)
    .filter((_, i) => i % 3 === 0)
    .forEach(([a, b]) => {
      const heading = unit({ x: seats[b]!.x - seats[a]!.x, y: seats[b]!.y - seats[a]!.y });
      const course = bends(offset(seats[a]!, heading, 0, -1.4), offset(seats[b]!, heading, 0, -1.4));
      add('railway', `${counties[a]!.name}至${counties[b]!.name}铁路`, line(course));
    });
}

/** Fields lie about the villages; some are basic farmland, a little smaller than the whole. */
function drawFields({ townships, add, random: stream }: Drawing): void {
  const random = stream('fields');
  for (const { villages } of townships) {
    for (const village of villages) {
      if (village.type !== 'village' || !random.chance(0.28)) continue;
      const middle = offset(centreOf(village), anyDirection(random), 0.5 + 0.5 * random.next());
      const radius = 0.25 + 0.35 * random.next();
      add('farmland', `${village.name}耕地`, blob(middle, radius, random));
      if (random.chance(0.4)) add('basicFarmland', `${village.name}永久基本农田`, blob(middle, radius * 0.7, random));
    }
  }
}

/** Forests, scenic areas and red lines cover mountains. */
function drawMountains({ townships, seed, add, random: stream }: Drawing): void {
  const random = stream('mountains');
  const height = valleyHeight(seed);
  const mountainIn = ({ township }: TownshipPlace): PlanePoint | null => {
    for (let tries = 0; tries < 12; tries++) {
      const point = offset(toPlane(township.seat), anyDirection(random), 2 + 7 * random.next());
      if (height(point) > MOUNTAIN) return point;
    }
    return null;
  };
  const covers: [ExclusionKindId, string, number, readonly [least: number, spread: number]][] = [
    ['forest', '林地', 1, [0.8, 1.4]],
    ['forest', '国有林场', 0.5, [1.2, 1.6]],
    ['ecologicalRedLine', '生态保护红线', 0.09, [3.5, 3]],
    ['scenicArea', '风景名胜区', 0.04, [2, 2]],
  ];
  for (const [kind, name, chance, [least, spread]] of covers) {
    for (const at of townships.filter((t) => !t.urban)) {
      if (!random.chance(chance)) continue;
      const middle = mountainIn(at);
      if (middle) add(kind, `${at.township.name}${name}`, blob(middle, least + spread * random.next(), random));
    }
  }
}

/** A park in every county town, and relics here and there. */
function drawProtectedPlaces({ townships, add, random: stream }: Drawing): void {
  const random = stream('protected places');
  for (const { code, name } of countiesOf(townships)) {
    const middle = offset(seatOf(countySeat(townships, code)), anyDirection(random), 0.8);
    add('cityPark', `${name}城市公园`, blob(middle, 0.25 + 0.2 * random.next(), random));
  }
  for (const { villages, township } of townships) {
    if (!random.chance(0.08)) continue;
    const middle = offset(centreOf(random.pick(villages)), anyDirection(random), 0.4);
    add('culturalRelics', `${township.name}文物保护区`, blob(middle, 0.2 + 0.3 * random.next(), random));
  }
}

/** How many parcels lie at the edge of a village, on a hillside further out, and beside a river. */
const parcels = { village: 28, hillside: 20, river: 14 } as const;

/** Public parcels: beside villages, where people can walk to them, on hillsides, and along rivers. */
function drawParcels({ townships, add, random: stream }: Drawing, banks: readonly PlanePoint[]): void {
  const random = stream('parcels');
  const rural = random.shuffled(townships.filter((t) => !t.urban));
  const holds = (at: TownshipPlace, point: PlanePoint) =>
    booleanPointInPolygon(plot(point, 0.001, 0.001, { x: 1, y: 0 }).coordinates[0]![0]!, at.township.area);
  const take = (at: TownshipPlace, middle: PlanePoint, use: string) => {
    const shape = plot(middle, 0.12 + 0.2 * random.next(), 0.08 + 0.12 * random.next(), anyDirection(random));
    const tenure = random.pick(['国有', '集体']);
    add('candidateParcels', `${at.township.name}${use}`, shape, { landUse: use, tenure });
  };
  let next = 0;
  const around = (at: TownshipPlace, nearKm: number, spreadKm: number) =>
    offset(centreOf(random.pick(at.villages)), anyDirection(random), nearKm + spreadKm * random.next());
  for (let i = 0; i < parcels.village; i++) {
    const at = rural[next++]!;
    take(at, around(at, 0.12, 0.15), '村旁闲置地');
  }
  for (let i = 0; i < parcels.hillside; i++) {
    const at = rural[next++]!;
    take(at, around(at, 0.9, 1.2), '荒山荒坡');
  }
  const riverside = random.shuffled(banks);
  let drawn = 0;
  for (const bank of riverside) {
    if (drawn === parcels.river) break;
    const middle = offset(bank, anyDirection(random), 0.22 + 0.2 * random.next());
    const at = rural.find((township) => holds(township, middle));
    if (!at) continue;
    take(at, middle, '河滩边地');
    drawn++;
  }
}
