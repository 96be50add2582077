import { text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { Verdict } from '../../indicators/contract.ts';
import { isCount, reaches as reachesTarget } from '../../indicators/figure.ts';
import { cellAt, quoted, type Cell, type Column, type Formula, type Sheet, type Value } from './cells.ts';
import type { CountedReading, WorkbookContent, WorkbookIndicator } from './content.ts';
import { readingKey } from './evidence-columns.ts';
import type { EvidenceSheet } from './evidence-sheet.ts';
import { amountKey, prefixKey, type End } from './prefix-columns.ts';
import { FIRST_READING_ROW, ruleReference, SCALE } from './rules-sheet.ts';
import {
  comparisonSigns,
  headlineWord,
  sheetNames,
  truthWords,
  unitTypeWords,
  unitWords,
  verdictWords,
} from './words.ts';

/** One row of the sheet: a reading, where it stands, and what its formulas refer to. */
interface ReadingRow {
  indicator: WorkbookIndicator;
  reading: CountedReading;
  /** Place of the reading among the indicator's, the headline first. */
  index: number;
  row: number;
  evidence: EvidenceSheet;
  language: Language;
}

const RATIO_FORMAT = '0.00%';
const AMOUNT_FORMAT = '#,##0.######';
const TWO_DECIMALS = '#,##0.00';

interface IndicatorColumn extends Column {
  key: string;
  heading: Text;
  cell(at: ReadingRow): Cell;
}

const wrapped: ReadonlySet<string> = new Set(['name', 'reading']);
const centred: ReadonlySet<string> = new Set([
  'comparison',
  'verdict',
  'overall',
  'openEnded',
  'lowerReaches',
  'upperReaches',
]);

const columns: readonly IndicatorColumn[] = [
  column('number', text('编号', 'No.'), 20, ({ indicator: { definition } }) => definition.planNumber ?? definition.id),
  column('name', text('指标', 'Indicator'), 44, ({ indicator, language }) => indicator.definition.name[language]),
  column('reading', text('读法', 'Reading'), 30, ({ reading, language }) => (reading.label ?? headlineWord)[language]),
  column('unit', text('单位', 'Unit'), 24, ({ indicator, language }) => unitWords[indicator.definition.unit][language]),
  column('units', text('单元数', 'Units'), 9, (at) => formula(unitCount(at), at.reading.units)),
  column('unknownUnits', text('其中未知', 'Of them unknown'), 9, (at) =>
    formula(unitCount(at, truthWords.unknown[at.language]), at.reading.unknownUnits),
  ),
  amountColumn('numerator', text('分子(已确认)', 'Numerator (confirmed)'), (at) =>
    formula(confirmed(at, 'numerator'), at.reading.figure.numerator),
  ),
  amountColumn('denominator', text('分母(已确认)', 'Denominator (confirmed)'), (at) =>
    formula(confirmed(at, 'denominator'), at.reading.figure.denominator),
  ),
  column('value', text('现值', 'Value'), 12, (at) =>
    formula(quotient(at, 'numerator', 'denominator'), at.reading.figure.value),
  ),
  column('lower', text('下限(未知均不符合)', 'Lower (all unknown fail)'), 12, (at) =>
    formula(quotient(at, 'lowerNumerator', 'lowerDenominator'), at.reading.figure.lower),
  ),
  column('upper', text('上限(未知均符合)', 'Upper (all unknown hold)'), 12, (at) =>
    formula(quotient(at, 'upperNumerator', 'upperDenominator'), at.reading.figure.upper),
  ),
  column('comparison', text('比较', 'Comparison'), 12, (at) => {
    const { comparison } = ruleReference(at.language, at.row);
    const { target } = at.reading;
    return formula(`IF(${comparison}="","",${comparison})`, target && comparisonSigns[target.comparison]);
  }),
  column('target', text('目标', 'Target'), 10, (at) => {
    const { target } = ruleReference(at.language, at.row);
    return formula(`IF(${target}="","",${target})`, at.reading.target && at.reading.target.value);
  }),
  column('verdict', text('判定', 'Verdict'), 14, (at) =>
    formula(verdict(at), verdictWords[at.reading.figure.verdict][at.language]),
  ),
  column('overall', text('综合判定(含附加条件)', 'Verdict with its condition'), 16, overallVerdict),
  column('openEnded', text('有单元未填报(1 = 有)', 'Units not reported (1 = some)'), 12, ({ indicator }) =>
    indicator.openEnded ? 1 : 0,
  ),
  amountColumn('lowerNumerator', text('下限分子', 'Numerator, lower end'), (at) =>
    extremeCell(at, 'lower', 'numerator'),
  ),
  amountColumn('lowerDenominator', text('下限分母', 'Denominator, lower end'), (at) =>
    extremeCell(at, 'lower', 'denominator'),
  ),
  amountColumn('upperNumerator', text('上限分子', 'Numerator, upper end'), (at) =>
    extremeCell(at, 'upper', 'numerator'),
  ),
  amountColumn('upperDenominator', text('上限分母', 'Denominator, upper end'), (at) =>
    extremeCell(at, 'upper', 'denominator'),
  ),
  column('lowerReaches', text('下限达到目标', 'Lower end reaches the target'), 10, (at) => reachesCell(at, 'lower')),
  column('upperReaches', text('上限达到目标', 'Upper end reaches the target'), 10, (at) => reachesCell(at, 'upper')),
  column('ruleVersion', text('规则版本', 'Rule version'), 20, ({ indicator }) => indicator.definition.ruleVersion),
  column('evidence', text('证据表', 'Evidence sheet'), 14, ({ evidence }) => evidence.sheet.name),
];

function column(key: string, heading: Text, width: number, cell: (at: ReadingRow) => Cell): IndicatorColumn {
  return {
    key,
    heading,
    width,
    cell,
    wrap: wrapped.has(key),
    align: centred.has(key) ? 'center' : key === 'number' ? 'left' : undefined,
  };
}

function amountColumn(key: string, heading: Text, cell: (at: ReadingRow) => Cell): IndicatorColumn {
  return { ...column(key, heading, 14, cell), format: AMOUNT_FORMAT };
}

const columnOf = new Map(columns.map(({ key }, i) => [key, i]));

/** Reference to a cell of this sheet. */
const cell = (key: string, row: number): string => cellAt(columnOf.get(key)!, row);

/** Position from 0 of a column of the sheet. */
export const indicatorColumn = (key: string): number => columnOf.get(key)!;

/** A figure that does not exist shows as an empty text. */
const formula = (written: string, result: Value): Formula => ({ formula: written, result: result ?? '' });

/**
 * The indicators: one row per indicator and reading, every figure a formula over the evidence sheets and the rules.
 * @param evidence the sheets of the content's indicators, in their order
 */
export function indicatorSheet(
  { indicators }: WorkbookContent,
  evidence: readonly EvidenceSheet[],
  language: Language,
): Sheet {
  const places = indicators.flatMap((indicator, i) =>
    indicator.readings.map((reading, index) => ({ indicator, reading, index, evidence: evidence[i]!, language })),
  );
  const rows = places.map((place, i) => columns.map((c) => c.cell({ ...place, row: FIRST_READING_ROW + i })));
  return {
    name: sheetNames.indicators[language],
    columns,
    headerRow: FIRST_READING_ROW - 1,
    cellFormats: places.flatMap(({ indicator }, i) => formatsOf(indicator, FIRST_READING_ROW + i)),
    rows: [
      [sheetNames.indicators[language]],
      [introduction[language]],
      columns.map(({ heading }) => heading[language]),
      ...rows,
    ],
  };
}

const introduction = text(
  '所有数字都是公式,引用证据表和规则表;空白表示没有可计算的数。未知既不算符合也不算不符合,只扩大下限与上限之间的区间',
  'Every figure is a formula over the evidence sheets and the rules; empty where there is nothing to count. What is unknown counts neither way and only widens the range',
);

function formatsOf({ definition }: WorkbookIndicator, row: number): { column: number; row: number; format: string }[] {
  const format = definition.unit === 'ratio' ? RATIO_FORMAT : isCount(definition.unit) ? AMOUNT_FORMAT : TWO_DECIMALS;
  return ['value', 'lower', 'upper', 'target'].map((key) => ({ column: columnOf.get(key)!, row, format }));
}

const counted = ({ evidence, index }: ReadingRow): string => `${evidence.range(readingKey(index))},1`;
const rowsCounted = (at: ReadingRow): string => `COUNTIFS(${counted(at)})`;
const withVerdict = (at: ReadingRow, word: string): string =>
  `COUNTIFS(${counted(at)},${at.evidence.range('verdict')},${quoted(word)})`;

/** Units of the indicator's own type; the other rows are facilities that no unit could be found for. */
function unitCount(at: ReadingRow, verdictWord?: string): string {
  const { evidenceUnit } = at.indicator.definition;
  const conditions = [counted(at)];
  if (evidenceUnit !== 'statistic') {
    conditions.push(`${at.evidence.range('unitType')},${quoted(unitTypeWords[evidenceUnit][at.language])}`);
  }
  if (verdictWord !== undefined) conditions.push(`${at.evidence.range('verdict')},${quoted(verdictWord)}`);
  return `COUNTIFS(${conditions.join(',')})`;
}

function confirmed(at: ReadingRow, part: 'numerator' | 'denominator'): string {
  if (at.evidence.counting === 'amounts') return sum(at, part);
  return part === 'numerator' ? withVerdict(at, truthWords.yes[at.language]) : unitDenominator(at);
}

/** Every unit adds one to a share's denominator; a count has none. */
const unitDenominator = (at: ReadingRow): string => (isCount(at.indicator.definition.unit) ? '0' : rowsCounted(at));

/** Sums to a millionth, as the server gives them. */
const sum = (at: ReadingRow, key: string): string => `ROUND(${rawSum(at, key)},6)`;

const rawSum = (at: ReadingRow, key: string, certainOnly = false): string =>
  `SUMIFS(${at.evidence.range(key)},${counted(at)}${certainOnly ? `,${at.evidence.range('optional')},0` : ''})`;

function quotient(at: ReadingRow, numerator: string, denominator: string): string {
  const over = cell(numerator, at.row);
  const under = cell(denominator, at.row);
  const figure = isCount(at.indicator.definition.unit) ? over : `IF(${under}>0,${over}/${under},"")`;
  return `IF(${rowsCounted(at)}=0,"",${figure})`;
}

/**
 * One of the two sums at an end of the range. While a unit has not reported, a share ranges over 0 to 1 and a count has no
 * upper end. Several choices of optional units may give one extreme quotient from different sums.
 */
function extremeCell(at: ReadingRow, end: End, part: 'numerator' | 'denominator'): Formula {
  const open = `${cell('openEnded', at.row)}=1`;
  const sums = end === 'lower' ? at.reading.lowest : at.reading.highest;
  const expression = extremeSum(at, end, part);
  const result = sums && tidy(sums[part]);
  if (isCount(at.indicator.definition.unit)) {
    return formula(end === 'lower' ? expression : `IF(${open},"",${expression})`, result);
  }
  const unbounded = end === 'lower' && part === 'numerator' ? 0 : 1;
  return {
    ...formula(`IF(${open},${unbounded},${expression})`, result),
    oneOfSeveral: at.evidence.hasPrefixes,
  };
}

const tidy = (amount: number): number => Math.round(amount * SCALE) / SCALE;

function extremeSum(at: ReadingRow, end: End, part: 'numerator' | 'denominator'): string {
  const { counting, hasPrefixes } = at.evidence;
  if (counting === 'verdicts') {
    if (part === 'denominator') return unitDenominator(at);
    const yes = withVerdict(at, truthWords.yes[at.language]);
    return end === 'lower' ? yes : `${yes}+${withVerdict(at, truthWords.unknown[at.language])}`;
  }
  if (hasPrefixes) return `ROUND(${bestPrefix(at, end, part)},6)`;
  const certainOnly = isCount(at.indicator.definition.unit) && end === 'lower';
  return `ROUND(${rawSum(at, amountKey(end, part), certainOnly)},6)`;
}

/** The certain units alone, or the prefix of optional ones with the extreme quotient: see prefix-columns.ts. */
function bestPrefix(at: ReadingRow, end: End, part: 'numerator' | 'denominator'): string {
  const prefixes = (of: 'numerator' | 'denominator' | 'quotient') => at.evidence.range(prefixKey(end, of, at.index));
  const certain = (of: 'numerator' | 'denominator') => rawSum(at, amountKey(end, of), true);
  const best = `${end === 'lower' ? 'MIN' : 'MAX'}(${prefixes('quotient')})`;
  const comparison = end === 'lower' ? '<=' : '>=';
  const certainIsBest = `IF(${certain('denominator')}>0,${certain('numerator')}/${certain('denominator')}${comparison}${best},1=0)`;
  return (
    `IF(COUNT(${prefixes('quotient')})=0,${certain(part)},` +
    `IF(${certainIsBest},${certain(part)},INDEX(${prefixes(part)},MATCH(${best},${prefixes('quotient')},0))))`
  );
}

/**
 * Whether sums reach the target, by cross-multiplication in whole millionths with the target as a reduced fraction. Exact
 * while each product stays below 10^15, to which spreadsheets keep whole numbers: for targets in whole per cent, sums up
 * to 10 million.
 */
function reaches(at: ReadingRow, end: End): string {
  const rule = ruleReference(at.language, at.row);
  const scaled = (key: string) => `ROUND(${cell(key, at.row)}*${SCALE},0)`;
  const denominator = isCount(at.indicator.definition.unit) ? String(SCALE) : scaled(amountKey(end, 'denominator'));
  const left = `${scaled(amountKey(end, 'numerator'))}*${rule.denominator}`;
  const right = `${rule.numerator}*${denominator}`;
  return `IF(${rule.comparison}=${quoted(comparisonSigns.moreThan)},${left}>${right},${left}>=${right})`;
}

/** Whether an end of the range reaches the target; empty where there is no target or no such end. */
function reachesCell(at: ReadingRow, end: End): Formula {
  const { target } = ruleReference(at.language, at.row);
  const word = (truth: boolean) => truthWords[truth ? 'yes' : 'no'][at.language];
  const answer = `IF(${reaches(at, end)},${quoted(word(true))},${quoted(word(false))})`;
  return formula(`IF(${target}="","",IF(${cell(end, at.row)}="","",${answer}))`, reachesResult(at, end, word));
}

function reachesResult({ indicator, reading }: ReadingRow, end: End, word: (truth: boolean) => string): Value {
  const sums = end === 'lower' ? reading.lowest : reading.highest;
  if (!reading.target || !sums || reading.figure[end] === null) return null;
  const { unit } = indicator.definition;
  return word(reachesTarget(isCount(unit) ? { ...sums, denominator: 1 } : sums, reading.target));
}

/** From the range, never from the value: met if even the lower end reaches the target, unmet if not even the upper one does. */
function verdict({ language, row }: ReadingRow): string {
  const word = (v: Verdict) => quoted(verdictWords[v][language]);
  const isUnmet = `${cell('upperReaches', row)}=${quoted(truthWords.no[language])}`;
  const isMet = `${cell('lowerReaches', row)}=${quoted(truthWords.yes[language])}`;
  return `IF(${isMet},${word('met')},IF(${isUnmet},${word('unmet')},${word('insufficient')}))`;
}

/** Beside the headline only: its verdict together with that of the reading that is its condition (Kleene conjunction). */
function overallVerdict(at: ReadingRow): Cell {
  const { indicator, language, index, row } = at;
  if (index !== 0) return null;
  const own = cell('verdict', row);
  const result = verdictWords[indicator.overallVerdict][language];
  const { condition } = indicator.definition;
  if (condition === undefined) return formula(own, result);
  const other = cell('verdict', row + indicator.readings.findIndex(({ id }) => id === condition));
  const either = (v: Verdict) =>
    `OR(${own}=${quoted(verdictWords[v][language])},${other}=${quoted(verdictWords[v][language])})`;
  const word = (v: Verdict) => quoted(verdictWords[v][language]);
  return formula(
    `IF(${either('unmet')},${word('unmet')},IF(${either('insufficient')},${word('insufficient')},${word('met')}))`,
    result,
  );
}
