import { z } from 'zod';
import {
  facilityFunctions,
  facilityKind,
  facilityKinds,
  facilityFields,
  text,
  type FieldDefinition,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { boundaryLineRecordType, boundaryMarkerRecordType } from '../boundary/store.ts';
import { divisionRecordType } from '../divisions/store.ts';
import { facilityRecordType } from '../facilities/store.ts';
import { placeNameSignRecordType } from '../place-name-signs/store.ts';
import { placeNameRecordType } from '../place-names/store.ts';
import type { RecordTypeName } from '../registry/contract.ts';
import type { Body, RecordType } from '../registry/record-type.ts';
import type { ValueType } from './cql2/expression.ts';
import { propertyTitles } from './property-titles.ts';

/** A property of features: how it is called, of what type, and where it is in a record's body. */
export interface FeatureProperty {
  name: string;
  type: ValueType;
  title: Text | null;
  /** JSON schema of its values. */
  schema: Record<string, unknown>;
  read(body: Body): unknown;
}

/** A layer of features: the records of one type. */
export interface Collection {
  id: string;
  title: Text;
  description: Text;
  recordType: RecordType & { name: LayerType };
  /** Field of the body that holds the geometry, and its name among the properties of a filter. */
  geometryField: string;
  geometrySchema: string;
  properties: readonly FeatureProperty[];
}

/** Types of record whose features are served. */
export type LayerType = Extract<
  RecordTypeName,
  'facility' | 'division' | 'boundaryLine' | 'boundaryMarker' | 'placeName' | 'placeNameSign'
>;

/** Name by which a filter asks for the geometry of any collection. */
export const geometryName = 'geometry';

type JsonSchema = Record<string, unknown> & { anyOf?: JsonSchema[]; type?: string; format?: string };

/** Properties that follow from a record's shape: its fields, apart from the geometry. */
function propertiesOf({ body }: RecordType, without: readonly string[]): FeatureProperty[] {
  const { properties } = z.toJSONSchema(body, { io: 'output', unrepresentable: 'any' }) as {
    properties: Record<string, JsonSchema>;
  };
  return Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, schema]) => ({
      name,
      type: typeOf(schema),
      title: propertyTitles[name] ?? null,
      schema,
      read: (record) => record[name],
    }));
}

function typeOf(schema: JsonSchema): ValueType {
  const stated = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [schema];
  if (stated.length !== 1) return 'json';
  const { type, format } = stated[0]!;
  if (type === 'string') return format === 'date' ? 'date' : 'string';
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'boolean' : 'json';
}

/** The fields of every kind of facility, each once, as `attributes.beds`, and its functions, as `functions.dayCare`. */
function facilityProperties(): FeatureProperty[] {
  const fields = new Map<string, FieldDefinition>();
  for (const { id } of facilityKinds) for (const field of facilityFields(id)) fields.set(field.id, field);
  const offered = new Set(facilityKinds.flatMap(({ id }) => facilityKind(id).functions as readonly string[]));
  return [
    ...facilityFunctions
      .filter(({ id }) => offered.has(id))
      .map(({ id, label }): FeatureProperty => ({
        name: `functions.${id}`,
        type: 'boolean',
        title: label,
        schema: { type: ['boolean', 'null'] },
        read: ({ functions }) => (functions as Body)[id] ?? null,
      })),
    ...[...fields.values()].map((field): FeatureProperty => ({
      name: `attributes.${field.id}`,
      type: fieldTypes[field.type] ?? 'json',
      title: field.label,
      schema: schemaOfField(field),
      read: ({ attributes }) => (attributes as Body)[field.id] ?? null,
    })),
  ];
}

const fieldTypes: Readonly<Partial<Record<FieldDefinition['type'], ValueType>>> = {
  text: 'string',
  choice: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
};

function schemaOfField({ type, choices, min, max }: FieldDefinition): Record<string, unknown> {
  const bounds = { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
  switch (fieldTypes[type]) {
    case 'number':
      return { type: [type === 'integer' ? 'integer' : 'number', 'null'], ...bounds };
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'date':
      return { type: ['string', 'null'], format: 'date' };
    case 'string':
      return choices
        ? { type: ['string', 'null'], enum: [...choices.map(({ id }) => id), null] }
        : { type: ['string', 'null'] };
    default:
      return {};
  }
}

/** Places of places: schemas of OGC API – Features, part 5, name the kind of geometry so. */
const point = 'geometry-point';
const line = 'geometry-multilinestring';
const area = 'geometry-multipolygon';

export const collections: readonly Collection[] = [
  {
    id: 'facilities',
    title: text('设施', 'Facilities'),
    description: text(
      '养老、社区、殡葬等民政服务设施的入口位置、功能和属性;未知为空',
      'Entrances, functions and attributes of civil-affairs facilities; unknown is null',
    ),
    recordType: facilityRecordType as Collection['recordType'],
    geometryField: 'entrance',
    geometrySchema: point,
    properties: [...propertiesOf(facilityRecordType, ['entrance', 'functions', 'attributes']), ...facilityProperties()],
  },
  {
    id: 'divisions',
    title: text('行政区划', 'Divisions'),
    description: text(
      '市、县、乡镇(街道)、村(社区)及其界线和人口',
      'Cities, counties, townships and villages with areas and people',
    ),
    recordType: divisionRecordType as Collection['recordType'],
    geometryField: 'boundary',
    geometrySchema: area,
    properties: propertiesOf(divisionRecordType, ['boundary']),
  },
  {
    id: 'boundary-lines',
    title: text('行政区域界线', 'Boundary lines'),
    description: text(
      '界线走向;无权查看精确坐标者所见为取整坐标',
      'Courses of lines; rounded for those who may not see them precisely',
    ),
    recordType: boundaryLineRecordType as Collection['recordType'],
    geometryField: 'geometry',
    geometrySchema: line,
    properties: propertiesOf(boundaryLineRecordType, ['geometry']),
  },
  {
    id: 'boundary-markers',
    title: text('界桩', 'Boundary markers'),
    description: text(
      '界桩登记卡;无权查看精确坐标者所见为取整坐标',
      'Register cards of markers; rounded for those who may not see them precisely',
    ),
    recordType: boundaryMarkerRecordType as Collection['recordType'],
    geometryField: 'position',
    geometrySchema: point,
    properties: propertiesOf(boundaryMarkerRecordType, ['position']),
  },
  {
    id: 'place-names',
    title: text('地名', 'Place names'),
    description: text('标准地名、拼音、类别、代码和沿革', 'Standard names with pinyin, category, code and history'),
    recordType: placeNameRecordType as Collection['recordType'],
    geometryField: 'geometry',
    geometrySchema: 'geometry-any',
    properties: propertiesOf(placeNameRecordType, ['geometry']),
  },
  {
    id: 'place-name-signs',
    title: text('地名标志', 'Place-name signs'),
    description: text(
      '地名标志的位置、标注内容和状况',
      'Signs of place names: where they stand, what they show and their condition',
    ),
    recordType: placeNameSignRecordType as Collection['recordType'],
    geometryField: 'position',
    geometrySchema: point,
    properties: propertiesOf(placeNameSignRecordType, ['position']),
  },
];

export const collectionById: ReadonlyMap<string, Collection> = new Map(collections.map((c) => [c.id, c]));

/** Type of a property that a filter may name; the id and the geometry are among them. */
export function queryableType(collection: Collection, name: string): ValueType | undefined {
  if (name === 'id') return 'string';
  if (name === geometryName || name === collection.geometryField) return 'geometry';
  return collection.properties.find((property) => property.name === name)?.type;
}
