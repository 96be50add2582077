import * as turf from '@turf/turf';
import type { FacilityRecord } from './facility-register.ts';
import { direction } from './network-geometry.ts';
import { drawFastRoads } from './network-motorways.ts';
import { planRoads, type PlannedRoad, type Settlement } from './network-road-plan.ts';
import { drawExits, drawRoads } from './network-roads.ts';
import { newSketch, type SketchedData } from './network-sketch.ts';
import { layTowns, type Town } from './network-towns.ts';
import { layTownLanes, layVillages } from './network-villages.ts';
import type { CountedVillage, TownshipPlace } from './places.ts';
import { toPlane, toPosition, type PlanePoint } from './plane.ts';

type VillageSettlement = Settlement & { village: CountedVillage };

/**
 * Invents a road network over the demonstration towns and villages, as OSM data: town grids, village lanes, valley roads,
 * passes, fast roads, and stubs of roads beyond the city's border.
 * @param facilities records whose entrances the streets lead past
 */
export function buildNetwork(
  townships: readonly TownshipPlace[],
  facilities: readonly FacilityRecord[],
  seed: number,
): SketchedData {
  const sketch = newSketch();
  const towns = layTowns(townships, sketch, seed);
  const villages = villagesOutside(towns, townships);
  const settlements: Settlement[] = [...villages, ...towns.map(townSettlement)];
  const { roads, unmapped } = planRoads(settlements, seed);

  const entrances = entrancesByVillage(facilities);
  const lanes = villages
    .map((settlement, i) => ({ i, village: settlement.village, facing: facingOf(i, settlements, roads) }))
    .filter(({ i }) => !unmapped.has(i));
  const laid = layVillages(lanes, entrances, towns, sketch, seed);
  const centres = new Map(lanes.map(({ i }, k) => [i, laid[k]!.centre]));
  const nodeAt = (settlement: number) => centres.get(settlement) ?? null;

  const outside = new Set(villages.map((v) => v.village.code));
  layTownLanes(
    [...entrances].filter(([code]) => !outside.has(code)).flatMap(([, points]) => points),
    towns,
    sketch,
    seed,
  );
  const drawn = drawRoads(roads, settlements, nodeAt, towns, sketch, seed);
  drawExits(settlements, nodeAt, inCounties(townships), towns, sketch, seed);
  drawFastRoads(towns, drawn, sketch, seed);
  return sketch.finished();
}

const townSettlement = (town: Town): Settlement => ({
  at: town.centre,
  countyCode: town.countyCode,
  townshipCodes: town.townships.map((t) => t.township.code),
  town: true,
  countySeat: town.countySeat,
});

function villagesOutside(towns: readonly Town[], townships: readonly TownshipPlace[]): VillageSettlement[] {
  return townships.flatMap(({ county, township, villages }) =>
    villages
      .map((village) => ({
        village,
        at: toPlane(village.centre),
        countyCode: county.code,
        townshipCodes: [township.code],
        town: false,
        countySeat: false,
      }))
      .filter(({ at }) => !towns.some((town) => town.covers(at))),
  );
}

/** The direction of a settlement's first road; east if it has none. */
function facingOf(settlement: number, settlements: readonly Settlement[], roads: readonly PlannedRoad[]): PlanePoint {
  const road = roads.find(({ from, to }) => from === settlement || to === settlement);
  if (!road) return { x: 1, y: 0 };
  const other = road.from === settlement ? road.to : road.from;
  return direction(settlements[settlement]!.at, settlements[other]!.at);
}

function entrancesByVillage(facilities: readonly FacilityRecord[]): Map<string, PlanePoint[]> {
  const byVillage = new Map<string, PlanePoint[]>();
  for (const { body } of facilities) {
    if (!body.entrance || body.villageId === null) continue;
    const code = body.villageId.slice(1);
    byVillage.set(code, [...(byVillage.get(code) ?? []), toPlane(body.entrance.coordinates)]);
  }
  return byVillage;
}

function inCounties(townships: readonly TownshipPlace[]): (point: PlanePoint) => boolean {
  const areas = [...new Set(townships.map((t) => t.county))].map((c) => c.area);
  return (point) => areas.some((area) => turf.booleanPointInPolygon(toPosition(point), area));
}
