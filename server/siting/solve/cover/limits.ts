import { FREE, OPEN, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import type { Mip } from '../mip.ts';

/** What limits the choice of free sites, after what is fixed has been counted in. */
export interface SiteLimits {
  /** Sites that are open whatever the plan, ascending. */
  readonly fixed: readonly number[];
  /** Sites that a plan may open, ascending. */
  readonly free: readonly number[];
  /** Most free sites that may be opened; `Infinity`: any number. Negative: too many are fixed. */
  readonly most: number;
  /** By site: what opening it adds to the price of a plan, possibly negative (closing what stands costs). */
  readonly addedPrice: Float64Array;
  /** Price of the plan that opens no free site. */
  readonly basePrice: number;
  /** Most that added prices may sum to; `Infinity`: anything. */
  readonly budget: number;
  /** Free sites of one place each: at most one of them may be opened. */
  readonly exclusive: readonly (readonly number[])[];
  /** Free sites of which at least some must be opened. */
  readonly quotas: readonly { readonly sites: readonly number[]; readonly least: number }[];
  /** Whether sites that are fixed open share a place, so that no plan is allowed. */
  readonly isImpossible: boolean;
}

/** Tells how a question limits the open sites of a problem. Free sites whose place is taken are left out. */
export function siteLimits(problem: LocationProblem, question: LocationQuestion): SiteLimits {
  const { state, price, place, group } = problem.sites;
  const all = [...state.keys()];
  const fixed = all.filter((site) => state[site] === OPEN);
  const placeOf = (site: number) => place?.[site] ?? -1;
  const takenPlaces = fixed.map(placeOf).filter((p) => p !== -1);
  const taken = new Set(takenPlaces);
  const free = all.filter((site) => state[site] === FREE && !taken.has(placeOf(site)));
  const addedPrice = Float64Array.from(all, (site) => (price ? price.open[site]! - price.shut[site]! : 0));
  let basePrice = 0;
  if (price) for (const site of all) basePrice += state[site] === OPEN ? price.open[site]! : price.shut[site]!;
  const least = question.leastSites ?? 0;
  const quotas = problem.groups.map((_, g) => ({
    sites: free.filter((site) => group?.[site] === g),
    least: least - fixed.filter((site) => group?.[site] === g).length,
  }));
  return {
    fixed,
    free,
    most: question.p === null ? Infinity : question.p - fixed.length,
    addedPrice,
    basePrice,
    budget: question.budget === null || !price ? Infinity : question.budget - basePrice,
    exclusive: byPlace(free, placeOf).filter((sites) => sites.length > 1),
    quotas: quotas.filter((quota) => quota.least > 0),
    isImpossible: taken.size < takenPlaces.length,
  };
}

function byPlace(sites: readonly number[], placeOf: (site: number) => number): number[][] {
  const sharing = new Map<number, number[]>();
  for (const site of sites) {
    if (placeOf(site) === -1) continue;
    const list = sharing.get(placeOf(site));
    if (list) list.push(site);
    else sharing.set(placeOf(site), [site]);
  }
  return [...sharing.values()];
}

/** A solver keeps rows within 1e-6 and sums prices in another order: what is over the budget by so little is within it. */
const TOLERANCE = 1e-6;
const ROUNDING = 1e-9;

/** Whether opening these free sites keeps every limit on sites. */
export function keepsLimits(limits: SiteLimits, opened: readonly number[]): boolean {
  if (limits.isImpossible || opened.length > limits.most) return false;
  const chosen = new Set(opened);
  const count = (sites: readonly number[]) => sites.reduce((sum, site) => sum + (chosen.has(site) ? 1 : 0), 0);
  const added = opened.reduce((sum, site) => sum + limits.addedPrice[site]!, 0);
  if (added > limits.budget + TOLERANCE + ROUNDING * (Math.abs(limits.budget) + limits.basePrice)) return false;
  return (
    limits.exclusive.every((sites) => count(sites) <= 1) &&
    limits.quotas.every(({ sites, least }) => count(sites) >= least)
  );
}

/**
 * Puts the limits on sites into a programme.
 * @param columnOf column of each free site that is still a choice; one without a column stays shut
 */
export function addLimitRows(mip: Mip, limits: SiteLimits, columnOf: ReadonlyMap<number, number>): void {
  const columns = (sites: Iterable<number>) =>
    [...sites].flatMap((site) => (columnOf.has(site) ? [columnOf.get(site)!] : []));
  const all = [...columnOf.keys()];
  if (limits.most < all.length) mip.row(-Infinity, limits.most, columns(all), 1);
  if (limits.budget < Infinity) {
    const prices = all.map((site) => limits.addedPrice[site]!);
    mip.row(-Infinity, limits.budget, columns(all), prices);
  }
  for (const sites of limits.exclusive) {
    const choices = columns(sites);
    if (choices.length > 1) mip.row(-Infinity, 1, choices, 1);
  }
  for (const { sites, least } of limits.quotas) mip.row(least, Infinity, columns(sites), 1);
}

/** The limits that are left for the others once these free sites are open. */
export function withOpened(limits: SiteLimits, opened: readonly number[]): SiteLimits {
  const chosen = new Set(opened);
  const taken = limits.exclusive.filter((sites) => sites.some((site) => chosen.has(site)));
  const shut = new Set(taken.flat());
  const added = opened.reduce((sum, site) => sum + limits.addedPrice[site]!, 0);
  const count = (sites: readonly number[]) => sites.filter((site) => chosen.has(site)).length;
  const quotas = limits.quotas.map(({ sites, least }) => ({ sites, least: least - count(sites) }));
  const left = {
    ...limits,
    fixed: [...limits.fixed, ...opened].sort((a, b) => a - b),
    most: limits.most - chosen.size,
    basePrice: limits.basePrice + added,
    budget: limits.budget - added,
    quotas: quotas.filter(({ least }) => least > 0),
    isImpossible: limits.isImpossible || taken.some((sites) => count(sites) > 1),
  };
  return withFree(
    left,
    limits.free.filter((site) => !chosen.has(site) && !shut.has(site)),
  );
}

/** The same limits where only some of the free sites may still be opened. */
export function withFree(limits: SiteLimits, free: readonly number[]): SiteLimits {
  const isLeft = new Set(free);
  const left = (sites: readonly number[]) => sites.filter((site) => isLeft.has(site));
  return {
    ...limits,
    free,
    exclusive: limits.exclusive.map(left).filter((sites) => sites.length > 1),
    quotas: limits.quotas.map(({ sites, least }) => ({ sites: left(sites), least })),
  };
}
