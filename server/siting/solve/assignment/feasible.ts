import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { Mip, solveMip } from '../mip.ts';
import { addSites, limitSites } from '../site-limits.ts';
import type { SolveOptions, SolveStatus } from '../solution.ts';
import { coverageOf, limitShares, type Coverage } from './coverage.ts';
import { addCoverColumns } from './cover-columns.ts';
import { planOf, type Plan } from './model.ts';
import { servesEveryone, type Pairs } from './pairs.ts';
import { addService, nearestOpen, type Service } from './service.ts';

/**
 * Any plan that keeps every limit, whatever it is worth; without capacities no one needs columns of who serves them.
 * @returns `optimal` with a plan, `infeasible` when there is none, `unknown` when time was up first
 */
export async function findAny(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  { deadline, seed, stopped }: SolveOptions,
): Promise<{ status: SolveStatus; plan: Plan | null }> {
  const mip = new Mip('minimise');
  const sites = addSites(problem, mip);
  limitSites(problem, question, mip, sites);
  const service = question.capacitated === 'no' ? null : addService(mip, problem, question, pairs, sites);
  if (!service && servesEveryone(question)) addReach(mip, problem, question, pairs, sites);
  if (question.leastShare !== null)
    limitShares(problem, question.leastShare, mip, coverageWithin(problem, mip, pairs, sites, service));
  const { status, values } = await solveMip(mip, { deadline, seed, ...(stopped ? { stopped } : {}) });
  if (!values) return { status, plan: null };
  if (service) return { status, plan: planOf({ sites, service }, pairs, values) };
  const isOpen = Uint8Array.from(sites, (column) => values[column]!);
  const open = [...isOpen.keys()].filter((site) => isOpen[site]);
  const served = [...problem.demand.weight.keys()].flatMap((demand) => nearestOpen(pairs, demand, isOpen));
  return { status, plan: { open, served } };
}

/** Everyone has an open site among their pairs; of `set-cover`, those with weight. */
function addReach(
  mip: Mip,
  { demand }: LocationProblem,
  { objective }: LocationQuestion,
  { rowStart, site }: Pairs,
  sites: Int32Array,
): void {
  for (let d = 0; d < demand.weight.length; d++) {
    if (objective === 'set-cover' && demand.weight[d] === 0) continue;
    const reached = Array.from(site.subarray(rowStart[d], rowStart[d + 1]), (s) => sites[s]!);
    mip.row(1, Infinity, reached, 1);
  }
}

function coverageWithin(
  problem: LocationProblem,
  mip: Mip,
  pairs: Pairs,
  sites: Int32Array,
  service: Service | null,
): Coverage {
  if (service) return coverageOf(problem, service);
  return addCoverColumns(mip, problem, pairs, sites).coverage;
}
