import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { problems, type Problem } from '../registry/problem.ts';

/** What the first bytes of a file say it is; its name is not consulted. */
export type FileType = 'zip' | 'text' | 'geojson' | 'gpkg' | 'kml' | 'gpx' | 'dxf' | Problem;

const save = text(
  '请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再导入',
  'Save it as .xlsx or CSV in Excel or WPS and import that',
);

function refused(what: Text): Problem {
  return problems.unsupported(text(`文件看起来是${what.zh}。${save.zh}`, `The file looks like ${what.en}. ${save.en}`));
}

const oleHeader = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

function oleContent(bytes: Buffer): Text {
  const holds = (stream: string) => bytes.includes(Buffer.from(stream, 'utf16le'));
  if (holds('EncryptedPackage'))
    return text('加密(设有打开密码)的工作簿', 'an encrypted (password-protected) workbook');
  if (holds('WordDocument')) return text('旧版 Word 文档(.doc)', 'an old Word document (.doc)');
  return text('旧版 Excel 工作簿(.xls)', 'an old Excel workbook (.xls)');
}

const binaryTypes: readonly { magic: Buffer; what: Text }[] = [
  { magic: Buffer.from('%PDF'), what: text(' PDF 文档', 'a PDF document') },
  { magic: Buffer.from([0x89, 0x50, 0x4e, 0x47]), what: text(' PNG 图片', 'a PNG image') },
  { magic: Buffer.from([0xff, 0xd8, 0xff]), what: text(' JPEG 图片', 'a JPEG image') },
  { magic: Buffer.from([0x1f, 0x8b]), what: text(' gzip 压缩包', 'a gzip archive') },
  { magic: Buffer.from('Rar!'), what: text(' RAR 压缩包', 'a RAR archive') },
  { magic: Buffer.from([0x37, 0x7a, 0xbc, 0xaf]), what: text(' 7z 压缩包', 'a 7z archive') },
  { magic: Buffer.from('{\\rtf'), what: text(' RTF 文档', 'an RTF document') },
];

const sqliteHeader = Buffer.from('SQLite format 3\0');

/** Share of control characters above which a file is not text. */
const binaryShare = 0.02;

function controlShare(bytes: Buffer): number {
  let count = 0;
  for (const b of bytes) if (b < 9 || (b > 13 && b < 32)) count++;
  return bytes.length === 0 ? 0 : count / bytes.length;
}

/** Name of an XML document's outermost element, without prefix; what may stand before it is passed over. */
function rootElement(start: string): string | null {
  let at = 0;
  for (;;) {
    while (/\s/u.test(start[at] ?? '')) at++;
    const end = start.startsWith('<?', at) ? '?>' : start.startsWith('<!--', at) ? '-->' : null;
    if (end !== null) {
      const found = start.indexOf(end, at);
      if (found < 0) return null;
      at = found + end.length;
    } else if (start.startsWith('<!doctype', at)) {
      // An internal subset may hold `>`; the root is looked for behind it, and the reader refuses the document by its type.
      return /<(?:\w+:)?(kml|gpx)[\s>]/u.exec(start.slice(at))?.[1] ?? null;
    } else return /^<(?:\w+:)?(\w+)/u.exec(start.slice(at, at + 100))?.[1] ?? null;
  }
}

/** Whether the bytes start with a UTF-16 byte order mark, as Excel's "Unicode text" does. */
export function startsWithUtf16Mark(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
}

/**
 * Tells the type of a file from its bytes.
 * @returns `zip` (perhaps an XLSX), `text` (perhaps a CSV), a format with a mark of its own, or the refusal that says what the file looks like
 */
export function fileType(bytes: Buffer): FileType {
  if (bytes.length === 0) return problems.unsupported(text('文件是空的', 'The file is empty'));
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (bytes.subarray(0, sqliteHeader.length).equals(sqliteHeader)) return 'gpkg';
  if (bytes.subarray(0, 8).equals(oleHeader)) return refused(oleContent(bytes));
  const binary = binaryTypes.find((t) => bytes.subarray(0, t.magic.length).equals(t.magic));
  if (binary) return refused(binary.what);

  if (startsWithUtf16Mark(bytes)) return 'text';
  const head = bytes.subarray(0, 8192);
  if (controlShare(head) > binaryShare) return refused(text('二进制文件', 'a binary file'));
  const start = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/u, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<html|<table|<head|<meta)/u.test(start)) {
    return refused(text('网页(HTML)', 'a web page (HTML)'));
  }
  const root = rootElement(start);
  if (root === 'kml' || root === 'gpx') return root;
  if (/^(?:999\s[^\n]*\n\s*)*0\s*\n\s*section\s*\n/u.test(start)) return 'dxf';
  if (start.startsWith('autocad binary dxf')) return refused(text('二进制 DXF', 'a binary DXF'));
  if (start.startsWith('<?xml') || start.startsWith('<workbook')) {
    return refused(
      text(' XML 文件(可能是 Excel 2003 XML 表格)', 'an XML file (perhaps an Excel 2003 XML spreadsheet)'),
    );
  }
  if (/^\{\s*["}]/u.test(start)) return 'geojson';
  if (/^\[\s*["{[\]]/u.test(start)) return refused(text(' JSON 文件', 'a JSON file'));
  return 'text';
}
