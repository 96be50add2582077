import { text, type Text } from './text.ts';

/** One of the twelve major classes (大类) of place names. */
export interface PlaceNameClass {
  id: string;
  label: Text;
  /** First digits of the five-digit category codes of the class; the longest that fits decides. */
  prefix: string;
}

/**
 * The twelve major classes, as 《第二次全国地名普查工作规程》 takes them from GB/T 18521-2001. The text of the standard's
 * table is not at hand: 行政区域, 群众自治组织, 非行政区域, 居民点, 交通运输设施, 建筑物 and 单位 are numbered as codes in
 * published registers are (21400, 21610, 21770, 22200, 23213, 2624x, 27100); the other numbers follow from the order of
 * the classes and wait for the standard.
 */
export const placeNameClasses = [
  { id: 'sea', label: text('海域', 'Seas'), prefix: '11' },
  { id: 'water', label: text('陆地水系', 'Inland waters'), prefix: '12' },
  { id: 'land', label: text('陆地地形', 'Landforms'), prefix: '13' },
  { id: 'administrative', label: text('行政区域', 'Administrative areas'), prefix: '21' },
  { id: 'selfGoverning', label: text('群众自治组织', 'Self-governing communities'), prefix: '216' },
  { id: 'otherArea', label: text('非行政区域', 'Non-administrative areas'), prefix: '217' },
  { id: 'settlement', label: text('居民点', 'Settlements'), prefix: '22' },
  { id: 'transport', label: text('交通运输设施', 'Transport facilities'), prefix: '23' },
  { id: 'utilities', label: text('水利、电力、通信设施', 'Water, power and telecom works'), prefix: '24' },
  { id: 'memorial', label: text('纪念地、旅游景点', 'Memorials and sights'), prefix: '25' },
  { id: 'building', label: text('建筑物', 'Buildings'), prefix: '26' },
  { id: 'organisation', label: text('单位', 'Organisations'), prefix: '27' },
] as const satisfies readonly PlaceNameClass[];
export type PlaceNameClassId = (typeof placeNameClasses)[number]['id'];

/** A five-digit category code with its wording. */
export interface PlaceNameCategory {
  code: string;
  label: Text;
  /** Seen in published registers with this wording; others are the class with zeros, until the standard's table is entered. */
  confirmed: boolean;
}

/** Categories offered in forms. A bureau may use any five-digit code of a class. */
export const placeNameCategories: readonly PlaceNameCategory[] = [
  { code: '12000', label: text('陆地水系', 'Inland water'), confirmed: false },
  { code: '13000', label: text('陆地地形', 'Landform'), confirmed: false },
  { code: '21400', label: text('县级行政区', 'County-level division'), confirmed: true },
  { code: '21500', label: text('乡级行政区', 'Township-level division'), confirmed: true },
  { code: '21610', label: text('行政村', 'Administrative village'), confirmed: true },
  { code: '21620', label: text('社区', 'Community'), confirmed: true },
  { code: '21770', label: text('区片', 'Locality'), confirmed: true },
  { code: '22100', label: text('城镇居民点', 'Urban settlement'), confirmed: true },
  { code: '22200', label: text('农村居民点', 'Rural settlement'), confirmed: true },
  { code: '23000', label: text('交通运输设施', 'Transport facility'), confirmed: false },
  { code: '23213', label: text('县道', 'County road'), confirmed: true },
  { code: '23214', label: text('乡道', 'Township road'), confirmed: true },
  { code: '24000', label: text('水利、电力、通信设施', 'Water, power or telecom works'), confirmed: false },
  { code: '25000', label: text('纪念地、旅游景点', 'Memorial or sight'), confirmed: false },
  { code: '26000', label: text('建筑物', 'Building'), confirmed: false },
  { code: '27100', label: text('党政机关', 'Party or government office'), confirmed: true },
  { code: '27400', label: text('企业', 'Enterprise'), confirmed: true },
];

/** The class of a five-digit category code; null when it belongs to none. */
export function placeNameClassOf(category: string): (typeof placeNameClasses)[number] | null {
  const fitting = placeNameClasses.filter(({ prefix }) => category.startsWith(prefix));
  return fitting.toSorted((a, b) => b.prefix.length - a.prefix.length)[0] ?? null;
}

/** Wording of a category: its own, or that of its class with the code. */
export function placeNameCategoryLabel(category: string): Text {
  const known = placeNameCategories.find(({ code }) => code === category);
  if (known) return known.label;
  const { zh, en } = placeNameClassOf(category)?.label ?? text('未知类别', 'Unknown category');
  return text(`${zh}(${category})`, `${en} (${category})`);
}

/** Whether a name is in use (现今地名) or historical (历史地名). */
export const placeNameStatuses = [
  { id: 'inUse', label: text('现今地名', 'In use') },
  { id: 'historical', label: text('历史地名', 'Historical') },
] as const;

/** What other names a place has or had. */
export const otherNameKinds = [
  { id: 'former', label: text('曾用名', 'Former name') },
  { id: 'alias', label: text('别名', 'Alias') },
  { id: 'short', label: text('简称', 'Short form') },
] as const;
export type OtherNameKind = (typeof otherNameKinds)[number]['id'];

/** Who the pinyin is from: made by rule, reviewed by a person, or the spelling of a minority-language name. */
export const pinyinOrigins = [
  { id: 'generated', label: text('自动生成,未审', 'Generated, not reviewed') },
  { id: 'reviewed', label: text('已审定', 'Reviewed') },
  { id: 'minority', label: text('少数民族语地名,人工录入', 'Minority-language name, entered by hand') },
] as const;
export type PinyinOriginId = (typeof pinyinOrigins)[number]['id'];

/** Languages of minority spellings in the area. */
export const minorityLanguages = [
  { id: 'manchu', label: text('满语', 'Manchu') },
  { id: 'mongolian', label: text('蒙古语', 'Mongolian') },
  { id: 'other', label: text('其他', 'Other') },
] as const;

/**
 * Generic terms (通名) that are written apart from the specific part (专名), by class; longer ones first wins.
 * Names of natural villages and small towns are not split (《中国地名汉语拼音字母拼写规则(汉语地名部分)》, 1984).
 */
export const genericTerms: Readonly<Record<PlaceNameClassId, readonly string[]>> = {
  sea: ['海峡', '群岛', '半岛', '海', '湾', '岛', '礁', '岬'],
  water: ['河', '江', '湖', '溪', '泉', '瀑布', '水库', '淀', '海子', '泡子', '沟'],
  land: ['山', '岭', '峰', '梁', '沟', '峪', '坝', '坡', '盆地', '草原', '沙地', '林场', '洞', '崖'],
  administrative: ['自治县', '街道', '县', '市', '区', '镇', '乡', '省'],
  selfGoverning: ['社区居民委员会', '居民委员会', '村民委员会', '社区', '村'],
  otherArea: ['开发区', '新区', '园区', '林场', '牧场', '农场', '片'],
  settlement: ['小区', '花园', '公寓', '家园', '新村', '新城'],
  transport: [
    '高速公路',
    '公路',
    '大街',
    '大道',
    '铁路',
    '隧道',
    '车站',
    '火车站',
    '立交桥',
    '大桥',
    '路',
    '街',
    '巷',
    '胡同',
    '桥',
    '站',
    '线',
  ],
  utilities: ['水电站', '发电站', '变电站', '水库', '水渠', '渠', '坝', '塘'],
  memorial: ['风景名胜区', '森林公园', '公园', '陵园', '庙', '寺', '遗址', '故居', '广场'],
  building: ['大厦', '大楼', '广场', '中心', '亭', '台', '碑', '塔', '楼'],
  organisation: ['管理局', '委员会', '公司', '医院', '学校', '小学', '中学', '局', '厂', '场'],
};

/**
 * Readings that a place name has against the dictionary's first one: whole names, or parts in front of a generic term.
 * Reviewed by hand; a bureau's own are kept with its records.
 */
export const reviewedReadings: Readonly<Record<string, string>> = {
  蔚县: 'yù xiàn',
  乐亭: 'lào tíng',
  井陉: 'jǐng xíng',
  大城县: 'dài chéng xiàn',
  涿鹿: 'zhuō lù',
  六安: 'lù ān',
  长阳: 'cháng yáng',
  堡子: 'bǎo zi',
  营子: 'yíng zi',
  甸子: 'diàn zi',
  杖子: 'zhàng zi',
  台子: 'tái zi',
  沟子: 'gōu zi',
};
