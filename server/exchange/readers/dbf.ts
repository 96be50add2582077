import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Cell } from '../cells.ts';

/** Attribute table of a shapefile (dBASE III+/IV), decoded lazily. */
export interface DbfTable {
  fields: readonly string[];
  encoding: string;
  /** Records that the header promises and that the bytes hold. */
  stated: number;
  found: number;
  /** The `.cpg` names an encoding that the bytes contradict. */
  cpgContradicted: boolean;
  record(index: number): Record<string, Cell>;
}

interface DbfField {
  name: string;
  type: string;
  offset: number;
  length: number;
}

const headerBytes = 32;
const fieldBytes = 32;
/** Language drivers for Chinese (936) of the header's byte 29. */
const chineseDrivers = new Set([0x4d, 0x7a]);

/** Code pages as `.cpg` files name them. */
function encodingOfCpg(cpg: string): string | null {
  const name = cpg.replace(/[\0\s]/gu, '').toLowerCase();
  if (/^(utf-?8|65001)$/u.test(name)) return 'UTF-8';
  if (/^(gbk|gb2312|gb18030|(ansi|cp|ms|oem|windows)?-?936)$/u.test(name)) return 'GB18030';
  return name !== '' && iconv.encodingExists(name) ? name : null;
}

/**
 * Opens the attribute table of a shapefile. Its encoding is what the `.cpg` says unless the bytes contradict it, else what
 * the bytes are: strict UTF-8, or GB18030.
 * @throws Error when the header is broken; missing records are told by `found`
 */
export function openDbf(bytes: Buffer, cpg: string | null): DbfTable {
  if (bytes.length < headerBytes) throw new Error('the .dbf header is incomplete');
  const stated = bytes.readUInt32LE(4);
  const dataFrom = bytes.readUInt16LE(8);
  const recordBytes = bytes.readUInt16LE(10);
  if (dataFrom < headerBytes + 1 || dataFrom > bytes.length || recordBytes < 1) {
    throw new Error('the .dbf header is broken');
  }
  const found = Math.min(stated, Math.floor((bytes.length - dataFrom) / recordBytes));
  const raw = fieldsIn(bytes, dataFrom, recordBytes);
  const named = cpg === null ? null : encodingOfCpg(cpg);
  const text = textIn(bytes, raw, dataFrom, recordBytes, found);
  const seen = isUtf8(text) ? 'UTF-8' : 'GB18030';
  const driver = chineseDrivers.has(bytes[29]!) ? 'GB18030' : null;
  const cpgContradicted = named === 'UTF-8' && seen !== 'UTF-8';
  const encoding = cpgContradicted ? seen : (named ?? (seen === 'UTF-8' ? seen : (driver ?? seen)));
  // Names are cut to ten bytes and values to their field, perhaps within a character.
  const decode = (part: Buffer) =>
    encoding === 'UTF-8' ? withoutCutEnd(part).toString('utf8') : iconv.decode(part, encoding);
  const fields = raw.map(({ nameBytes, ...field }): DbfField => ({ ...field, name: decode(nameBytes) }));
  return {
    fields: fields.map(({ name }) => name),
    encoding,
    stated,
    found,
    cpgContradicted,
    record(index) {
      const at = dataFrom + index * recordBytes;
      const values: Record<string, Cell> = {};
      for (const { name, type, offset, length } of fields) {
        values[name] = valueOf(type, decode(bytes.subarray(at + offset, at + offset + length)));
      }
      return values;
    },
  };
}

type RawField = Omit<DbfField, 'name'> & { nameBytes: Buffer };

function fieldsIn(bytes: Buffer, dataFrom: number, recordBytes: number): RawField[] {
  const fields: RawField[] = [];
  let offset = 1; // the first byte of a record says whether it is deleted
  for (let at = headerBytes; at + fieldBytes <= dataFrom && bytes[at] !== 0x0d; at += fieldBytes) {
    const end = bytes.indexOf(0, at);
    const nameBytes = bytes.subarray(at, Math.min(end < 0 ? at + 11 : end, at + 11));
    const length = bytes[at + 16]!;
    if (offset + length > recordBytes) throw new Error('the .dbf fields are longer than its records');
    fields.push({ nameBytes, type: String.fromCharCode(bytes[at + 11]!), offset, length });
    offset += length;
  }
  return fields;
}

/** Field names and the values of character fields, up to a few megabytes: enough to tell an encoding. */
function textIn(bytes: Buffer, fields: readonly RawField[], dataFrom: number, recordBytes: number, found: number) {
  const separator = Buffer.from('\n');
  const parts: Buffer[] = fields.flatMap(({ nameBytes }) => [withoutCutEnd(nameBytes), separator]);
  let size = 0;
  for (let index = 0; index < found && size < 4 * 1024 * 1024; index++) {
    for (const { type, offset, length } of fields) {
      if (type !== 'C') continue;
      const at = dataFrom + index * recordBytes + offset;
      // A value cut at its field's end may end within a character, which tells nothing of the encoding.
      parts.push(withoutCutEnd(bytes.subarray(at, at + length)), separator);
      size += length;
    }
  }
  return Buffer.concat(parts);
}

/** Bytes without an unfinished UTF-8 character at their end, as some writers leave it. */
function withoutCutEnd(part: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= part.length; back++) {
    const byte = part[part.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back && byte >= 0xc0 ? part.subarray(0, part.length - back) : part;
  }
  return part;
}

/** Digits beyond which a number is kept as text, as it is a code and no quantity. */
const exactDigits = 15;

function valueOf(type: string, raw: string): Cell {
  const value = raw.replace(/\0/gu, '').trim();
  if (value === '' || /^\*+$/u.test(value)) return null;
  if (type === 'N' || type === 'F') {
    const digits = value.replace(/[^\d]/gu, '').length;
    return digits > exactDigits || !Number.isFinite(Number(value)) ? value : Number(value);
  }
  if (type === 'L') return /^[YyTt]$/u.test(value) ? true : /^[NnFf]$/u.test(value) ? false : null;
  if (type === 'D' && /^\d{8}$/u.test(value)) {
    return value === '00000000' ? null : `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
  }
  return value;
}
