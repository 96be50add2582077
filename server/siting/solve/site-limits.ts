import { OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import type { Mip } from './mip.ts';

/**
 * A binary column for each site: 1 where it is open.
 * @returns the columns by site
 */
export function addSites({ sites }: LocationProblem, mip: Mip): Int32Array {
  return Int32Array.from(sites.state, (state) => mip.binary(0, state === OPEN ? 1 : 0, state === SHUT ? 0 : 1));
}

/** What opening each site adds to the price of a plan that opens none, and the price of that one. */
export function netPrices({ sites }: LocationProblem): { base: number; net: Float64Array } {
  const price = sites.price;
  if (!price) return { base: 0, net: new Float64Array(sites.ids.length) };
  return {
    base: price.shut.reduce((sum, shut) => sum + shut, 0),
    net: price.open.map((open, site) => open - price.shut[site]!),
  };
}

/** The price of a plan: of every open site and of every shut one. */
export function planPrice({ sites }: LocationProblem, open: readonly number[]): number {
  if (!sites.price) return 0;
  const isOpen = new Uint8Array(sites.ids.length);
  for (const site of open) isOpen[site] = 1;
  return sites.ids.reduce((sum, _, s) => sum + (isOpen[s] ? sites.price!.open[s]! : sites.price!.shut[s]!), 0);
}

/** Sites by place, for places of more than one. */
export function sharedPlaces({ sites }: LocationProblem): number[][] {
  const byPlace = new Map<number, number[]>();
  sites.place?.forEach((place, site) => {
    if (place >= 0) byPlace.set(place, [...(byPlace.get(place) ?? []), site]);
  });
  return [...byPlace.values()].filter((list) => list.length > 1);
}

/** Sites by group. */
export function sitesByGroup({ sites, groups }: LocationProblem): number[][] {
  const byGroup = groups.map((): number[] => []);
  sites.group?.forEach((group, site) => byGroup[group]?.push(site));
  return byGroup;
}

/** Rows for the limits on sites alone: p, places, budget and the fewest sites of each group. */
export function limitSites(problem: LocationProblem, question: LocationQuestion, mip: Mip, columns: Int32Array): void {
  const columnsOf = (sites: readonly number[]) => sites.map((site) => columns[site]!);
  if (question.p !== null) mip.row(-Infinity, question.p, columns, 1);
  for (const sites of sharedPlaces(problem)) mip.row(-Infinity, 1, columnsOf(sites), 1);
  if (question.budget !== null) {
    const { base, net } = netPrices(problem);
    mip.row(-Infinity, question.budget - base, columns, net);
  }
  if (question.leastSites !== null)
    for (const sites of sitesByGroup(problem)) mip.row(question.leastSites, Infinity, columnsOf(sites), 1);
}
