import {
  commonFacilityFields,
  coordinateSystems,
  facilityFields,
  facilityFunctions,
  facilityKind,
  facilityKinds,
  facilityStatuses,
  text,
  type Choice,
  type FieldDefinition,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { recordKinds } from './contract.ts';

/**
 * One column that a register of facilities may have: what it fills, what it is called, what may stand in it. All of
 * them are made from the catalogue.
 */
export interface FacilityColumn {
  /** `name`, `county`, …, `functions` (a list), `function.<id>`, `attribute.<id>`. */
  id: string;
  label: Text;
  unit: Text | null;
  aliases: readonly string[];
  help: Text;
  type: 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'choice' | 'list';
  choices: readonly Choice[];
  required: boolean;
  /** The attribute's definition, for `attribute.<id>`. */
  field: FieldDefinition | null;
}

const noHelp = text('', '');

/** A column of a register. */
export function column(
  id: string,
  label: Text,
  type: FacilityColumn['type'],
  extra: Partial<Omit<FacilityColumn, 'id' | 'label' | 'type'>> = {},
): FacilityColumn {
  return {
    id,
    label,
    type,
    unit: null,
    aliases: [],
    help: noHelp,
    choices: [],
    required: false,
    field: null,
    ...extra,
  };
}

const crsNames = coordinateSystems.map((c) => c.label.zh).join('、');

const leading: readonly FacilityColumn[] = [
  column('code', text('设施编号', 'Facility code'), 'text', {
    aliases: ['编号', '编码', '机构编码', '机构编号', '设施编码', '设施代码', 'code'],
    help: text('有编号时按编号匹配已有设施', 'Existing facilities are matched by code where there is one'),
  }),
  column('name', text('设施名称', 'Facility name'), 'text', {
    required: true,
    aliases: ['名称', '机构名称', '单位名称', '站点名称', '全称', 'name'],
  }),
  column('kind', text('设施类型', 'Facility kind'), 'choice', {
    aliases: ['类型', '类别', '机构类型', '机构类别', '设施类别', 'kind', 'type'],
    choices: facilityKinds,
    help: text('导入时已选定类型的,可不填', 'May stay empty when the kind is chosen for the whole file'),
  }),
  column('county', text('县(市、区)', 'County'), 'text', {
    aliases: ['县区', '县', '区县', '县市区', '所属县区', '所在县区', '县级', '行政区', '县(市、区)名称'],
    help: text('名称或行政区划代码', 'Name or division code'),
  }),
  column('township', text('乡镇(街道)', 'Township'), 'text', {
    aliases: ['乡镇', '街道', '乡镇街道', '镇街', '所属乡镇', '所在乡镇', '所属街道', '乡级', '乡、镇、街道'],
    help: text('名称或行政区划代码', 'Name or division code'),
  }),
  column('village', text('村(社区)', 'Village or community'), 'text', {
    aliases: ['村', '社区', '村社区', '村居', '所在村', '所属村', '所属社区', '行政村'],
    help: text('名称或行政区划代码', 'Name or division code'),
  }),
  column('x', text('经度/X', 'Longitude/X'), 'number', {
    aliases: ['经度', 'x', 'x坐标', '东坐标', '横坐标', '东经', 'lon', 'lng', 'longitude', 'easting'],
    help: text(
      `经度,或投影坐标的东向值。坐标系在导入时指定:${crsNames}`,
      'Longitude, or easting. The coordinate system is stated at import',
    ),
  }),
  column('y', text('纬度/Y', 'Latitude/Y'), 'number', {
    aliases: ['纬度', 'y', 'y坐标', '北坐标', '纵坐标', '北纬', 'lat', 'latitude', 'northing'],
    help: text('纬度,或投影坐标的北向值', 'Latitude, or northing'),
  }),
  column('accuracyM', text('定位精度', 'Position accuracy'), 'number', {
    unit: text('米', 'm'),
    aliases: ['精度', '坐标精度', '平面精度', 'accuracy'],
  }),
  column('status', text('运营状态', 'Status'), 'choice', {
    aliases: ['状态', '运行状态', '使用状态', '营业状态', '运营情况'],
    choices: facilityStatuses,
  }),
  column('statusSince', text('状态起始日期', 'Status since'), 'date', {
    aliases: ['状态日期', '投入运营日期', '运营日期', '开业日期', '成立日期', '启用日期'],
  }),
];

const trailing: readonly FacilityColumn[] = [
  column('asOfDate', text('数据截止日期', 'As-of date'), 'date', {
    aliases: ['数据日期', '统计日期', '截止日期', '填报日期'],
    help: text('本行数据所反映的日期', 'Day that the row describes'),
  }),
  column('sourceDocument', text('来源文件', 'Source document'), 'text', {
    aliases: ['来源', '数据来源', '依据', '文号'],
  }),
];

const functionList = (functionIds: readonly string[]) =>
  column('functions', text('功能', 'Functions'), 'list', {
    aliases: ['服务功能', '具备功能', '服务项目', '功能列表'],
    choices: facilityFunctions.filter((f) => functionIds.includes(f.id)),
    help: text(
      '已具备的功能,用顿号分隔;未列出的按未知处理,不作“否”',
      'Functions offered, separated by commas; those not listed stay unknown, they are not taken as "no"',
    ),
  });

const functionColumn = (id: string): FacilityColumn => {
  const definition: Choice = facilityFunctions.find((f) => f.id === id)!;
  return column(`function.${id}`, definition.label, 'boolean', {
    aliases: [`功能:${definition.label.zh}`, `是否${definition.label.zh}`, ...(definition.aliases ?? [])],
    help: text('是否具备该功能;不清楚时留空', 'Whether the function is offered; leave empty if not known'),
  });
};

function fieldColumn(field: FieldDefinition): FacilityColumn {
  const type = field.type === 'longText' ? 'text' : (field.type as FacilityColumn['type']);
  return column(`attribute.${field.id}`, field.label, type, {
    unit: field.unit ?? null,
    aliases: field.aliases ?? [],
    help: field.help ?? noHelp,
    choices: field.choices ?? [],
    required: field.required ?? false,
    field,
  });
}

const importable = (field: FieldDefinition) => field.type !== 'items';

/** Distinct fields of all kinds, for a file in which every row states its kind. */
function allFields(): FieldDefinition[] {
  const byId = new Map<string, FieldDefinition>();
  for (const field of [...commonFacilityFields, ...facilityKinds.flatMap((k) => facilityFields(k.id))]) {
    if (!byId.has(field.id)) byId.set(field.id, field);
  }
  return [...byId.values()];
}

/**
 * Columns that a register of one kind may have, in template order. `null`: a mixed register with a kind column.
 * Fields with several entries (photos, cremators) do not fit one cell and are left out: see `fieldsLeftOut`.
 * @throws RangeError when the catalogue has no such kind
 */
export function facilityColumns(kindId: string | null): FacilityColumn[] {
  const functionIds = kindId === null ? facilityFunctions.map((f) => f.id) : facilityKind(kindId).functions;
  const fields = kindId === null ? allFields() : facilityFields(kindId);
  return [
    ...leading,
    ...(functionIds.length > 0 ? [functionList(functionIds), ...functionIds.map(functionColumn)] : []),
    ...fields.filter(importable).map(fieldColumn),
    ...trailing,
  ];
}

/** Fields of a kind that cannot be imported through one cell and are entered in the form. */
export function fieldsLeftOut(kindId: string): readonly FieldDefinition[] {
  return facilityFields(kindId).filter((f) => !importable(f));
}

/** Heading of a column in a template: its label, with the unit in brackets where it has one. */
export function columnHeading(target: FacilityColumn, language: keyof Text): string {
  const label = target.label[language];
  if (!target.unit) return label;
  return language === 'zh' ? `${label}(${target.unit.zh})` : `${label} (${target.unit.en})`;
}

/**
 * The kind named by id, label or alias.
 * @returns `null` when neither the catalogue nor the other registers have one of that name
 */
export function findKind(name: string): string | null {
  return findChoice([...facilityKinds, ...recordKinds], name)?.id ?? null;
}

const plain = (s: string) => s.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

/** The choice whose id, label in either language or alias is the given text; spaces, case and width do not matter. */
export function findChoice(choices: readonly Choice[], name: string): Choice | undefined {
  const wanted = plain(name);
  return choices.find((c) => [c.id, c.label.zh, c.label.en, ...(c.aliases ?? [])].some((n) => plain(n) === wanted));
}
