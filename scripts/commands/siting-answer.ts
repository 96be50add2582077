import type { Text } from '../../gis-data/catalogue/index.ts';
import type { ProblemItem } from '../../server/registry/problem.ts';
import type { LocationProblem, LocationQuestion } from '../../server/siting/problem/problem.ts';
import { gapOf, type LocationSolution, type SolveStatus } from '../../server/siting/solve/solution.ts';
import { createCsvFile } from './csv-file.ts';

interface AssignmentRow {
  demand_id: string;
  site_id: string;
  cost: number;
  /** Only where demand may be split. */
  share?: number;
}

/** What `siting solve` answers, as its JSON document. */
export interface SitingSolveAnswer {
  status: SolveStatus;
  objective: number | null;
  bound: number | null;
  gap: number | null;
  sites: string[];
  assignment: AssignmentRow[];
  seconds: number;
  /** Why there is no plan, where there can be none. */
  conflict?: Text;
  /** The rows or options that are to blame, where they are known. */
  errors?: ProblemItem[];
}

/** @param seconds time that the search took */
export function answerOf(
  { demand, sites }: LocationProblem,
  { capacitated }: LocationQuestion,
  { status, objective, bound, open, served, conflict }: LocationSolution,
  seconds: number,
): SitingSolveAnswer {
  return {
    ...{ status, objective, bound, gap: gapOf(objective, bound) },
    sites: open.map((site) => sites.ids[site]!),
    assignment: served.map((one) => ({
      demand_id: demand.ids[one.demand]!,
      site_id: sites.ids[one.site]!,
      cost: one.cost,
      ...(capacitated === 'split' ? { share: one.share } : {}),
    })),
    seconds,
    ...(conflict ? { conflict } : {}),
  };
}

/** The answer to a question that nothing can fulfil, as is seen before any search. */
export const impossibleAnswer = (errors: ProblemItem[], seconds: number): SitingSolveAnswer => ({
  ...{ status: 'infeasible', objective: null, bound: null, gap: null, sites: [], assignment: [], seconds },
  conflict: errors[0]!.message,
  errors,
});

const statusText: Readonly<Record<SolveStatus, string>> = {
  optimal: '最优,已证明',
  feasible: '可行,未证明最优',
  infeasible: '无解',
  unknown: '限时内没有找到方案',
};

/** Sites and rows printed as text; --json and -o have them all. */
const PRINTED_SITES = 50;

/** The answer for people: how good it is, and what is opened. */
export function answerLines(answer: SitingSolveAnswer): string[] {
  const { status, objective, bound, gap, sites, assignment, seconds } = answer;
  const bounds = bound === null ? '界未知' : `界 ${shown(bound)}`;
  if (objective === null)
    return [`${statusText[status]}${status === 'unknown' ? `,${bounds}` : ''};用时 ${seconds} 秒`];
  const served = new Set(assignment.map((row) => row.demand_id)).size;
  const distance = gap === null ? '' : `,差距 ${gap === 0 ? '0' : `${(gap * 100).toPrecision(2)}%`}`;
  return [
    `${statusText[status]}:目标值 ${shown(objective)},${bounds}${distance};用时 ${seconds} 秒`,
    `开设 ${sites.length} 处:${sites.slice(0, PRINTED_SITES).join(' ')}${sites.length > PRINTED_SITES ? ' …' : ''}`,
    `得到服务的需求 ${served} 处`,
  ];
}

const shown = (value: number) => String(Math.round(value * 1e6) / 1e6);

/** Writes who is served by whom, as CSV `demand_id,site_id,cost[,share]`. */
export function writeAssignment(file: string, { assignment }: SitingSolveAnswer, isSplit: boolean): void {
  const csv = createCsvFile(file, ['demand_id', 'site_id', 'cost', ...(isSplit ? ['share'] : [])]);
  for (const { demand_id: demandId, site_id: siteId, cost, share } of assignment)
    csv.row(demandId, siteId, String(cost), ...(share === undefined ? [] : [String(share)]));
  csv.close();
}
