import type { ReservedWordKind } from './kinds.ts';

/** A word that place names do not take, as written in standard characters. */
export interface ReservedWord {
  word: string;
  kind: ReservedWordKind;
  /** Whether it is also an everyday word, so that only a person can say whether it means the reserved one. */
  everyday: boolean;
  /** Where the bureau has it from, and of which day that is; absent for a word of the shipped lists. */
  listed?: { source: string; on: string };
}

const listOf = (kind: ReservedWordKind, words: string, everyday = false): ReservedWord[] =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => ({ word, kind, everyday }));

/**
 * Small lists to start from, drawn up from common knowledge (SOURCES.md); the bureau adds its own. Leaders are deceased
 * holders of the highest offices of the state, with names that they are also known by (实施办法 art. 3).
 */
export const reservedWords: readonly ReservedWord[] = [
  ...listOf(
    'leader',
    '毛泽东 毛润之 周恩来 刘少奇 朱德 任弼时 邓小平 陈云 宋庆龄 董必武 叶剑英 李先念 杨尚昆 江泽民 李鹏',
  ),
  ...listOf('leader', '胡耀邦 彭真 华国锋'),
  ...listOf('leader', '万里', true),
  ...listOf(
    'person',
    '孔子 孟子 李白 杜甫 苏轼 岳飞 文天祥 郑成功 林则徐 鲁迅 雷锋 焦裕禄 黄继光 董存瑞 邱少云 刘胡兰',
  ),
  ...listOf('role', '孙悟空 猪八戒 贾宝玉 林黛玉 宋江 武松 诸葛孔明 白素贞 哪吒 花木兰 灰姑娘 阿凡达 哈利波特 蜘蛛侠'),
  ...listOf(
    'foreign',
    '巴黎 伦敦 纽约 罗马 威尼斯 佛罗伦萨 米兰 维也纳 柏林 慕尼黑 莫斯科 东京 大阪 首尔 悉尼 墨尔本 温哥华 多伦多 ' +
      '曼哈顿 好莱坞 洛杉矶 旧金山 芝加哥 夏威夷 迈阿密 加州 加利福尼亚 波士顿 普罗旺斯 香榭丽舍 塞纳 莱茵 多瑙河 托斯卡纳 ' +
      '地中海 爱琴海 圣托里尼 马德里 巴塞罗那 里斯本 剑桥 牛津 哥本哈根 斯德哥尔摩 日内瓦 苏黎世 迪拜 泰晤士 白金汉 凡尔赛 ' +
      '枫丹白露 新加坡 曼谷 普吉 巴厘岛 马尔代夫 欧洲 北美 英伦 法兰西 意大利 西班牙 德意志 美利坚 澳大利亚',
  ),
  ...listOf(
    'foreign',
    '拿破仑 林肯 华盛顿 罗斯福 丘吉尔 爱因斯坦 达芬奇 米开朗基罗 莎士比亚 贝多芬 莫扎特 毕加索 诺贝尔',
  ),
  ...listOf('foreign', '维多利亚 哥伦布 伊丽莎白'),
  ...listOf('foreign', '京都', true),
  ...listOf(
    'company',
    '碧桂园 恒大 融创 龙湖地产 绿城 华润 招商蛇口 雅居乐 华为 腾讯 阿里巴巴 百度 茅台 五粮液 海尔 格力 比亚迪 吉利汽车 ' +
      '中国石油 中国石化 国家电网 中国移动 中国联通 中国电信 工商银行 建设银行 宜家 沃尔玛 家乐福 麦当劳 肯德基 星巴克 可口可乐 ' +
      '奔驰 宝马 丰田 特斯拉 苏宁易购 露露杏仁露',
  ),
  ...listOf('company', '万达 万科 保利 世茂 金地 中海 龙湖 小米 苹果 长城 联想 京东 海信 吉利 露露', true),
  ...listOf('grand', '中国 中华 全国 国家 中央 国际 世界 环球 全球 亚洲 宇宙 天下 万国'),
  ...listOf('grand', '皇帝 皇庭 皇家 皇宫 帝都 帝王 御府 王府 相府 官邸 总统府'),
];
