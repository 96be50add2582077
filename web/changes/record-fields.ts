import { divisionEventKinds, divisionLevels, divisionTypes, countQualities } from '../../gis-data/catalogue/index.ts';
import type { FieldDefinition } from '../../gis-data/catalogue/index.ts';
import type { RecordTypeName } from '../../server/registry/contract.ts';
import { lineField, markerField } from '../boundary/record-fields.ts';
import { recordField, type RecordField } from '../facilities/record-fields.ts';
import { placeNameField } from '../place-names/record-fields.ts';
import { signField } from '../place-names/signs/record-fields.ts';
import { wordField } from '../place-names/word-lists/record-fields.ts';
import { en, zh } from './strings.ts';

type LabelledField = {
  [K in keyof typeof zh]: K extends `field_${infer Name}` ? Name : never;
}[keyof typeof zh];

const field = (
  id: LabelledField,
  rest: Partial<FieldDefinition> & { type: FieldDefinition['type'] },
  display: RecordField['display'] = 'field',
): [string, RecordField] => [
  id,
  { path: id, definition: { id, label: { zh: zh[`field_${id}`], en: en[`field_${id}`] }, ...rest }, display },
];

const division: ReadonlyMap<string, RecordField> = new Map([
  field('code', { type: 'text' }),
  field('name', { type: 'text' }),
  field('level', { type: 'choice', choices: divisionLevels }),
  field('type', { type: 'choice', choices: divisionTypes }),
  field('parentId', { type: 'text' }, 'division'),
  field('boundary', { type: 'text' }, 'shape'),
  field('centre', { type: 'text' }, 'point'),
  field('population', { type: 'integer' }),
  field('population60', { type: 'integer' }),
  field('population80', { type: 'integer' }),
  field('households', { type: 'integer' }),
  field('countsAsOf', { type: 'date' }),
  field('countsQuality', { type: 'choice', choices: countQualities }),
  field('sourceDocument', { type: 'text' }),
  field('demo', { type: 'boolean' }),
]);

const divisionEvent: ReadonlyMap<string, RecordField> = new Map([
  field('kind', { type: 'choice', choices: divisionEventKinds }),
  field('effectiveDate', { type: 'date' }),
  field('document', { type: 'text' }),
  field('fromIds', { type: 'text' }, 'divisions'),
  field('toIds', { type: 'text' }, 'divisions'),
  field('note', { type: 'longText' }),
  field('demo', { type: 'boolean' }),
]);

const statistic: ReadonlyMap<string, RecordField> = new Map([
  field('indicatorId', { type: 'text' }),
  field('divisionId', { type: 'text' }, 'division'),
  field('periodEnd', { type: 'date' }),
  field('numerator', { type: 'number' }),
  field('denominator', { type: 'number' }),
  field('value', { type: 'number' }),
  field('sourceDocument', { type: 'text' }),
  field('statedOn', { type: 'date' }),
  field('demo', { type: 'boolean' }),
]);

const fieldsOf: Record<RecordTypeName, (path: string) => RecordField | undefined> = {
  facility: recordField,
  division: (path) => division.get(path),
  divisionEvent: (path) => divisionEvent.get(path),
  statistic: (path) => statistic.get(path),
  boundaryLine: lineField,
  boundaryMarker: markerField,
  placeName: placeNameField,
  placeNameSign: signField,
  reservedWord: wordField,
};

/** Finds the fields of a record type, with their labels and how to show them. */
export const fieldFinder = (type: RecordTypeName) => fieldsOf[type];
