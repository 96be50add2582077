import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { ScenarioChange } from '../../server/scenarios/contract.ts';
import { facilityKind } from '../../gis-data/catalogue/index.ts';

export type Position = readonly [longitude: number, latitude: number];

export interface Place {
  countyId: string;
  townshipId: string;
}

/** Position for the wire: 10⁻⁷ degrees, about a centimetre. */
const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** A position pointed out on the map: in the map's own system and of no stated accuracy. */
export const pointedOut = ([longitude, latitude]: Position) => ({
  entrance: { type: 'Point' as const, coordinates: [rounded(longitude), rounded(latitude)] as [number, number] },
  sourceCrs: 'EPSG:4490',
  accuracyM: null,
});

const update = (id: string, fields: Record<string, unknown>): ScenarioChange => ({
  type: 'facility',
  op: 'update',
  id,
  fields,
});

/** Moves a facility; where it crosses into another township, its divisions follow and its village becomes unknown. */
export function move(id: string, body: Pick<FacilityBody, 'townshipId'>, to: Position, place: Place): ScenarioChange {
  const divisions = place.townshipId === body.townshipId ? {} : { ...place, villageId: null };
  return update(id, { ...pointedOut(to), ...divisions });
}

export const addFunction = (id: string, functionId: string): ScenarioChange =>
  update(id, { functions: { [functionId]: true } });

export const close = (id: string, day: string): ScenarioChange => update(id, { status: 'closed', statusSince: day });

export const edit = update;

export const build = (fields: Record<string, unknown>): ScenarioChange => ({ type: 'facility', op: 'create', fields });

/** Functions of a facility's kind that it is not known to offer. */
export const missingFunctions = ({ kind, functions }: Pick<FacilityBody, 'kind' | 'functions'>): readonly string[] =>
  facilityKind(kind).functions.filter((id) => functions[id] !== true);
