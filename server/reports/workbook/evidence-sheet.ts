import { indicators, text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import { isCount } from '../../indicators/figure.ts';
import { cellsDigest, gridOf, on, rangeOf, type Cell, type Sheet } from './cells.ts';
import type { WorkbookIndicator } from './content.ts';
import { countingOf, evidenceColumns, type Counting } from './evidence-columns.ts';
import { prefixColumns } from './prefix-columns.ts';
import { evidenceSheetName } from './words.ts';

const HEADER_ROW = 3;
const FIRST_ROW = HEADER_ROW + 1;

/** Characters of a row's hash that the sheet shows: enough to compare by eye; the signature covers the whole. */
const SHOWN_HASH = 16;

/** An evidence sheet, and how formulas of other sheets refer to it. */
export interface EvidenceSheet {
  sheet: Sheet;
  counting: Counting;
  /** Whether the ends of its range must be looked for among the sums that `prefixColumns` makes. */
  hasPrefixes: boolean;
  /** All rows of a column, as other sheets refer to it. */
  range(key: string): string;
}

/** The evidence of one indicator: one row per unit with its hash, in columns that formulas read. */
export function evidenceSheet(indicator: WorkbookIndicator, language: Language): EvidenceSheet {
  const { definition, rows, readings } = indicator;
  const counting = countingOf(indicator);
  const found = evidenceColumns(indicator, counting, language);
  const hasPrefixes = counting === 'amounts' && !isCount(definition.unit) && rows.some((row) => row.optional);
  const lastRow = Math.max(FIRST_ROW, FIRST_ROW + rows.length - 1);
  const hash = { key: 'hash', heading: text('本行校验值', 'Hash of the row'), width: 20 };
  const keys = [...found.map(({ key }) => key), hash.key];
  const prefixes = hasPrefixes
    ? prefixColumns({ rows, firstRow: FIRST_ROW, lastRow, column: (key) => keys.indexOf(key) }, readings)
    : [];
  keys.push(...prefixes.map(({ key }) => key));
  const columns = [...found, hash, ...prefixes];
  const body = rows.map((row, position): Cell[] => {
    const cells = found.map((column) => column.cell(row));
    return [...cells, rowHash(cells), ...prefixes.map((column) => column.cell(position))];
  });
  const name = sheetName(indicator)[language];
  return {
    counting,
    hasPrefixes,
    range: (key) => on(name, rangeOf(keys.indexOf(key), FIRST_ROW, lastRow)),
    sheet: {
      name,
      columns,
      headerRow: HEADER_ROW,
      rows: [
        [definition.name[language]],
        [definition.formula[language]],
        columns.map(({ heading }) => heading[language]),
        ...body,
      ],
    },
  };
}

/** The hash that a row shows of its cells to the left: SHA-256 of the canonical cells as JSON, first 16 digits. */
function rowHash(cells: readonly Cell[]): string {
  return cellsDigest(gridOf([cells])[0] ?? [])
    .toString('hex')
    .slice(0, SHOWN_HASH);
}

function sheetName({ definition }: WorkbookIndicator): Text {
  const textTargets = indicators.filter(({ planNumber }) => planNumber === null);
  return evidenceSheetName(definition, textTargets.indexOf(definition) + 1);
}
