import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDataset, demoSeed } from '../../scripts/demo/dataset.ts';

const committed = (name: string) => readFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url));
const names = [
  'divisions.json',
  'division-events.json',
  'facilities.json',
  'facility-updates.json',
  'statistics.json',
  'land-layers.json',
  'land-features.json',
  'network.osm.pbf',
  'manifest.json',
];

describe('demonstration data', () => {
  let generated: Map<string, Uint8Array>;
  beforeAll(() => {
    generated = buildDataset(demoSeed);
    // About 20 s of computing; a machine busy with other suites takes many times that.
  }, 300_000);

  it('consists of the committed files', () => {
    expect([...generated.keys()]).toEqual(names);
  });

  // Compared as booleans: a difference of megabytes helps nobody.
  it.each(names)('comes out of the generator byte for byte: %s', (name) => {
    expect(committed(name).equals(generated.get(name)!)).toBe(true);
  });

  it('carries the checksums of its files', () => {
    const { sha256 } = JSON.parse(committed('manifest.json').toString()) as { sha256: Record<string, string> };
    const computed = names
      .filter((name) => name !== 'manifest.json')
      .map((name) => [name, createHash('sha256').update(committed(name)).digest('hex')]);
    expect(sha256).toEqual(Object.fromEntries(computed));
  });

  it('stays below 6 MB, and its network below 3 MB', () => {
    const network = committed('network.osm.pbf').length;
    const bytes = names.reduce((total, name) => total + committed(name).length, 0);
    expect(bytes - network).toBeLessThan(6_000_000);
    expect(network).toBeLessThan(3_000_000);
  });
});
