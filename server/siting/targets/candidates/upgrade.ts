import type { FacilityFunctionId } from '../../../../gis-data/catalogue/index.ts';
import { facilityKind } from '../../../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../../facilities/contract.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { idOf, type Candidate, type TargetAction } from './candidate.ts';

/**
 * What makes a facility that stands, or is planned, operate with all the functions asked for: one action with all that it
 * lacks. What the register does not say, the action states. Null where nothing is lacking, where the facility is closed,
 * or where its kind cannot offer a function.
 */
export function upgrading(
  snapshot: Snapshot,
  facilityRow: number,
  functions: readonly FacilityFunctionId[],
): Candidate | null {
  const { facilities, divisions, asOf } = snapshot;
  const id = facilities.ids[facilityRow]!;
  const body = facilities.bodies[facilityRow]!;
  if (body.status === 'closed') return null;
  const lacking = functions.filter((f) => body.functions[f] !== true);
  const possible: readonly string[] = facilityKind(body.kind).functions;
  if (lacking.some((f) => !possible.includes(f))) return null;
  const operates = body.status === 'operating' && (body.statusSince === null || body.statusSince <= asOf);
  const needs: TargetAction[] = [
    ...(operates ? [] : [openingOf(body)]),
    ...(lacking.length > 0 ? (['addFunction'] as const) : []),
  ];
  if (needs.length === 0) return null;
  const rowId = (row: number) => divisions.ids[row] ?? null;
  return {
    id: idOf(needs[0]!, id),
    action: needs[0]!,
    needs,
    facilityId: id,
    slot: id,
    functionIds: lacking,
    most: null,
    countyId: rowId(facilities.county[facilityRow]!),
    townshipId: rowId(facilities.township[facilityRow]!),
    apply: (now) => ({
      ...now!,
      ...(operates ? {} : { status: 'operating' as const, statusSince: asOf }),
      functions: { ...now!.functions, ...Object.fromEntries(lacking.map((f) => [f, true])) },
    }),
  };
}

/** What is planned or being built is built; what does not operate, or is not known to, is opened again. */
const openingOf = ({ status }: FacilityBody): TargetAction =>
  status === 'planned' || status === 'building' || status === 'operating' ? 'build' : 'reopen';
