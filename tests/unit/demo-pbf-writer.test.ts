import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { osmPbfBlocks, writeOsmPbf, type OsmData, type OsmWay } from '../../scripts/demo/pbf-writer.ts';
import { readOsmNodes, readOsmWays, type OsmNode } from '../../server/network/osm-reader.ts';

/** More than two blocks of nodes and of ways, ids that need more than 32 bits, coordinates of both signs. */
function sample(): OsmData & { ways: OsmWay[] } {
  const count = 20_000;
  const id = (i: number) => 900_000_000_001 + i * 3;
  const ways = Array.from({ length: 9000 }, (_, w) => ({
    id: 900_000_000_500 + w,
    refs: [id(w), id(w * 2), id(count - 1 - w)],
    tags: { highway: w % 2 === 0 ? 'residential' : 'path', name: `路${w % 7} 演示` },
  }));
  return {
    nodes: {
      ids: Float64Array.from({ length: count }, (_, i) => id(i)),
      lonE7: Int32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1_175_000_000 + i)),
      latE7: Int32Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 1 : -1) * (412_500_000 + i)),
      tags: new Map<number, Record<string, string>>([
        [0, { barrier: 'gate', access: 'private' }],
        [8001, { barrier: 'bollard' }],
      ]),
    },
    ways,
    program: 'test',
  };
}

describe('writeOsmPbf', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'yzt-pbf-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes what a reader reads back, node by node and way by way', async () => {
    const data = sample();
    const file = path.join(folder, 'sample.osm.pbf');
    writeOsmPbf(file, data);

    const ways: unknown[] = [];
    const read = await readOsmWays(file, (way) => ways.push(way));
    const nodes: OsmNode[] = [];
    await readOsmNodes(read, ['barrier', 'access'], (node) => nodes.push(node));

    expect(ways).toEqual(data.ways);
    expect(nodes.map((n) => n.id)).toEqual([...data.nodes.ids]);
    expect(nodes.map((n) => n.longitude)).toEqual([...data.nodes.lonE7]);
    expect(nodes.map((n) => n.latitude)).toEqual([...data.nodes.latE7]);
    const tagged = nodes.flatMap(({ tags }, i) => (tags && Object.keys(tags).length > 0 ? [[i, tags]] : []));
    expect(tagged).toEqual([...data.nodes.tags!]);
  });

  it('writes the same bytes for the same data', () => {
    const bytes = () => Buffer.concat([...osmPbfBlocks(sample())]);
    expect(bytes().equals(bytes())).toBe(true);
  });

  it('refuses node columns of different lengths', () => {
    const data = sample();
    const short = { ...data, nodes: { ...data.nodes, latE7: data.nodes.latE7.subarray(1) } };
    expect(() => writeOsmPbf(path.join(folder, 'short.osm.pbf'), short)).toThrow(RangeError);
  });
});
