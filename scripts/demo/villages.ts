import * as turf from '@turf/turf';
import { Names } from './names.ts';
import { squaredDistance, toPlane, toPosition, type PlanePoint, type Position } from './plane.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { shareOut } from './shares.ts';
import type { County } from './source.ts';
import { settlementChance, valleyHeight, type Noise } from './terrain.ts';
import { isCountySeat, randomPoint, type PlacedTownship } from './townships.ts';

/** An invented 行政村 or 社区. */
export interface Village {
  code: string;
  name: string;
  type: 'village' | 'community';
  centre: Position;
  countyCode: string;
  townshipCode: string;
}

export interface PlacedCounty extends County {
  townships: PlacedTownship[];
}

/** 行政村 in the city: as many as the plan says got place-name signs (chapter 1). */
const villagesInCity = 2403;

/** How many villages and communities each township has, in the order of counties and townships. */
function settlementCounts(counties: readonly PlacedCounty[], random: Random) {
  const rows = counties.flatMap((county) =>
    county.townships.map((township) => {
      const seat = isCountySeat(county, township);
      const communities =
        township.type === 'subdistrict'
          ? random.integer(6, 9)
          : seat
            ? random.integer(7, 10)
            : township.type === 'town' && random.chance(0.35)
              ? 1
              : 0;
      const weight = township.type === 'subdistrict' ? 0 : 0.7 + 0.8 * random.next();
      return { township, communities, weight };
    }),
  );
  const villages = shareOut(
    villagesInCity,
    rows.map((r) => r.weight),
  );
  return new Map(rows.map(({ township, communities }, i) => [township.code, { communities, villages: villages[i]! }]));
}

/** A place in the township, in a valley, and as far from the others as a few tries allow. */
function villageSite(township: PlacedTownship, taken: readonly PlanePoint[], random: Random, height: Noise) {
  let best: PlanePoint | null = null;
  let bestClearance = -1;
  for (let tries = 0; tries < 5;) {
    const site = randomPoint(random, township.area);
    if (!random.chance(settlementChance(height(site), 6))) continue;
    tries++;
    const clearance = taken.reduce((least, q) => Math.min(least, squaredDistance(site, q)), Infinity);
    if (clearance > bestClearance) [best, bestClearance] = [site, clearance];
  }
  return best!;
}

/** A place close to the seat, denser towards it. */
function communitySite(township: PlacedTownship, random: Random, radiusKm: number): PlanePoint {
  const seat = toPlane(township.seat);
  for (;;) {
    const reach = radiusKm * random.next();
    const site = { x: seat.x + reach * (random.next() * 2 - 1), y: seat.y + reach * (random.next() * 2 - 1) };
    if (turf.booleanPointInPolygon(toPosition(site), township.area)) return site;
  }
}

function settle(
  county: PlacedCounty,
  township: PlacedTownship,
  counts: { communities: number; villages: number },
  names: Names,
  random: Random,
  height: Noise,
): Village[] {
  const common = { countyCode: county.code, townshipCode: township.code };
  const serial = (n: number) => String(n).padStart(3, '0');
  const settled: Village[] = [];
  const taken = [toPlane(township.seat)];
  const radiusKm = counts.communities > 1 ? 2.4 : 0.8;
  for (let i = 0; i < counts.communities; i++) {
    const centre = toPosition(communitySite(township, random, radiusKm));
    // The last group of a village code: communities 001–199, villages 200–399.
    const code = township.code + serial(i + 1);
    settled.push({ ...common, code, name: names.community(), type: 'community', centre });
  }
  for (let i = 0; i < counts.villages; i++) {
    const site = villageSite(township, taken, random, height);
    taken.push(site);
    const code = township.code + serial(200 + i);
    settled.push({ ...common, code, name: names.village(), type: 'village', centre: toPosition(site) });
  }
  return settled;
}

/** Invents the villages and communities of all townships, in the order of their codes within each township. */
export function placeVillages(counties: readonly PlacedCounty[], seed: number): Village[] {
  const counts = settlementCounts(counties, randomStream(seed, 'settlement counts'));
  const height = valleyHeight(seed);
  return counties.flatMap((county) => {
    const random = randomStream(seed, `villages of ${county.code}`);
    const names = new Names(randomStream(seed, `village names of ${county.code}`));
    return county.townships.flatMap((t) => settle(county, t, counts.get(t.code)!, names, random, height));
  });
}
