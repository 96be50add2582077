import { text, type Text } from './text.ts';
import type { FacilityFunctionId } from './facility-functions.ts';
import type { FacilityKindId } from './facility-kinds.ts';

/** Where a rule or target stands in writing. */
export interface Clause {
  document: Text;
  /** Part of the document, in the document's own wording of headings. */
  place: Text;
}

export interface Target {
  comparison: 'atLeast' | 'moreThan';
  value: number;
}

/**
 * One reading of an indicator: the same evidence counted over a part of the units, against a target of its own. An
 * indicator's first reading is its headline.
 */
export interface ReadingDefinition {
  id: string;
  label: Text;
  target: Target | null;
}

/** An indicator as data. `computed` ones have one function in `server/indicators`; `entered` ones come from statistics. */
export interface IndicatorDefinition {
  id: string;
  /** Number in the plan's table of 14 headline indicators; null for targets set in the plan's text. */
  planNumber: number | null;
  name: Text;
  /** How it is counted, in words. */
  formula: Text;
  unit: 'ratio' | 'count' | 'squareMetresPer100Households' | 'people';
  target: Target | null;
  /** 约束性 or 预期性; `text` for a target in the text of the plan. */
  kind: 'binding' | 'expected' | 'text';
  clause: Clause;
  effectiveFrom: string;
  effectiveTo: string | null;
  /** Changes whenever the counting rule changes. */
  ruleVersion: string;
  source: 'computed' | 'entered';
  /** The unit that one evidence row stands for. */
  evidenceUnit: 'city' | 'county' | 'township' | 'village' | 'facility' | 'statistic';
  /** Readings beside the headline. */
  readings?: readonly ReadingDefinition[];
  /** Condition that must hold beside the headline; id of a reading. */
  condition?: string;
}

export const plan = text(
  '承德市民政事业发展“十四五”规划',
  'Chengde civil-affairs development plan, 14th five-year period',
);

const headline = (n: number): Clause => ({
  document: plan,
  place: text(`第一章 主要发展指标表 第 ${n} 项`, `Chapter 1, table of main indicators, no. ${n}`),
});
const clause = (zh: string, en: string): Clause => ({ document: plan, place: text(zh, en) });

const planPeriod = { effectiveFrom: '2021-01-01', effectiveTo: null } as const;
const atLeast = (value: number): Target => ({ comparison: 'atLeast', value });
const moreThan = (value: number): Target => ({ comparison: 'moreThan', value });

const entered = (
  id: string,
  planNumber: number,
  name: Text,
  formula: Text,
  unit: IndicatorDefinition['unit'],
  target: Target,
  kind: 'binding' | 'expected',
): IndicatorDefinition => ({
  id,
  planNumber,
  name,
  formula,
  unit,
  target,
  kind,
  clause: headline(planNumber),
  ...planPeriod,
  ruleVersion: `${id}@1`,
  source: 'entered',
  evidenceUnit: 'statistic',
});

export const indicators: readonly IndicatorDefinition[] = [
  entered(
    '1',
    1,
    text('农村低保标准占城市低保标准比例', 'Rural minimum living standard as a share of the urban one'),
    text('农村低保标准 ÷ 城市低保标准(同期、同单位)', 'Rural standard ÷ urban standard, same period and unit'),
    'ratio',
    atLeast(0.75),
    'expected',
  ),
  entered(
    '2',
    2,
    text('查明身份信息流浪乞讨受助人员接送返回率', 'Return rate of identified vagrants assisted'),
    text('接送返回人数 ÷ 查明身份信息的受助人数', 'People escorted home ÷ assisted people whose identity is known'),
    'ratio',
    atLeast(1),
    'binding',
  ),
  {
    id: '3',
    planNumber: 3,
    name: text('乡镇(街道)未成年人保护工作站覆盖率', 'Townships with a child-protection station'),
    formula: text(
      '有运营中的未成年人保护工作站的乡镇(街道)数 ÷ 乡镇(街道)总数',
      'Townships with an operating child-protection station ÷ all townships',
    ),
    unit: 'ratio',
    target: atLeast(0.5),
    kind: 'expected',
    clause: headline(3),
    ...planPeriod,
    ruleVersion: '3@1',
    source: 'computed',
    evidenceUnit: 'township',
    readings: [
      {
        id: 'fullCoverage',
        label: text(
          '工作站或工作专干全覆盖(“健全未成年人保护体系”一节)',
          'A station or dedicated staff everywhere (section on child protection)',
        ),
        target: atLeast(1),
      },
    ],
  },
  entered(
    '4',
    4,
    text('困难残疾人生活补贴覆盖率', 'Coverage of living subsidies for disabled people in difficulty'),
    text('已领取人数 ÷ 符合条件人数', 'Recipients ÷ eligible people'),
    'ratio',
    atLeast(1),
    'binding',
  ),
  entered(
    '5',
    5,
    text('重度残疾人护理补贴覆盖率', 'Coverage of nursing subsidies for severely disabled people'),
    text('已领取人数 ÷ 符合条件人数', 'Recipients ÷ eligible people'),
    'ratio',
    atLeast(1),
    'binding',
  ),
  entered(
    '6',
    6,
    text('福利彩票销售网点数', 'Welfare lottery outlets'),
    text('福利彩票销售网点数', 'Number of outlets'),
    'count',
    atLeast(600),
    'expected',
  ),
  {
    id: '7',
    planNumber: 7,
    name: text('养老机构护理型床位占比', 'Nursing beds as a share of beds in elder-care institutions'),
    formula: text(
      '运营中养老机构的护理型床位数 ÷ 床位总数;未认定的床位按 0 至全部计入区间',
      'Nursing beds ÷ beds of operating institutions; beds not yet assessed range from none to all',
    ),
    unit: 'ratio',
    target: atLeast(0.55),
    kind: 'binding',
    clause: headline(7),
    ...planPeriod,
    ruleVersion: '7@1',
    source: 'computed',
    evidenceUnit: 'facility',
    readings: [
      {
        id: 'destituteCareHomes',
        label: text(
          '敬老院护理型床位占比 ≥60%(“提升养老服务保障能力”一节)',
          'Care homes for people in extreme difficulty, at least 60% (section on elder-care capacity)',
        ),
        target: atLeast(0.6),
      },
    ],
  },
  {
    id: '8',
    planNumber: 8,
    name: text('乡镇(街道)范围具备综合功能的养老服务机构覆盖率', 'Townships with a comprehensive elder-care centre'),
    formula: text(
      '有运营中且四项功能齐备(全日托养、日间照料、上门服务、区域协调指导)的区域养老服务中心的乡镇(街道)数 ÷ 乡镇(街道)总数;并且所有城市街道均须具备',
      'Townships with an operating regional centre offering all four functions ÷ all townships; and every city subdistrict must have one',
    ),
    unit: 'ratio',
    target: atLeast(0.6),
    kind: 'expected',
    clause: headline(8),
    ...planPeriod,
    ruleVersion: '8@1',
    source: 'computed',
    evidenceUnit: 'township',
    readings: [
      { id: 'subdistricts', label: text('所有城市街道', 'All city subdistricts'), target: atLeast(1) },
      {
        id: 'townsOnly',
        label: text('第二种读法:仅计镇、乡', 'Second reading: towns and townships only'),
        target: atLeast(0.6),
      },
    ],
    condition: 'subdistricts',
  },
  {
    id: '9',
    planNumber: 9,
    name: text('每百户居民拥有的城乡社区综合服务设施面积', 'Community service facility area per 100 households'),
    formula: text(
      '运营中社区综合服务设施建筑面积之和 ÷ (户数 ÷ 100)',
      'Floor area of operating community facilities ÷ (households ÷ 100)',
    ),
    unit: 'squareMetresPer100Households',
    target: moreThan(30),
    kind: 'expected',
    clause: headline(9),
    ...planPeriod,
    ruleVersion: '9@1',
    source: 'computed',
    evidenceUnit: 'township',
  },
  entered(
    '10',
    10,
    text('社会组织专职工作人员数量', 'Full-time staff of social organisations'),
    text('社会组织专职工作人员数', 'Number of full-time staff'),
    'people',
    atLeast(10_000),
    'expected',
  ),
  entered(
    '11',
    11,
    text('社会工作专业人才总量', 'Professional social workers'),
    text('社会工作专业人才数', 'Number of professionals'),
    'people',
    atLeast(6_000),
    'expected',
  ),
  {
    id: '12',
    planNumber: 12,
    name: text('志愿服务站点在社区综合服务设施中的覆盖率', 'Community facilities with a volunteer station'),
    formula: text(
      '设有志愿服务站点的运营中社区综合服务设施数 ÷ 运营中社区综合服务设施数',
      'Operating community facilities with a volunteer station ÷ operating community facilities',
    ),
    unit: 'ratio',
    target: atLeast(0.8),
    kind: 'expected',
    clause: headline(12),
    ...planPeriod,
    ruleVersion: '12@1',
    source: 'computed',
    evidenceUnit: 'facility',
  },
  entered(
    '13',
    13,
    text('婚姻登记“跨省通办”实施率', 'Marriage registries offering cross-province registration'),
    text('实施“跨省通办”的婚姻登记机关数 ÷ 婚姻登记机关数', 'Registries offering it ÷ all registries'),
    'ratio',
    atLeast(1),
    'expected',
  ),
  {
    id: '14',
    planNumber: 14,
    name: text('县级公益性安葬(放)设施覆盖率', 'Counties with a public-benefit burial facility'),
    formula: text(
      '有运营中且仍有剩余容量的公益性安葬(放)设施的县级单位数 ÷ 县级单位数(11,或按“县(市、远离主城区的区)”为 9)',
      'Counties with an operating public-benefit facility that has places left ÷ counties (11, or 9 for “counties and the district far from the urban core”)',
    ),
    unit: 'ratio',
    target: atLeast(1),
    kind: 'binding',
    clause: headline(14),
    ...planPeriod,
    ruleVersion: '14@1',
    source: 'computed',
    evidenceUnit: 'county',
    readings: [
      {
        id: 'countiesAndFarDistricts',
        label: text(
          '第二种读法:县(市)和远离主城区的区',
          'Second reading: counties and the district far from the urban core',
        ),
        target: atLeast(1),
      },
    ],
  },
  {
    id: 'guidanceCentres',
    planNumber: null,
    name: text('县级养老服务指导中心', 'County elder-care guidance centres'),
    formula: text(
      '有运营中且四项功能齐备(行业管理、技术指导、应急支援、培训示范)的养老服务指导中心的县级单位数 ÷ 县级单位数',
      'Counties with an operating guidance centre offering all four functions ÷ counties',
    ),
    unit: 'ratio',
    target: atLeast(1),
    kind: 'text',
    clause: clause('第四章 养老服务网络', 'Chapter 4, elder-care service network'),
    ...planPeriod,
    ruleVersion: 'guidanceCentres@1',
    source: 'computed',
    evidenceUnit: 'county',
  },
  {
    id: 'serviceWindows',
    planNumber: null,
    name: text('乡镇(街道)综合服务窗口覆盖率', 'Townships with an integrated service window'),
    formula: text(
      '有运营中综合服务窗口的乡镇(街道)数 ÷ 乡镇(街道)总数',
      'Townships with an operating service window ÷ all townships',
    ),
    unit: 'ratio',
    target: atLeast(0.9),
    kind: 'text',
    clause: clause('第二章第五节 二、深化“放管服”改革', 'Chapter 2, section 5, no. 2'),
    ...planPeriod,
    ruleVersion: 'serviceWindows@1',
    source: 'computed',
    evidenceUnit: 'township',
  },
  {
    id: 'urbanFuneralSites',
    planNumber: null,
    name: text('城市公益性安葬设施', 'Urban public-benefit burial facilities'),
    formula: text('全市运营中的城市公益性安葬设施数', 'Operating urban public-benefit burial facilities in the city'),
    unit: 'count',
    target: atLeast(2),
    kind: 'text',
    clause: clause('第六章 殡葬服务设施建设', 'Chapter 6, funeral facilities'),
    ...planPeriod,
    ruleVersion: 'urbanFuneralSites@1',
    source: 'computed',
    evidenceUnit: 'facility',
  },
  {
    id: 'careCircle',
    planNumber: null,
    name: text('城市“一刻钟”养老服务圈人口覆盖率', 'Urban older people within the 15-minute care circle'),
    formula: text(
      '社区(居委会)中步行 15 分钟(0.8 米/秒,按步行路网)内可到达运营中社区养老服务设施的 60 岁及以上人口 ÷ 社区 60 岁及以上人口;规划未定目标值',
      'People aged 60+ in urban communities who reach an operating community elder-care facility within 15 minutes on foot (0.8 m/s, on the walk network) ÷ people aged 60+ there; the plan sets no target',
    ),
    unit: 'ratio',
    target: null,
    kind: 'text',
    clause: clause(
      '养老服务供给网络 二、优化社区养老服务设施布局(15 分钟:GB 50180-2018)',
      'Network of elder-care services, no. 2, community facilities (15 minutes: GB 50180-2018)',
    ),
    ...planPeriod,
    ruleVersion: 'careCircle@1',
    source: 'computed',
    evidenceUnit: 'village',
    readings: [
      { id: 'slow', label: text('步行速度 0.6 米/秒', 'Walking at 0.6 m/s'), target: null },
      { id: 'fast', label: text('步行速度 1.0 米/秒', 'Walking at 1.0 m/s'), target: null },
    ],
  },
  {
    id: 'townshipPeople',
    planNumber: null,
    name: text('区域养老服务中心人口覆盖率', 'Older people who reach a regional elder-care centre'),
    formula: text(
      '步行 30 分钟(0.8 米/秒,按步行路网)内可到达具备规定功能的运营中区域养老服务中心的 60 岁及以上人口 ÷ 60 岁及以上人口;与第 8 项(乡镇是否“有”)对照,规划未定目标值',
      'People aged 60+ who reach an operating regional centre with the required functions within 30 minutes on foot (0.8 m/s, on the walk network) ÷ people aged 60+; read beside no. 8, which asks whether a township has one; the plan sets no target',
    ),
    unit: 'ratio',
    target: null,
    kind: 'text',
    clause: clause(
      '养老服务供给网络 三、构建“三级”养老服务设施网络',
      'Network of elder-care services, no. 3, three-tier network',
    ),
    ...planPeriod,
    ruleVersion: 'townshipPeople@1',
    source: 'computed',
    evidenceUnit: 'township',
    readings: [{ id: 'within15', label: text('步行 15 分钟内', 'Within 15 minutes on foot'), target: null }],
  },
];

const byId: ReadonlyMap<string, IndicatorDefinition> = new Map(indicators.map((i) => [i.id, i]));

/**
 * The catalogue entry of an indicator.
 * @throws RangeError when the catalogue has no such indicator.
 */
export function indicatorDefinition(id: string): IndicatorDefinition {
  const definition = byId.get(id);
  if (!definition) throw new RangeError(`No indicator "${id}" in the catalogue`);
  return definition;
}

/** Choices that law and plan leave open: a default, where it comes from, and whether someone confirmed it. */
export interface RuleParameters {
  /**
   * The township's regional centre (no. 8). `sharing`: whether one centre may count for neighbouring townships that it
   * names as served too (field `alsoServes`), for how many townships at most, and by which clause. The plan has no such
   * clause: it asks for a centre in the township ("乡镇(街道)范围"), so sharing is not allowed until a rule says so.
   */
  townshipCentre: {
    kinds: readonly FacilityKindId[];
    functions: readonly FacilityFunctionId[];
    sharing: { allowed: boolean; mostTownships: number; clause: Clause | null };
  };
  elderCareInstitutionKinds: readonly FacilityKindId[];
  guidanceFunctions: readonly FacilityFunctionId[];
  publicBurialKinds: readonly FacilityKindId[];
  /** Division codes of the districts that the plan's "far from the urban core" leaves out of the denominator. */
  urbanCoreDistrictCodes: readonly string[];
  /** Largest bed count assumed for an institution whose beds are unknown; bounds the range, never the value. */
  unknownBedsUpperBound: number;
  /** Largest floor area assumed for a community facility whose area is unknown, m². */
  unknownFloorAreaUpperBoundM2: number;
  /**
   * The care circle (一刻钟养老服务圈). Kinds: the two lower tiers of the plan's three-tier network (chapter 4, no. 3), whose
   * services are used by people who live at home: the township's regional centre (日间照料、上门服务), the comprehensive
   * home-care centre, the day-care station, and the mutual-help home that the plan asks of villages and communities (助餐
   * 供餐、上门服务). Residential institutions take people in instead, and the county's guidance centre serves the others.
   * Minutes: GB 50180-2018, 15-minute circle. Speed: elderly people's walk, m/s.
   */
  careCircle: {
    kinds: readonly FacilityKindId[];
    functions: readonly FacilityFunctionId[];
    minutes: number;
    speedMps: number;
  };
  /**
   * People's side of the township centres (no. 8, whose kinds and functions hold here too): the walk that counts, the
   * shorter one shown beside it, and the share of a township's 60+ from which it counts as covered.
   */
  townshipPeople: { minutes: number; shorterMinutes: number; coveredShare: number };
}

export const defaultRuleParameters: RuleParameters = {
  townshipCentre: {
    kinds: ['regionalCentre'],
    functions: ['fullDayCare', 'dayCare', 'homeVisits', 'regionalCoordination'],
    sharing: { allowed: false, mostTownships: 2, clause: null },
  },
  elderCareInstitutionKinds: ['nursingHome', 'destituteCareHome', 'medicalNursingHome'],
  guidanceFunctions: ['industryManagement', 'technicalGuidance', 'emergencySupport', 'trainingDemonstration'],
  publicBurialKinds: ['publicCemetery', 'columbarium', 'ecoBurialSite'],
  urbanCoreDistrictCodes: ['130802', '130803'],
  unknownBedsUpperBound: 500,
  unknownFloorAreaUpperBoundM2: 3000,
  careCircle: {
    kinds: ['regionalCentre', 'homeCareCentre', 'dayCareStation', 'mutualHelpHome'],
    functions: [],
    minutes: 15,
    speedMps: 0.8,
  },
  townshipPeople: { minutes: 30, shorterMinutes: 15, coveredShare: 0.5 },
};
