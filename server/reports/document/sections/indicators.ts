import { plan } from '../../../../gis-data/catalogue/index.ts';
import type { Block, Column, Say } from '../content.ts';
import type { ReportData, ScopedResult } from '../data.ts';
import { fractionWord, kindWord, rangeWord, targetWord, verdictWord } from '../words.ts';

/** The 14 indicators, the targets in the plan's text, and the readings beside them. */
export function indicatorsSection(data: ReportData, results: readonly ScopedResult[], say: Say): Block[] {
  const main = results.filter(({ definition }) => definition.planNumber !== null);
  const inText = results.filter(({ definition }) => definition.planNumber === null);
  const note = say(
    `目标与条款出自《${plan.zh}》。“数值”一栏中的区间:下限为未知全部不计,上限为未知全部计入;判定依区间作出。“分子/分母”只计已确认的部分。`,
    `Targets and clauses are those of the ${plan.en}. A range runs from the figure if every unknown fails to the figure if every unknown holds, and the verdict follows from the range. The fraction counts only what is confirmed.`,
  );
  return [
    { type: 'heading', level: 1, text: say('指标完成情况', 'Indicators') },
    { type: 'paragraph', text: note },
    table(data, main, say('主要发展指标', 'Main indicators'), say),
    table(
      data,
      inText,
      say('规划正文中的目标与专题指标', 'Targets in the text of the plan and further indicators'),
      say,
    ),
    ...readings(data, results, say),
  ];
}

const columns = (say: Say): Column[] => [
  { label: say('序号', 'No.'), share: 6, align: 'centre' },
  { label: say('指标', 'Indicator'), share: 24 },
  { label: say('属性', 'Kind'), share: 10, align: 'centre' },
  { label: say('目标', 'Target'), share: 12, align: 'end' },
  { label: say('数值(区间)', 'Value (range)'), share: 14, align: 'end' },
  { label: say('分子/分母', 'Fraction'), share: 13, align: 'end' },
  { label: say('判定', 'Verdict'), share: 13, align: 'centre' },
  { label: say('条款', 'Clause'), share: 21 },
];

function table({ language }: ReportData, results: readonly ScopedResult[], caption: string, say: Say): Block {
  const rows = results.map((result) => {
    const { definition } = result;
    return [
      definition.planNumber === null ? '—' : String(definition.planNumber),
      definition.name[language],
      kindWord(definition.kind, say),
      targetWord(result, definition.unit, language),
      rangeWord(result, definition.unit, language),
      fractionWord(result, definition.unit, language),
      verdictWord(result.verdict, result.target !== null, say),
      definition.clause.place[language],
    ];
  });
  return { type: 'table', caption, columns: columns(say), rows };
}

function readings({ language }: ReportData, results: readonly ScopedResult[], say: Say): Block[] {
  const rows = results.flatMap(({ definition, readings: beside }) =>
    beside.map((reading) => [
      definition.name[language],
      reading.label[language],
      targetWord(reading, definition.unit, language),
      rangeWord(reading, definition.unit, language),
      fractionWord(reading, definition.unit, language),
      verdictWord(reading.verdict, reading.target !== null, say),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    {
      type: 'table',
      caption: say('并列的其他读法', 'Other readings beside the headline'),
      columns: [
        { label: say('指标', 'Indicator'), share: 27 },
        { label: say('读法', 'Reading'), share: 26 },
        { label: say('目标', 'Target'), share: 11, align: 'end' },
        { label: say('数值(区间)', 'Value (range)'), share: 14, align: 'end' },
        { label: say('分子/分母', 'Fraction'), share: 16, align: 'end' },
        { label: say('判定', 'Verdict'), share: 13, align: 'centre' },
      ],
      rows,
    },
  ];
}
