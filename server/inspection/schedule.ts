import { inspectionCycleYears, type InspectionStep } from '../../gis-data/catalogue/index.ts';
import type { BoundaryLineBody } from '../boundary/contract.ts';
import type { BoardLine, CaseSummary, InspectionBoard } from './contract.ts';
import { stepOrder } from './rules.ts';

/**
 * Share of a year's time after which each step should be done: the plan in spring, desk work before the rains, the field
 * before the frost, then repairs, report and filing, all by the year's end. The office's custom, not a law; a case may
 * set its own deadlines.
 */
export const stepShares: Record<InspectionStep, number> = {
  plan: 0.25,
  deskCheck: 0.42,
  fieldRecord: 0.71,
  repair: 0.79,
  report: 0.88,
  filing: 0.96,
  archive: 1,
};

const DAY_MS = 24 * 3600 * 1000;
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * Deadlines spread over what is left of a year.
 * @param from first day, ISO; a later year begins on its first day
 */
export function defaultDeadlines(year: number, from: string): Record<InspectionStep, string> {
  const start = Math.max(Date.parse(from), Date.UTC(year, 0, 1));
  const days = Math.round((Date.UTC(year, 11, 31) - start) / DAY_MS);
  const deadlineOf = (step: InspectionStep) => isoDay(start + Math.floor(days * stepShares[step]) * DAY_MS);
  return Object.fromEntries(stepOrder.map((step) => [step, deadlineOf(step)])) as Record<InspectionStep, string>;
}

/** Year in which a line is due for its next joint inspection; null where its last one is unknown. */
export const dueYear = (lastInspectionYear: number | null): number | null =>
  lastInspectionYear === null ? null : lastInspectionYear + inspectionCycleYears;

/**
 * Lines by when they are due. A line's last inspection is that of the register or of its latest archived case; where there
 * is neither, it is neither due nor not due.
 */
export function boardOf(
  asOf: string,
  lines: ReadonlyMap<string, Pick<BoundaryLineBody, 'name' | 'level' | 'lastInspectionYear'>>,
  cases: readonly CaseSummary[],
): InspectionBoard {
  const thisYear = Number(asOf.slice(0, 4));
  const all = [...lines].map(([lineId, { name, level, lastInspectionYear }]): BoardLine => {
    const own = cases.filter((one) => one.lineId === lineId);
    const archived = own.filter(({ step }) => step === null).map(({ year }) => year);
    const years = [...archived, ...(lastInspectionYear === null ? [] : [lastInspectionYear])];
    const last = years.length === 0 ? null : Math.max(...years);
    const due = dueYear(last);
    return {
      lineId,
      lineName: name,
      level,
      lastInspectionYear: last,
      dueYear: due,
      standing: due === null ? 'unknown' : due < thisYear ? 'overdue' : due === thisYear ? 'due' : 'upcoming',
      openCase: own.find(({ step }) => step !== null) ?? null,
    };
  });
  const counts = { overdue: 0, due: 0, upcoming: 0, unknown: 0 };
  for (const { standing } of all) counts[standing] += 1;
  const byName = (a: BoardLine, b: BoardLine) => a.lineName.localeCompare(b.lineName, 'zh-Hans-CN');
  return {
    asOf,
    counts,
    lines: all.filter(({ dueYear }) => dueYear !== null).sort((a, b) => a.dueYear! - b.dueYear! || byName(a, b)),
    unknown: all.filter(({ dueYear }) => dueYear === null).sort(byName),
  };
}
