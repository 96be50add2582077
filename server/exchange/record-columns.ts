import {
  boundaryLevels,
  countQualities,
  heightDatums,
  markerMaterials,
  markerStandings,
  markerStates,
  surveyMethods,
  text,
  type FieldDefinition,
} from '../../gis-data/catalogue/index.ts';
import { column, facilityColumns, type FacilityColumn } from './columns.ts';
import type { recordKinds } from './contract.ts';

type RecordKindId = (typeof recordKinds)[number]['id'];

const bounded = (min: number, max?: number) =>
  ({ id: '', label: text('', ''), type: 'number', min, max }) as FieldDefinition;
const count = { field: bounded(0) };
const unit = (zh: string, en: string) => ({ unit: text(zh, en) });

const place = (ids: readonly string[]) => facilityColumns(null).filter((c) => ids.includes(c.id));

const trailing = place(['asOfDate', 'sourceDocument']);

/** A register writes 县级 where the catalogue has 县级界线. */
const levels = boundaryLevels.map((level) => ({ ...level, aliases: [level.label.zh.replace('界线', '')] }));

/** Columns of the registers that are no facilities; ids are the fields of their bodies where they have one. */
const columns: Readonly<Record<RecordKindId, readonly FacilityColumn[]>> = {
  divisionCounts: [
    column('code', text('行政区划代码', 'Division code'), 'text', {
      aliases: ['区划代码', '代码', '统计用区划代码', 'code'],
      help: text(
        '没有代码时按县、乡镇、村的名称匹配',
        'Without a code, matched by the names of county, township and village',
      ),
    }),
    ...place(['county', 'township', 'village']),
    column('population', text('常住人口', 'Resident population'), 'integer', {
      ...count,
      ...unit('人', 'people'),
      aliases: ['人口', '总人口', '常住人口数', 'population'],
    }),
    column('population60', text('60岁及以上人口', 'People aged 60 and over'), 'integer', {
      ...count,
      ...unit('人', 'people'),
      aliases: ['60岁以上人口', '60岁以上老年人', '老年人口'],
    }),
    column('population80', text('80岁及以上人口', 'People aged 80 and over'), 'integer', {
      ...count,
      ...unit('人', 'people'),
      aliases: ['80岁以上人口', '80岁以上老年人', '高龄人口'],
    }),
    column('households', text('户数', 'Households'), 'integer', {
      ...count,
      ...unit('户', 'households'),
      aliases: ['家庭户数', '总户数', 'households'],
    }),
    column('countsAsOf', text('统计日期', 'Counts as of'), 'date', {
      aliases: ['数据日期', '统计截止日期', '截止日期'],
    }),
    column('countsQuality', text('数据口径', 'Quality of counts'), 'choice', { choices: countQualities }),
    ...place(['sourceDocument']),
  ],
  boundaryMarker: [
    column('number', text('界桩编号', 'Marker number'), 'text', {
      required: true,
      aliases: ['界桩号', '编号', '桩号', 'number'],
    }),
    column('lines', text('界线代码', 'Line codes'), 'text', {
      aliases: ['界线编码', '所属界线', '边界线代码'],
      help: text('新界桩必填;三交点处以顿号分隔', 'Required for a new marker; several are separated by commas'),
    }),
    column('standing', text('界桩类型', 'Standing'), 'choice', { choices: markerStandings, aliases: ['埋设方式'] }),
    column('faces', text('面数', 'Faces'), 'integer', { field: bounded(1, 4), aliases: ['界桩面数'] }),
    column('material', text('材质', 'Material'), 'choice', { choices: markerMaterials, aliases: ['界桩材质'] }),
    ...place(['x', 'y']),
    column('heightM', text('高程', 'Height'), 'number', {
      field: bounded(-500, 9000),
      ...unit('米', 'm'),
      aliases: ['高程/Z', '高程值', 'z', '海拔', 'elevation', 'height'],
    }),
    column('heightDatum', text('高程基准', 'Height datum'), 'choice', { choices: heightDatums }),
    column('surveyMethod', text('测量方法', 'Survey method'), 'choice', {
      choices: surveyMethods,
      aliases: ['测定方法'],
    }),
    column('sigmaM', text('点位中误差', 'Standard deviation of the position'), 'number', {
      field: bounded(Number.MIN_VALUE, 1000),
      ...unit('米', 'm'),
      aliases: ['中误差', '点位精度'],
    }),
    column('setOn', text('埋设日期', 'Set on'), 'date', { aliases: ['设立日期', '立桩日期'] }),
    column('custodian', text('管护单位', 'Custodian'), 'text', { aliases: ['管理单位'] }),
    column('state', text('界桩状态', 'State'), 'choice', { choices: markerStates, aliases: ['状态', '现状'] }),
    column('stateAsOf', text('状态日期', 'State as of'), 'date'),
    column('note', text('备注', 'Note'), 'text', { aliases: ['说明'] }),
    ...trailing,
  ],
  boundaryLine: [
    column('code', text('界线代码', 'Line code'), 'text', {
      required: true,
      aliases: ['界线编码', '编码', '代码', 'code'],
    }),
    column('name', text('界线名称', 'Line name'), 'text', { aliases: ['名称', 'name'] }),
    column('level', text('界线级别', 'Level'), 'choice', { choices: levels, aliases: ['级别', '等级'] }),
    column('side1', text('甲方', 'First side'), 'text', {
      aliases: ['一方', '相邻方一', '政区一'],
      help: text('区划代码或全称', 'Division code or full name'),
    }),
    column('side2', text('乙方', 'Second side'), 'text', { aliases: ['另一方', '相邻方二', '政区二'] }),
    column('statedLengthKm', text('界线长度', 'Stated length'), 'number', {
      field: bounded(Number.MIN_VALUE),
      ...unit('公里', 'km'),
      aliases: ['长度', '长度(公里)'],
    }),
    column('adoptedDocument', text('批准文件', 'Adopted document'), 'text', { aliases: ['协议书', '批准文号'] }),
    column('adoptedOn', text('批准日期', 'Adopted on'), 'date'),
    column('lastInspectionYear', text('最近联检年份', 'Last inspection year'), 'integer', {
      field: bounded(1990, 2100),
    }),
    ...trailing,
  ],
};

/** Whether a kind of import is one of the registers that are no facilities. */
export const isRecordKind = (kind: string | null): kind is RecordKindId => kind !== null && kind in columns;

/** In our own exports; it finds the record whatever else of it has changed. */
const recordId = column('id', text('记录标识', 'Record id'), 'text', {
  aliases: ['id'],
  help: text(
    '本系统导出的文件中才有;登记簿中没有的标识不起作用',
    'In files exported here; an id that is not registered is ignored',
  ),
});

/** Columns that an import of a kind may fill; `null`: a mixed register of facilities. */
export const importColumns = (kind: string | null): readonly FacilityColumn[] => [
  recordId,
  ...(isRecordKind(kind) ? columns[kind] : facilityColumns(kind)),
];

/** Columns of a register's template: what a person fills in, so without the id that only our own exports have. */
export const templateColumns = (kind: string): readonly FacilityColumn[] =>
  importColumns(kind).filter((column) => column !== recordId);
