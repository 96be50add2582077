import {
  commonFacilityFields,
  coordinateSystems,
  divisionLevels,
  facilityFunctions,
  facilityKind,
  facilityKinds,
  facilityStatuses,
  text,
  type FieldDefinition,
  type Text,
} from '../../gis-data/catalogue/index.ts';

/**
 * How a value is shown: as its catalogue field says, or as the name of one or more divisions, a point, a boundary (only
 * that there is one), or a function's three values.
 */
export type Display = 'field' | 'division' | 'divisions' | 'point' | 'shape' | 'function';

/**
 * One field of a facility record with its place in the body: `status`, `functions.dayCare`, `attributes.beds`.
 */
export interface RecordField {
  path: string;
  definition: FieldDefinition;
  display: Display;
}

export type GroupId = 'identity' | 'place' | 'state' | 'functions' | 'common' | 'own' | 'provenance';

export interface RecordGroup {
  id: GroupId;
  fields: readonly RecordField[];
}

type FieldParts = Omit<FieldDefinition, 'id' | 'label'>;

/** A field at the top of a record's body. */
export const bodyField = (id: string, label: Text, rest: FieldParts, display: Display = 'field'): RecordField => ({
  path: id,
  definition: { id, label, ...rest },
  display,
});

/** A field of the items of a list. */
export const itemField = (id: string, label: Text, rest: FieldParts): FieldDefinition => ({ id, label, ...rest });

const structural = (definition: FieldDefinition, display: Display = 'field'): RecordField => ({
  path: definition.id,
  definition,
  display,
});

const attribute = (definition: FieldDefinition): RecordField => ({
  path: `attributes.${definition.id}`,
  definition,
  display: 'field',
});

const identity: readonly RecordField[] = [
  structural({ id: 'name', label: text('名称', 'Name'), type: 'text', required: true, maxLength: 100 }),
  structural({ id: 'code', label: text('设施编号', 'Code'), type: 'text', maxLength: 40 }),
  structural({ id: 'kind', label: text('设施类型', 'Kind'), type: 'choice', required: true, choices: facilityKinds }),
  structural({ id: 'level', label: text('服务层级', 'Level served'), type: 'choice', choices: divisionLevels }),
];

const place: readonly RecordField[] = [
  structural({ id: 'countyId', label: text('所在县(市、区)', 'County'), type: 'text', required: true }, 'division'),
  structural({ id: 'townshipId', label: text('所在乡镇(街道)', 'Township'), type: 'text' }, 'division'),
  structural({ id: 'villageId', label: text('所在村(社区)', 'Village'), type: 'text' }, 'division'),
  structural({ id: 'entrance', label: text('入口位置', 'Entrance'), type: 'text' }, 'point'),
  structural({
    id: 'sourceCrs',
    label: text('来源坐标系', 'Source coordinate system'),
    type: 'choice',
    choices: coordinateSystems,
  }),
  structural({
    id: 'accuracyM',
    label: text('位置精度', 'Position accuracy'),
    unit: text('米', 'm'),
    type: 'number',
    min: 0.01,
    max: 100_000,
  }),
];

const state: readonly RecordField[] = [
  structural({ id: 'status', label: text('状态', 'Status'), type: 'choice', choices: facilityStatuses }),
  structural({ id: 'statusSince', label: text('状态起始日期', 'In this status since'), type: 'date' }),
];

const provenance: readonly RecordField[] = [
  structural({ id: 'asOfDate', label: text('资料截止日期', 'Data as of'), type: 'date' }),
  structural({ id: 'sourceDocument', label: text('来源文件', 'Source document'), type: 'text', maxLength: 500 }),
];

const demo = structural({ id: 'demo', label: text('演示数据', 'Demonstration data'), type: 'boolean' });

const functionField = (id: string): RecordField => {
  const entry = facilityFunctions.find((f) => f.id === id);
  const label = entry?.label ?? text(id, id);
  return { path: `functions.${id}`, definition: { id, label, type: 'boolean' }, display: 'function' };
};

/** The fields of a kind's record, by group and in the order in which forms and panels show them. */
export function recordGroups(kindId: string): readonly RecordGroup[] {
  const kind = facilityKind(kindId);
  const groups: RecordGroup[] = [
    { id: 'identity', fields: identity },
    { id: 'place', fields: place },
    { id: 'state', fields: state },
    { id: 'functions', fields: kind.functions.map(functionField) },
    { id: 'own', fields: kind.fields.map(attribute) },
    { id: 'common', fields: commonFacilityFields.map(attribute) },
    { id: 'provenance', fields: provenance },
  ];
  return groups.filter((g) => g.fields.length > 0);
}

const fieldsByPath: ReadonlyMap<string, RecordField> = new Map(
  [
    ...identity,
    ...place,
    ...state,
    ...provenance,
    demo,
    ...facilityFunctions.map((f) => functionField(f.id)),
    ...[...commonFacilityFields, ...facilityKinds.flatMap((k) => [...k.fields])].map(attribute),
  ].map((f) => [f.path, f]),
);

/** The field at a path of a facility body; `undefined` for a path that the catalogue does not know. */
export function recordField(path: string): RecordField | undefined {
  return fieldsByPath.get(path);
}

const positions: ReadonlyMap<string, number> = new Map([...fieldsByPath.keys()].map((path, index) => [path, index]));

/** Sorts paths as forms and panels show their fields; paths that the catalogue does not know come last. */
export const byFieldOrder = (a: { path: string }, b: { path: string }): number =>
  (positions.get(a.path) ?? positions.size) - (positions.get(b.path) ?? positions.size);
