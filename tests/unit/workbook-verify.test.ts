import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkbookCheck } from '../../server/reports/contract.ts';
import { fingerprintOf, publicPem } from '../../server/reports/signing/key.ts';
import { alignRows } from '../../server/reports/workbook/align.ts';
import { checkFile } from '../../server/reports/workbook/check-file.ts';
import { readWorkbook } from '../../server/reports/workbook/read.ts';
import { checkInThread } from '../../server/reports/workbook/thread.ts';
import { checkWorkbook } from '../../server/reports/workbook/verify.ts';
import { writeXlsx } from '../../server/reports/workbook/write.ts';
import { snapshotOf } from '../support/snapshots.ts';
import { assessmentOf, edited, evidenceOf, fileFolder, newKey, sheetsOf } from '../support/workbooks.ts';

const key = newKey();
const snapshot = snapshotOf({ divisions: [{ id: 'city1', type: 'prefectureCity' }] });
const verdicts = ['yes', 'no', 'unknown', 'yes', 'yes', 'no'] as const;

/** A workbook whose indicator 8 has a few townships, of which the first have telling names. */
function workbook(signer = key, demo = false): Promise<Buffer> {
  const rows = verdicts.map((verdict, i) => evidenceOf(verdict, { unitId: `t${i}`, unitName: `=1+${i}`, demo }));
  const assessment = assessmentOf((id) => (id === '8' ? rows : []));
  return writeXlsx(sheetsOf(snapshot, { key: signer, assessment }));
}

let files: Awaited<ReturnType<typeof fileFolder>>;
let bytes: Buffer;
beforeAll(async () => {
  files = await fileFolder();
  bytes = await workbook();
});
afterAll(() => files.remove());

async function check(file: Buffer, trusted = [key.publicKey]): Promise<WorkbookCheck> {
  return checkWorkbook(await readWorkbook(await files.save('check.xlsx', file)), trusted);
}

const checkEdited = async (edit: (workbook: ExcelJS.Workbook) => void) => check(await edited(bytes, edit));
const sheet = (book: ExcelJS.Workbook, name: string) => book.getWorksheet(name)!;

/** The alterations other than results that follow from them. */
const places = ({ alterations }: WorkbookCheck) =>
  alterations.map(({ kind, sheet, row, columns }) => [kind, sheet, row, columns.join(',')]);

describe('a workbook as it was signed', () => {
  it('is valid with the key that signed it, and says what it shows', async () => {
    expect(await check(bytes)).toMatchObject({
      state: 'valid',
      keyKnown: true,
      fingerprint: fingerprintOf(key.publicKey),
      facts: { asOf: '2024-12-31', seq: 1, demo: false, language: 'zh', network: null },
      alterationCount: 0,
    });
  });

  it('is of an unknown key to everyone else', async () => {
    expect(await check(bytes, [newKey().publicKey])).toMatchObject({ state: 'unknownKey', keyKnown: false });
    expect(await check(bytes, [])).toMatchObject({ state: 'unknownKey', alterationCount: 0 });
  });

  it('stays valid with other formats, widths and hidden columns', async () => {
    const result = await checkEdited((book) => {
      const evidence = sheet(book, '证据 8');
      evidence.getColumn(9).numFmt = 'yyyy-mm-dd';
      evidence.getColumn(3).hidden = true;
      evidence.getRow(4).height = 50;
      sheet(book, '指标').getCell('I4').numFmt = '0.0000';
    });
    expect(result).toMatchObject({ state: 'valid' });
  });
});

describe('an altered workbook', () => {
  it('is told with the cell, also when the number became a text', async () => {
    const verdict = await checkEdited((book) => (sheet(book, '证据 8').getCell('G5').value = '是'));
    expect(verdict.state).toBe('altered');
    expect(places(verdict)).toEqual([['cell', '证据 8', 5, 'G']]);
    expect(verdict.message.en).toContain('cell G5');
    const text = await checkEdited((book) => (sheet(book, '证据 8').getCell('I5').value = '1'));
    expect(places(text)).toEqual([['cell', '证据 8', 5, 'I']]);
  });

  it('is told with the formula, the rule and the cover', async () => {
    const formula = await checkEdited((book) => {
      const cell = sheet(book, '指标').getCell('I4');
      cell.value = { formula: `${cell.formula}+0`, result: cell.result as string };
    });
    expect(places(formula)).toEqual([['cell', '指标', 4, 'I']]);
    const constant = await checkEdited((book) => (sheet(book, '指标').getCell('G4').value = 5));
    expect(places(constant)).toEqual([['cell', '指标', 4, 'G']]);
    const rule = await checkEdited((book) => (sheet(book, '规则').getCell('J5').value = 0.01));
    expect(places(rule)).toEqual([['cell', '规则', 5, 'J']]);
    const cover = await checkEdited((book) => (sheet(book, '封面').getCell('B3').value = '2020-12-31'));
    expect(places(cover)).toEqual([['cell', '封面', 3, 'B']]);
  });

  it('is told with the figure that it shows in place of the computed one', async () => {
    let row = 0;
    const shown = await checkEdited((book) => {
      const indicators = sheet(book, '指标');
      row = indicators.getColumn(1).values.indexOf(8);
      const cell = indicators.getCell(row, 9);
      expect(cell.result).toBe(0.5);
      cell.value = { formula: cell.formula, result: 0.9 };
    });
    expect(places(shown)).toEqual([['shownResult', '指标', row, 'I']]);
    expect(shown.alterations[0]!.message.en).toContain('shows 0.9; when signed it was 0.5');
  });

  it('is told with rows that were removed, added or moved', async () => {
    const removed = await checkEdited((book) => sheet(book, '证据 8').spliceRows(6, 1));
    expect(places(removed)).toEqual([['rowRemoved', '证据 8', 6, '']]);
    const added = await checkEdited((book) => sheet(book, '证据 8').insertRow(7, ['乡镇(街道)', 'new']));
    expect(places(added)).toEqual([['rowAdded', '证据 8', 7, '']]);
    const moved = await checkEdited((book) => {
      const evidence = sheet(book, '证据 8');
      const [first, second] = [4, 5].map((row) => evidence.getRow(row).values);
      evidence.getRow(4).values = second!;
      evidence.getRow(5).values = first!;
    });
    expect(places(moved)).toEqual([['rowsMoved', '证据 8', 4, '']]);
  });

  it('is told with sheets that are missing, added or renamed', async () => {
    expect(places(await checkEdited((book) => book.removeWorksheet('证据 3')))).toEqual([
      ['sheetMissing', '证据 3', null, ''],
    ]);
    expect(places(await checkEdited((book) => book.addWorksheet('more')))).toEqual([['sheetAdded', 'more', null, '']]);
    const renamed = await checkEdited((book) => (sheet(book, '证据 3').name = 'x'));
    expect(places(renamed)).toContainEqual(['sheetMissing', '证据 3', null, '']);
  });

  it('is told although its rows carry hashes made anew, and although the signed text was changed too', async () => {
    const hash = await checkEdited((book) => (sheet(book, '证据 8').getCell('J5').value = '0000000000000000'));
    expect(hash.state).toBe('altered');
    expect(places(hash)[0]!.slice(0, 3)).toEqual(['cell', '证据 8', 5]);
    const signed = await checkEdited((book) => {
      const cell = signatureCell(book, 'manifest');
      cell.value = String(cell.value).replace('"asOf":"2024-12-31"', '"asOf":"2023-12-31"');
    });
    expect(places(signed)).toEqual([['signature', '签名', expect.any(Number), '']]);
  });

  it("is told when its signature is another workbook's, or another key's", async () => {
    const other = await signatureIn(await workbook(key, true));
    const swapped = await checkEdited((book) => (signatureCell(book, 'signature').value = other.signature));
    expect(places(swapped)).toEqual([['signature', '签名', expect.any(Number), '']]);
    const whole = await checkEdited((book) => {
      signatureCell(book, 'signature').value = other.signature;
      signatureCell(book, 'manifest').value = other.text;
    });
    expect(whole.state).toBe('altered');
    expect(whole.alterations.map((alteration) => alteration.sheet)).toContain('证据 8');

    const foreign = await signatureIn(await workbook(newKey()));
    const resigned = await checkEdited((book) => {
      signatureCell(book, 'signature').value = foreign.signature;
      signatureCell(book, 'manifest').value = foreign.text;
    });
    expect(resigned).toMatchObject({ state: 'altered', keyKnown: false });
    expect(await check(await workbook(newKey()))).toMatchObject({ state: 'unknownKey' });
  });

  it('is told with what stands behind its signature', async () => {
    const added = await checkEdited((book) => sheet(book, '签名').addRow(['note', 'approved']));
    expect(places(added)).toEqual([['signature', '签名', expect.any(Number), '']]);
  });
});

function signatureCell(book: ExcelJS.Workbook, part: string): ExcelJS.Cell {
  let found: ExcelJS.Cell | undefined;
  sheet(book, '签名').eachRow((row) => {
    if (row.getCell(1).value === part) found = row.getCell(2);
  });
  return found!;
}

async function signatureIn(file: Buffer): Promise<{ text: string; signature: string }> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file as unknown as ExcelJS.Buffer);
  return {
    text: String(signatureCell(book, 'manifest').value),
    signature: String(signatureCell(book, 'signature').value),
  };
}

describe('a file that is no workbook of ours', () => {
  const checked = async (file: Uint8Array) => checkFile(await files.save('file.xlsx', file), [key.publicKey]);

  it('is told apart from one that cannot be read', async () => {
    const foreign = new ExcelJS.Workbook();
    foreign.addWorksheet('one').addRow(['a', 1]);
    expect(await checked(Buffer.from(await foreign.xlsx.writeBuffer()))).toMatchObject({ state: 'notOurs' });
    expect(await checked(bytes.subarray(0, bytes.length / 2))).toMatchObject({ state: 'damaged' });
    expect(await checked(Buffer.from('hello'))).toMatchObject({ state: 'damaged' });
    expect(await checked(Buffer.alloc(0))).toMatchObject({ state: 'damaged' });
  });

  it('is told so from a thread too', async () => {
    const trusted = [publicPem(key.publicKey)];
    expect(await checkInThread(await files.save('good.xlsx', bytes), trusted)).toMatchObject({ state: 'valid' });
    expect(await checkInThread(await files.save('bad.xlsx', Buffer.from('PK')), trusted)).toMatchObject({
      state: 'damaged',
    });
  });
});

describe('aligning rows', () => {
  it('tells what was changed, added and removed', () => {
    const align = (before: string, after: string) => alignRows([...before], [...after]);
    expect(align('abc', 'abc')).toEqual({ changed: [], added: [], removed: [] });
    expect(align('abcd', 'axcd')).toEqual({ changed: [1], added: [], removed: [] });
    expect(align('abcd', 'acd')).toEqual({ changed: [], added: [], removed: [1] });
    expect(align('abcd', 'abxcd')).toEqual({ changed: [], added: [2], removed: [] });
    expect(align('abcdef', 'xbcdf')).toEqual({ changed: [0], added: [], removed: [4] });
  });

  it('names every row outside the longest common part once', () => {
    const rows = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const { changed, added, removed } = alignRows(before, after);
        const kept = before.length - removed.length - changed.length;
        expect(kept).toBe(after.length - added.length - changed.length);
        expect(kept).toBe(longestCommon(before, after));
      }),
    );
  });
});

/** Length of a longest common subsequence, by its definition. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined) return 0;
  const at = b.indexOf(first);
  const without = longestCommon(rest, b);
  return at === -1 ? without : Math.max(without, 1 + longestCommon(rest, b.slice(at + 1)));
}
