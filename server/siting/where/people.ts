import type { Coverage } from '../../coverage/coverage.ts';
import { COVERED, UNKNOWN, verdictWithin } from '../../coverage/measures.ts';
import { NONE } from '../../snapshot/snapshot.ts';
import type { WhereAnswer } from '../contract.ts';
import type { Demand } from './demand.ts';

type People = WhereAnswer['before'];

/** People of a question by what becomes of them, in all and by county. */
export interface Tally {
  readonly all: People;
  /** By division row of the county. */
  readonly counties: ReadonlyMap<number, People>;
}

/**
 * Counts the people of a question by the verdicts of a coverage; points without a count are in no figure.
 * @param covered people covered at a point, where that is not all or none of them; null: as coverage has it
 */
export function tallyOf(coverage: Coverage, demand: Demand, covered: ReadonlyMap<number, number> | null = null): Tally {
  const all = nobody();
  const counties = new Map(demand.counties.map((row) => [row, nobody()]));
  for (const p of demand.all) {
    const people = demand.people[p]!;
    if (!(people > 0)) continue;
    const verdict = verdictWithin(coverage.points, coverage.measures, p, coverage.limits.asked);
    const county = demand.points.county[p]!;
    const sums = county === NONE ? [all] : [all, counties.get(county)!];
    for (const sum of sums) {
      const served = covered ? (covered.get(p) ?? 0) : verdict === COVERED ? people : 0;
      sum.covered += served;
      sum[verdict === UNKNOWN ? 'unknown' : 'uncovered'] += people - served;
    }
  }
  return { all, counties };
}

const nobody = (): People => ({ covered: 0, uncovered: 0, unknown: 0 });

/** The counties' people before and after. */
export function countiesOf({ snapshot }: Coverage, before: Tally, after: Tally): WhereAnswer['counties'] {
  const { ids, bodies } = snapshot.divisions;
  return [...before.counties].map(([row, { covered, uncovered, unknown }]) => ({
    countyId: ids[row]!,
    name: bodies[row]!.name,
    people: covered + uncovered + unknown,
    coveredBefore: covered,
    coveredAfter: after.counties.get(row)!.covered,
  }));
}
