import { indicatorDefinition, plan, text, type Text } from '../../gis-data/catalogue/index.ts';
import type { DivisionTable, Snapshot } from '../snapshot/snapshot.ts';
import type { PlanFinding } from './contract.ts';
import { inWords, percent } from './evidence.ts';
import { reaches } from './figure.ts';

/**
 * Figures that the plan states, as written. Every check below recomputes one from the others or from the register, and
 * reports it only when the two differ.
 */
const stated = {
  childProtectionBodies: 9,
  childProtectionBodiesTarget2025: 0.75,
  censusPopulation2020: 3_354_444,
  registeredSocialOrganisations: 1037,
  filedCommunityOrganisations: 9606,
  socialOrganisationsPer10000: 28,
  urbanStandard: { yuanPerMonth2015: 450, yuanPerMonth2020: 650 },
  ruralStandard: { yuanPerYear2015: 2800, yuanPerYear2020: 4800 },
  standardsRoseByPoints: { urban: 44.4, rural: 71.4 },
  yearlyGrowthMoreThan: 0.08,
  institutions: { all: 103, bySocialOperators: 72, sharePercent: 70 },
  elderly: { aged60: 737_800, aged60Percent: 21.99, aged80: 85_000, aged80Percent: 2.53 },
  decoupledAssociations: { all: 198, city: 65, county: 133 },
  urbanBurialSitesInCity: 2,
  urbanBurialSitesPerCounty: 1,
} as const;

/** The divisions are all of the register that the plan's figures are held against. */
type Check = (divisions: DivisionTable) => PlanFinding | null;

const clauseAt = (zh: string, en: string): Text => text(`${plan.zh} ${zh}`, `${plan.en}, ${en}`);
const baseline = (zh: string, en: string): Text => clauseAt(`第一章 发展基础 ${zh}`, `chapter 1, baseline, ${en}`);

const countyCount = (divisions: DivisionTable): number => divisions.ofLevel('county').length;

function finding(code: string, indicatorIds: string[], clause: Text, zh: string, en: string): PlanFinding {
  return { code, indicatorIds, clause, message: text(zh, en) };
}

/** Whether a figure given to some decimals is what the exact one rounds to. */
function agrees(figure: number, exact: number, decimals = 0): boolean {
  return Math.abs(figure - exact) <= 0.5 * 10 ** -decimals;
}

const childProtectionBodiesCoverCounties: Check = (divisions) => {
  const counties = countyCount(divisions);
  const { childProtectionBodies: bodies } = stated;
  if (counties === 0 || bodies >= counties) return null;
  return finding(
    'plan-child-protection-bodies',
    ['3'],
    baseline('加强孤弃儿童保障工作', 'children'),
    `规划称“建有未成年人救助保护机构${bodies}家,实现县级全覆盖”,但本市有 ${counties} 个县(市、区),${bodies} 家至多覆盖 ${percent(bodies / counties)}`,
    `The plan states “${bodies} child-protection bodies, full county coverage”, but there are ${counties} counties: ${bodies} cover at most ${percent(bodies / counties)}`,
  );
};

const childProtectionTargetBelowBaseline: Check = (divisions) => {
  const counties = countyCount(divisions);
  const { childProtectionBodies: bodies, childProtectionBodiesTarget2025: target } = stated;
  const reached = { numerator: Math.min(bodies, counties), denominator: counties };
  if (counties === 0 || !reaches(reached, { comparison: 'moreThan', value: target })) return null;
  return finding(
    'plan-child-protection-target-below-baseline',
    ['3'],
    clauseAt('第三节 健全未成年人保护体系 三、强化未成年人监护能力建设', 'section on child protection, no. 3'),
    `2025 年目标“县级未成年人救助保护机构覆盖率总体达到 ${percent(target)}”低于 2020 年现状:${bodies} 家已覆盖 ${counties} 个县(市、区)的 ${percent(reached.numerator / counties)},规划自称“全覆盖”`,
    `The 2025 target of ${percent(target)} county coverage lies below the 2020 baseline: ${bodies} bodies already cover ${percent(reached.numerator / counties)} of ${counties} counties, and the plan calls it full coverage`,
  );
};

const stationTargetsAgree: Check = () => {
  const definition = indicatorDefinition('3');
  const inTable = definition.target!.value;
  const inText = definition.readings!.find((r) => r.id === 'fullCoverage')!.target!.value;
  if (inTable === inText) return null;
  return finding(
    'plan-station-targets-differ',
    ['3'],
    clauseAt(
      '第一章 指标表第 3 项;第三节 健全未成年人保护体系 三、强化未成年人监护能力建设',
      'chapter 1, table no. 3; section on child protection, no. 3',
    ),
    `指标表目标为工作站覆盖率 ${percent(inTable)},正文要求 2025 年底“工作站或工作专干实现全覆盖”(${percent(inText)}),两者并列显示`,
    `The table asks for stations in ${percent(inTable)} of townships, the text for “a station or dedicated staff” in ${percent(inText)} by the end of 2025; both are shown`,
  );
};

const countyPopulationsSumToCensus: Check = (divisions) => {
  const counties = divisions.ofLevel('county');
  const sum = counties.reduce((total, county) => total + divisions.population[county]!, 0);
  const { censusPopulation2020: census } = stated;
  if (counties.length === 0 || Number.isNaN(sum) || sum === census) return null;
  return finding(
    'census-total-differs',
    [],
    text('第七次全国人口普查', 'Seventh national census'),
    `全市普查人口 ${inWords(census)},登记的各县(市、区)人口合计 ${inWords(sum)},相差 ${inWords(census - sum)}`,
    `The census counts ${inWords(census)} people in the city, the registered counties sum to ${inWords(sum)}: a difference of ${inWords(census - sum)}`,
  );
};

const socialOrganisationsPerTenThousand: Check = () => {
  const { registeredSocialOrganisations: registered, filedCommunityOrganisations: filed } = stated;
  const per10000 = (registered + filed) / (stated.censusPopulation2020 / 10_000);
  if (agrees(stated.socialOrganisationsPer10000, per10000)) return null;
  return finding(
    'plan-social-organisations-per-10000',
    ['10'],
    baseline('社会组织培育工作有序开展', 'social organisations'),
    `规划称“每万人社会组织达到${stated.socialOrganisationsPer10000}家”,按登记 ${registered} 家、备案 ${filed} 家和普查人口 ${inWords(stated.censusPopulation2020)} 计算为 ${inWords(per10000)} 家`,
    `The plan states ${stated.socialOrganisationsPer10000} social organisations per 10,000 people; ${registered} registered and ${filed} filed for ${inWords(stated.censusPopulation2020)} people give ${inWords(per10000)}`,
  );
};

const livingStandardGrowth: Check = () => {
  const { urbanStandard: urban, ruralStandard: rural, yearlyGrowthMoreThan: claim } = stated;
  const urbanGrowth = (urban.yuanPerMonth2020 / urban.yuanPerMonth2015) ** (1 / 5) - 1;
  const ruralGrowth = (rural.yuanPerYear2020 / rural.yuanPerYear2015) ** (1 / 5) - 1;
  if (urbanGrowth > claim && ruralGrowth > claim) return null;
  return finding(
    'plan-living-standard-growth',
    ['1'],
    baseline('救助标准逐年提高', 'living standards'),
    `规划称城乡低保标准“年平均增长率大于${claim * 100}%”,按所列数值五年平均:城市 ${percent(urbanGrowth)},农村 ${percent(ruralGrowth)}`,
    `The plan states yearly growth above ${claim * 100}% for both standards; its own figures give ${percent(urbanGrowth)} (urban) and ${percent(ruralGrowth)} (rural) a year over five years`,
  );
};

const risesAreNotPoints: Check = () => {
  const { urbanStandard: urban, ruralStandard: rural, standardsRoseByPoints: points } = stated;
  const urbanRise = (urban.yuanPerMonth2020 / urban.yuanPerMonth2015 - 1) * 100;
  const ruralRise = (rural.yuanPerYear2020 / rural.yuanPerYear2015 - 1) * 100;
  if (!agrees(points.urban, urbanRise, 1) || !agrees(points.rural, ruralRise, 1)) return null;
  return finding(
    'plan-percent-called-points',
    ['1'],
    baseline('救助标准逐年提高', 'living standards'),
    `规划称低保标准提高“${points.urban}和${points.rural}个百分点”,按所列数值是提高 ${points.urban}% 和 ${points.rural}%,单位应为百分比`,
    `The plan says the standards rose by ${points.urban} and ${points.rural} percentage points; by its own figures these are per cent`,
  );
};

const socialOperatorShare: Check = () => {
  const { all, bySocialOperators, sharePercent } = stated.institutions;
  const exact = (bySocialOperators / all) * 100;
  if (agrees(sharePercent, exact)) return null;
  return finding(
    'plan-social-operator-share',
    ['7'],
    baseline('养老服务制度保障体系初步建立', 'elder-care system'),
    `规划称 ${bySocialOperators}/${all} 占 ${sharePercent}%,计算为 ${inWords(exact)}%`,
    `The plan states that ${bySocialOperators} of ${all} are ${sharePercent}%; they are ${inWords(exact)}%`,
  );
};

const elderlyShares: Check = () => {
  const { aged60, aged60Percent, aged80, aged80Percent } = stated.elderly;
  const share60 = (aged60 / stated.censusPopulation2020) * 100;
  const share80 = (aged80 / stated.censusPopulation2020) * 100;
  if (agrees(aged60Percent, share60, 2) && agrees(aged80Percent, share80, 2)) return null;
  return finding(
    'plan-elderly-shares',
    [],
    clauseAt('第一章 基本社会服务的需求更高', 'chapter 1, rising demand for basic services'),
    `规划称 60 岁及以上占 ${aged60Percent}%、80 岁及以上占 ${aged80Percent}%,按普查人口计算为 ${share60.toFixed(2)}% 和 ${share80.toFixed(2)}%`,
    `The plan states ${aged60Percent}% aged 60+ and ${aged80Percent}% aged 80+; the census population gives ${share60.toFixed(2)}% and ${share80.toFixed(2)}%`,
  );
};

const decoupledAssociationsAddUp: Check = () => {
  const { all, city, county } = stated.decoupledAssociations;
  if (city + county === all) return null;
  return finding(
    'plan-decoupled-associations',
    ['10'],
    baseline('高效推进“政会分离”工作', 'associations'),
    `规划称脱钩协会商会 ${all} 家,市本级 ${city} 家与县级 ${county} 家合计 ${city + county} 家`,
    `The plan states ${all} decoupled associations; ${city} and ${county} sum to ${city + county}`,
  );
};

/** Smallest whole number of units that reaches a share, by the same exact comparison as the verdicts. */
function leastReaching(share: number, units: number): number {
  let least = 0;
  while (least < units && !reaches({ numerator: least, denominator: units }, { comparison: 'atLeast', value: share })) {
    least++;
  }
  return least;
}

const townshipTargetHasTwoReadings: Check = (divisions) => {
  const townships = divisions.ofLevel('township');
  const subdistricts = townships.filter((row) => divisions.bodies[row]!.type === 'subdistrict').length;
  if (subdistricts === 0) return null;
  const share = indicatorDefinition('8').target!.value;
  const [all, others] = [townships.length, townships.length - subdistricts];
  const [leastOfAll, leastOfOthers] = [leastReaching(share, all), leastReaching(share, others)];
  // With every subdistrict covered, the two readings agree only if they ask for equally many townships in all.
  if (leastOfAll === leastOfOthers + subdistricts) return null;
  return finding(
    'plan-township-target-two-readings',
    ['8'],
    clauseAt('第四章 三、构建“三级”养老服务设施网络', 'chapter 4, no. 3'),
    `“${share * 100}%以上的乡镇(街道)和所有城市街道”有两种读法:${all} 个的 ${share * 100}%(${inWords(all * share)})即至少 ${leastOfAll} 个,且 ${subdistricts} 个街道全部具备;或 ${others} 个镇、乡中至少 ${leastOfOthers} 个,加 ${subdistricts} 个街道,共 ${leastOfOthers + subdistricts} 个`,
    `“${share * 100}% of townships (subdistricts) and all city subdistricts” can be read in two ways: ${share * 100}% of ${all} (${inWords(all * share)}), at least ${leastOfAll}, with all ${subdistricts} subdistricts among them; or at least ${leastOfOthers} of ${others} towns and townships and ${subdistricts} subdistricts, ${leastOfOthers + subdistricts} in all`,
  );
};

const isDistrict = (divisions: DivisionTable, row: number): boolean => divisions.bodies[row]!.type === 'district';

/** Counties, and districts that the plan may or may not mean by "districts far from the urban core". */
const burialDenominatorsAgree: Check = (divisions) => {
  const counties = divisions.ofLevel('county');
  const districts = counties.filter((row) => isDistrict(divisions, row)).length;
  if (districts === 0) return null;
  return finding(
    'plan-burial-denominators',
    ['14'],
    clauseAt(
      '第一章 指标表第 14 项;第六章 第三节 提升殡葬公共服务能力',
      'chapter 1, table no. 14; chapter 6, section 3, funeral services',
    ),
    `指标表按“县级”计数,为 ${counties.length} 个;正文只要求“每个县(市、远离主城区的区)”,${districts} 个市辖区中哪些在内未说明,两种分母并列显示`,
    `The table counts all ${counties.length} counties; the text asks only for “each county (city, district far from the urban core)” without saying which of the ${districts} districts it means; both denominators are shown`,
  );
};

const urbanSitesAgree: Check = (divisions) => {
  const beyondDistricts = divisions.ofLevel('county').filter((row) => !isDistrict(divisions, row)).length;
  const needed = beyondDistricts * stated.urbanBurialSitesPerCounty;
  if (needed <= stated.urbanBurialSitesInCity) return null;
  return finding(
    'plan-urban-burial-sites',
    ['urbanFuneralSites', '14'],
    clauseAt('第六章 第三节 提升殡葬公共服务能力', 'chapter 6, section 3, funeral services'),
    `同一句中“全市至少建设${stated.urbanBurialSitesInCity}处城市公益性安葬设施”与“每个县(市、远离主城区的区)至少建设${stated.urbanBurialSitesPerCounty}处城市公益性安葬设施”不一致:后者仅县(市)就至少 ${needed} 处`,
    `One sentence asks for at least ${stated.urbanBurialSitesInCity} urban public-benefit burial sites in the city and for at least ${stated.urbanBurialSitesPerCounty} in each county: the counties alone need ${needed}`,
  );
};

const checks: readonly Check[] = [
  livingStandardGrowth,
  risesAreNotPoints,
  childProtectionBodiesCoverCounties,
  childProtectionTargetBelowBaseline,
  stationTargetsAgree,
  socialOperatorShare,
  townshipTargetHasTwoReadings,
  socialOrganisationsPerTenThousand,
  decoupledAssociationsAddUp,
  burialDenominatorsAgree,
  urbanSitesAgree,
  elderlyShares,
  countyPopulationsSumToCensus,
];

const found = new WeakMap<DivisionTable, readonly PlanFinding[]>();

/**
 * The plan's contradictions, recomputed on a snapshot: only figures that really do not agree. Kept with the divisions,
 * which overlays share.
 */
export function planFindings({ divisions }: Snapshot): PlanFinding[] {
  let findings = found.get(divisions);
  if (!findings) {
    findings = checks.flatMap((check) => check(divisions) ?? []);
    found.set(divisions, findings);
  }
  return [...findings];
}
