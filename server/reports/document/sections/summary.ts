import { formatNumber, type Language } from '../../../../gis-data/catalogue/index.ts';
import type { Block, Say } from '../content.ts';
import { scopedCoverage, type ReportData, type ScopedResult } from '../data.ts';
import { moneyWord, peopleShare, peopleWord, rangeWord, targetWord } from '../words.ts';

/** What a reader must know who reads one page. */
export function summarySection(data: ReportData, results: readonly ScopedResult[], say: Say): Block[] {
  return [
    { type: 'heading', level: 1, text: say('概述', 'Summary') },
    { type: 'paragraph', text: standing(data, results, say) },
    ...listOf(data, results, 'unmet', say('未达标的指标:', 'Not met:'), say),
    ...listOf(
      data,
      results,
      'insufficient',
      say(
        '数据不足的指标(未知既不算“是”也不算“否”,区间跨越目标值):',
        'Insufficient data (what is unknown counts neither as yes nor as no, and the range straddles the target):',
      ),
      say,
    ),
    ...[coverageSentence(data, say), scenarioSentence(data, say)].flatMap((text): Block[] =>
      text === null ? [] : [{ type: 'paragraph', text }],
    ),
  ];
}

function standing({ scope, snapshot }: ReportData, results: readonly ScopedResult[], say: Say): string {
  const main = results.filter(({ definition }) => definition.planNumber !== null);
  const withTarget = main.filter(({ target }) => target !== null);
  const count = (verdict: ScopedResult['verdict'], of: readonly ScopedResult[] = withTarget) =>
    of.filter((result) => result.verdict === verdict).length;
  const binding = withTarget.filter(({ definition }) => definition.kind === 'binding');
  const without = main.length - withTarget.length;
  return say(
    `截至 ${snapshot.asOf},${scope.name}的 ${main.length} 项主要发展指标中,达标 ${count('met')} 项,未达标 ${count('unmet')} 项,数据不足 ${count('insufficient')} 项` +
      `${without > 0 ? `,${without} 项目标只对全市而言` : ''}。其中约束性指标 ${binding.length} 项,达标 ${count('met', binding)} 项,未达标 ${count('unmet', binding)} 项,数据不足 ${count('insufficient', binding)} 项。`,
    `On ${snapshot.asOf}, of the ${main.length} main indicators of ${scope.name}: ${counts(count)}` +
      `${without > 0 ? `; the targets of ${without} are the whole city's` : ''}. Of the ${binding.length} binding ones: ${counts((verdict) => count(verdict, binding))}.`,
  );
}

const counts = (count: (verdict: ScopedResult['verdict']) => number): string =>
  `met: ${count('met')}, not met: ${count('unmet')}, insufficient data: ${count('insufficient')}`;

/** The condition beside a headline where it is not met, since then the headline's figure alone does not tell the verdict. */
function conditionWords({ definition, readings }: ScopedResult, language: Language, say: Say): string {
  const condition = readings.find(({ id }) => id === definition.condition);
  if (!condition?.target || condition.verdict === 'met') return '';
  const figure = rangeWord(condition, definition.unit, language);
  const target = targetWord(condition, definition.unit, language);
  const { zh, en } = condition.label;
  return say(`;条件“${zh}”: ${figure} (${target})`, `; condition “${en}”: ${figure} (${target})`);
}

function listOf(
  { language }: ReportData,
  results: readonly ScopedResult[],
  verdict: ScopedResult['verdict'],
  title: string,
  say: Say,
): Block[] {
  const items = results
    .filter((result) => result.target !== null && result.verdict === verdict)
    .map((result) => {
      const { definition } = result;
      const figure =
        result.lower === null && result.value === null
          ? say('没有数据', 'no data')
          : rangeWord(result, definition.unit, language);
      const target = targetWord(result, definition.unit, language);
      return `${definition.name[language]}: ${figure} (${target})${conditionWords(result, language, say)}`;
    });
  return items.length === 0
    ? []
    : [
        { type: 'paragraph', text: title },
        { type: 'list', items },
      ];
}

function coverageSentence(data: ReportData, say: Say): string | null {
  const { language, coverage } = data;
  const area = scopedCoverage(data);
  if (area === null || coverage === null) return null;
  const { covered, uncovered, unknown } = area.population60;
  const people = (value: number) => peopleWord(value, language);
  const { minutes, speedMps } = coverage.question;
  return say(
    `按步行路网计算,60 岁及以上人口中 ${peopleShare(area.population60, language)} 可在 ${minutes} 分钟内(${speedMps} 米/秒)步行到达养老服务设施:覆盖 ${people(covered)} 人,未覆盖 ${people(uncovered)} 人,未知 ${people(unknown)} 人。`,
    `On the walk network, ${peopleShare(area.population60, language)} of the people aged 60+ reach an elder-care facility within ${minutes} minutes at ${speedMps} m/s: ${people(covered)} covered, ${people(uncovered)} not covered, ${people(unknown)} unknown.`,
  );
}

function scenarioSentence({ scenario, language }: ReportData, say: Say): string | null {
  if (!scenario?.result) return null;
  const { cost } = scenario.result;
  const actions = formatNumber(cost.actions.length, language);
  return say(
    `方案“${scenario.scenario.name}”提出 ${actions} 项措施,已计价部分 ${moneyWord(cost.yuan, say, language)},未能计价 ${cost.unpriced} 项(见“拟采取的措施与费用”)。`,
    `The scenario “${scenario.scenario.name}” proposes ${actions} actions; what can be priced comes to ${moneyWord(cost.yuan, say, language)}, and ${cost.unpriced} actions could not be priced (see the proposed actions).`,
  );
}
