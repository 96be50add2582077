import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { problems, Problem } from '../registry/problem.ts';
import type { ReadLimits } from './limits.ts';

/** Entries smaller than this, inflated, are never called a bomb: short repetitive parts compress very well. */
const ratioFloorBytes = 1024 * 1024;

const refuse = (zh: string, en: string) => problems.unsupported(text(zh, en));

/**
 * Looks through a ZIP before a spreadsheet reader may open it: inflates every entry, throws the bytes away and counts
 * them, so that neither a false declared size nor a zip bomb reaches the reader.
 *
 * @throws Problem when the file is damaged, encrypted, too large inflated, or no XLSX
 */
export async function guardXlsx(path: string, limits: ReadLimits): Promise<void> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    throw damaged(error);
  }
  try {
    if (zip.entryCount > limits.zipEntries) {
      throw problems.tooLarge(
        text(
          `压缩包内有 ${zip.entryCount} 个文件,超过上限 ${limits.zipEntries}`,
          `The archive holds ${zip.entryCount} files, above the limit of ${limits.zipEntries}`,
        ),
      );
    }
    await inspectEntries(zip, limits);
  } catch (error) {
    throw error instanceof Problem ? error : damaged(error);
  } finally {
    zip.close();
  }
}

async function inspectEntries(zip: ZipFile, limits: ReadLimits): Promise<void> {
  const names: string[] = [];
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName);
    if (entry.isEncrypted())
      throw refuse(
        '工作簿已加密,请去除密码后再导入',
        'The workbook is encrypted; remove the password and import again',
      );
    if (total + entry.uncompressedSize > limits.inflatedBytes) throw tooMuch(limits);
    if (entry.fileName.endsWith('/')) continue;
    total += await inflatedSize(zip, entry, limits, limits.inflatedBytes - total);
  }
  if (!names.includes('xl/workbook.xml')) throw refuse(...otherZip(names));
}

async function inflatedSize(zip: ZipFile, entry: Entry, limits: ReadLimits, left: number): Promise<number> {
  const stream = await zip.openReadStreamPromise(entry);
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > left) throw tooMuch(limits);
    if (bytes > ratioFloorBytes && bytes > entry.compressedSize * limits.inflationRatio) throw bomb(entry, limits);
  }
  return bytes;
}

function otherZip(names: readonly string[]): [string, string] {
  const has = (start: string) => names.some((n) => n.startsWith(start));
  let what: Text = text(' ZIP 压缩包', 'a ZIP archive');
  if (has('word/')) what = text(' Word 文档(.docx)', 'a Word document (.docx)');
  else if (has('ppt/')) what = text('演示文稿(.pptx)', 'a presentation (.pptx)');
  else if (has('xl/workbook.bin')) what = text('二进制工作簿(.xlsb)', 'a binary workbook (.xlsb)');
  else if (names.includes('content.xml')) what = text(' OpenDocument 文档(.ods)', 'an OpenDocument file (.ods)');
  return [
    `文件看起来是${what.zh},不是 .xlsx 工作簿。请另存为 .xlsx 后再导入`,
    `The file looks like ${what.en}, not an .xlsx workbook. Save it as .xlsx and import that`,
  ];
}

function tooMuch(limits: ReadLimits): Problem {
  const megabytes = Math.round(limits.inflatedBytes / 1024 / 1024);
  return problems.tooLarge(
    text(
      `工作簿解压后超过 ${megabytes} MB,已拒绝读取`,
      `The workbook is larger than ${megabytes} MB when inflated and was not read`,
    ),
  );
}

function bomb(entry: Entry, limits: ReadLimits): Problem {
  return problems.tooLarge(
    text(
      `工作簿内 ${entry.fileName} 的压缩比超过 ${limits.inflationRatio} 倍,疑似压缩炸弹,已拒绝读取`,
      `${entry.fileName} in the workbook inflates more than ${limits.inflationRatio} times: it looks like a zip bomb and was not read`,
    ),
  );
}

function damaged(error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return refuse(
    `文件开头像 .xlsx,但已损坏或不完整(${reason})。请重新导出或重新上传`,
    `The file starts like an .xlsx but is damaged or incomplete (${reason}). Export or upload it again`,
  );
}
