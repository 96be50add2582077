import { squaredDistance, toPlane } from './plane.ts';
import type { Random } from '../../server/random.ts';
import { shareOut, sum } from './shares.ts';
import { isCountySeat, type PlacedTownship } from './townships.ts';
import type { Counts } from './population.ts';
import type { PlacedCounty, Village } from './villages.ts';

export interface CountedVillage extends Village {
  counts: Counts;
}

/** A township with its county and its villages, the nearest to the seat first. */
export interface TownshipPlace {
  county: PlacedCounty;
  township: PlacedTownship;
  villages: CountedVillage[];
  /** 街道, or the town around a county's centre. */
  urban: boolean;
}

/** Where a facility stands. */
export interface Place {
  at: TownshipPlace;
  village: CountedVillage;
}

/** The townships in the order of counties and townships, with everything that facilities are placed by. */
export function townshipPlaces(
  counties: readonly PlacedCounty[],
  villages: readonly Village[],
  counts: readonly Counts[],
): TownshipPlace[] {
  const byTownship = new Map<string, CountedVillage[]>();
  villages.forEach((village, i) => {
    const group = byTownship.get(village.townshipCode) ?? [];
    group.push({ ...village, counts: counts[i]! });
    byTownship.set(village.townshipCode, group);
  });
  return counties.flatMap((county) =>
    county.townships.map((township) => {
      const seat = toPlane(township.seat);
      const fromSeat = (v: Village) => squaredDistance(toPlane(v.centre), seat);
      return {
        county,
        township,
        villages: byTownship.get(township.code)!.sort((a, b) => fromSeat(a) - fromSeat(b)),
        urban: township.type === 'subdistrict' || isCountySeat(county, township),
      };
    }),
  );
}

/** A place near the township's seat. */
export function nearSeat(at: TownshipPlace, random: Random): Place {
  return { at, village: random.pick(at.villages.slice(0, 3)) };
}

/** All places of one type of village in the townships. */
export function villagePlaces(townships: readonly TownshipPlace[], type: Village['type']): Place[] {
  return townships.flatMap((at) => at.villages.filter((v) => v.type === type).map((village) => ({ at, village })));
}

const people = (at: TownshipPlace) => sum(at.villages.map((v) => v.counts.population));

/** `count` places near seats, shared out over the townships by population; several may fall in one township. */
export function placesByPopulation(townships: readonly TownshipPlace[], count: number, random: Random): Place[] {
  const shares = shareOut(count, townships.map(people));
  return townships.flatMap((at, i) => Array.from({ length: shares[i]! }, () => nearSeat(at, random)));
}

/** The township around the county's centre. */
export function countySeat(townships: readonly TownshipPlace[], countyCode: string): TownshipPlace {
  const seat = townships.find((t) => t.county.code === countyCode && t.urban);
  if (!seat) throw new RangeError(`County ${countyCode} has no urban township`);
  return seat;
}
