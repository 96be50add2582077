import {
  minorityLanguages,
  otherNameKinds,
  placeNameCategories,
  placeNameStatuses,
  text,
} from '../../gis-data/catalogue/index.ts';
import { bodyField as field, itemField as inner, type RecordField } from '../facilities/record-fields.ts';

const categoryChoices = placeNameCategories.map(({ code, label }) => ({
  id: code,
  label: text(`${code} ${label.zh}`, `${code} ${label.en}`),
}));

/** Fields of a place name that a form asks one by one; pinyin, division and position have inputs of their own. */
export const placeNameFields = {
  identity: [
    field('standardName', text('标准名称', 'Standard name'), { type: 'text', required: true, maxLength: 60 }),
    field('category', text('类别', 'Category'), { type: 'choice', required: true, choices: categoryChoices }),
    field('status', text('使用状态', 'Status'), { type: 'choice', required: true, choices: placeNameStatuses }),
    field('namedOn', text('命名(更名)日期', 'Name in force since'), { type: 'date' }),
  ],
  meaning: [
    field('origin', text('来历', 'Origin'), { type: 'longText', maxLength: 4000 }),
    field('meaning', text('含义', 'Meaning'), { type: 'longText', maxLength: 4000 }),
    field('history', text('历史沿革', 'History'), { type: 'longText', maxLength: 4000 }),
    field('heritage', text('地名文化遗产', 'Cultural heritage'), { type: 'boolean' }),
  ],
  lists: [
    field('otherNames', text('曾用名、别名、简称', 'Former names, aliases, short forms'), {
      type: 'items',
      itemFields: [
        inner('name', text('名称', 'Name'), { type: 'text', required: true, maxLength: 60 }),
        inner('kind', text('种类', 'Kind'), { type: 'choice', required: true, choices: otherNameKinds }),
        inner('from', text('起', 'From'), { type: 'date' }),
        inner('to', text('止', 'To'), { type: 'date' }),
        inner('pinyin', text('拼音', 'Pinyin'), { type: 'text', maxLength: 200 }),
        inner('document', text('文件', 'Document'), { type: 'text', maxLength: 500 }),
      ],
    }),
    field('minoritySpellings', text('民族语书写', 'Minority-language spelling'), {
      type: 'items',
      itemFields: [
        inner('language', text('语种', 'Language'), { type: 'choice', required: true, choices: minorityLanguages }),
        inner('text', text('民族文字', 'In its own script'), { type: 'text', required: true, maxLength: 200 }),
        inner('latin', text('拉丁转写', 'In Latin letters'), { type: 'text', maxLength: 200 }),
      ],
    }),
  ],
  provenance: [
    field('approvingDocument', text('批准文件', 'Approving document'), { type: 'text', maxLength: 500 }),
    field('approvedOn', text('批准日期', 'Approved on'), { type: 'date' }),
    field('asOfDate', text('资料截止日期', 'Data as of'), { type: 'date' }),
    field('sourceDocument', text('来源文件', 'Source document'), { type: 'text', maxLength: 500 }),
  ],
} as const;

const others = [
  field('code', text('地名代码', 'Code'), { type: 'text' }),
  field('pinyin', text('汉语拼音', 'Pinyin'), { type: 'text' }, 'shape'),
  field('countyId', text('所在县(市、区)', 'County'), { type: 'text' }, 'division'),
  field('townshipId', text('所在乡镇(街道)', 'Township'), { type: 'text' }, 'division'),
  field('villageId', text('所在村(社区)', 'Village'), { type: 'text' }, 'division'),
  field('namesDivisionId', text('所称区划', 'Division that bears the name'), { type: 'text' }, 'division'),
  field('geometry', text('位置或范围', 'Place'), { type: 'text' }, 'shape'),
  field('mergedIntoId', text('并入的记录', 'Merged into'), { type: 'text' }),
  field('demo', text('演示数据', 'Demonstration data'), { type: 'boolean' }),
];

const byPath = new Map([...Object.values(placeNameFields).flat(), ...others].map((each) => [each.path, each]));

/** The field of a place name at a path of its body. */
export const placeNameField = (path: string): RecordField | undefined => byPath.get(path);
