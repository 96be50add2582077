import { expect, test } from 'vitest';
import { openPicture, sealPicture, type DeviceKey, type KeyTable } from '../../web/field/store/sealed-pictures.ts';

/** A table of keys in memory, with what sealing asks of it. */
function keyTable(): KeyTable & { rows: Map<string, DeviceKey> } {
  const rows = new Map<string, DeviceKey>();
  const table = {
    rows,
    get: async (id: string) => rows.get(id),
    put: async (row: DeviceKey) => void rows.set(row.id, row),
    db: { transaction: (_mode: string, _table: unknown, work: () => Promise<unknown>) => work() },
  };
  return table as never;
}

const hash = 'a'.repeat(64);
const picture = new Uint8Array(2000).map((_, i) => i % 251);
const seal = async (keys: KeyTable, id = 'jia') => {
  const kept = await sealPicture(keys, id, hash, picture);
  if (!('sealed' in kept)) throw new Error('not sealed');
  return kept;
};

test('a sealed picture holds nothing of the picture, differs each time, and opens to the same bytes', async () => {
  const keys = keyTable();
  const [one, two] = [await seal(keys), await seal(keys)];
  expect(Buffer.from(one.sealed).indexOf(Buffer.from(picture.subarray(0, 16)))).toBe(-1);
  expect(Buffer.from(one.sealed).equals(Buffer.from(two.sealed))).toBe(false);
  expect(await openPicture(keys, hash, one)).toEqual(picture);
});

test('the key gives its bytes to nobody, and two that ask at once get the same', async () => {
  const keys = keyTable();
  const [one, two] = await Promise.all([seal(keys), seal(keys)]);
  expect(keys.rows.size).toBe(1);
  await expect(crypto.subtle.exportKey('raw', keys.rows.get('jia')!.key)).rejects.toThrow();
  expect(await openPicture(keys, hash, one)).toEqual(picture);
  expect(await openPicture(keys, hash, two)).toEqual(picture);
});

test('a lost key, a changed byte and a swapped picture are told apart from a picture, and change nothing', async () => {
  const keys = keyTable();
  const kept = await seal(keys);
  const before = Buffer.from(kept.sealed).toString('hex');
  expect(await openPicture(keys, 'b'.repeat(64), kept)).toBe('damaged');
  const changed = kept.sealed.slice(0);
  new Uint8Array(changed)[5]! ^= 1;
  expect(await openPicture(keys, hash, { ...kept, sealed: changed })).toBe('damaged');
  keys.rows.clear();
  expect(await openPicture(keys, hash, kept)).toBe('keyLost');
  await seal(keys);
  expect(await openPicture(keys, hash, kept)).toBe('damaged');
  expect(Buffer.from(kept.sealed).toString('hex')).toBe(before);
});

test('each account has a key of its own, and a picture opens with its own key whoever is signed in', async () => {
  const keys = keyTable();
  const [ofJia, ofYi] = [await seal(keys, 'jia'), await seal(keys, 'yi')];
  expect(ofJia.keyId).toBe('jia');
  expect(await openPicture(keys, hash, { ...ofJia, keyId: 'yi' })).toBe('damaged');
  expect(await openPicture(keys, hash, ofJia)).toEqual(picture);
  expect(await openPicture(keys, hash, ofYi)).toEqual(picture);
});

test('where keys cannot be kept, a picture stays plain; where storing fails, nothing is pretended', async () => {
  const refusing = (name: string) => {
    const keys = keyTable();
    keys.put = (() => Promise.reject(Object.assign(new Error(name), { name }))) as never;
    return sealPicture(keys, 'jia', hash, picture);
  };
  expect(await refusing('DataCloneError')).toEqual({ plain: picture });
  await expect(refusing('QuotaExceededError')).rejects.toThrow('QuotaExceededError');
});
