import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import { openPromise, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { text } from '../../../gis-data/catalogue/index.ts';
import { problems, Problem } from '../../registry/problem.ts';
import type { ReadLimits } from '../limits.ts';
import { refuse } from './layer.ts';

/** Entries smaller than this, inflated, are never called a bomb: short repetitive parts compress very well. */
const ratioFloorBytes = 1024 * 1024;

/** A ZIP whose entries have all been inflated once and counted. */
export interface InspectedZip {
  /** Names of the files in it, as decoded; folders are left out. */
  names: readonly string[];
  /** @throws Problem when the entry is damaged or there is none of that name */
  bytes(name: string): Promise<Buffer>;
  /** Writes an entry to a file whose path the caller chooses. */
  extract(name: string, path: string): Promise<void>;
  close(): void;
}

/**
 * Looks through a ZIP before any reader may: inflates every entry, throws the bytes away and counts them, so that neither a
 * false declared size nor a zip bomb reaches a reader. No entry is ever written to a path of the archive's choosing.
 *
 * @throws Problem when the archive is damaged, encrypted, too large inflated, or names a path outside itself
 */
export async function inspectZip(path: string, limits: ReadLimits): Promise<InspectedZip> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw damagedZip(error);
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
    return opened(zip, await inspectEntries(zip, limits));
  } catch (error) {
    zip.close();
    throw error instanceof Problem ? error : damagedZip(error);
  }
}

function opened(zip: ZipFile, entries: ReadonlyMap<string, Entry>): InspectedZip {
  const streamOf = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw refuse(`压缩包中没有 ${name}`, `The archive holds no ${name}`);
    return zip.openReadStreamPromise(entry);
  };
  return {
    names: [...entries.keys()],
    async bytes(name) {
      const chunks: Buffer[] = [];
      for await (const chunk of await streamOf(name)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    extract: async (name, path) => pipeline(await streamOf(name), createWriteStream(path)),
    close: () => zip.close(),
  };
}

/** Bit 11 of the general purpose flags: names are UTF-8 (APPNOTE 4.4.4). */
const utf8Flag = 0x800;

/** Name of an entry; archives made on Chinese Windows have theirs in GBK and say nothing of it. */
function nameOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch (error) {
    if (entry.generalPurposeBitFlag & utf8Flag) throw error;
    return iconv.decode(raw, 'gb18030');
  }
}

async function inspectEntries(zip: ZipFile, limits: ReadLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry).replaceAll('\\', '/');
    const wrong = validateFileName(name);
    if (wrong !== null) {
      throw refuse(
        `压缩包内的路径 ${name} 指向包外,已拒绝读取`,
        `The path ${name} leads out of the archive; it was not read`,
      );
    }
    if (entry.isEncrypted()) {
      throw refuse('文件已加密,请去除密码后再导入', 'The file is encrypted; remove the password and import again');
    }
    if (total + entry.uncompressedSize > limits.inflatedBytes) throw tooMuch(limits);
    if (name.endsWith('/')) continue;
    total += await inflatedSize(zip, entry, name, limits, limits.inflatedBytes - total);
    entries.set(name, entry);
  }
  return entries;
}

async function inflatedSize(
  zip: ZipFile,
  entry: Entry,
  name: string,
  limits: ReadLimits,
  left: number,
): Promise<number> {
  const stream = await zip.openReadStreamPromise(entry);
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > left) throw tooMuch(limits);
    if (bytes > ratioFloorBytes && bytes > entry.compressedSize * limits.inflationRatio) throw bomb(name, limits);
  }
  return bytes;
}

function tooMuch(limits: ReadLimits): Problem {
  const megabytes = Math.round(limits.inflatedBytes / 1024 / 1024);
  return problems.tooLarge(
    text(
      `文件解压后超过 ${megabytes} MB,已拒绝读取`,
      `The file is larger than ${megabytes} MB when inflated and was not read`,
    ),
  );
}

function bomb(name: string, limits: ReadLimits): Problem {
  return problems.tooLarge(
    text(
      `文件内 ${name} 的压缩比超过 ${limits.inflationRatio} 倍,疑似压缩炸弹,已拒绝读取`,
      `${name} in the file inflates more than ${limits.inflationRatio} times: it looks like a zip bomb and was not read`,
    ),
  );
}

function damagedZip(error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return refuse(
    `文件开头像 ZIP 或 .xlsx,但已损坏或不完整(${reason})。请重新导出或重新上传`,
    `The file starts like a ZIP or an .xlsx but is damaged or incomplete (${reason}). Export or upload it again`,
  );
}
