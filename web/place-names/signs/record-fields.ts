import {
  coordinateSystems,
  signConditions,
  signKinds,
  signMaterials,
  text,
} from '../../../gis-data/catalogue/index.ts';
import { bodyField as field, type RecordField } from '../../facilities/record-fields.ts';

/** Fields of a sign that a form asks one by one; the place name and the position have inputs of their own. */
export const signFields = [
  field('kind', text('标志类别', 'Kind of sign'), { type: 'choice', required: true, choices: signKinds }),
  field('text', text('标志文字', 'Text on the sign'), { type: 'text', maxLength: 100 }),
  field('pinyinText', text('标志拼音', 'Pinyin on the sign'), { type: 'text', maxLength: 100 }),
  field('condition', text('状况', 'Condition'), { type: 'choice', choices: signConditions }),
  field('conditionAsOf', text('巡查日期', 'Seen on'), { type: 'date' }),
  field('material', text('材质', 'Material'), { type: 'choice', choices: signMaterials }),
  field('installedOn', text('设置日期', 'Installed on'), { type: 'date' }),
  field('nextInspectionOn', text('下次巡查', 'Next inspection'), { type: 'date' }),
  field('custodian', text('管护单位', 'Custodian'), { type: 'text', maxLength: 100 }),
  field('note', text('备注', 'Note'), { type: 'longText', maxLength: 1000 }),
  field('asOfDate', text('资料截止日期', 'Data as of'), { type: 'date' }),
  field('sourceDocument', text('来源文件', 'Source document'), { type: 'text', maxLength: 500 }),
] as const;

const others = [
  field('placeNameId', text('所指地名(标识)', 'Place name (id)'), { type: 'text' }),
  field('position', text('位置', 'Place'), { type: 'text' }, 'point'),
  field('sourceCrs', text('坐标系', 'Coordinate system'), { type: 'choice', choices: coordinateSystems }),
  field('photos', text('照片', 'Photos'), { type: 'text' }, 'shape'),
  field('demo', text('演示数据', 'Demonstration data'), { type: 'boolean' }),
];

const byPath = new Map([...signFields, ...others].map((each) => [each.path, each]));

/** The field of a sign at a path of its body. */
export const signField = (path: string): RecordField | undefined => byPath.get(path);
