import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { inflateSync } from 'node:zlib';
import { OSMTransform, parse } from 'osm-pbf-parser-node';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { NetworkError } from './error.ts';

/**
 * Reads `.osm.pbf` files (https://wiki.openstreetmap.org/wiki/PBF_Format).
 *
 * The file's frame — blob headers, blobs, compression, required features — is walked here; what is inside a block is
 * decoded by `osm-pbf-parser-node`. Its own stream would do both, but it refuses raw blobs and unknown blob types, and
 * throws out of a stream callback where nobody can catch. Walking the frame also lets the second pass skip, unread, every
 * block that holds no nodes.
 *
 * Memory: one block at a time. The format bounds it to 32 MiB before decoding; writers keep to 8,000 elements.
 */

/** What a first pass learns of a file. */
export interface OsmFile {
  path: string;
  bytes: number;
  sha256: string;
  ways: number;
  /** Places of the blobs that hold nodes. */
  nodeBlobs: readonly BlobPlace[];
}

interface BlobPlace {
  position: number;
  length: number;
}

export interface OsmWay {
  id: number;
  refs: readonly number[];
  tags: Readonly<Record<string, string>>;
}

export interface OsmNode {
  id: number;
  /** Degrees × 10⁷. */
  longitude: number;
  latitude: number;
  /** Only those of the keys that were asked for; absent if it has none of them. */
  tags: Readonly<Record<string, string>> | undefined;
}

export interface ReadOptions {
  /** Called after every block with the share of the pass that is done, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Limits of the format: a longer header or blob is no PBF. */
const maxHeaderBytes = 64 * 1024;
const maxBlobBytes = 32 * 1024 * 1024;

/** What a file may demand of its readers and this one can do. A history file (HistoricalInformation) repeats every node. */
const knownFeatures = new Set(['OsmSchema-V0.6', 'DenseNodes']);

/** Exact range of an id: the parser decodes zigzag numbers in double precision. */
export const MAX_OSM_ID = 2 ** 52;

/**
 * First pass: hands over every way, in the order of the file, and proves that the file is whole up to its last byte.
 * A file that was cut exactly between two blocks is a valid PBF to every reader; only its SHA-256 tells.
 * @throws NetworkError `not-pbf`, `truncated` (also damaged), `cancelled`
 */
export async function readOsmWays(
  path: string,
  onWay: (way: OsmWay) => void,
  options: ReadOptions = {},
): Promise<OsmFile> {
  const decoder = new OSMTransform({ withTags: { node: false, way: true, relation: false } });
  return withFile(path, async (handle, bytes) => {
    const hash = createHash('sha256');
    const nodeBlobs: BlobPlace[] = [];
    let ways = 0;
    let position = 0;
    while (position < bytes || position === 0) {
      refuseIfCancelled(options.signal);
      const blob = await readBlob({ path, handle, bytes }, position);
      hash.update(blob.frame).update(blob.content);
      if (position === 0 && blob.type !== 'OSMHeader') throw notPbf(path);
      const place = { position: position + blob.frame.length, length: blob.content.length };
      if (blob.type === 'OSMHeader') decodeAt(path, position, () => checkFeatures(path, blobData(path, blob.content)));
      // The format tells readers to skip types that they do not know.
      if (blob.type === 'OSMData') {
        const block = decodeAt(path, position, () => withContent(blobData(path, blob.content)));
        if (block.nodes) nodeBlobs.push(place);
        const elements = block.ways
          ? decodeAt(path, position, () => parse(block.data, decoder) as ParsedElement[])
          : [];
        for (const element of elements) {
          if (element.type !== 'way') continue;
          ways++;
          onWay({ id: element.id, refs: element.refs, tags: element.tags ?? noTags });
        }
      }
      position = place.position + place.length;
      options.onProgress?.(position / bytes);
    }
    return { path, bytes, sha256: hash.digest('hex'), ways, nodeBlobs };
  });
}

/**
 * Second pass: hands over every node that has a position on Earth, in the order of the file.
 * @param tagKeys keys of the tags that are wanted
 * @throws NetworkError `truncated` (also damaged), `cancelled`
 */
export async function readOsmNodes(
  file: OsmFile,
  tagKeys: readonly string[],
  onNode: (node: OsmNode) => void,
  options: ReadOptions = {},
): Promise<void> {
  const decoder = new OSMTransform({ withTags: { node: [...tagKeys], way: false, relation: false } });
  await withFile(file.path, async (handle, bytes) => {
    let done = 0;
    for (const { position, length } of file.nodeBlobs) {
      refuseIfCancelled(options.signal);
      const content = await readExactly({ path: file.path, handle, bytes }, position, length);
      const elements = decodeAt(
        file.path,
        position,
        () => parse(blobData(file.path, content), decoder) as ParsedElement[],
      );
      for (const element of elements) {
        if (element.type !== 'node') continue;
        if (!(Math.abs(element.lon) <= 180 && Math.abs(element.lat) <= 90)) continue;
        onNode({
          id: element.id,
          longitude: Math.round(element.lon * 1e7),
          latitude: Math.round(element.lat * 1e7),
          tags: element.tags,
        });
      }
      options.onProgress?.(++done / file.nodeBlobs.length);
    }
  });
}

/** @throws NetworkError `cancelled` once the signal is set */
export function refuseIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new NetworkError('cancelled', text('已取消。', 'Cancelled.'));
}

/** What `parse` gives, as far as it is used here. */
type ParsedElement =
  | { type: 'node'; id: number; lat: number; lon: number; tags?: Record<string, string> }
  | { type: 'way'; id: number; refs: number[]; tags?: Record<string, string> }
  | { type: 'relation' };

const noTags: Readonly<Record<string, string>> = {};

interface OpenFile {
  path: string;
  handle: FileHandle;
  bytes: number;
}

async function withFile<T>(path: string, use: (handle: FileHandle, bytes: number) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new NetworkError(
      'not-pbf',
      text(
        `无法读取 ${basename(path)}（${reason}）。请检查路径和读取权限。`,
        `${basename(path)} cannot be read (${reason}). Check the path and the permission to read it.`,
      ),
    );
  }
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw notPbf(path);
    return await use(handle, status.size);
  } finally {
    await handle.close();
  }
}

/** `frame`: the four bytes of length and the blob header. */
async function readBlob(file: OpenFile, position: number): Promise<{ type: string; frame: Buffer; content: Buffer }> {
  const headerBytes = (await readExactly(file, position, 4)).readUInt32BE();
  if (headerBytes === 0 || headerBytes > maxHeaderBytes)
    throw position === 0 ? notPbf(file.path) : damaged(file.path, position);
  const frame = await readExactly(file, position, 4 + headerBytes);
  const { type, contentBytes } = decodeAt(file.path, position, () => blobHeader(frame.subarray(4)));
  if (type === '' || !(contentBytes >= 0 && contentBytes <= maxBlobBytes)) {
    throw position === 0 ? notPbf(file.path) : damaged(file.path, position);
  }
  return { type, frame, content: await readExactly(file, position + frame.length, contentBytes) };
}

async function readExactly({ path, handle, bytes }: OpenFile, position: number, length: number): Promise<Buffer> {
  if (position + length > bytes) throw truncated(path, bytes);
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead < length) throw truncated(path, position + bytesRead);
  return buffer;
}

function blobHeader(header: Uint8Array): { type: string; contentBytes: number } {
  let type = '';
  let contentBytes = -1;
  for (const field of fieldsOf(header)) {
    if (field.number === 1) type = Buffer.from(field.bytes).toString('latin1');
    if (field.number === 3) contentBytes = field.value;
  }
  return { type, contentBytes };
}

const compressions: Readonly<Record<number, string>> = { 4: 'LZMA', 5: 'bzip2', 6: 'LZ4', 7: 'Zstandard' };

/** Content of a blob, inflated if it was deflated. */
function blobData(path: string, blob: Uint8Array): Buffer {
  for (const field of fieldsOf(blob)) {
    if (field.number === 1) return Buffer.from(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
    if (field.number === 3) return inflateSync(field.bytes, { maxOutputLength: maxBlobBytes });
    const compression = compressions[field.number];
    if (compression !== undefined) {
      throw unusable(
        path,
        text(`其数据块用 ${compression} 压缩`, `its blocks are compressed with ${compression}`),
        'osmium cat IN.osm.pbf -o OUT.osm.pbf -f pbf,pbf_compression=zlib',
      );
    }
  }
  throw new RangeError('a blob without data');
}

/** Refuses a file that demands what this reader cannot do, as the format asks of readers. */
function checkFeatures(path: string, header: Uint8Array): void {
  for (const field of fieldsOf(header)) {
    if (field.number !== 4) continue;
    const feature = Buffer.from(field.bytes).toString('utf8');
    if (knownFeatures.has(feature)) continue;
    throw unusable(
      path,
      text(`它要求读取程序支持 ${feature}`, `it demands ${feature} of its readers`),
      feature === 'HistoricalInformation'
        ? 'osmium time-filter IN.osh.pbf -o OUT.osm.pbf'
        : 'osmium cat IN.osm.pbf -o OUT.osm.pbf',
    );
  }
}

/** A block with which elements it holds, so that the parser is spared the blocks that a pass does not need. */
function withContent(data: Buffer): { data: Buffer; nodes: boolean; ways: boolean } {
  const content = { data, nodes: false, ways: false };
  for (const field of fieldsOf(data)) {
    if (field.number !== 2) continue;
    for (const element of fieldsOf(field.bytes)) {
      if (element.number === 1) content.nodes = true;
      if (element.number === 2) {
        checkDenseTags(element.bytes);
        content.nodes = true;
      }
      if (element.number === 3) content.ways = true;
    }
  }
  return content;
}

/** The parser looks for the end of each node's tags; in a damaged block without those ends it would look for ever. */
function checkDenseTags(dense: Uint8Array): void {
  let nodes = 0;
  let ends = 0;
  let tagBytes = 0;
  for (const field of fieldsOf(dense)) {
    if ((field.number === 1 || field.number === 10) && !Number.isNaN(field.value)) {
      throw new RangeError('dense nodes are not packed');
    }
    if (field.number === 1) for (const byte of field.bytes) nodes += byte < 0x80 ? 1 : 0;
    if (field.number !== 10) continue;
    tagBytes += field.bytes.length;
    let startsNumber = true;
    for (const byte of field.bytes) {
      if (startsNumber && byte === 0) ends++;
      startsNumber = byte < 0x80;
    }
  }
  if (tagBytes > 0 && ends < nodes) throw new RangeError('tags of dense nodes end early');
}

interface Field {
  number: number;
  /** Of a varint field; NaN for others. */
  value: number;
  /** Of a length-delimited field; empty for others. */
  bytes: Uint8Array;
}

const noBytes = new Uint8Array(0);

/** Fields of a Protocol Buffers message, one level deep. Throws RangeError where a field runs out of the message. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number without an end');
  };
  const skip = (length: number) => {
    at += length;
    if (at > message.length) throw new RangeError('a field longer than its message');
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    if (wireType === 0) yield { number, value: varint(), bytes: noBytes };
    else if (wireType === 2) {
      const length = varint();
      const start = at;
      skip(length);
      yield { number, value: Number.NaN, bytes: message.subarray(start, at) };
    } else if (wireType === 1) skip(8);
    else if (wireType === 5) skip(4);
    else throw new RangeError(`wire type ${wireType}`);
  }
}

/** Turns whatever a decoder throws at a damaged block into a refusal that names the place. */
function decodeAt<T>(path: string, position: number, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof NetworkError) throw error;
    throw damaged(path, position);
  }
}

const notPbf = (path: string) =>
  new NetworkError(
    'not-pbf',
    text(
      `${basename(path)} 不是 OSM PBF 文件。请提供 .osm.pbf 文件；其他 OSM 格式可先转换：osmium cat IN.osm -o OUT.osm.pbf。`,
      `${basename(path)} is not an OSM PBF file. Give a .osm.pbf file; other OSM formats can be converted first: osmium cat IN.osm -o OUT.osm.pbf.`,
    ),
  );

const unusable = (path: string, reason: Text, remedy: string) =>
  new NetworkError(
    'not-pbf',
    text(
      `${basename(path)} 不能使用：${reason.zh}。请先转换：${remedy}。`,
      `${basename(path)} cannot be used: ${reason.en}. Convert it first: ${remedy}.`,
    ),
  );

const truncated = (path: string, bytes: number) =>
  new NetworkError(
    'truncated',
    text(
      `${basename(path)} 不完整：文件在第 ${bytes} 字节处中断。请重新下载或复制后再试。`,
      `${basename(path)} is not complete: it breaks off at byte ${bytes}. Download or copy it again.`,
    ),
  );

const damaged = (path: string, position: number) =>
  new NetworkError(
    'truncated',
    text(
      `${basename(path)} 已损坏：从第 ${position} 字节开始的数据块无法读取。请重新下载或复制后再试。`,
      `${basename(path)} is damaged: the block that starts at byte ${position} cannot be read. Download or copy it again.`,
    ),
  );
