import { dirname } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultReadLimits, type ReadLimits } from '../../server/exchange/limits.ts';
import { readRaw } from '../../server/exchange/read-raw.ts';
import { readTable, tablesOf } from '../../server/exchange/read-table.ts';
import { Problem } from '../../server/registry/problem.ts';
import { createScratch, xlsxOf, zipOf, type Scratch } from '../fixtures/import/spreadsheets.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

/** Reads in the test's own thread; one test below goes through the thread that hostile files get. */
async function read(
  name: string,
  content: Buffer | string,
  limits: ReadLimits = defaultReadLimits,
  headerRow?: number,
) {
  const file = await scratch.file(name, content);
  return tablesOf(await readRaw(file.path, limits, dirname(file.path)), limits, headerRow);
}

async function refusal(name: string, content: Buffer | string, limits?: ReadLimits): Promise<Problem> {
  const outcome = await read(name, content, limits).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Problem);
  return outcome as Problem;
}

const headings = '设施编号,设施名称,县(市、区)';
const codesOf = (row: { issues: { code: string }[] }) => row.issues.map((i) => i.code);

describe('CSV', () => {
  test.each([
    ['UTF-8', (s: string) => Buffer.from(s)],
    ['UTF-8 (BOM)', (s: string) => Buffer.from(`\ufeff${s}`)],
    ['GB18030', (s: string) => iconv.encode(s, 'gb18030')],
    ['UTF-16', (s: string) => iconv.encode(s, 'utf16le', { addBOM: true })],
  ])('%s is told from its bytes', async (encoding, encode) => {
    const file = await read('a.csv', encode(`${headings}\r\nA1,㐂寿院𠮷,双桥区\r\n`));
    expect(file.encoding).toBe(encoding);
    expect(file.sheets[0]!.columns).toEqual(['设施编号', '设施名称', '县(市、区)']);
    expect(file.sheets[0]!.rows[0]!.cells).toEqual(['A1', '㐂寿院𠮷', '双桥区']);
  });

  test('tabs and semicolons are found as delimiters, quoted line breaks stay in their cell', async () => {
    const tabs = await read('t.csv', headings.replaceAll(',', '\t') + '\nA1\t"甲\n院"\t双桥区\n');
    expect(tabs.sheets[0]!.rows[0]!.cells[1]).toBe('甲\n院');
    const semicolons = await read('s.csv', headings.replaceAll(',', ';') + '\nA1;甲;双桥区\n');
    expect(semicolons.delimiter).toBe(';');
  });

  test('rows of another width are refused, the others are not', async () => {
    const { rows } = (await read('w.csv', `${headings}\nA1,甲\nA2,乙,双桥区\nA3,丙,双桥区,多余\nA4,丁,双桥区,\n`))
      .sheets[0]!;
    expect(rows.map((r) => [r.row, ...codesOf(r)])).toEqual([[2, 'column-count'], [3], [4, 'column-count'], [5]]);
  });

  test('NUL bytes and undecodable bytes refuse their row only', async () => {
    const nul = await read('n.csv', `${headings}\nA1,甲\0,双桥区\nA2,乙,双桥区\n`);
    expect(nul.sheets[0]!.rows.map(codesOf)).toEqual([['nul-byte'], []]);
    const bytes = Buffer.concat([
      iconv.encode(`${headings}\nA1,甲,双桥区\nA2,`, 'gb18030'),
      Buffer.from([0xff, 0xff]),
      Buffer.from(',x\n'),
    ]);
    const broken = await read('b.csv', bytes);
    expect(broken.sheets[0]!.rows.map(codesOf)).toEqual([[], ['undecodable']]);
  });

  test('full-width digits become half-width with a note; invisible characters and spaces go', async () => {
    const { rows } = (await read('f.csv', `${headings}\n\uff21\uff11\uff12,\u200b 甲院(公办) ,双桥区\n`)).sheets[0]!;
    expect(rows[0]!.cells.slice(0, 2)).toEqual(['A12', '甲院(公办)']);
    expect(codesOf(rows[0]!)).toEqual(['full-width', 'invisible-characters']);
  });

  test('title rows above the headings are passed over, and the user may say otherwise', async () => {
    const content = `承德市养老机构台账,,\n填报单位:某局,,\n${headings}\nA1,甲,双桥区\n,,\n`;
    const found = (await read('h.csv', content)).sheets[0]!;
    expect([found.headerRow, found.rows.length, found.rows[0]!.row]).toEqual([3, 1, 4]);
    const stated = (await read('h.csv', content, defaultReadLimits, 1)).sheets[0]!;
    expect(stated.columns[0]).toBe('承德市养老机构台账');
  });

  test('equal and missing headings are told apart', async () => {
    const { columns } = (await read('d.csv', '设施名称,设施名称,,备注\n甲,乙,丙,丁\n')).sheets[0]!;
    expect(columns).toEqual(['设施名称', '设施名称 (2)', '列C', '备注']);
  });
});

describe('XLSX', () => {
  test('formulas give their cached value with a warning, or refuse the row', async () => {
    const bytes = await xlsxOf(
      [
        ['设施名称', '床位数'],
        ['甲', 1],
        ['乙', 1],
        ['丙', 1],
      ],
      (sheet) => {
        sheet.getCell('B2').value = { formula: '10+20', result: 30 };
        sheet.getCell('B3').value = { formula: 'A1+1' } as never;
        sheet.getCell('B4').value = { formula: '1/0', result: { error: '#DIV/0!' } };
      },
    );
    const { rows } = (await read('f.xlsx', bytes)).sheets[0]!;
    expect(rows.map((r) => r.cells[1] ?? null)).toEqual([30, null, null]);
    expect(rows[0]!.issues).toMatchObject([
      { severity: 'warn', code: 'formula-cell', message: { zh: expect.stringContaining('取其缓存值') } },
    ]);
    expect(rows[1]!.issues).toMatchObject([
      { severity: 'block', code: 'formula-without-value', message: { zh: expect.stringContaining('B3') } },
    ]);
    expect(rows[2]!.issues[0]).toMatchObject({ severity: 'block', code: 'error-value' });
  });

  test('a merged value belongs to its top-left cell; merged headings are pointed out', async () => {
    const bytes = await xlsxOf(
      [
        ['设施名称', '县(市、区)', '床位数'],
        ['甲', '双桥区', 1],
        ['乙', '', 2],
      ],
      (sheet) => {
        sheet.mergeCells('B2:B3');
        sheet.mergeCells('C1:D1');
      },
    );
    const sheet = (await read('m.xlsx', bytes)).sheets[0]!;
    expect(sheet.rows.map((r) => r.cells[1])).toEqual(['双桥区', null]);
    expect(sheet.rows[1]!.issues).toMatchObject([{ column: 1, severity: 'warn', code: 'merged-cell' }]);
    expect(sheet.notes).toMatchObject([
      { code: 'merged-header', row: 1, message: { zh: expect.stringContaining('C1:D1') } },
    ]);
  });

  test('dates, numbers, booleans, rich text and links keep their value', async () => {
    const date = new Date('2024-05-01T00:00:00Z');
    const rich = { richText: [{ text: '甲' }, { text: '院' }] };
    const bytes = await xlsxOf([
      ['设施名称', '状态起始日期', '床位数', '消防验收合格', '地址'],
      [rich, date, '12', true, { text: '某路', hyperlink: 'https://example.org' }],
    ]);
    expect((await read('v.xlsx', bytes)).sheets[0]!.rows[0]!.cells).toEqual(['甲院', date, '12', true, '某路']);
  });

  test('hidden rows and sheets are noted and still read', async () => {
    const bytes = await xlsxOf(
      [
        ['设施名称', '床位数'],
        ['甲', 1],
      ],
      (sheet, workbook) => {
        sheet.getRow(2).hidden = true;
        workbook.addWorksheet('旧表', { state: 'hidden' }).addRow(['设施名称']);
      },
    );
    const { sheets } = await read('h.xlsx', bytes);
    expect(sheets.map((s) => [s.name, s.hidden, s.rows.length, s.notes.map((n) => n.code)])).toEqual([
      ['台账', false, 1, ['hidden-rows']],
      ['旧表', true, 0, ['hidden-sheet']],
    ]);
  });
});

describe('files that are not what they say', () => {
  const ole = (stream: string) =>
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(stream, 'utf16le')]);
  test.each([
    ['an old .xls', ole('Workbook'), '旧版 Excel'],
    ['an encrypted workbook', ole('EncryptedPackage'), '加密'],
    ['a web page', '<!DOCTYPE html><html><table></table></html>', 'HTML'],
    ['a PDF', '%PDF-1.7 …', 'PDF'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'PNG'],
    ['a Word document', zipOf([{ name: 'word/document.xml', content: Buffer.from('<x/>') }]), 'Word'],
    ['an empty file', '', '空'],
    ['headings alone', `${headings}\n`, '没有数据行'],
  ])('%s is named', async (_what, content, said) => {
    const problem = await refusal('x.xlsx', content);
    expect(problem.status).toBe(415);
    expect(problem.detail.zh).toContain(said);
  });

  test('a CSV called .xlsx is read as what it is', async () => {
    expect((await read('x.xlsx', `${headings}\nA1,甲,双桥区\n`)).format).toBe('csv');
  });

  test('a truncated workbook is called damaged', async () => {
    const bytes = await xlsxOf([['设施名称'], ['甲']]);
    const problem = await refusal('t.xlsx', bytes.subarray(0, bytes.length - 200));
    expect(problem.detail.zh).toContain('损坏');
  });

  test('an encrypted entry, a path that climbs out and a broken sheet are refused', async () => {
    const content = Buffer.from('<x/>');
    const encrypted = await refusal('e.xlsx', zipOf([{ name: 'xl/workbook.xml', content, encrypted: true }]));
    expect(encrypted.detail.zh).toContain('加密');
    const climbing = await refusal('c.xlsx', zipOf([{ name: '../xl/workbook.xml', content }]));
    expect(climbing.status).toBe(415);
    const broken = await refusal('b.xlsx', zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('<workbook') }]));
    expect(broken.status).toBe(415);
  });
});

describe('files that cost too much', () => {
  const megabytes = (n: number) => Buffer.alloc(n * 1024 * 1024, 0x20);

  test('a zip bomb is refused by the size it inflates to', async () => {
    const problem = await refusal('z.xlsx', zipOf([{ name: 'xl/workbook.xml', content: megabytes(20) }]));
    expect(problem).toMatchObject({ status: 413, detail: { zh: expect.stringContaining('压缩炸弹') } });
  });

  test('a bomb that declares a small size is refused as well', async () => {
    const problem = await refusal(
      'l.xlsx',
      zipOf([{ name: 'xl/workbook.xml', content: megabytes(20), declaredSize: 100 }]),
    );
    expect([413, 415]).toContain(problem.status);
  });

  test('the total inflated size, the entries, the rows and the file size have limits', async () => {
    const limits = { ...defaultReadLimits, inflatedBytes: 1000, inflationRatio: 1e9 };
    const part = (name: string) => ({ name, content: Buffer.alloc(600) });
    expect((await refusal('i.xlsx', zipOf([part('xl/workbook.xml'), part('b')]), limits)).status).toBe(413);
    const many = zipOf([part('xl/workbook.xml'), part('b'), part('c')]);
    expect((await refusal('n.xlsx', many, { ...defaultReadLimits, zipEntries: 2 })).detail.zh).toContain('3 个文件');
    const rows = `${headings}\n${'A,甲,双桥区\n'.repeat(11)}`;
    expect((await refusal('r.csv', rows, { ...defaultReadLimits, rows: 10 })).detail.zh).toContain('10 行');
    expect((await refusal('s.csv', rows, { ...defaultReadLimits, fileBytes: 20 })).status).toBe(413);
  });

  test('reading goes through a thread that passes results and refusals on', async () => {
    const good = await readTable(await scratch.file('g.csv', `${headings}\nA1,甲,双桥区\n`));
    expect(good.sheets[0]!.rows).toHaveLength(1);
    const file = await scratch.file('p.xlsx', '%PDF-1.7');
    await expect(readTable(file)).rejects.toMatchObject({ name: 'Problem', status: 415, errors: [{ file: 'p.xlsx' }] });
  });

  test('a file that needs more time or memory than the thread has ends the thread, not the process', async () => {
    const wide = await scratch.file('m.csv', `${headings}\n${'A,甲,双桥区\n'.repeat(150_000)}`);
    const small = { ...defaultReadLimits, heapMB: 24 };
    await expect(readTable(wide, { limits: small })).rejects.toMatchObject({ status: 413 });
    await expect(readTable(wide, { limits: { ...defaultReadLimits, seconds: 0.01 } })).rejects.toMatchObject({
      status: 413,
    });
  });
});
