import { text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../indicators/contract.ts';
import { isCount } from '../../indicators/figure.ts';
import type { Cell, Column } from './cells.ts';
import type { WorkbookIndicator } from './content.ts';
import { headlineWord, truthWords, unitTypeWords } from './words.ts';

/** A column of an evidence sheet; others find it by its key. */
export interface EvidenceColumn extends Column {
  key: string;
  heading: Text;
  cell(row: EvidenceRow): Cell;
}

const AMOUNT_FORMAT = '#,##0.######';

/**
 * How an evidence sheet is counted. `verdicts`: every unit adds one to the denominator (nothing to a count's) and its
 * verdict decides the numerator, so formulas count verdicts. `amounts`: formulas sum the units' amounts.
 */
export type Counting = 'verdicts' | 'amounts';

export function countingOf({ definition, rows }: WorkbookIndicator): Counting {
  const one = isCount(definition.unit) ? 0 : 1;
  const followsVerdict = ({ verdict, numerator, denominator, lower, upper, optional }: EvidenceRow) => {
    const least = verdict === 'yes' ? 1 : 0;
    const most = verdict === 'no' ? 0 : 1;
    const denominators = [denominator, lower.denominator, upper.denominator];
    return (
      !optional &&
      denominators.every((amount) => amount === one) &&
      numerator === least &&
      lower.numerator === least &&
      upper.numerator === most
    );
  };
  return rows.every(followsVerdict) ? 'verdicts' : 'amounts';
}

/** Key of the column that says which units a reading counts; the headline is reading 0. */
export const readingKey = (reading: number): string => `reading${reading}`;

/** The columns that hold what was found, in order. */
export function evidenceColumns(
  indicator: WorkbookIndicator,
  counting: Counting,
  language: Language,
): EvidenceColumn[] {
  return [
    ...unitColumns(language),
    ...(counting === 'amounts' ? amountColumns() : []),
    ...readingColumns(indicator),
    ...recordColumns(),
  ];
}

function unitColumns(language: Language): EvidenceColumn[] {
  return [
    column('unitType', text('单元类型', 'Unit type'), 12, ({ unitType }) => unitTypeWords[unitType][language], {
      read: true,
    }),
    column('unitId', text('单元标识', 'Unit id'), 18, ({ unitId }) => unitId),
    column('unitCode', text('代码', 'Code'), 18, ({ unitCode }) => unitCode),
    column('unitName', text('名称', 'Name'), 28, ({ unitName }) => unitName),
    column('county', text('县(市、区)', 'County'), 18, ({ countyName }) => countyName),
    column('township', text('乡镇(街道)', 'Township'), 18, ({ townshipName }) => townshipName),
    column('verdict', text('判定', 'Verdict'), 10, ({ verdict }) => truthWords[verdict][language], { read: true }),
    column('reason', text('理由', 'Reason'), 60, ({ reason }) => reason[language], { wrap: true }),
  ];
}

function amountColumns(): EvidenceColumn[] {
  const amount = (key: string, heading: Text, of: (row: EvidenceRow) => number) =>
    column(key, heading, 13, of, { read: true, format: AMOUNT_FORMAT });
  return [
    amount('numerator', text('分子(已确认)', 'Numerator (confirmed)'), (row) => row.numerator),
    amount('denominator', text('分母(已确认)', 'Denominator (confirmed)'), (row) => row.denominator),
    amount('lowerNumerator', text('下限分子', 'Numerator, lower end'), (row) => row.lower.numerator),
    amount('lowerDenominator', text('下限分母', 'Denominator, lower end'), (row) => row.lower.denominator),
    amount('upperNumerator', text('上限分子', 'Numerator, upper end'), (row) => row.upper.numerator),
    amount('upperDenominator', text('上限分母', 'Denominator, upper end'), (row) => row.upper.denominator),
    column('optional', text('可计可不计', 'May or may not count'), 14, (row) => flag(row.optional), {
      align: 'center',
      read: true,
    }),
  ];
}

function readingColumns({ readings }: WorkbookIndicator): EvidenceColumn[] {
  return readings.map(({ label, counts }, i) => {
    const of = label ?? headlineWord;
    const heading = text(`计入:${of.zh}`, `Counted: ${of.en}`);
    return column(readingKey(i), heading, 14, (row) => flag(counts(row)), { read: true, align: 'center' });
  });
}

function recordColumns(): EvidenceColumn[] {
  return [
    column('records', text('所据记录', 'Records'), 40, ({ records }) => records.map(recordText).join('\n') || null, {
      wrap: true,
    }),
    column('demo', text('演示数据', 'Demonstration data'), 15, ({ demo }) => flag(demo), {
      align: 'center',
    }),
  ];
}

const recordText = ({ type, id, label }: EvidenceRow['records'][number]) => `${label} [${type} ${id}]`;

const flag = (value: boolean): number => (value ? 1 : 0);

function column(
  key: string,
  heading: Text,
  width: number,
  cell: (row: EvidenceRow) => Cell,
  look: Omit<Column, 'width'> = {},
): EvidenceColumn {
  return { key, heading, width, cell, ...look };
}
