import { NONE } from '../snapshot/snapshot.ts';
import { straightMetres, type StraightLines } from './nearest.ts';
import type { PointTable } from './points.ts';
import type { Limits } from './question.ts';
import type { Site } from './sites.ts';

/** The nearest site of each point over the network, within the search limit. */
export interface Walks {
  /** Number of the site, or -1. */
  readonly site: Int32Array;
  /** Cost of the whole walk, both ends off the network included; Infinity where there is none. */
  readonly cost: Float64Array;
}

/** What was measured for each point: all that verdicts are made of. */
export interface Measures {
  /** To facilities that surely serve, and to those of which it is not known. */
  readonly sure: Walks;
  readonly maybe: Walks;
  readonly straightSure: StraightLines;
  readonly straightMaybe: StraightLines;
  /** To facilities that have a position but no place on the network, whether they surely serve or not. */
  readonly straightUnplaced: StraightLines;
  /** A site without any position that may lie near the point, or -1. */
  readonly notLocated: Int32Array;
  /** How far a unit of cost takes one at most, metres: no walk is shorter than the straight line. */
  readonly metresPerCost: number;
}

/** Verdicts as positions in the figures: covered, uncovered, unknown. */
export const COVERED = 0;
export const UNCOVERED = 1;
export const UNKNOWN = 2;
export type Verdict = typeof COVERED | typeof UNCOVERED | typeof UNKNOWN;

/** A point's verdict when a walk may cost so much. */
export function verdictWithin(points: PointTable, measures: Measures, p: number, cost: number): Verdict {
  if (measures.sure.cost[p]! <= cost) return COVERED;
  if (points.snaps[p] === null) return UNKNOWN;
  if (measures.maybe.cost[p]! <= cost || unplacedWithin(measures, p, cost) !== NONE) return UNKNOWN;
  return UNCOVERED;
}

/**
 * A facility of which it is not known how far the walk is and that may lie within a cost: one without a position in the
 * point's township, or one off the network within the straight line. Its number, or -1.
 */
export function unplacedWithin(
  { straightUnplaced, notLocated, metresPerCost }: Measures,
  p: number,
  cost: number,
): number {
  if (straightMetres(straightUnplaced, p) <= cost * metresPerCost) return straightUnplaced.site[p]!;
  return notLocated[p]!;
}

/**
 * A point's verdict by the straight line. Whoever is covered over the network is covered here too, also where lengths were
 * rounded to millimetres; and of whom nothing is known over the network nothing is denied here: an upper bound at both
 * ends of the range.
 */
export function straightVerdict(points: PointTable, measures: Measures, p: number, limits: Limits): Verdict {
  if (measures.sure.cost[p]! <= limits.asked) return COVERED;
  if (straightMetres(measures.straightSure, p) <= limits.reachMetres) return COVERED;
  if (points.snaps[p] === null) return UNKNOWN;
  const maybe =
    measures.maybe.cost[p]! <= limits.asked || straightMetres(measures.straightMaybe, p) <= limits.reachMetres;
  return maybe || measures.notLocated[p] !== NONE ? UNKNOWN : UNCOVERED;
}

/** Whether the walk could cross the border of the study area; null when no border is known. */
export function nearBorder(points: PointTable, p: number, limits: Limits): boolean | null {
  const metres = points.borderMetres[p]!;
  return Number.isNaN(metres) ? null : metres <= limits.reachMetres;
}

/**
 * For each point the first of some sites that may lie near it for all that is known of them: in its township, or where a
 * township is unknown in its county, or where even that is unknown anywhere.
 */
export function sitesPerhapsNear(points: PointTable, sites: readonly Site[]): Int32Array {
  const found = new Int32Array(points.length).fill(NONE);
  if (sites.length === 0) return found;
  const inOrder = [...sites].sort((a, b) => a.number - b.number);
  for (let p = 0; p < points.length; p++) {
    const site = inOrder.find((s) => mayLieNear(s, points.township[p]!, points.county[p]!));
    if (site) found[p] = site.number;
  }
  return found;
}

function mayLieNear(site: Site, township: number, county: number): boolean {
  if (site.township !== NONE && township !== NONE) return site.township === township;
  if (site.county !== NONE && county !== NONE) return site.county === county;
  return true;
}
