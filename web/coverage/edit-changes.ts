import { facilityFields, facilityKind } from '../../gis-data/catalogue/index.ts';
import type { FacilityEdit } from '../../server/coverage/contract.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import { editedId, type Edits } from './trial.ts';

/** What the register needs to know of a facility that is to be made, beside what was tried. */
export interface NewFacility {
  name: string;
  countyId: string;
  townshipId: string | null;
}

/** A record as it stands, with the version that a change is made against. */
export interface EditedRecord {
  version: number;
  body: FacilityBody;
}

/** Positions pointed out on the map are in the map's own system and of no stated accuracy. */
const positionFields = (entrance: { type: 'Point'; coordinates: [number, number] }) => ({
  entrance,
  sourceCrs: 'EPSG:4490',
  accuracyM: null,
});

/** Functions and attributes that another kind does not have become unknown. */
function fieldsOfKind(kind: string, body: FacilityBody) {
  const functions = new Set<string>(facilityKind(kind).functions);
  const attributes = new Set(facilityFields(kind).map(({ id }) => id));
  const gone = (entries: object, kept: ReadonlySet<string>) =>
    Object.fromEntries(
      Object.keys(entries)
        .filter((id) => !kept.has(id))
        .map((id) => [id, null]),
    );
  return { kind, functions: gone(body.functions, functions), attributes: gone(body.attributes, attributes) };
}

type Existing = Exclude<FacilityEdit, { op: 'add' }>;

function fieldsOf(edit: Existing, body: FacilityBody, effectiveFrom: string): Record<string, unknown> {
  switch (edit.op) {
    case 'move':
      return positionFields(edit.to);
    case 'close':
      return { status: 'closed', statusSince: effectiveFrom };
    case 'reclassify': {
      const ofKind = edit.kind === undefined ? null : fieldsOfKind(edit.kind, body);
      const functions = { ...ofKind?.functions, ...edit.functions };
      return {
        ...ofKind,
        ...(Object.keys(functions).length > 0 ? { functions } : {}),
        ...(edit.status === undefined
          ? {}
          : { status: edit.status, statusSince: edit.status === null ? null : effectiveFrom }),
      };
    }
  }
}

function creation(
  edit: Extract<FacilityEdit, { op: 'add' }>,
  place: NewFacility,
  askedFunctions: readonly string[],
  effectiveFrom: string,
): ChangeInput {
  const functions = (edit.functions ?? askedFunctions).filter((id) =>
    (facilityKind(edit.kind).functions as readonly string[]).includes(id),
  );
  return {
    type: 'facility',
    op: 'create',
    fields: {
      ...place,
      ...positionFields(edit.at),
      kind: edit.kind,
      level: facilityKind(edit.kind).level,
      status: 'operating',
      statusSince: effectiveFrom,
      functions: Object.fromEntries(functions.map((id) => [id, true])),
      attributes: {},
      demo: false,
    },
  };
}

/**
 * The edits tried as changes to the register: one change per facility.
 * @param records the records edited, as they stand now
 * @param places where each added facility stands and what it is called
 * @param askedFunctions functions that an added facility offers unless its edit names others
 */
export function changesOf(
  edits: Edits,
  records: ReadonlyMap<string, EditedRecord>,
  places: ReadonlyMap<string, NewFacility>,
  askedFunctions: readonly string[],
  effectiveFrom: string,
): ChangeInput[] {
  const ids = [...new Set(edits.map(editedId))];
  return ids.map((id): ChangeInput => {
    const own = edits.filter((edit) => editedId(edit) === id);
    const added = own.find((edit) => edit.op === 'add');
    if (added) return creation(added, places.get(id)!, askedFunctions, effectiveFrom);
    const { version, body } = records.get(id)!;
    const fields = own.reduce<Record<string, unknown>>(
      (all, edit) => (edit.op === 'add' ? all : { ...all, ...fieldsOf(edit, body, effectiveFrom) }),
      {},
    );
    return { type: 'facility', op: 'update', id, baseVersion: version, fields };
  });
}
