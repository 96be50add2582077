import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../indicators/contract.ts';
import type { Amounts } from '../../indicators/figure.ts';
import { cellAt, rangeOf, type Column, type Formula } from './cells.ts';
import type { CountedReading } from './content.ts';
import { readingKey } from './evidence-columns.ts';

/*
 * Where some units may or may not count (their status is unknown), an end of the range is the extreme quotient over the
 * choices of those units. The best choice is a prefix of them in order of their own quotients (see `extremeQuotient` in
 * server/indicators/figure.ts), so every optional unit gets the sums over the certain units and all optional ones up to
 * itself, and the end is the least or greatest quotient of these and of the certain units alone. Quotients are ordered by
 * cross-multiplication; those that are equal stand together, which changes no extreme.
 */

export const ends = ['lower', 'upper'] as const;
export type End = (typeof ends)[number];
type Part = 'numerator' | 'denominator' | 'quotient';

export const prefixKey = (end: End, part: Part, reading: number): string => `prefix-${end}-${part}-${reading}`;
export const amountKey = (end: End, part: 'numerator' | 'denominator'): string =>
  `${end}${part === 'numerator' ? 'Numerator' : 'Denominator'}`;

/** A column of formulas; its cells need the rows around them. */
export interface PrefixColumn extends Column {
  key: string;
  heading: Text;
  /** @param position of the row among the sheet's rows of evidence, from 0 */
  cell(position: number): Formula;
}

export interface SheetRows {
  rows: readonly EvidenceRow[];
  /** First and last row of the evidence in the sheet, from 1. */
  firstRow: number;
  lastRow: number;
  /** Position of a column from 0. */
  column(key: string): number;
}

/** The columns of all readings and both ends. */
export const prefixColumns = (sheet: SheetRows, readings: readonly CountedReading[]): PrefixColumn[] =>
  readings.flatMap((reading, i) => ends.flatMap((end) => columnsOf(sheet, reading, i, end)));

const endWords: Readonly<Record<End, Text>> = { lower: text('下限', 'Lower end'), upper: text('上限', 'Upper end') };

function columnsOf(sheet: SheetRows, reading: CountedReading, index: number, end: End): PrefixColumn[] {
  const sums = prefixSums(sheet.rows, reading, end);
  const heading = (part: Text) =>
    text(
      `${endWords[end].zh}累计${part.zh}${index === 0 ? '' : ` ${index}`}`,
      `${endWords[end].en}, cumulative ${part.en}${index === 0 ? '' : ` ${index}`}`,
    );
  const summed = (part: 'numerator' | 'denominator', word: Text): PrefixColumn => ({
    key: prefixKey(end, part, index),
    heading: heading(word),
    width: 13,
    format: '#,##0.######',
    read: true,
    cell: (position) => ({
      formula: sumFormula(sheet, index, end, part, position),
      result: sums[position]?.[part] ?? '',
    }),
  });
  return [
    summed('numerator', text('分子', 'numerator')),
    summed('denominator', text('分母', 'denominator')),
    {
      key: prefixKey(end, 'quotient', index),
      heading: heading(text('商', 'quotient')),
      width: 13,
      format: '0.000000',
      read: true,
      cell: (position) => {
        const row = sheet.firstRow + position;
        const of = (part: Part) => cellAt(sheet.column(prefixKey(end, part, index)), row);
        const sum = sums[position];
        return {
          formula: `IF(${of('numerator')}="","",${of('numerator')}/${of('denominator')})`,
          result: sum ? sum.numerator / sum.denominator : '',
        };
      },
    },
  ];
}

function sumFormula(sheet: SheetRows, reading: number, end: End, part: 'numerator' | 'denominator', position: number) {
  const all = (key: string) => rangeOf(sheet.column(key), sheet.firstRow, sheet.lastRow);
  const here = (key: string) => cellAt(sheet.column(key), sheet.firstRow + position);
  const counted = readingKey(reading);
  const numerator = amountKey(end, 'numerator');
  const denominator = amountKey(end, 'denominator');
  const summed = amountKey(end, part);
  const isCandidate = `${here('optional')}=1,${here(counted)}=1,${here(denominator)}>0`;
  const upToHere = `${all(numerator)}*${here(denominator)}${end === 'lower' ? '<=' : '>='}${here(numerator)}*${all(denominator)}`;
  return (
    `IF(AND(${isCandidate}),` +
    `SUMIFS(${all(summed)},${all(counted)},1,${all('optional')},0)+` +
    `SUMPRODUCT((${all('optional')}=1)*(${all(counted)}=1)*(${all(denominator)}>0)*(${upToHere})*${all(summed)}),"")`
  );
}

/** The sums that the formulas give; null for rows that are no candidates. */
function prefixSums(rows: readonly EvidenceRow[], reading: CountedReading, end: End): (Amounts | null)[] {
  const counted = rows.filter((row) => reading.counts(row));
  const candidates = counted.filter((row) => row.optional && row[end].denominator > 0);
  const certain = sumOf(counted.filter((row) => !row.optional).map((row) => row[end]));
  const sign = end === 'lower' ? 1 : -1;
  const isCandidate = new Set(candidates);
  return rows.map((row) => {
    if (!isCandidate.has(row)) return null;
    const upToHere = candidates
      .map((other) => other[end])
      .filter((other) => sign * (other.numerator * row[end].denominator - row[end].numerator * other.denominator) <= 0);
    return sumOf([certain, ...upToHere]);
  });
}

const sumOf = (amounts: readonly Amounts[]): Amounts =>
  amounts.reduce(
    (sum, { numerator, denominator }) => ({
      numerator: sum.numerator + numerator,
      denominator: sum.denominator + denominator,
    }),
    { numerator: 0, denominator: 0 },
  );
