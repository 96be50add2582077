import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { text } from '../../gis-data/catalogue/index.ts';
import { DIRECTORY_LENGTH_AT, networkFromBuffer, PREAMBLE_BYTES, type Directory } from './columns.ts';
import { NetworkError } from './error.ts';
import type { Network, NetworkHeader } from './graph.ts';

/*
 * A network file is the network's buffer as it lies in memory, little-endian:
 *   0   8 bytes   magic
 *   8   Uint32    version of this layout
 *   12  32 bytes  SHA-256 of everything from byte 44
 *   44  Uint32    length of the directory in bytes
 *   48            directory (JSON), then the columns, each on a multiple of 8 bytes
 */
const MAGIC = new TextEncoder().encode('YZTNET\r\n');
const VERSION = 1;
const VERSION_AT = 8;
const CHECKSUM_AT = 12;
const CHECKSUM_BYTES = 32;

/** Largest piece that one read or write is asked for. */
const PIECE_BYTES = 2 ** 30;

/** Writes a network to a file; a reader sees the former file or the whole new one. Missing folders are made. */
export function saveNetwork(file: string, network: Network): void {
  const bytes = new Uint8Array(network.buffer);
  bytes.set(MAGIC);
  new DataView(network.buffer).setUint32(VERSION_AT, VERSION, true);
  bytes.set(checksumOf(bytes), CHECKSUM_AT);
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.part`;
  try {
    const fd = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length; at += writeSync(fd, bytes, at, Math.min(PIECE_BYTES, bytes.length - at)));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Opens a network file with one read into shared memory.
 * @throws NetworkError `not-a-network`, `other-version` or `wrong-checksum`, naming the file and what to do
 */
export function openNetwork(file: string): Network {
  const buffer = readWhole(file);
  const bytes = new Uint8Array(buffer);
  const named = path.basename(file);
  checkPreamble(bytes, named);
  const stated = bytes.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES);
  if (checksumOf(bytes).some((byte, i) => byte !== stated[i])) {
    throw damaged(named);
  }
  return networkFromBuffer(buffer);
}

/**
 * What a network file says of itself, by reading its head only: the columns behind it are not checked.
 * @throws NetworkError `not-a-network` or `other-version`
 */
export function readNetworkHeader(file: string): NetworkHeader {
  const fd = openSync(file, 'r');
  try {
    const preamble = readStart(fd, PREAMBLE_BYTES);
    checkPreamble(preamble, path.basename(file));
    const length = new DataView(preamble.buffer).getUint32(DIRECTORY_LENGTH_AT, true);
    const head = readStart(fd, Math.min(PREAMBLE_BYTES + length, fstatSync(fd).size));
    const directory = JSON.parse(new TextDecoder().decode(head.subarray(PREAMBLE_BYTES))) as Directory;
    return directory.header;
  } catch (error) {
    throw error instanceof SyntaxError ? damaged(path.basename(file)) : error;
  } finally {
    closeSync(fd);
  }
}

/** Up to `length` bytes from the start of a file. */
function readStart(fd: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
}

/** Refuses what is not a network file, or one of another layout. */
function checkPreamble(bytes: Uint8Array, named: string): void {
  if (bytes.length < PREAMBLE_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new NetworkError(
      'not-a-network',
      text(
        `${named} 不是路网文件;请用 network build 从 .osm.pbf 生成`,
        `${named} is not a network file; make one from an .osm.pbf with network build`,
      ),
    );
  }
  const version = new DataView(bytes.buffer).getUint32(VERSION_AT, true);
  if (version !== VERSION) {
    throw new NetworkError(
      'other-version',
      text(
        `${named} 的格式版本是 ${version},本程序读取版本 ${VERSION};请从 .osm.pbf 重新生成`,
        `${named} has format version ${version}, this program reads version ${VERSION}; build it again from the .osm.pbf`,
      ),
    );
  }
}

function damaged(named: string): NetworkError {
  return new NetworkError(
    'wrong-checksum',
    text(
      `${named} 的校验和不符,文件已损坏或不完整;请重新生成或重新复制`,
      `${named} does not match its checksum: it is damaged or incomplete; build or copy it again`,
    ),
  );
}

function readWhole(file: string): SharedArrayBuffer {
  const fd = openSync(file, 'r');
  try {
    const buffer = new SharedArrayBuffer(fstatSync(fd).size);
    const bytes = new Uint8Array(buffer);
    for (let at = 0; at < bytes.length;) {
      const read = readSync(fd, bytes, at, Math.min(PIECE_BYTES, bytes.length - at), at);
      if (read === 0) break;
      at += read;
    }
    return buffer;
  } finally {
    closeSync(fd);
  }
}

function checksumOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes.subarray(DIRECTORY_LENGTH_AT)).digest();
}
