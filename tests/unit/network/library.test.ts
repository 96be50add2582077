import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assembleNetwork } from '../../../server/network/assemble.ts';
import type { Network, ProfileId } from '../../../server/network/graph.ts';
import { createNetworkLibrary, summaryOf } from '../../../server/network/library.ts';
import { networkSummary } from '../../../server/network/contract.ts';
import { networkOf } from '../../support/networks.ts';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'yzt-networks-')), 'networks');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const fileOf = (name: string) => path.join(folder, `${name}.yztnet`);

function street(name: string, { profile = 'walk' as ProfileId, demo = false, metres = 84 } = {}): Network {
  const ends = [
    [117.9, 40.9],
    [117.901, 40.9],
  ] as const;
  const network = networkOf(ends, [{ from: 0, to: 1, there: metres * 1000, back: metres * 1000 }], profile);
  // As `buildFromOsm` would name it; the header lies in the buffer too, so the network is laid out anew.
  return renamed(network, name, demo);
}

function renamed(network: Network, name: string, demo: boolean): Network {
  const { header, osmId, longitude, latitude, forward } = network;
  return assembleNetwork({
    header: { ...header, name, source: { ...header.source, demo } },
    osmId: osmId.slice(),
    longitude: longitude.slice(),
    latitude: latitude.slice(),
    from: Uint32Array.of(0),
    to: Uint32Array.of(1),
    weightForward: forward.weight.slice(0, 1),
    weightBackward: forward.weight.slice(1, 2),
  });
}

it('of a folder that is not there is empty, and saving makes the folder', async () => {
  const library = createNetworkLibrary(folder);
  expect(library.list()).toEqual({ items: [], unreadable: [], pending: [] });
  expect(await library.inUse('walk')).toBeNull();
  await expect(library.open('town')).rejects.toMatchObject({ code: 'no-such-network' });
  const { file, bytes } = library.save(street('town'));
  expect(readFileSync(file).length).toBe(bytes);
  expect((await library.open('town')).header.nodes).toBe(2);
  expect(library.list().items.map((item) => networkSummary.parse(summaryOf(item)).name)).toEqual(['town']);
});

it('refuses names that lead elsewhere, to read and to write', async () => {
  const library = createNetworkLibrary(folder);
  library.save(street('town'));
  for (const name of ['../town', 'a/b', '', '.hidden', 'x'.repeat(65), 'town\0']) {
    await expect(library.open(name)).rejects.toMatchObject({ code: 'bad-name' });
    expect(() => library.save(street(name))).toThrowError(expect.objectContaining({ code: 'bad-name' }));
  }
});

it('keeps a network open, and reads it again once its file changed', async () => {
  const library = createNetworkLibrary(folder);
  library.save(street('town'));
  const first = await library.open('town');
  expect(await library.open('town')).toBe(first);
  createNetworkLibrary(folder).save(street('town', { metres: 99 }));
  const second = await library.open('town');
  expect(second.forward.weight[0]).toBe(99_000);
  expect(first.forward.weight[0]).toBe(84_000);
  for (const name of ['b', 'c', 'd', 'e']) {
    library.save(street(name));
    await library.open(name);
  }
  expect(await library.open('town')).not.toBe(second); // closed as the least used
});

it('lists files that do not open with the reason, and leaves others alone', async () => {
  const library = createNetworkLibrary(folder);
  library.save(street('good'));
  writeFileSync(fileOf('text'), 'not a network at all, but long enough to hold the head of one');
  writeFileSync(fileOf('short'), 'x');
  const bytes = readFileSync(fileOf('good'));
  bytes[8] = 99;
  writeFileSync(fileOf('newer'), bytes);
  writeFileSync(path.join(folder, 'good.yztnet.123.part'), 'half');
  mkdirSync(path.join(folder, 'folder'));
  const { items, unreadable } = library.list();
  expect(items.map((item) => item.header.name)).toEqual(['good']);
  expect(unreadable.map(({ name, code }) => [name, code])).toEqual([
    ['newer', 'other-version'],
    ['short', 'not-a-network'],
    ['text', 'not-a-network'],
  ]);
  const damaged = readFileSync(fileOf('good'));
  damaged[damaged.length - 1]! ^= 1;
  writeFileSync(fileOf('damaged'), damaged);
  await expect(library.open('damaged')).rejects.toMatchObject({ code: 'wrong-checksum' });
});

it('calls a copied file by its new name', async () => {
  const library = createNetworkLibrary(folder);
  library.save(street('old'));
  copyFileSync(fileOf('old'), fileOf('new'));
  expect(library.list().items.map((item) => item.header.name)).toEqual(['new', 'old']);
  expect((await library.open('new')).header.name).toBe('new');
});

it('uses the newest network of the profile that is not the demonstration’s, else the demonstration’s', async () => {
  const library = createNetworkLibrary(folder);
  const save = (name: string, minute: number, options: Parameters<typeof street>[1]) => {
    library.save(street(name, options));
    utimesSync(fileOf(name), new Date(0), new Date(minute * 60_000));
  };
  save('demo-walk', 9, { demo: true });
  expect(await library.inUse('walk')).toBe('demo-walk');
  expect(await library.inUse('car')).toBeNull();
  save('older', 1, {});
  save('newer', 2, {});
  save('roads', 5, { profile: 'car' });
  expect(await library.inUse('walk')).toBe('newer');
  expect(await library.inUse('car')).toBe('roads');
});

it('lets those who ask for a network that is being built wait for it, and no longer than it takes', async () => {
  const library = createNetworkLibrary(folder);
  let finish!: () => void;
  let fail!: (error: Error) => void;
  library.await({ name: 'demo-walk', profile: 'walk', ready: new Promise<void>((resolve) => (finish = resolve)) });
  library.await({ name: 'demo-car', profile: 'car', ready: new Promise<void>((_, reject) => (fail = reject)) });
  expect(library.list().pending).toEqual(['demo-car', 'demo-walk']);
  const opened = library.open('demo-walk');
  const inUse = library.inUse('walk');
  const failing = library.open('demo-car');
  library.save(street('demo-walk', { demo: true }));
  finish();
  fail(new Error('disk full'));
  expect((await opened).header.name).toBe('demo-walk');
  expect(await inUse).toBe('demo-walk');
  await expect(failing).rejects.toMatchObject({ code: 'no-such-network' });
  expect(library.list().pending).toEqual([]);
});
