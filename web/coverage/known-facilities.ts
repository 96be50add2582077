import type { FacilityPointCollection } from '../api/queries.ts';
import type { CoverageReport } from '../../server/coverage/contract.ts';
import type { DrawnFacility } from './layers/care-layers.ts';
import { isClosed, triedPosition, editedId, type Edits, type Position } from './trial.ts';

/** A facility that can be tried elsewhere, closed or changed; also one that was added here. */
export interface KnownFacility {
  id: string;
  /** `null` for one that was added here. */
  name: string | null;
  kind: string;
  status: string | null;
  functions: Record<string, boolean | null>;
  position: Position | null;
}

export type KnownFacilities = ReadonlyMap<string, KnownFacility>;

export type Addition = Extract<Edits[number], { op: 'add' }>;

/** The edits that make a facility. */
export const additionsOf = (edits: Edits): Addition[] => edits.filter((edit) => edit.op === 'add');

/** Facilities by id: all that are placed, those of the report that are not, and those that the edits add. */
export function knownFacilities(
  placed: FacilityPointCollection | undefined,
  report: CoverageReport,
  additions: readonly Addition[],
): KnownFacilities {
  const known = new Map<string, KnownFacility>();
  for (const { facilityId: id, name, kind } of report.facilities)
    known.set(id, { id, name, kind, status: null, functions: {}, position: null });
  for (const { properties, geometry } of placed?.features ?? []) {
    const { id, name, kind, status, functions } = properties;
    known.set(id, { id, name, kind, status, functions, position: geometry.coordinates as [number, number] });
  }
  for (const edit of additions) {
    const functions = Object.fromEntries((edit.functions ?? report.question.functions).map((id) => [id, true]));
    const position = edit.at.coordinates;
    known.set(edit.id, { id: edit.id, name: null, kind: edit.kind, status: 'operating', functions, position });
  }
  return known;
}

/** Where a facility stands, under the edits if they move it. */
export const positionOf = (known: KnownFacilities, edits: Edits, id: string): Position | null =>
  triedPosition(edits, id) ?? known.get(id)?.position ?? null;

/** Facilities as they stand in the question, to draw. */
export function drawnFacilities(report: CoverageReport): DrawnFacility[] {
  return report.facilities.flatMap(({ facilityId: id, longitude, latitude, eligible, placed }): DrawnFacility[] => {
    if (longitude === null || latitude === null) return [];
    const mark = !placed ? 'unplaced' : eligible === 'yes' ? 'sure' : 'maybe';
    return [{ id, position: [longitude, latitude], mark }];
  });
}

/** Facilities that the edits touch, where they are tried and marked so. */
export function triedFacilities(known: KnownFacilities, edits: Edits): DrawnFacility[] {
  return [...new Set(edits.map(editedId))].flatMap((id): DrawnFacility[] => {
    const position = positionOf(known, edits, id);
    return position ? [{ id, position, mark: isClosed(edits, id) ? 'closed' : 'tried' }] : [];
  });
}
