import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import type { Mip } from '../mip.ts';
import type { Served } from '../solution.ts';
import { capacityOf, servesEveryone, type Pairs } from './pairs.ts';

/** Smallest part of a demand that counts as served; less is what a solver leaves by its tolerance. */
const LEAST_SHARE = 1e-6;

/** How a demand's site follows from a plan: its nearest, the one chosen for it, or several. */
export const NEAREST = 0;
export const WHOLE = 1;
export const PARTS = 2;

/** Columns of who is served by which open site. */
export interface Service {
  readonly pairs: Pairs;
  /** Of each demand: `NEAREST`, `WHOLE` or `PARTS`. */
  readonly choice: Uint8Array;
  /** Column of each pair: the part of the demand that is served so. −1: of demand without weight, which takes no room. */
  readonly columns: Int32Array;
}

/**
 * Adds to a programme who is served by whom. Parts are continuous where no capacity forces a choice, as then the nearest
 * open site is best. Each pair is held below its site (`x ≤ y`), which the sum over a site alone does not do; capacities
 * are one row each. Demand without weight must only have an open site.
 * @param sites columns of the sites
 */
export function addService(
  mip: Mip,
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  sites: Int32Array,
): Service {
  const { weight } = problem.demand;
  const limited = limitedSites(problem, question, pairs);
  const columns = new Int32Array(pairs.site.length).fill(-1);
  const choice = new Uint8Array(weight.length);
  const ofSite = problem.sites.ids.map((): { column: number; weight: number }[] => []);
  for (let d = 0; d < weight.length; d++) {
    const row = Array.from(pairs.site.subarray(pairs.rowStart[d], pairs.rowStart[d + 1]));
    if (weight[d] === 0) {
      const columnsInReach = row.map((site) => sites[site]!);
      if (needsAnySite(question)) mip.row(1, Infinity, columnsInReach, 1);
      continue;
    }
    if (row.some((site) => limited[site])) choice[d] = question.capacitated === 'single' ? WHOLE : PARTS;
    const served = row.map((site, k) => {
      const column = choice[d] === WHOLE ? mip.binary(0) : mip.continuous(0, 0, 1);
      const most = Math.min(1, capacityOf(problem, question, site) / weight[d]!);
      mip.row(-Infinity, 0, [column, sites[site]!], [1, -most]);
      ofSite[site]!.push({ column, weight: weight[d]! });
      return (columns[pairs.rowStart[d]! + k] = column);
    });
    mip.row(servesEveryone(question) ? 1 : -Infinity, 1, served, 1);
  }
  ofSite.forEach((list, site) => {
    if (!limited[site]) return;
    const served = list.map(({ column }) => column);
    const weights = list.map(({ weight }) => weight);
    mip.row(-Infinity, 0, [...served, sites[site]!], [...weights, -capacityOf(problem, question, site)]);
  });
  return { pairs, columns, choice };
}

/** Whether even demand without weight must be within reach of an open site. */
const needsAnySite = ({ objective }: LocationQuestion) => objective === 'p-median' || objective === 'p-center';

/** Whether each site can be asked for more than its capacity. */
function limitedSites(problem: LocationProblem, question: LocationQuestion, pairs: Pairs): boolean[] {
  const asked = new Float64Array(problem.sites.ids.length);
  const demandOf = demandOfPairs(pairs);
  pairs.site.forEach((site, i) => (asked[site]! += problem.demand.weight[demandOf[i]!]!));
  return problem.sites.ids.map((_, site) => asked[site]! > capacityOf(problem, question, site));
}

/** Demand of each pair. */
export function demandOfPairs({ rowStart, site }: Pairs): Uint32Array {
  const demandOf = new Uint32Array(site.length);
  for (let d = 0; d + 1 < rowStart.length; d++) demandOf.fill(d, rowStart[d], rowStart[d + 1]);
  return demandOf;
}

/**
 * Who is served by whom in a plan of a programme. Demand that no capacity concerns goes to the nearest open site.
 * @param all pairs to look for the nearest in: those of the programme, or more
 */
export function servedIn(service: Service, all: Pairs, values: ArrayLike<number>, isOpen: Uint8Array): Served[] {
  const { pairs, columns, choice } = service;
  return [...choice.keys()].flatMap((demand) => {
    if (choice[demand] === NEAREST) return nearestOpen(all, demand, isOpen);
    const parts: Served[] = [];
    for (let i = pairs.rowStart[demand]!; i < pairs.rowStart[demand + 1]!; i++) {
      const share = Math.min(1, values[columns[i]!]!);
      if (share > LEAST_SHARE && isOpen[pairs.site[i]!])
        parts.push({ demand, site: pairs.site[i]!, cost: pairs.cost[i]!, share });
    }
    return parts.sort((a, b) => a.site - b.site);
  });
}

/** The whole of a demand at its nearest open site; empty where it reaches none. */
export function nearestOpen({ rowStart, site, cost }: Pairs, demand: number, isOpen: Uint8Array): Served[] {
  for (let i = rowStart[demand]!; i < rowStart[demand + 1]!; i++)
    if (isOpen[site[i]!]) return [{ demand, site: site[i]!, cost: cost[i]!, share: 1 }];
  return [];
}
