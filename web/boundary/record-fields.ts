import {
  boundaryLevels,
  coordinateSystems,
  heightDatums,
  markerMaterials,
  markerStandings,
  markerStates,
  surveyMethods,
  text,
  type Text,
} from '../../gis-data/catalogue/index.ts';
import { bodyField as field, itemField as inner, type RecordField } from '../facilities/record-fields.ts';

const metres = text('米', 'm');
const degrees = text('度', '°');

const provenance = [
  field('asOfDate', text('资料截止日期', 'Data as of'), { type: 'date' }),
  field('sourceDocument', text('来源文件', 'Source document'), { type: 'text', maxLength: 500 }),
] as const;

const demo = field('demo', text('演示数据', 'Demonstration data'), { type: 'boolean' });

const sides = (help: Text) =>
  field('sides', text('两侧', 'Sides'), {
    type: 'items',
    help,
    itemFields: [inner('name', text('全称', 'Full name'), { type: 'text', required: true, maxLength: 100 })],
  });

/** Fields of a line that a form asks one by one; sides and geometry have inputs of their own. */
export const lineFields = {
  identity: [
    field('code', text('界线编号', 'Code'), { type: 'text', required: true, maxLength: 24 }),
    field('name', text('界线名称', 'Name'), { type: 'text', required: true, maxLength: 100 }),
    field('level', text('级别', 'Level'), { type: 'choice', required: true, choices: boundaryLevels }),
    field('statedLengthKm', text('文件载明长度', 'Stated length'), {
      type: 'number',
      unit: text('公里', 'km'),
      min: 0.001,
    }),
    field('lastInspectionYear', text('上次联检年份', 'Year of the last inspection'), {
      type: 'integer',
      min: 1990,
      max: 2100,
    }),
    field('adoptedDocument', text('批准或协议文件', 'Adopted document'), { type: 'text', maxLength: 500 }),
    field('adoptedOn', text('文件日期', 'Date of the document'), { type: 'date' }),
  ],
  lists: [
    field('triPoints', text('交会点', 'Tri-points'), {
      type: 'items',
      itemFields: [
        inner('name', text('名称', 'Name'), { type: 'text', required: true, maxLength: 100 }),
        inner('marker', text('界桩编号', 'Number of the marker'), { type: 'text', maxLength: 40 }),
      ],
    }),
    field('sections', text('分段管理', 'Sections'), {
      type: 'items',
      itemFields: [
        inner('name', text('段名', 'Section'), { type: 'text', required: true, maxLength: 100 }),
        inner('fromMarker', text('起始界桩', 'From marker'), { type: 'text', required: true, maxLength: 40 }),
        inner('toMarker', text('终止界桩', 'To marker'), { type: 'text', required: true, maxLength: 40 }),
        inner('custodian', text('管护单位', 'Custodian (an office)'), { type: 'text', required: true, maxLength: 100 }),
      ],
    }),
  ],
  provenance,
} as const;

/** Fields of a marker that a form asks one by one; lines, sides and the position have inputs of their own. */
export const markerFields = {
  identity: [
    field('number', text('界桩编号', 'Number'), { type: 'text', required: true, maxLength: 28 }),
    field('standing', text('立式', 'Standing'), { type: 'choice', choices: markerStandings }),
    field('faces', text('面数', 'Faces'), { type: 'integer', min: 1, max: 4 }),
    field('material', text('材质', 'Material'), { type: 'choice', choices: markerMaterials }),
    field('setOn', text('埋设日期', 'Set on'), { type: 'date' }),
    field('custodian', text('管护单位', 'Custodian (an office)'), { type: 'text', maxLength: 100 }),
  ],
  survey: [
    field('heightM', text('高程', 'Height'), { type: 'number', unit: metres, min: -500, max: 9000 }),
    field('heightDatum', text('高程基准', 'Height datum'), { type: 'choice', choices: heightDatums }),
    field('surveyMethod', text('测量方法', 'Survey method'), { type: 'choice', choices: surveyMethods }),
    field('sigmaM', text('点位中误差 σ', 'Standard deviation σ'), {
      type: 'number',
      unit: metres,
      min: 0.0001,
      max: 1000,
      help: text(
        '未注明精度则留空;没有 σ 的坐标不能证明移位',
        'Leave empty if not stated; without σ nothing is proven',
      ),
    }),
  ],
  state: [
    field('state', text('状态', 'State'), { type: 'choice', choices: markerStates }),
    field('stateAsOf', text('状态日期', 'State as of'), { type: 'date' }),
    field('note', text('备注', 'Note'), { type: 'longText', maxLength: 1000 }),
  ],
  references: [
    field('references', text('方位物', 'Reference objects'), {
      type: 'items',
      help: text('至少三个;方位角自真北顺时针', 'At least three; azimuths clockwise from true north'),
      itemFields: [
        inner('name', text('名称', 'Name'), { type: 'text', required: true, maxLength: 100 }),
        inner('azimuthDeg', text('方位角', 'Azimuth'), { type: 'number', unit: degrees, min: 0, max: 359.999999 }),
        inner('distanceM', text('距离', 'Distance'), { type: 'number', unit: metres, min: 0.01, max: 10_000 }),
        inner('note', text('说明', 'Note'), { type: 'text', maxLength: 300 }),
      ],
    }),
  ],
  provenance,
} as const;

const byPath = (fields: readonly RecordField[]): ReadonlyMap<string, RecordField> =>
  new Map(fields.map((each) => [each.path, each]));

const allOfLine = byPath([
  ...lineFields.identity,
  sides(text('界线两侧', 'Either side of the line')),
  field('geometry', text('界线走向', 'Course of the line'), { type: 'text' }, 'shape'),
  ...lineFields.lists,
  ...lineFields.provenance,
  demo,
]);

const allOfMarker = byPath([
  ...markerFields.identity,
  field('lineIds', text('所在界线', 'Lines'), { type: 'text' }),
  sides(text('界桩各侧', 'Sides of the marker')),
  field('position', text('位置', 'Position'), { type: 'text' }, 'point'),
  field('sourceCrs', text('来源坐标系', 'Source coordinate system'), { type: 'choice', choices: coordinateSystems }),
  ...markerFields.survey,
  ...markerFields.references,
  ...markerFields.state,
  field('photos', text('照片', 'Photos'), { type: 'text' }),
  ...markerFields.provenance,
  demo,
]);

export const lineField = (path: string): RecordField | undefined => allOfLine.get(path);
export const markerField = (path: string): RecordField | undefined => allOfMarker.get(path);
