import { isDeepStrictEqual } from 'node:util';
import {
  facilityFields,
  planningActions,
  type CostMeasureId,
  type PlanningActionId,
} from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import { sharedTownshipsAttribute } from '../indicators/functions/township-centres.ts';
import type { Effect } from '../registry/contract.ts';
import type { ScenarioAction } from './contract.ts';

/** What a plan does, before it is priced. */
export type PlannedAction = Omit<ScenarioAction, 'yuan' | 'rateIds' | 'missing'>;

/** Attribute that says how much of a measure a facility has; a facility is one site. */
const attributeOf: Record<Exclude<CostMeasureId, 'site'>, string> = {
  bed: 'beds',
  squareMetre: 'floorAreaM2',
  plot: 'plotsTotal',
};

/** States of a facility that does not stand yet. */
const unbuilt: readonly FacilityBody['status'][] = ['planned', 'building'];

/** What is done at a facility; the parts of a record that only describe or file it are not among them. */
const worksFields = ['kind', 'status'] as const;
const descriptiveAttributes = new Set(['operator', 'operatorType', 'address', 'builtYear', 'photos', 'occupiedBeds']);

/**
 * What effects amount to as planning actions at facilities, each with the quantities by which a rate may be stated. An
 * amount is null where it follows from something unknown: beds added to an unknown number, or a function that may have
 * been there before. Changes that only file a facility otherwise (names, divisions, dates, documents) are no action.
 */
export function actionsOf(effects: readonly Effect[]): PlannedAction[] {
  return effects.flatMap((effect) => (effect.type === 'facility' ? facilityActions(effect) : []));
}

function facilityActions({ id, before, after }: Effect): PlannedAction[] {
  const [was, is] = [before, after] as unknown as (FacilityBody | null)[];
  const subject = is ?? was;
  if (!subject) return [];
  const action = (
    name: PlanningActionId,
    quantities: PlannedAction['quantities'],
    functionId: string | null = null,
  ): PlannedAction => ({
    action: name,
    facilityId: id,
    facilityName: subject.name,
    facilityKind: subject.kind,
    functionId,
    townshipId: subject.townshipId,
    quantities,
  });
  if (!is || is.status === 'closed') {
    const stood = was && was.status !== 'closed' && !unbuilt.includes(was.status);
    return stood ? [action('close', wholeOf('close', was))] : [];
  }
  if (!was || (unbuilt.includes(was.status) && !unbuilt.includes(is.status))) {
    const shared = isShared(was, is) ? [action('share', wholeOf('share', is))] : [];
    return [action('build', wholeOf('build', is)), ...shared];
  }
  return [
    ...(isMoved(was, is) ? [action('relocate', wholeOf('relocate', is))] : []),
    ...addedFunctions(was, is).map(({ functionId, amount }) =>
      action('addFunction', [{ per: 'site', amount }], functionId),
    ),
    ...(isMore(was, is, 'beds') ? [action('addBeds', [{ per: 'bed', amount: added(was, is, 'beds') }])] : []),
    ...(isMore(was, is, 'nursingBeds')
      ? [action('certifyBeds', [{ per: 'bed', amount: added(was, is, 'nursingBeds') }])]
      : []),
    ...(isShared(was, is) ? [action('share', wholeOf('share', is))] : []),
    ...(isOtherwiseChanged(was, is) ? [action('other', wholeOf('other', is))] : []),
  ];
}

/** All that a facility has of each measure of an action that its kind knows. */
function wholeOf(action: PlanningActionId, body: FacilityBody): PlannedAction['quantities'] {
  const fields = new Set(facilityFields(body.kind).map((field) => field.id));
  const { per: measures } = planningActions.find(({ id }) => id === action)!;
  return measures
    .filter((per) => per === 'site' || fields.has(attributeOf[per]))
    .map((per) => ({ per, amount: per === 'site' ? 1 : amountOf(body, attributeOf[per]) }));
}

function amountOf(body: FacilityBody, attribute: string): number | null {
  const amount = body.attributes[attribute];
  return typeof amount === 'number' ? amount : null;
}

/** A facility that was not located before is located now, not moved. */
const isMoved = (was: FacilityBody, is: FacilityBody) =>
  was.entrance !== null &&
  is.entrance !== null &&
  !isDeepStrictEqual(was.entrance.coordinates, is.entrance.coordinates);

function addedFunctions(was: FacilityBody, is: FacilityBody): { functionId: string; amount: number | null }[] {
  return Object.entries(is.functions).flatMap(([functionId, offered]) => {
    const before = (was.functions as Record<string, boolean | null>)[functionId] ?? null;
    if (offered !== true || before === true) return [];
    return [{ functionId, amount: before === null ? null : 1 }];
  });
}

/** Whether there is, or may be, more than before. */
function isMore(was: FacilityBody, is: FacilityBody, attribute: string): boolean {
  const [before, after] = [amountOf(was, attribute), amountOf(is, attribute)];
  return after !== null && after > (before ?? 0);
}

function added(was: FacilityBody, is: FacilityBody, attribute: string): number | null {
  const before = amountOf(was, attribute);
  return before === null ? null : amountOf(is, attribute)! - before;
}

/** Whether it comes to serve townships that it did not serve before. */
function isShared(was: FacilityBody | null | undefined, is: FacilityBody): boolean {
  const named = is.attributes[sharedTownshipsAttribute] ?? null;
  return named !== null && named !== (was?.attributes[sharedTownshipsAttribute] ?? null);
}

/** Whether something is done beside what has an action of its own: a new use, a reopening, fewer beds, other equipment. */
function isOtherwiseChanged(was: FacilityBody, is: FacilityBody): boolean {
  if (worksFields.some((field) => was[field] !== is[field])) return true;
  const functions = new Set([...Object.keys(was.functions), ...Object.keys(is.functions)]);
  const withdrawn = [...functions].some((id) => {
    const of = (body: FacilityBody) => (body.functions as Record<string, boolean | null>)[id] ?? null;
    return of(was) === true && of(is) === false;
  });
  const attributes = new Set([...Object.keys(was.attributes), ...Object.keys(is.attributes)]);
  const refitted = [...attributes].some((id) => {
    if (descriptiveAttributes.has(id) || isDeepStrictEqual(was.attributes[id], is.attributes[id])) return false;
    const hasOwnAction =
      id === sharedTownshipsAttribute || ((id === 'beds' || id === 'nursingBeds') && isMore(was, is, id));
    return !hasOwnAction && (is.attributes[id] ?? null) !== null && (was.attributes[id] ?? null) !== null;
  });
  return withdrawn || refitted;
}
