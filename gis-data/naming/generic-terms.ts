import type { FeatureFact, NameKind } from './kinds.ts';

/** A fact and the least that it must be; for what is either so or not, 1. */
export interface LeastFact {
  fact: FeatureFact;
  atLeast: number;
}

/** A generic term (通名) and what it may name. */
export interface GenericTermRule {
  term: string;
  kinds: readonly NameKind[];
  /** Each group must be met by one of its facts. The bureau sets its own; the law gives no figures. */
  requirements: readonly (readonly LeastFact[])[];
  /** Smaller term that asks for less, for a suggestion. */
  lesser: string | null;
}

const plain = (kinds: readonly NameKind[], terms: string): GenericTermRule[] =>
  terms.split(' ').map((term) => ({ term, kinds, requirements: [], lesser: null }));

const asking = (
  term: string,
  kinds: readonly NameKind[],
  lesser: string | null,
  ...requirements: LeastFact[][]
): GenericTermRule => ({ term, kinds, requirements, lesser });

const built = ['estate', 'building'] as const;

/** Terms with their default thresholds, taken from municipal rules (SOURCES.md). The longest that a name ends in counts. */
export const genericTermRules: readonly GenericTermRule[] = [
  ...plain(['countyOrHigher'], '省 自治区 特别行政区 自治州 盟 地区 市 自治县 县 区 自治旗 旗 特区 林区'),
  ...plain(['township'], '民族乡 满族乡 蒙古族乡 满族蒙古族乡 乡 镇 街道 苏木'),
  ...plain(['village'], '村民委员会 居民委员会 村委会 居委会 社区 嘎查'),
  ...plain(['village', 'hamlet'], '新村 村 庄 屯 营 营子 堡 寨 店 铺 沟 台子 窝铺'),
  ...plain(['road'], '大街 街 大道 路 胡同 巷 弄 里 条'),
  ...plain(['estate'], '小区 家园 嘉园 园 苑 花苑 庭 居 府 公寓 里 村'),
  ...plain(['building'], '楼 大楼 商厦 公寓 阁 座'),
  ...plain(
    ['naturalFeature'],
    '山 峰 岭 岗 坡 崖 梁 坨 顶 沟 谷 川 洞 河 江 溪 湖 泊 淀 泉 潭 滩 岛 海 湾 瀑布 草原 平原 盆地 沙漠 坝 湿地',
  ),
  ...plain(['park'], '公园 森林公园 湿地公园 地质公园 国家公园 自然保护区 风景名胜区 植物园 动物园 游园'),
  ...plain(
    ['facility'],
    '站 车站 火车站 汽车站 港 码头 机场 大桥 桥 立交桥 隧道 水库 渠 闸 水电站 电站 变电站 气象站 高速公路 公路 铁路',
  ),
  ...plain(['park', 'other'], '广场'),
  asking('大厦', ['building'], '楼', [{ fact: 'floors', atLeast: 12 }]),
  asking('中心', ['building'], '楼', [
    { fact: 'siteAreaM2', atLeast: 10_000 },
    { fact: 'floorAreaM2', atLeast: 50_000 },
  ]),
  asking(
    '广场',
    built,
    '楼',
    [
      { fact: 'siteAreaM2', atLeast: 10_000 },
      { fact: 'floorAreaM2', atLeast: 50_000 },
    ],
    [{ fact: 'openShare', atLeast: 0.3 }],
  ),
  asking('城', built, '苑', [{ fact: 'siteAreaM2', atLeast: 200_000 }]),
  asking('花园', ['estate'], '苑', [{ fact: 'siteAreaM2', atLeast: 10_000 }], [{ fact: 'greenShare', atLeast: 0.4 }]),
  asking('别墅', ['estate'], '苑', [{ fact: 'siteAreaM2', atLeast: 10_000 }]),
  asking('山庄', ['estate'], '苑', [{ fact: 'siteAreaM2', atLeast: 10_000 }], [{ fact: 'hillside', atLeast: 1 }]),
];
