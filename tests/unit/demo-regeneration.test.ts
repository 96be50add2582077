import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDataset, demoSeed } from '../../scripts/demo/dataset.ts';

const committed = (name: string) => readFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url), 'utf8');
const names = [
  'divisions.json',
  'division-events.json',
  'facilities.json',
  'facility-updates.json',
  'statistics.json',
  'manifest.json',
];

describe('demonstration data', () => {
  let generated: Map<string, string>;
  beforeAll(() => {
    generated = buildDataset(demoSeed);
    // About 11 s of computing; a machine busy with other suites takes many times that.
  }, 300_000);

  it('consists of the committed files', () => {
    expect([...generated.keys()]).toEqual(names);
  });

  // Compared as booleans: a difference of megabytes helps nobody.
  it.each(names)('comes out of the generator byte for byte: %s', (name) => {
    expect(generated.get(name) === committed(name)).toBe(true);
  });

  it('carries the checksums of its files', () => {
    const { sha256 } = JSON.parse(committed('manifest.json')) as { sha256: Record<string, string> };
    const computed = names
      .filter((name) => name !== 'manifest.json')
      .map((name) => [name, createHash('sha256').update(committed(name)).digest('hex')]);
    expect(sha256).toEqual(Object.fromEntries(computed));
  });

  it('stays below 6 MB', () => {
    const bytes = names.reduce((total, name) => total + Buffer.byteLength(committed(name)), 0);
    expect(bytes).toBeLessThan(6_000_000);
  });
});
