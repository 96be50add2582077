import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkError } from '../../../server/network/error.ts';
import { readOsmNodes, readOsmWays, type OsmNode, type OsmWay } from '../../../server/network/osm-reader.ts';

const fixture = (name: string) => path.join(import.meta.dirname, '../../fixtures/osm', name);

/** Bytes between two trials; every byte would take a minute. */
const STEP = 7;

let folder: string;
beforeAll(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'osm-reader-'))));
afterAll(() => fs.rm(folder, { recursive: true }));

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await fs.writeFile(file, bytes);
  return file;
}

async function readAll(file: string) {
  const ways: OsmWay[] = [];
  const nodes: OsmNode[] = [];
  const about = await readOsmWays(file, (way) => ways.push(way));
  await readOsmNodes(about, ['barrier', 'access', 'highway'], (node) => nodes.push(node));
  return { about, ways, nodes };
}

/** What a file is refused with; 'read' if it is not. */
async function refusal(file: string): Promise<string> {
  try {
    await readAll(file);
    return 'read';
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    expect(error.text.en).toContain(path.basename(file));
    expect(error.text.zh).toContain(path.basename(file));
    return error.code;
  }
}

/** One blob with its frame: field 1 of a blob is raw, 3 zlib. */
function blob(type: string, content: Uint8Array, field = 1): Uint8Array {
  const data = new PbfWriter();
  data.writeBytesField(field, content);
  const bytes = data.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, bytes.length);
  const headerBytes = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(headerBytes.length);
  return Buffer.concat([length, headerBytes, bytes]);
}

function headerBlock(...features: string[]): Uint8Array {
  const pbf = new PbfWriter();
  for (const feature of features) pbf.writeStringField(4, feature);
  return pbf.finish();
}

/** A block of one dense node with the given columns. */
function denseBlock(columns: (dense: PbfWriter) => void, rest: (block: PbfWriter) => void = () => {}): Uint8Array {
  const dense = new PbfWriter();
  columns(dense);
  const group = new PbfWriter();
  group.writeBytesField(2, dense.finish());
  const strings = new PbfWriter();
  for (const string of ['', 'barrier', 'gate']) strings.writeStringField(1, string);
  const block = new PbfWriter();
  block.writeBytesField(1, strings.finish());
  block.writeBytesField(2, group.finish());
  rest(block);
  return block.finish();
}

const header = blob('OSMHeader', headerBlock('OsmSchema-V0.6', 'DenseNodes'));

describe('a whole file', () => {
  it.each(['town.osm.pbf', 'town-plain.osm.pbf'])('%s: ways, nodes, ids beyond 2^32, tags', async (name) => {
    const { about, ways, nodes } = await readAll(fixture(name));
    expect(ways).toHaveLength(11);
    expect(ways[0]).toEqual({
      id: 101,
      refs: [1, 8589934593, 12345678901],
      tags: { highway: 'residential', name: '正街' },
    });
    expect(nodes).toHaveLength(17);
    expect(nodes[1]).toEqual({
      id: 8589934593,
      longitude: 1170000000,
      latitude: 410010000,
      tags: { highway: 'crossing' },
    });
    expect(nodes.find((node) => node.id === 6)!.tags).toEqual({ barrier: 'gate', access: 'private' });
    expect(nodes.find((node) => node.id === 30)!.tags).toBeUndefined();
    const bytes = await fs.readFile(fixture(name));
    expect(about).toMatchObject({ ways: 11, bytes: bytes.length });
    expect(about.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('reads positions in another granularity and with an offset', async () => {
    const block = denseBlock(
      (dense) => {
        dense.writePackedSVarint(1, [2 ** 40]);
        dense.writePackedSVarint(8, [40_000]);
        dense.writePackedSVarint(9, [-117_000]);
      },
      (rest) => {
        rest.writeVarintField(17, 1_000_000); // a thousandth of a degree
        rest.writeVarintField(19, 1_500_000_000);
        rest.writeVarintField(20, -500_000_000);
      },
    );
    const file = await write('granularity.osm.pbf', Buffer.concat([header, blob('OSMData', deflateSync(block), 3)]));
    const { nodes } = await readAll(file);
    expect(nodes).toEqual([{ id: 2 ** 40, longitude: -1_175_000_000, latitude: 415_000_000, tags: undefined }]);
  });

  it('passes over blobs of a type that it does not know, and nodes off the Earth', async () => {
    const block = denseBlock((dense) => {
      dense.writePackedSVarint(1, [1, 1]);
      dense.writePackedSVarint(8, [410_000_000, 600_000_000]);
      dense.writePackedSVarint(9, [1_170_000_000, 0]);
    });
    const file = await write(
      'unknown-blob.osm.pbf',
      Buffer.concat([header, blob('Weather', new Uint8Array([1, 2, 3])), blob('OSMData', block)]),
    );
    expect((await readAll(file)).nodes.map((node) => node.id)).toEqual([1]);
  });

  it('tells its progress and stops when it is cancelled', async () => {
    const shares: number[] = [];
    await readOsmWays(fixture('town.osm.pbf'), () => {}, { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);

    const controller = new AbortController();
    const reading = readOsmWays(fixture('town.osm.pbf'), () => {}, {
      onProgress: () => controller.abort(),
      signal: controller.signal,
    });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a file that is none', () => {
  it.each([
    ['text', 'osm_node_id,elevation_m\n', 'not-pbf'],
    ['XML', '<?xml version="1.0"?><osm version="0.6"></osm>', 'not-pbf'],
    ['nothing', '', 'truncated'],
    ['zeroes', '\0'.repeat(100), 'not-pbf'],
  ])('%s', async (name, content, code) => {
    expect(await refusal(await write(`${name}.osm.pbf`, Buffer.from(content)))).toBe(code);
  });

  it('a folder, or no file', async () => {
    expect(await refusal(folder)).toBe('not-pbf');
    expect(await refusal(path.join(folder, 'none.osm.pbf'))).toBe('not-pbf');
  });

  it('a PBF of something else', async () => {
    expect(await refusal(await write('weather.osm.pbf', blob('Weather', headerBlock())))).toBe('not-pbf');
  });

  it.each([
    ['town-lz4.osm.pbf', 'LZ4'],
    ['town-history.osm.pbf', 'HistoricalInformation'],
  ])('%s: says what it would need', async (name, what) => {
    const reading = readAll(fixture(name));
    await expect(reading).rejects.toMatchObject({ code: 'not-pbf', message: expect.stringContaining(what) });
    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('osmium') });
  });
});

describe('a damaged file', () => {
  it.each(['town.osm.pbf', 'town-plain.osm.pbf'])('%s cut anywhere is refused or gives every way', async (name) => {
    const whole = await fs.readFile(fixture(name));
    const expected = (await readAll(fixture(name))).ways;
    for (let length = 0; length < whole.length; length += STEP) {
      const file = await write('cut.osm.pbf', whole.subarray(0, length));
      const ways: OsmWay[] = [];
      const outcome = await readOsmWays(file, (way) => ways.push(way)).catch((error: NetworkError) => error.code);
      if (typeof outcome === 'string') expect(outcome, `${length} bytes`).toBe('truncated');
      // A cut between two blocks leaves a valid file: of nodes only (refused by the build as without ways), or whole.
      else if (ways.length > 0) expect(ways, `${length} bytes`).toEqual(expected);
    }
  });

  it('deflated blocks show every wrong byte', async () => {
    const whole = await fs.readFile(fixture('town.osm.pbf'));
    for (const at of [250, 300, 500, 700, 800]) {
      const file = await write(
        'wrong.osm.pbf',
        whole.map((byte, i) => (i === at ? byte ^ 0x55 : byte)),
      );
      expect(await refusal(file), `byte ${at}`).toBe('truncated');
    }
  });

  it('raw blocks have no check sum, but a wrong byte neither hangs nor crashes the reader', async () => {
    const whole = await fs.readFile(fixture('town-plain.osm.pbf'));
    const outcomes = new Set<string>();
    for (let at = 0; at < whole.length; at += STEP) {
      const file = await write(
        'wrong.osm.pbf',
        whole.map((byte, i) => (i === at ? byte ^ 0xff : byte)),
      );
      outcomes.add(await refusal(file));
    }
    expect([...outcomes].sort()).toEqual(['not-pbf', 'read', 'truncated']);
  });

  it('refuses dense nodes whose tags have no end', async () => {
    const block = denseBlock((dense) => {
      dense.writePackedSVarint(1, [1]);
      dense.writePackedSVarint(8, [410_000_000]);
      dense.writePackedSVarint(9, [1_170_000_000]);
      dense.writePackedVarint(10, [1, 2]);
    });
    const file = await write('endless.osm.pbf', Buffer.concat([header, blob('OSMData', block)]));
    expect(await refusal(file)).toBe('truncated');
  });

  it('refuses a block that inflates beyond the limit of the format', async () => {
    const bomb = deflateSync(Buffer.alloc(33 * 1024 * 1024));
    const file = await write('bomb.osm.pbf', Buffer.concat([header, blob('OSMData', bomb, 3)]));
    expect(await refusal(file)).toBe('truncated');
  });
});
