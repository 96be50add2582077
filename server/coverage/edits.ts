import { isDeepStrictEqual } from 'node:util';
import { facilityKinds, facilityStatuses, text, type Text } from '../../gis-data/catalogue/index.ts';
import { blankFacility, type FacilityBody } from '../facilities/contract.ts';
import type { ChangeInput, Effect } from '../registry/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CoverageQuestion, FacilityEdit } from './contract.ts';

/** What is wrong with one edit. */
export interface EditError {
  path: string;
  code: string;
  message: Text;
}

/** The divisions that a position lies in; null where it lies in none. */
export type PlaceAt = (longitude: number, latitude: number) => { countyId: string; townshipId: string | null } | null;

/** Edits worked out on a snapshot. */
export interface TriedEdits {
  /** One for each facility that is not as it was. */
  effects: Effect[];
  /** The same as changes for a change set; an update or delete still needs the version that it was made against. */
  changes: ChangeInput[];
  errors: EditError[];
}

/**
 * Works edits out, in their order, into what they make of each facility on the snapshot's day. A moved facility stays
 * with its township: whose it is does not follow from where its door is. An added one belongs where it stands.
 */
export function tryEdits(
  snapshot: Snapshot,
  edits: readonly FacilityEdit[],
  question: CoverageQuestion,
  placeAt: PlaceAt,
): TriedEdits {
  const bodies = new Map<string, FacilityBody>();
  const errors: EditError[] = [];
  const current = (id: string) => bodies.get(id) ?? snapshot.records.facility.get(id);
  edits.forEach((edit, i) => {
    const id = edit.op === 'add' ? edit.id : edit.facilityId;
    const result = edited(edit, current(id), snapshot.asOf, question, placeAt);
    if ('code' in result) errors.push({ ...result, path: `edits.${i}.${result.path}` });
    else bodies.set(id, result.body);
  });
  const effects = [...bodies].flatMap(([id, body]) => effectOf(id, snapshot, body) ?? []);
  return { effects, changes: effects.map(changeOf), errors };
}

function edited(
  edit: FacilityEdit,
  body: FacilityBody | undefined,
  asOf: string,
  question: CoverageQuestion,
  placeAt: PlaceAt,
): { body: FacilityBody } | EditError {
  if (edit.op === 'add') return body ? idUsed(edit.id) : added(edit, asOf, question, placeAt);
  if (!body) return noSuchFacility(edit.facilityId);
  switch (edit.op) {
    case 'move':
      return { body: { ...body, entrance: edit.to, sourceCrs: 'EPSG:4490', accuracyM: null } };
    case 'close':
      return { body: { ...body, status: 'closed', statusSince: asOf } };
    case 'reclassify':
      return reclassified(edit, body, asOf);
  }
}

function added(
  edit: Extract<FacilityEdit, { op: 'add' }>,
  asOf: string,
  question: CoverageQuestion,
  placeAt: PlaceAt,
): { body: FacilityBody } | EditError {
  const [longitude, latitude] = edit.at.coordinates;
  const place = placeAt(longitude, latitude);
  if (!place) return outsideArea();
  const kind = facilityKinds.find((k) => k.id === edit.kind)!;
  const possible: readonly string[] = kind.functions;
  const functions = (edit.functions ?? question.functions).filter((f) => possible.includes(f));
  return {
    body: {
      ...blankFacility,
      ...place,
      name: `拟设${kind.label.zh}`,
      kind: kind.id,
      level: kind.level,
      entrance: edit.at,
      sourceCrs: 'EPSG:4490',
      status: 'operating',
      statusSince: asOf,
      functions: Object.fromEntries(functions.map((f) => [f, true])),
    },
  };
}

function reclassified(
  edit: Extract<FacilityEdit, { op: 'reclassify' }>,
  body: FacilityBody,
  asOf: string,
): { body: FacilityBody } | EditError {
  if (edit.status && !facilityStatuses.some((s) => s.id === edit.status)) return unknownStatus(edit.status);
  const status = edit.status === undefined ? {} : { status: edit.status, statusSince: edit.status && asOf };
  const kind = edit.kind ?? body.kind;
  const possible: readonly string[] = facilityKinds.find((k) => k.id === kind)!.functions;
  const functions = Object.entries({ ...body.functions, ...edit.functions }).filter(([f]) => possible.includes(f));
  return { body: { ...body, ...status, kind, functions: Object.fromEntries(functions) } };
}

function effectOf(id: string, snapshot: Snapshot, after: FacilityBody): Effect | null {
  const before = snapshot.records.facility.get(id) ?? null;
  const changedFields = before
    ? Object.keys(after).filter(
        (f) => !isDeepStrictEqual(before[f as keyof FacilityBody], after[f as keyof FacilityBody]),
      )
    : [];
  if (before && changedFields.length === 0) return null;
  return {
    type: 'facility',
    id,
    op: before ? 'update' : 'create',
    label: after.name,
    version: 0,
    effectiveFrom: snapshot.asOf,
    before,
    after,
    changedFields,
    row: null,
  };
}

function changeOf({ id, op, after, changedFields, effectiveFrom }: Effect): ChangeInput {
  const fields = op === 'create' ? after! : Object.fromEntries(changedFields.map((f) => [f, after![f]]));
  return { type: 'facility', op: op === 'create' ? 'create' : 'update', id, effectiveFrom, fields };
}

const idUsed = (id: string): EditError => ({
  path: 'id',
  code: 'id-used',
  message: text(`标识“${id}”已被使用`, `The identifier "${id}" is in use`),
});

const noSuchFacility = (id: string): EditError => ({
  path: 'facilityId',
  code: 'no-such-facility',
  message: text(`这一天没有编号为“${id}”的设施`, `There is no facility "${id}" on this day`),
});

const outsideArea = (): EditError => ({
  path: 'at',
  code: 'outside-area',
  message: text('位置不在任何县(市、区)内', 'The position lies in no county'),
});

const unknownStatus = (status: string): EditError => ({
  path: 'status',
  code: 'unknown-status',
  message: text(
    `没有“${status}”这种状态,应为:${facilityStatuses.map((s) => s.id).join('、')}`,
    `There is no status "${status}"; it is one of ${facilityStatuses.map((s) => s.id).join(', ')}`,
  ),
});
