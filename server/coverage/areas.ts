import { NONE, type DivisionTable, type Truth } from '../snapshot/snapshot.ts';
import type { PeopleFigure } from './contract.ts';
import { COVERED, nearBorder, straightVerdict, verdictWithin, type Measures } from './measures.ts';
import type { PointTable } from './points.ts';
import type { Limits } from './question.ts';
import type { Site } from './sites.ts';

/** The divisions that are summed up: the whole (area 0), then counties, then townships. */
export interface AreaLayout {
  /** Division row of each area; the whole has the city's, or `NONE`. */
  readonly rows: readonly number[];
  readonly counties: readonly number[];
  readonly townships: readonly number[];
  /** Area of a division row, or `NONE`. */
  areaOf(divisionRow: number): number;
}

export const WHOLE = 0;

const layouts = new WeakMap<DivisionTable, AreaLayout>();

/** The areas of a state of the divisions. */
export function layoutOf(divisions: DivisionTable): AreaLayout {
  let layout = layouts.get(divisions);
  if (!layout) {
    const counties = divisions.ofLevel('county');
    const townships = divisions.ofLevel('township');
    const rows = [divisions.ofLevel('city')[0] ?? NONE, ...counties, ...townships];
    const areas = new Int32Array(divisions.length).fill(NONE);
    rows.forEach((row, area) => {
      if (row !== NONE) areas[row] = area;
    });
    layout = {
      rows,
      counties: counties.map((_, i) => 1 + i),
      townships: townships.map((_, i) => 1 + counties.length + i),
      areaOf: (row) => (row === NONE ? NONE : areas[row]!),
    };
    layouts.set(divisions, layout);
  }
  return layout;
}

/**
 * Sums of an area, side by side in one column of whole numbers: adding a point and taking it away again are exact, so
 * that sums brought up to date equal sums made anew. Where three follow each other they are covered, uncovered, unknown.
 */
const slot = {
  people60: 0,
  people80: 3,
  points: 6,
  straight60: 9,
  /** Three for each compared speed. */
  atSpeeds60: 12,
  edge60: 21,
  crossCounty60: 22,
  withoutCount60: 23,
  withoutCount80: 24,
  /** Facilities that surely serve, that may serve, and that may lie in any township of the area. */
  sureFacilities: 25,
  maybeFacilities: 26,
  facilitiesWithoutTownship: 27,
} as const;
const SLOTS = 28;

/** Sums of every area of a layout. */
export type AreaSums = Float64Array;

export const emptySums = (layout: AreaLayout): AreaSums => new Float64Array(layout.rows.length * SLOTS);

/** Adds a point to its areas (`times` 1) or takes it away (-1). */
export function sumPoint(
  sums: AreaSums,
  layout: AreaLayout,
  points: PointTable,
  measures: Measures,
  limits: Limits,
  sites: ReadonlyMap<number, Site>,
  p: number,
  times: 1 | -1,
): void {
  const verdict = verdictWithin(points, measures, p, limits.asked);
  const straight = straightVerdict(points, measures, p, limits);
  const atSpeeds = limits.compared.map(({ cost }) => verdictWithin(points, measures, p, cost));
  const edge = nearBorder(points, p, limits) === true;
  const crosses = verdict === COVERED && crossesCounty(points, sites.get(measures.sure.site[p]!)!, p);
  const count60 = points.population60[p]!;
  const count80 = points.population80[p]!;
  const people60 = Number.isNaN(count60) ? 0 : count60 * times;
  const people80 = Number.isNaN(count80) ? 0 : count80 * times;
  for (const area of areasOf(layout, points.county[p]!, points.township[p]!)) {
    const at = area * SLOTS;
    sums[at + slot.people60 + verdict]! += people60;
    sums[at + slot.people80 + verdict]! += people80;
    sums[at + slot.points + verdict]! += times;
    sums[at + slot.straight60 + straight]! += people60;
    atSpeeds.forEach((v, i) => (sums[at + slot.atSpeeds60 + 3 * i + v]! += people60));
    if (edge) sums[at + slot.edge60]! += people60;
    if (crosses) sums[at + slot.crossCounty60]! += people60;
    if (Number.isNaN(count60)) sums[at + slot.withoutCount60]! += times;
    if (Number.isNaN(count80)) sums[at + slot.withoutCount80]! += times;
  }
}

/** Whether a point's facility lies in another county; not where either county is unknown. */
export function crossesCounty(points: PointTable, site: Site, p: number): boolean {
  return site.county !== NONE && points.county[p] !== NONE && site.county !== points.county[p];
}

/** Adds a facility to its areas (`times` 1) or takes it away (-1). */
export function sumSite(sums: AreaSums, layout: AreaLayout, site: Site, times: 1 | -1): void {
  const certainty = site.serves === 'yes' ? slot.sureFacilities : slot.maybeFacilities;
  for (const area of areasOf(layout, site.county, site.township)) {
    sums[area * SLOTS + certainty]! += times;
    if (site.township === NONE) sums[area * SLOTS + slot.facilitiesWithoutTownship]! += times;
  }
}

function areasOf(layout: AreaLayout, county: number, township: number): number[] {
  return [WHOLE, layout.areaOf(county), layout.areaOf(township)].filter((area) => area !== NONE);
}

/** One area's sums by name. */
export interface AreaFigures {
  population60: PeopleFigure;
  population80: PeopleFigure;
  points: { covered: number; uncovered: number; unknown: number };
  straight60: PeopleFigure;
  atSpeeds60: PeopleFigure[];
  edge60: number;
  crossCounty60: number;
  administrative: Truth;
}

/** Reads an area's sums. @param speeds how many speeds were compared */
export function figuresOf(
  sums: AreaSums,
  layout: AreaLayout,
  divisions: DivisionTable,
  area: number,
  speeds: number,
): AreaFigures {
  const at = (position: number) => sums[area * SLOTS + position]!;
  const without60 = at(slot.withoutCount60);
  const people = (first: number, without: number) => peopleFigureOf(at(first), at(first + 1), at(first + 2), without);
  return {
    population60: people(slot.people60, without60),
    population80: people(slot.people80, at(slot.withoutCount80)),
    points: { covered: at(slot.points), uncovered: at(slot.points + 1), unknown: at(slot.points + 2) },
    straight60: people(slot.straight60, without60),
    atSpeeds60: Array.from({ length: speeds }, (_, i) => people(slot.atSpeeds60 + 3 * i, without60)),
    edge60: at(slot.edge60),
    crossCounty60: at(slot.crossCounty60),
    administrative: administrativeOf(sums, layout, divisions, area),
  };
}

/** People by verdict with their shares. */
export function peopleFigureOf(
  covered: number,
  uncovered: number,
  unknown: number,
  pointsWithoutCount: number,
): PeopleFigure {
  const all = covered + uncovered + unknown;
  const share = (part: number) => (all === 0 ? null : part / all);
  return {
    covered,
    uncovered,
    unknown,
    pointsWithoutCount,
    value: share(covered),
    lower: share(covered),
    upper: share(covered + unknown),
  };
}

/**
 * Whether a division has a facility that serves. One whose township is not stated may lie in any of its county, and one
 * whose county is not known in any at all.
 */
function administrativeOf(sums: AreaSums, layout: AreaLayout, divisions: DivisionTable, area: number): Truth {
  const at = (of: number, position: number) => sums[of * SLOTS + position]!;
  if (at(area, slot.sureFacilities) > 0) return 'yes';
  if (at(area, slot.maybeFacilities) > 0) return 'unknown';
  const inCounties = layout.counties.reduce((sum, c) => sum + facilitiesIn(sums, c), 0);
  if (facilitiesIn(sums, WHOLE) > inCounties) return 'unknown';
  const county = area === WHOLE ? NONE : layout.areaOf(divisions.county[layout.rows[area]!]!);
  return county !== NONE && county !== area && at(county, slot.facilitiesWithoutTownship) > 0 ? 'unknown' : 'no';
}

const facilitiesIn = (sums: AreaSums, area: number) =>
  sums[area * SLOTS + slot.sureFacilities]! + sums[area * SLOTS + slot.maybeFacilities]!;

/** The areas whose sums differ. */
export function changedAreas(before: AreaSums, after: AreaSums): number[] {
  const changed: number[] = [];
  for (let area = 0; area * SLOTS < before.length; area++) {
    for (let i = area * SLOTS; i < (area + 1) * SLOTS; i++) {
      if (before[i] === after[i]) continue;
      changed.push(area);
      break;
    }
  }
  return changed;
}

/**
 * Whether a facility without a stated township came or went: it may lie in townships whose own sums say nothing of it.
 */
export function administrativeMayDiffer(before: AreaSums, after: AreaSums): boolean {
  for (let at: number = slot.facilitiesWithoutTownship; at < before.length; at += SLOTS) {
    if (before[at] !== after[at]) return true;
  }
  return false;
}
