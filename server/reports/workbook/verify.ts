import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { columnLetters } from '../../exchange/cells.ts';
import { workbookFacts, type WorkbookAlteration, type WorkbookCheck } from '../contract.ts';
import { fingerprintOf, isSignatureOf, readPublicKey } from '../signing/key.ts';
import { alignRows } from './align.ts';
import { gridOf, type Cell, type Grid, type Value } from './cells.ts';
import type { ReadSheet } from './read.ts';
import { marksIn, sealOf, type SheetSeal } from './seal.ts';
import { readSignature } from './signature-sheet.ts';

/** Alterations that a check lists; the others are only counted. */
const LISTED_ALTERATIONS = 200;

/** Recalculated results may differ in the last digits from those first written. */
const RESULT_TOLERANCE = 1e-9;

const valueShape = z.union([z.string(), z.number(), z.null()]);
const manifestShape = z.object({
  format: z.literal('yizhangtu-workbook'),
  version: z.literal(1),
  facts: workbookFacts,
  publicKey: z.string(),
  sheets: z.array(z.object({ name: z.string(), digest: z.string(), rowMarks: z.string(), columnMarks: z.string() })),
  results: z.array(z.object({ sheet: z.string(), values: z.array(z.tuple([z.string(), valueShape])) })),
});
type ReadManifest = z.infer<typeof manifestShape>;

/**
 * Checks a workbook that was read, against the keys that are trusted here.
 *
 * @example checkWorkbook(await readWorkbook('city.xlsx'), [publicKey]).state // 'valid'
 */
export function checkWorkbook(sheets: readonly ReadSheet[], trusted: readonly KeyObject[]): WorkbookCheck {
  const grids = sheets.map(({ name, rows }) => ({ name, rows, grid: gridOf(rows) }));
  const signed = grids
    .map(({ name, grid }) => ({ name, signature: readSignature(grid) }))
    .find(({ signature }) => signature !== null);
  if (!signed?.signature) return notOurs;
  const { name: signatureSheet, signature } = signed;
  const manifest = parsedManifest(signature.text);
  const publicKey = manifest && readPublicKey(Buffer.from(manifest.publicKey, 'base64'));
  if (!manifest || !publicKey) {
    return altered([brokenSignature(signatureSheet, signature.markRow)], { fingerprint: null, known: false }, null);
  }
  const fingerprint = fingerprintOf(publicKey);
  const key = { fingerprint, known: trusted.some((other) => fingerprintOf(other) === fingerprint) };
  const alterations: WorkbookAlteration[] = [];
  if (!isSignatureOf(signature.signature, signature.text, publicKey) || signature.hasSurplus) {
    alterations.push(brokenSignature(signatureSheet, signature.markRow));
  }
  // The signature itself stands below what is signed of its sheet.
  const signedGrids = grids.map(({ name, grid }) => ({
    name,
    grid: name === signatureSheet ? gridEnd(grid, signature.markRow - 1) : grid,
  }));
  alterations.push(...sheetAlterations(manifest.sheets, signedGrids));
  alterations.push(...resultAlterations(manifest, sheets));
  if (alterations.length > 0) return altered(alterations, key, manifest.facts);
  return {
    state: key.known ? 'valid' : 'unknownKey',
    message: key.known ? validMessage : unknownKeyMessage(fingerprint),
    fingerprint,
    keyKnown: key.known,
    facts: manifest.facts,
    alterations: [],
    alterationCount: 0,
  };
}

const gridEnd = (grid: Grid, rows: number): Grid => {
  let end = rows;
  while (end > 0 && grid[end - 1]!.length === 0) end--;
  return grid.slice(0, end);
};

function parsedManifest(json: string): ReadManifest | null {
  try {
    const parsed = manifestShape.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function sheetAlterations(
  seals: readonly SheetSeal[],
  sheets: readonly { name: string; grid: Grid }[],
): WorkbookAlteration[] {
  const found: WorkbookAlteration[] = [];
  for (const seal of seals) {
    const sheet = sheets.find(({ name }) => name === seal.name);
    if (sheet) found.push(...gridAlterations(seal, sheet.grid));
    else
      found.push({
        kind: 'sheetMissing',
        sheet: seal.name,
        row: null,
        columns: [],
        message: text(`缺少工作表“${seal.name}”`, `The sheet “${seal.name}” is missing`),
      });
  }
  for (const { name } of sheets) {
    if (seals.some((seal) => seal.name === name)) continue;
    found.push({
      kind: 'sheetAdded',
      sheet: name,
      row: null,
      columns: [],
      message: text(`多出工作表“${name}”`, `The sheet “${name}” was added`),
    });
  }
  return found;
}

function gridAlterations(seal: SheetSeal, grid: Grid): WorkbookAlteration[] {
  const now = sealOf(seal.name, grid);
  if (now.digest === seal.digest) return [];
  const signedRows = marksIn(seal.rowMarks);
  const rows = marksIn(now.rowMarks);
  if (isPermutation(signedRows, rows)) {
    const moved = rows.findIndex((mark, i) => mark !== signedRows[i]);
    return [
      {
        kind: 'rowsMoved',
        sheet: seal.name,
        row: moved + 1,
        columns: [],
        message: text(
          `工作表“${seal.name}”自第 ${moved + 1} 行起行的次序被改变,内容未变`,
          `Sheet “${seal.name}”: the rows were put in another order from row ${moved + 1} on, with their content unchanged`,
        ),
      },
    ];
  }
  const { changed, added, removed } = alignRows(signedRows, rows);
  const samePlaces = added.length === 0 && removed.length === 0;
  const columns = samePlaces ? differingColumns(seal.columnMarks, now.columnMarks) : [];
  return [
    ...changed.map((row) => changedRow(seal.name, row + 1, columns)),
    ...added.map((row): WorkbookAlteration => ({
      kind: 'rowAdded',
      sheet: seal.name,
      row: row + 1,
      columns: [],
      message: text(`工作表“${seal.name}”第 ${row + 1} 行是后加的`, `Sheet “${seal.name}”: row ${row + 1} was added`),
    })),
    ...removed.map((row): WorkbookAlteration => ({
      kind: 'rowRemoved',
      sheet: seal.name,
      row: row + 1,
      columns: [],
      message: text(
        `工作表“${seal.name}”原第 ${row + 1} 行被删除`,
        `Sheet “${seal.name}”: what was row ${row + 1} was removed`,
      ),
    })),
  ];
}

function isPermutation(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
}

function differingColumns(signed: string, now: string): string[] {
  const before = marksIn(signed);
  const after = marksIn(now);
  return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i)
    .filter((i) => before[i] !== after[i])
    .map(columnLetters);
}

/** The columns that differ anywhere in the sheet: for one altered row those of its cells, for several a hint. */
function changedRow(sheet: string, row: number, columns: readonly string[]): WorkbookAlteration {
  const [only] = columns;
  if (only !== undefined && columns.length === 1) {
    return {
      kind: 'cell',
      sheet,
      row,
      columns: [only],
      message: text(
        `工作表“${sheet}”的单元格 ${only}${row} 被改动`,
        `Sheet “${sheet}”: cell ${only}${row} was altered`,
      ),
    };
  }
  const listed = columns.join(', ');
  return {
    kind: 'row',
    sheet,
    row,
    columns: [...columns],
    message: text(
      `工作表“${sheet}”第 ${row} 行被改动${listed && `(涉及列 ${listed})`}`,
      `Sheet “${sheet}”: row ${row} was altered${listed && ` (columns concerned: ${listed})`}`,
    ),
  };
}

/** Figures that are shown must be those that were signed, also where nobody recalculates. */
function resultAlterations({ results }: ReadManifest, sheets: readonly ReadSheet[]): WorkbookAlteration[] {
  return results.flatMap(({ sheet, values }) => {
    const rows = sheets.find(({ name }) => name === sheet)?.rows;
    if (!rows) return [];
    return values.flatMap(([address, signed]): WorkbookAlteration[] => {
      const place = /^([A-Z]+)(\d+)$/u.exec(address);
      if (!place) return [];
      const [, letters, digits] = place as unknown as [string, string, string];
      const cell = rows[Number(digits) - 1]?.[columnNumber(letters)] ?? null;
      if (cell === null || typeof cell !== 'object' || sameResult(cell, signed)) return [];
      return [
        {
          kind: 'shownResult',
          sheet,
          row: Number(digits),
          columns: [letters],
          message: text(
            `工作表“${sheet}”的单元格 ${address} 显示 ${shown(cell.result)},签署时为 ${shown(signed)}`,
            `Sheet “${sheet}”: cell ${address} shows ${shown(cell.result)}; when signed it was ${shown(signed)}`,
          ),
        },
      ];
    });
  });
}

const columnNumber = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;

const shown = (value: Value): string => (value === null || value === '' ? '—' : String(value));

/** A program may leave out the result of a formula; then nothing false is shown. */
function sameResult({ result }: Exclude<Cell, Value>, signed: Value): boolean {
  if (result === null || result === '') return result === null || signed === null || signed === '';
  if (typeof result === 'number' && typeof signed === 'number') {
    return Math.abs(result - signed) <= RESULT_TOLERANCE * Math.max(1, Math.abs(signed));
  }
  return result === signed;
}

function brokenSignature(sheet: string, row: number): WorkbookAlteration {
  return {
    kind: 'signature',
    sheet,
    row,
    columns: [],
    message: text(
      `工作表“${sheet}”中的签名与签署的内容不符:签名被替换、改动或不完整`,
      `Sheet “${sheet}”: the signature does not fit what it signs; it was replaced, altered or is incomplete`,
    ),
  };
}

const validMessage = text(
  '有效:文件由本系统(或所给公钥的持有者)签署,签署后没有改动',
  'Valid: signed by this installation (or the holder of the given key) and not altered since',
);

const unknownKeyMessage = (fingerprint: string): Text =>
  text(
    `签名未知:文件内容与其签名一致,但签名的公钥(指纹 ${fingerprint})不是受信任的公钥,任何人都可能制作。请向出具单位索取公钥并核对指纹`,
    `Unknown key: the file agrees with its signature, but the key (fingerprint ${fingerprint}) is not trusted here, so anyone could have made it. Ask whoever issued it for the public key and compare the fingerprint`,
  );

const notOurs: WorkbookCheck = {
  state: 'notOurs',
  message: text(
    '这不是本系统生成的核验工作簿:没有签名表。请核对文件是否选错',
    'Not a proving workbook: it has no signature sheet. Check whether this is the right file',
  ),
  fingerprint: null,
  keyKnown: false,
  facts: null,
  alterations: [],
  alterationCount: 0,
};

/** The answer for a file that cannot be read. @param reason what its reader says */
export const damagedCheck = (reason: Text): WorkbookCheck => ({
  ...notOurs,
  state: 'damaged',
  message: text(`无法核验:${reason.zh}`, `Cannot be checked: ${reason.en}`),
});

function altered(
  alterations: readonly WorkbookAlteration[],
  key: { fingerprint: string | null; known: boolean },
  facts: WorkbookCheck['facts'],
): WorkbookCheck {
  const count = alterations.length;
  const first = alterations[0]!.message;
  const others = count === 1 ? text('', '') : text(`,另有 ${count - 1} 处`, ` (more places: ${count - 1})`);
  const unknown =
    key.known || key.fingerprint === null
      ? text('', '')
      : text('。签名的公钥也不是受信任的公钥', '. The key is not trusted here either');
  return {
    state: 'altered',
    message: text(`已被改动:${first.zh}${others.zh}${unknown.zh}`, `Altered. ${first.en}${others.en}${unknown.en}`),
    fingerprint: key.fingerprint,
    keyKnown: key.known,
    facts,
    alterations: alterations.slice(0, LISTED_ALTERATIONS),
    alterationCount: count,
  };
}
