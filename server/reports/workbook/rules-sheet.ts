import { text, type Language, type Target, type Text } from '../../../gis-data/catalogue/index.ts';
import { cellAt, on, type Cell, type Column, type Sheet } from './cells.ts';
import type { CountedReading, WorkbookContent, WorkbookIndicator } from './content.ts';
import { comparisonSigns, headlineWord, kindWords, sheetNames } from './words.ts';

/** Row of the first reading, in this sheet and in that of the indicators: both have one row per reading, in one order. */
export const FIRST_READING_ROW = 4;

/** Targets and amounts are compared as whole millionths, as `reaches` in server/indicators/figure.ts does. */
export const SCALE = 1_000_000;

interface RuleColumn extends Column {
  heading: Text;
  cell(indicator: WorkbookIndicator, reading: CountedReading, row: number, language: Language): Cell;
}

const columns: readonly RuleColumn[] = [
  {
    heading: text('编号', 'No.'),
    width: 20,
    align: 'left',
    cell: ({ definition }) => definition.planNumber ?? definition.id,
  },
  {
    heading: text('指标', 'Indicator'),
    width: 40,
    wrap: true,
    cell: ({ definition }, _r, _row, l) => definition.name[l],
  },
  {
    heading: text('读法', 'Reading'),
    width: 30,
    wrap: true,
    cell: (_i, { label }, _row, l) => (label ?? headlineWord)[l],
  },
  { heading: text('规则版本', 'Rule version'), width: 20, cell: ({ definition }) => definition.ruleVersion },
  { heading: text('性质', 'Kind'), width: 12, cell: ({ definition }, _r, _row, l) => kindWords[definition.kind][l] },
  {
    heading: text('依据文件', 'Document'),
    width: 36,
    wrap: true,
    cell: ({ definition }, _r, _row, l) => definition.clause.document[l],
  },
  {
    heading: text('条款', 'Clause'),
    width: 36,
    wrap: true,
    cell: ({ definition }, _r, _row, l) => definition.clause.place[l],
  },
  {
    heading: text('计算方法', 'How it is counted'),
    width: 60,
    wrap: true,
    cell: ({ definition }, _r, _row, l) => definition.formula[l],
  },
  {
    heading: text('比较', 'Comparison'),
    width: 12,
    align: 'center',
    read: true,
    cell: (_i, { target }) => target && comparisonSigns[target.comparison],
  },
  { heading: text('目标', 'Target'), width: 10, read: true, cell: (_i, { target }) => target && target.value },
  {
    heading: text('目标化为最简分数:分子', 'Target as a fraction: numerator'),
    width: 14,
    read: true,
    cell: (_i, { target }, row) => ({
      formula: `IF(${targetAt(row)}="","",${scaledTarget(row)}/${divisor(row)})`,
      result: target ? fractionOf(target).numerator : '',
    }),
  },
  {
    heading: text('目标化为最简分数:分母', 'Target as a fraction: denominator'),
    width: 14,
    read: true,
    cell: (_i, { target }, row) => ({
      formula: `IF(${targetAt(row)}="","",${SCALE}/${divisor(row)})`,
      result: target ? fractionOf(target).denominator : '',
    }),
  },
  { heading: text('生效日期', 'In force from'), width: 12, cell: ({ definition }) => definition.effectiveFrom },
  { heading: text('失效日期', 'Until'), width: 12, cell: ({ definition }) => definition.effectiveTo },
  {
    heading: text('需要说明的情况', 'Findings'),
    width: 60,
    wrap: true,
    cell: ({ findings }, { id }, _row, l) =>
      id === null && findings.length > 0 ? findings.map(({ message }) => message[l]).join('\n') : null,
  },
];

const TARGET_COLUMN = columns.findIndex(({ heading }) => heading.en === 'Target');
const at = (offset: number, row: number) => cellAt(TARGET_COLUMN + offset, row);
const targetAt = (row: number) => at(0, row);
const scaledTarget = (row: number) => `ROUND(${targetAt(row)}*${SCALE},0)`;
const divisor = (row: number) => `GCD(${scaledTarget(row)},${SCALE})`;

function fractionOf({ value }: Target): { numerator: number; denominator: number } {
  const scaled = Math.round(value * SCALE);
  const common = greatestCommonDivisor(scaled, SCALE);
  return { numerator: scaled / common, denominator: SCALE / common };
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** The rules: clause, version and target of every reading, which the indicators' formulas compare with. */
export function rulesSheet({ indicators }: WorkbookContent, language: Language): Sheet {
  const rows = indicators
    .flatMap((indicator) => indicator.readings.map((reading) => ({ indicator, reading })))
    .map(({ indicator, reading }, i) =>
      columns.map(({ cell }) => cell(indicator, reading, FIRST_READING_ROW + i, language)),
    );
  return {
    name: sheetNames.rules[language],
    columns,
    headerRow: FIRST_READING_ROW - 1,
    rows: [
      [sheetNames.rules[language]],
      [introduction[language]],
      columns.map(({ heading }) => heading[language]),
      ...rows,
    ],
  };
}

const introduction = text(
  '每个指标及其读法一行,依据条款与规则版本。目标化为最简分数,判定时交叉相乘,不因小数舍入而误判',
  'One row per indicator and reading, with clause and rule version. Targets are reduced to fractions, so that verdicts multiply crosswise and no rounding decides',
);

/** Reference to a reading's target and its parts, from another sheet. */
export function ruleReference(language: Language, row: number) {
  const reference = (offset: number) => on(sheetNames.rules[language], at(offset, row));
  return { comparison: reference(-1), target: reference(0), numerator: reference(1), denominator: reference(2) };
}
