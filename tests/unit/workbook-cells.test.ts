import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalCell, canonicalFormula, gridOf, type Cell, type Sheet } from '../../server/reports/workbook/cells.ts';
import { readWorkbook } from '../../server/reports/workbook/read.ts';
import { writeXlsx } from '../../server/reports/workbook/write.ts';
import { fileFolder } from '../support/workbooks.ts';

let files: Awaited<ReturnType<typeof fileFolder>>;
beforeAll(async () => {
  files = await fileFolder();
});
afterAll(() => files.remove());

const sheetOf = (rows: Cell[][]): Sheet => ({ name: 'one', columns: [{ width: 10 }], rows, headerRow: null });

async function readAgain(rows: Cell[][]) {
  const file = await files.save('cells.xlsx', await writeXlsx([sheetOf(rows)]));
  return (await readWorkbook(file))[0]!.rows;
}

describe('the canonical form of a cell', () => {
  it('keeps numbers and texts apart and forgets how a formula is spelt', () => {
    expect(canonicalCell(1)).not.toBe(canonicalCell('1'));
    expect(canonicalCell('=1+1')).not.toBe(canonicalCell({ formula: '1+1', result: 2 }));
    expect(canonicalCell({ formula: '1+1', result: 2 })).toBe(canonicalCell({ formula: '1 + 1', result: 3 }));
    expect(canonicalCell(0.1 + 0.2)).toBe(canonicalCell(0.3));
    expect(canonicalCell(-0)).toBe(canonicalCell(0));
    expect(canonicalCell(123456.789)).not.toBe(canonicalCell(123456.7891));
    expect(canonicalCell(null)).toBe(canonicalCell(''));
    expect(canonicalFormula(`=sum( 'A b'!$B$2 )&" a 'x' "`)).toBe(canonicalFormula(`SUM('A b'!$B$2)&" a 'x' "`));
    expect(canonicalFormula(`'Rules'!A1`)).toBe(canonicalFormula('Rules!A1'));
    expect(canonicalFormula('IF(A1="yes",1,0)')).not.toBe(canonicalFormula('IF(A1="YES",1,0)'));
    expect(canonicalFormula('IF(A1="a b",1,0)')).not.toBe(canonicalFormula('IF(A1="ab",1,0)'));
  });

  it('is the same after writing and reading', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('_', 'x', '0', '4', '1', 'A', '\n', '\r', ' ', '<', '&', '中', '😀') }),
      fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', '_x0041_x0042_', "'a", 'TRUE', '2025-01-01', '1e5', ' a\n'),
    );
    const reference = fc.constantFrom('$A$1', "'证据 8'!$G$4:$G$220", '"是"', '"a""b"', '1000000', 'A1<>"" ');
    const formula = fc
      .tuple(fc.constantFrom('SUM', 'COUNTIFS', 'IF'), fc.array(reference, { minLength: 1, maxLength: 3 }))
      .map(([name, parts]) => ({ formula: `${name}(${parts.join(',')})`, result: 1 }));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const cell: fc.Arbitrary<Cell> = fc.oneof(text, number, fc.integer(), formula, fc.constant(null));
    const rows = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        expect(gridOf(await readAgain(written))).toEqual(gridOf(written));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a text that looks like a formula', () => {
  it('stays a text', async () => {
    const dangerous = ['=HYPERLINK("http://example.org","x")', '+1+1', '-2+3', '@SUM(1)', '\t=1', "='x'!A1"];
    const [row] = await readAgain([dangerous]);
    expect(row).toEqual(dangerous);
  });
});
