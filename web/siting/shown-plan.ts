import type { CoveragePoint } from '../../server/coverage/contract.ts';
import type { PlanAction, WhereAnswer } from '../../server/siting/contract.ts';
import type { PointChange } from '../coverage/layers/care-layers.ts';
import { groupBy } from '../ui/group-by.ts';
import type { Position } from './geometry-text.ts';
import type { SiteMark } from './map/site-marks.ts';

export type ServedRow = WhereAnswer['served'][number];

/** Who goes where under a plan, to be looked up either way. */
export interface Service {
  readonly byPoint: ReadonlyMap<string, readonly ServedRow[]>;
  readonly byFacility: ReadonlyMap<string, readonly ServedRow[]>;
}

export const serviceOf = (served: readonly ServedRow[]): Service => ({
  byPoint: groupBy(served, ({ divisionId }) => divisionId),
  byFacility: groupBy(served, ({ facilityId }) => facilityId),
});

/** What a plan is to the map. */
export interface ShownPlan {
  actions: readonly PlanAction[];
  /** Null where it is not told who goes where. */
  service: Service | null;
}

/**
 * The population points under a plan: covered where someone within the time serves them. A point of which nothing is
 * known stays unknown, and one whose people do not count in the question stays as it is.
 * @param demandCountyIds counties whose people count; empty = all
 */
export function pointsUnder(
  points: readonly CoveragePoint[],
  { service }: ShownPlan,
  minutes: number,
  demandCountyIds: readonly string[],
): readonly CoveragePoint[] {
  if (!service) return points;
  const counted = new Set(demandCountyIds);
  return points.map((point) => {
    if (counted.size > 0 && !counted.has(point.countyId ?? '')) return point;
    const served = service.byPoint.get(point.divisionId) ?? [];
    const covered = served.some(({ seconds }) => seconds <= minutes * 60);
    const verdict = covered ? 'covered' : point.verdict === 'unknown' ? 'unknown' : 'uncovered';
    return verdict === point.verdict ? point : { ...point, verdict };
  });
}

/** Points that a plan covers anew, and that it leaves though they were covered. Both lists are of the same points. */
export const changedPoints = (
  before: readonly CoveragePoint[],
  after: readonly CoveragePoint[],
): readonly PointChange[] =>
  after.flatMap((point, i): PointChange[] => {
    const wasCovered = before[i]!.verdict === 'covered';
    if (wasCovered === (point.verdict === 'covered')) return [];
    return [{ point, change: wasCovered ? 'loss' : 'gain' }];
  });

/** How an action is marked on the map. */
export function markOfAction({ action }: Pick<PlanAction, 'action'>): SiteMark {
  if (action === 'build') return 'built';
  return action === 'close' ? 'closed' : 'changed';
}

export const positionOfAction = ({ at }: Pick<PlanAction, 'at'>): Position | null => at && at.coordinates;

/** Lines between people and what serves them, for a facility or a point that is pointed at. */
export function serviceLines(
  { byPoint, byFacility }: Service,
  pointed: { type: 'point' | 'facility'; id: string },
  placeOfPoint: (divisionId: string) => Position | null,
  placeOfFacility: (facilityId: string) => Position | null,
): (readonly [Position, Position])[] {
  const rows = (pointed.type === 'point' ? byPoint : byFacility).get(pointed.id) ?? [];
  return rows.flatMap(({ divisionId, facilityId }) => {
    const from = placeOfPoint(divisionId);
    const to = placeOfFacility(facilityId);
    return from && to ? [[from, to] as const] : [];
  });
}

/** People whom a facility serves under a plan. */
export const peopleOfFacility = ({ byFacility }: Service, facilityId: string): number =>
  (byFacility.get(facilityId) ?? []).reduce((sum, { people }) => sum + people, 0);
