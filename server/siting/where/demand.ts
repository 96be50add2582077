import type { PointTable } from '../../coverage/points.ts';
import { NONE, type DivisionTable } from '../../snapshot/snapshot.ts';
import type { WhereQuestion } from '../contract.ts';

/** Whose walks a question is about: the population points of some counties. */
export interface Demand {
  readonly points: PointTable;
  /** People at each point by the question; NaN = unknown. */
  readonly people: Float64Array;
  /** Division rows of the counties that count, in the table's order. */
  readonly counties: readonly number[];
  /** Positions in the table of points: all of those counties. */
  readonly all: readonly number[];
  /** Those of them that are modelled: on the network, and with people. */
  readonly modelled: readonly number[];
}

/**
 * The demand of a question. A point that is off the network, or whose count is unknown, is in no model: who says that a
 * plan reaches it, or does not, says more than is known.
 * @param countyIds default all; then points of no county are among them
 */
export function demandOf(
  divisions: DivisionTable,
  points: PointTable,
  people: WhereQuestion['people'],
  countyIds: readonly string[] | undefined,
): Demand {
  const chosen = countyIds && new Set(countyIds.map((id) => divisions.indexById.get(id)!));
  const counts = people === '60' ? points.population60 : points.population80;
  const all = Array.from(points.rows.keys()).filter((p) => !chosen || chosen.has(points.county[p]!));
  const present = new Set(all.map((p) => points.county[p]!));
  return {
    points,
    people: counts,
    counties: divisions.ofLevel('county').filter((row) => (chosen ? chosen.has(row) : present.has(row))),
    all,
    modelled: all.filter((p) => points.snaps[p] !== null && counts[p]! > 0),
  };
}

/** Position of each modelled point's county among the counties; −1: in none. */
export function groupsOf({ counties, points, modelled }: Demand): Int32Array {
  const position = new Map(counties.map((row, i) => [row, i]));
  return Int32Array.from(modelled, (p) => (points.county[p] === NONE ? -1 : (position.get(points.county[p]!) ?? -1)));
}
