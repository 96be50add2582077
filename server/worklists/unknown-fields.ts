import {
  facilityFields,
  facilityFunctionIndex,
  facilityFunctions,
  facilityKind,
  facilityStatuses,
  text,
  type FieldDefinition,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import type { DivisionBody } from '../divisions/contract.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import { townshipOf } from '../snapshot/facility-place.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';

type Body = FacilityBody | DivisionBody;

/** A field of one record that is not known, with what it might turn out to be. */
export interface UnknownField {
  type: 'facility' | 'division';
  id: string;
  /** As in a change: `status`, `functions.dayCare`, `attributes.beds`. */
  path: string;
  label: Text;
  /** Samples of its domain that stand for all of it, given what else is known of the record. */
  samples(body: Body): readonly unknown[];
  /** The record with the field filled in. */
  filled(body: Body, value: unknown): Body;
}

/** Key of an unknown field among those of all records. */
export const fieldKey = ({ type, id, path }: Pick<UnknownField, 'type' | 'id' | 'path'>): string =>
  `${type}:${id}:${path}`;

/**
 * What is not known of a facility and could be counted: its status, functions, numbers, choices and answers. Texts,
 * dates and lists are left out, since no indicator counts by what they say.
 */
export function unknownFieldsOfFacility(id: string, body: FacilityBody): UnknownField[] {
  const kind = facilityKind(body.kind);
  const fields: UnknownField[] = [];
  if (body.status === null) fields.push(statusField(id));
  for (const functionId of kind.functions) {
    if (typeof body.functions[functionId] !== 'boolean') fields.push(functionField(id, functionId));
  }
  for (const definition of facilityFields(body.kind)) {
    const known = body.attributes[definition.id] ?? null;
    if (known === null && isCountable(definition)) fields.push(attributeField(id, definition));
  }
  return fields;
}

const isCountable = ({ type }: FieldDefinition): boolean => ['integer', 'number', 'boolean', 'choice'].includes(type);

function statusField(id: string): UnknownField {
  return {
    type: 'facility',
    id,
    path: 'status',
    label: text('状态', 'Status'),
    samples: () => facilityStatuses.map((status) => status.id),
    filled: (body, value) => ({ ...body, status: value }) as Body,
  };
}

function functionField(id: string, functionId: string): UnknownField {
  return {
    type: 'facility',
    id,
    path: `functions.${functionId}`,
    label: facilityFunctions[facilityFunctionIndex.get(functionId)!]!.label,
    samples: () => [true, false],
    filled: (body, value) =>
      ({ ...body, functions: { ...(body as FacilityBody).functions, [functionId]: value } }) as Body,
  };
}

function attributeField(id: string, definition: FieldDefinition): UnknownField {
  return {
    type: 'facility',
    id,
    path: `attributes.${definition.id}`,
    label: definition.label,
    samples: (body) => samplesOf(definition, body as FacilityBody),
    filled: (body, value) => {
      const { attributes } = body as FacilityBody;
      return { ...body, attributes: { ...attributes, [definition.id]: value } } as Body;
    },
  };
}

function samplesOf(definition: FieldDefinition, body: FacilityBody): readonly unknown[] {
  switch (definition.type) {
    case 'boolean':
      return [true, false];
    case 'choice':
      return definition.choices!.map((choice) => choice.id);
    default:
      return extremesOf(definition, body);
  }
}

/** The least and the most that a number can be, next to the record's other numbers (used plots within all plots). */
function extremesOf({ id, min = 0, max = Number.MAX_SAFE_INTEGER }: FieldDefinition, body: FacilityBody): number[] {
  const known = (fieldId: string) => body.attributes[fieldId];
  let [least, most] = [min, max];
  for (const { lesser, greater } of facilityKind(body.kind).orders ?? []) {
    const above = known(greater);
    const below = known(lesser);
    if (id === lesser && typeof above === 'number') most = Math.min(most, above);
    if (id === greater && typeof below === 'number') least = Math.max(least, below);
  }
  return least === most ? [least] : [least, most];
}

/** Counts of a division that indicators divide by. */
export function unknownFieldsOfDivision(id: string, body: DivisionBody): UnknownField[] {
  const labels = { households: text('户数', 'Households'), population: text('人口', 'Population') };
  const counts = Object.keys(labels) as (keyof typeof labels)[];
  return counts
    .filter((count) => body[count] === null)
    .map((count) => ({
      type: 'division',
      id,
      path: count,
      label: labels[count],
      samples: () => [1, 1_000_000],
      filled: (before, value) => ({ ...before, [count]: value }) as Body,
    }));
}

/**
 * The township of a facility that names none; null where it is known.
 * @param townships ids of townships of its county that stand for all of them
 */
export function unknownTownship(snapshot: Snapshot, row: number, townships: readonly string[]): UnknownField | null {
  if (townshipOf(snapshot, row) !== NONE) return null;
  return {
    type: 'facility',
    id: snapshot.facilities.ids[row]!,
    path: 'townshipId',
    label: text('所在乡镇(街道)', 'Township'),
    samples: () => townships,
    filled: (body, value) => ({ ...body, townshipId: value }) as Body,
  };
}
