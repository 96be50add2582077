import type { CoverageArea, CoverageReport, WhatIfReport } from '../../server/coverage/contract.ts';

/** A county or township, before and under the edits tried; `after` is `before` where they change nothing. */
export interface TriedArea {
  before: CoverageArea;
  after: CoverageArea;
}

/** The report's townships with what the edits would make of them. */
export function triedTownships(report: CoverageReport, whatIf: WhatIfReport | null): TriedArea[] {
  const changed = new Map(whatIf?.areas.map((area) => [area.after.divisionId, area.after]));
  return report.townships.map((before) => ({ before, after: changed.get(before.divisionId) ?? before }));
}

/** How many townships have an eligible facility, wherever their people live. */
export function administrativeCount(areas: readonly CoverageArea[]) {
  const count = (answer: CoverageArea['administrative']) =>
    areas.filter((area) => area.administrative === answer).length;
  return { yes: count('yes'), unknown: count('unknown'), all: areas.length };
}

export type AdministrativeCount = ReturnType<typeof administrativeCount>;
