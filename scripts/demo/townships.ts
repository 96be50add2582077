import * as turf from '@turf/turf';
import { Delaunay } from 'd3-delaunay';
import type { Polygon, MultiPolygon } from 'geojson';
import { roundDegrees, squaredDistance, toPlane, toPosition, type PlanePoint, type Position } from './plane.ts';
import { randomStream, type Random } from '../../server/random.ts';
import type { Area, County, Township } from './source.ts';
import { fractalNoise, settlementChance, valleyHeight, type Noise } from './terrain.ts';

export interface PlacedTownship extends Township {
  /** Invented seat. */
  seat: Position;
  area: Area;
}

/** Roughly where each county's built-up centre lies; all other seats are invented. */
const countyCentres: Readonly<Record<string, Position>> = {
  '130802': [117.939, 40.976],
  '130803': [117.799, 40.959],
  '130804': [117.66, 40.548],
  '130821': [118.17, 40.768],
  '130822': [117.5, 40.418],
  '130824': [117.333, 40.938],
  '130825': [117.738, 41.318],
  '130826': [116.648, 41.209],
  '130827': [118.485, 40.612],
  '130828': [117.76, 41.938],
  '130881': [118.701, 41.018],
};

/** Roughly where the county's built-up centre lies. */
export function countyCentre(countyCode: string): Position {
  const centre = countyCentres[countyCode];
  if (!centre) throw new RangeError(`No centre is known for county ${countyCode}`);
  return centre;
}

/** The town around a county's centre, where there is one: the county seat is urban though it is not a 街道. */
export function isCountySeat(county: County, township: Township): boolean {
  const town = county.townships.find((t) => t.type === 'town');
  return !county.townships.some((t) => t.type === 'subdistrict') && town === township;
}

const inside = (point: PlanePoint, area: Area) => turf.booleanPointInPolygon(toPosition(point), area);

/** A random point of an area, in the plane. */
export function randomPoint(random: Random, area: Area): PlanePoint {
  const [west, south, east, north] = turf.bbox(area);
  const southWest = toPlane([west, south]);
  const northEast = toPlane([east, north]);
  for (;;) {
    const point = {
      x: southWest.x + random.next() * (northEast.x - southWest.x),
      y: southWest.y + random.next() * (northEast.y - southWest.y),
    };
    if (inside(point, area)) return point;
  }
}

/**
 * Seats in the order of the townships: 街道 close around the county's centre, the others in valleys, each the farthest of
 * some candidates from those already placed (Mitchell's best-candidate sampling), so that they spread evenly.
 */
function placeSeats(county: County, random: Random, height: Noise): PlanePoint[] {
  const centre = toPlane(countyCentre(county.code));
  const placed: PlanePoint[] = [];
  const clearance = (p: PlanePoint) => placed.reduce((least, q) => Math.min(least, squaredDistance(p, q)), Infinity);
  const farthest = (candidates: PlanePoint[]) =>
    candidates.reduce((best, p) => (clearance(p) > clearance(best) ? p : best));

  const nearCentre = (radiusKm: number): PlanePoint => {
    for (;;) {
      const p = { x: centre.x + (random.next() * 2 - 1) * radiusKm, y: centre.y + (random.next() * 2 - 1) * radiusKm };
      if (squaredDistance(p, centre) <= radiusKm * radiusKm && inside(p, county.area)) return p;
    }
  };
  const inValley = (): PlanePoint => {
    for (;;) {
      const p = randomPoint(random, county.area);
      if (squaredDistance(p, centre) > 12 && random.chance(settlementChance(height(p), 4))) return p;
    }
  };

  for (const township of county.townships) {
    if (placed.length === 0) placed.push(centre);
    else if (township.type === 'subdistrict') placed.push(farthest(Array.from({ length: 12 }, () => nearCentre(2.8))));
    else placed.push(farthest(Array.from({ length: 14 }, inValley)));
  }
  return spreadOut(county, placed, random);
}

/**
 * Moves the seats of towns and 乡 towards the middle of what is nearest to them (Lloyd's relaxation), so that they do not
 * sit on the county's edge. A middle that falls outside the county is not taken.
 */
function spreadOut(county: County, seats: readonly PlanePoint[], random: Random): PlanePoint[] {
  const samples = Array.from({ length: seats.length * 40 }, () => randomPoint(random, county.area));
  let spread = [...seats];
  for (let round = 0; round < 2; round++) {
    const nearest = samples.map((sample) => indexOfNearest(sample, spread));
    spread = spread.map((seat, i) => {
      const own = samples.filter((_, k) => nearest[k] === i);
      const fixed = i === 0 || county.townships[i]!.type === 'subdistrict';
      if (fixed || own.length === 0) return seat;
      const middle = {
        x: own.reduce((total, p) => total + p.x, 0) / own.length,
        y: own.reduce((total, p) => total + p.y, 0) / own.length,
      };
      return inside(middle, county.area) ? middle : seat;
    });
  }
  return spread;
}

/** Index of the nearest seat; `weights` multiply the squared distances. */
function indexOfNearest(point: PlanePoint, seats: readonly PlanePoint[], weights?: readonly number[]): number {
  let nearest = 0;
  let least = Infinity;
  seats.forEach((seat, i) => {
    const distance = squaredDistance(point, seat) * (weights?.[i] ?? 1);
    if (distance < least) [nearest, least] = [i, distance];
  });
  return nearest;
}

/** Points of a jittered grid over the county, with the seats themselves, for the cells that townships are made of. */
function cellSites(county: County, seats: readonly PlanePoint[], random: Random): PlanePoint[] {
  const [west, south, east, north] = turf.bbox(county.area);
  const southWest = toPlane([west, south]);
  const northEast = toPlane([east, north]);
  const areaKm2 = (northEast.x - southWest.x) * (northEast.y - southWest.y);
  const spacingKm = Math.sqrt(areaKm2 / (seats.length * 70));
  const sites = [...seats];
  for (let y = southWest.y; y < northEast.y; y += spacingKm) {
    for (let x = southWest.x; x < northEast.x; x += spacingKm) {
      const site = { x: x + random.next() * spacingKm, y: y + random.next() * spacingKm };
      if (seats.every((seat) => squaredDistance(seat, site) > (spacingKm * spacingKm) / 4)) sites.push(site);
    }
  }
  return sites;
}

/** For each site, the seat it belongs to: the nearest one, after bending space a little so that borders wind. */
function nearestSeats(county: County, sites: readonly PlanePoint[], seats: readonly PlanePoint[], seed: number) {
  const bendX = fractalNoise(seed, 'bend east', 9);
  const bendY = fractalNoise(seed, 'bend north', 9);
  const centre = toPlane(countyCentre(county.code));
  // 街道 are built-up areas: their reach is half of a town's.
  const weights = county.townships.map((t) => (t.type === 'subdistrict' ? 4 : 1));
  return sites.map((site, i) => {
    if (i < seats.length) return i;
    // Close to the centre, where 街道 are small, the bend is small too.
    const bendKm = Math.min(4, 0.12 * Math.sqrt(squaredDistance(site, centre)));
    const bent = { x: site.x + bendKm * bendX(site), y: site.y + bendKm * bendY(site) };
    return indexOfNearest(bent, seats, weights);
  });
}

/** Voronoi cells of the sites as closed rings in degrees; neighbours share their rounded vertices exactly. */
function cellRings(county: County, sites: readonly PlanePoint[]): Position[][] {
  const [west, south, east, north] = turf.bbox(county.area);
  const low = toPlane([west - 0.05, south - 0.05]);
  const high = toPlane([east + 0.05, north + 0.05]);
  const voronoi = Delaunay.from(
    sites,
    (p) => p.x,
    (p) => p.y,
  ).voronoi([low.x, low.y, high.x, high.y]);
  return sites.map((_, i) => voronoi.cellPolygon(i).map(([x, y]) => toPosition({ x: x!, y: y! })));
}

function rounded(area: Area): Area {
  const ring = (positions: number[][]) => positions.map(([x, y]) => [roundDegrees(x!), roundDegrees(y!)]);
  const { geometry } = area;
  const geometryRounded: Polygon | MultiPolygon =
    geometry.type === 'Polygon'
      ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
      : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((polygon) => polygon.map(ring)) };
  return turf.feature(geometryRounded);
}

function united(areas: readonly Area[]): Area {
  if (areas.length === 1) return areas[0]!;
  const union = turf.union(turf.featureCollection([...areas]));
  if (!union) throw new Error('The union of areas is empty');
  return turf.feature(union.geometry);
}

/**
 * Gives parts that the county's outline cut off from their seat to the township they touch along a line. A part that
 * touches none, such as a county's own exclave, stays.
 */
function withoutStrays(areas: Area[], seats: readonly PlanePoint[]): Area[] {
  const kept: Area[] = [];
  const strays: { part: Area; owner: number }[] = [];
  areas.forEach((area, owner) => {
    for (const part of turf.flatten(area).features) {
      if (inside(seats[owner]!, part)) kept[owner] = part;
      else strays.push({ part, owner });
    }
  });
  for (const { part, owner } of strays) {
    let host = owner;
    for (let i = 0; i < kept.length; i++) {
      if (i === owner || turf.booleanDisjoint(part, kept[i]!)) continue;
      if (united([kept[i]!, part]).geometry.type === kept[i]!.geometry.type) {
        host = i;
        break;
      }
    }
    kept[host] = united([kept[host]!, part]);
  }
  return kept;
}

/** Places a county's townships: an invented seat for each, and areas that fill the county without gap or overlap. */
export function placeTownships(county: County, seed: number): PlacedTownship[] {
  const random = randomStream(seed, `townships of ${county.code}`);
  const seats = placeSeats(county, random, valleyHeight(seed));
  const sites = cellSites(county, seats, random);
  const owners = nearestSeats(county, sites, seats, seed);
  const rings = cellRings(county, sites);

  const areas = seats.map((_, seat) => {
    const cells = rings.filter((_, i) => owners[i] === seat).map((ring) => turf.polygon([ring]));
    const clipped = turf.intersect(turf.featureCollection([united(cells), county.area]));
    if (!clipped) throw new Error(`${county.townships[seat]!.name} has no area inside ${county.name}`);
    return turf.feature(clipped.geometry);
  });
  const whole = withoutStrays(areas, seats);
  return county.townships.map((township, i) => ({
    ...township,
    seat: toPosition(seats[i]!),
    area: rounded(whole[i]!),
  }));
}
