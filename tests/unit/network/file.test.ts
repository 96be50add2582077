import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkFromBuffer } from '../../../server/network/columns.ts';
import { NetworkError } from '../../../server/network/error.ts';
import { openNetwork, saveNetwork } from '../../../server/network/file.ts';
import { UNREACHED, type Network } from '../../../server/network/graph.ts';
import { createSearcher } from '../../../server/network/search.ts';
import { anyNetwork, networkOf, textbookDijkstra } from '../../support/networks.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yzt-network-'));
  file = path.join(folder, 'networks', 'a.yztnet');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns = ({ buffer: _, grid, ...rest }: Network) => ({ ...rest, grid });
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof NetworkError) return error.code;
    throw error;
  }
  return null;
};

const square = networkOf(
  [
    [117.9, 40.9],
    [117.901, 40.9],
    [117.901, 40.901],
    [117.95, 40.95],
    [117.951, 40.95],
  ],
  [
    { from: 0, to: 1, there: 84_000, back: 84_000 },
    { from: 1, to: 2, there: 111_000, back: 111_000 },
    { from: 1, to: 2, there: 100_000, back: null },
    { from: 2, to: 2, there: 1, back: 1 },
    { from: 3, to: 4, there: 0, back: 84_000 },
  ],
);

describe('a network', () => {
  it('keeps the cheapest of parallel segments, no loops, and no weight of 0', () => {
    expect(square.header.arcs).toBe(6);
    expect(square.header.symmetric).toBe(false);
    expect([...square.forward.weight].sort((a, b) => a - b)).toEqual([1, 84_000, 84_000, 84_000, 100_000, 111_000]);
  });

  it('keeps and numbers islands by size', () => {
    expect(square.header.islands).toEqual({ count: 2, largestNodes: 3 });
    const island = new Map([...square.osmId].map((id, node) => [id, square.island[node]]));
    expect([1000, 1001, 1002, 1003, 1004].map((id) => island.get(id))).toEqual([0, 0, 0, 1, 1]);
  });

  it('has every way of its parts, forwards and turned round', () => {
    fc.assert(
      fc.property(anyNetwork, (network) => {
        const { forward, backward } = network;
        const arcs = (table: typeof forward, turned: boolean) =>
          Array.from({ length: network.header.nodes }, (_, node) => node)
            .flatMap((node) =>
              Array.from(table.head.subarray(table.offset[node], table.offset[node + 1]), (head, i) => {
                const weight = table.weight[table.offset[node]! + i];
                return turned ? `${head}>${node} ${weight}` : `${node}>${head} ${weight}`;
              }),
            )
            .sort();
        expect(arcs(backward, true)).toEqual(arcs(forward, false));
      }),
    );
  });
});

describe('a network file', () => {
  it('opens as what was saved, and answers the same in a buffer passed on', () => {
    saveNetwork(file, square);
    const opened = openNetwork(file);
    expect(columns(opened)).toEqual(columns(square));
    expect(opened.buffer).toBeInstanceOf(SharedArrayBuffer);
    const passed = networkFromBuffer(opened.buffer);
    const reach = createSearcher(passed.forward).run([{ node: 0, cost: 0 }], UNREACHED - 1);
    const expected = textbookDijkstra(square.forward, [{ node: 0, cost: 0 }]);
    expect(expected.map((_, node) => reach.costOf(node))).toEqual(
      expected.map((cost) => (cost === Infinity ? UNREACHED : cost)),
    );
  });

  it('is the same bytes for the same parts, and leaves no other file behind', () => {
    saveNetwork(file, square);
    const first = readFileSync(file);
    saveNetwork(file, openNetwork(file));
    expect(readFileSync(file).equals(first)).toBe(true);
    expect(readdirSync(path.dirname(file))).toEqual(['a.yztnet']);
  });

  it('is refused when any byte of it is not as written', () => {
    saveNetwork(file, square);
    const whole = readFileSync(file);
    const damaged = path.join(folder, 'damaged.yztnet');
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 0x40;
      writeFileSync(damaged, bytes);
      const code = codeOf(() => openNetwork(damaged));
      expect(code, `byte ${at}`).toBe(at < 8 ? 'not-a-network' : at < 12 ? 'other-version' : 'wrong-checksum');
    }
  });

  it('is refused when it is cut short, of another version, or something else', () => {
    saveNetwork(file, square);
    const whole = readFileSync(file);
    const other = path.join(folder, 'other.yztnet');
    for (const length of [0, 7, 47, 60, whole.length - 1]) {
      writeFileSync(other, whole);
      truncateSync(other, length);
      expect(['not-a-network', 'wrong-checksum']).toContain(codeOf(() => openNetwork(other)));
    }
    const newer = Buffer.from(whole);
    newer.writeUInt32LE(99, 8);
    writeFileSync(other, newer);
    expect(codeOf(() => openNetwork(other))).toBe('other-version');
    expect(() => openNetwork(other)).toThrow(/version 99/);
    writeFileSync(other, 'from_osm_id,to_osm_id\n'.repeat(10));
    expect(codeOf(() => openNetwork(other))).toBe('not-a-network');
  });
});
