import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealed, stored, verifyChain, type StoredEntry } from '../../server/inspection/chain.ts';
import { canonicalJson, hashedContent, type Entry } from '../../server/inspection/contract.ts';
import { entryOf, opening, uuid } from '../support/inspections.ts';

const file = (): Entry[] => {
  const entries: Entry[] = [];
  for (const sent of [
    opening(),
    entryOf('a', { kind: 'note', words: '到达 1 号界桩 😀\u0000' }),
    entryOf('b', { kind: 'checklist', step: 'plan', item: 'plan.agreed', done: true, note: '' }),
    entryOf('b', { kind: 'note', words: '返回' }),
  ]) {
    const { author, ...entry } = sent;
    entries.push(sealed(entries.at(-1) ?? null, entry, author, `2026-05-0${entries.length + 1}T08:00:00.000Z`));
  }
  return entries;
};
const keptOf = (entries: readonly Entry[]) => ({
  id: entries[0]!.key,
  lineId: 'line',
  entries: entries.length,
  head: entries.at(-1)!.hash,
});

test('canonical JSON is that of RFC 8785', () => {
  // Section 3.2.3: keys by UTF-16 code units; section 3.2.2: numbers and strings as ECMAScript writes them.
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, '\u00f6': 7 })).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"😀":5,"\ufb33":3}',
  );
  expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  );
  expect(canonicalJson({ b: undefined, a: [null, true, '\u000f"\\'] })).toBe('{"a":[null,true,"\\u000f\\"\\\\"]}');
  for (const value of [NaN, Infinity, { a: '\ud800' }, { '\udead': 1 }]) {
    expect(() => canonicalJson(value)).toThrow(RangeError);
  }
});

test('canonical JSON does not depend on the order of keys and reads back as the same value', () => {
  const value = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { maxKeys: 6 }), (one) => {
      const written = canonicalJson(one);
      expect(canonicalJson(Object.fromEntries(Object.entries(one).reverse()))).toBe(written);
      expect(canonicalJson(JSON.parse(written))).toBe(written);
    }),
    { numRuns: 30 },
  );
});

test('the content hash is SHA-256 of author, content, device time and key', () => {
  const [first] = file();
  const written = `{"author":${JSON.stringify(first!.author)},"content":${canonicalJson(first!.content)},"deviceTime":"${first!.deviceTime}","key":"${first!.key}"}`;
  expect(hashedContent(first!)).toBe(written);
  expect(first!.contentHash).toBe(createHash('sha256').update(written, 'utf8').digest('hex'));
  const link = `{"contentHash":"${first!.contentHash}","position":1,"previousHash":null,"recordedAt":"2026-05-01T08:00:00.000Z"}`;
  expect(first!.hash).toBe(createHash('sha256').update(link).digest('hex'));
});

test('a file as it was written is intact', () => {
  const entries = file();
  expect(verifyChain(entries.map(stored), keptOf(entries))).toMatchObject({ intact: true, firstBreak: null });
});

test('any single byte changed in a stored file is found, at its entry', () => {
  const entries = file();
  const kept = keptOf(entries);
  const rows = entries.map(stored);
  const fields = [
    'key',
    'author',
    'deviceTime',
    'content',
    'recordedAt',
    'contentHash',
    'previousHash',
    'hash',
  ] as const;
  fc.assert(
    fc.property(
      fc.nat(rows.length - 1),
      fc.constantFrom(...fields),
      fc.nat(),
      fc.integer({ min: 1, max: 127 }),
      (at, field, offset, flip) => {
        const text = rows[at]![field];
        if (text === null) return;
        const bytes = Buffer.from(text, 'latin1');
        bytes[offset % bytes.length]! ^= flip;
        const changed: StoredEntry[] = rows.map((row, i) =>
          i === at ? { ...row, [field]: bytes.toString('latin1') } : row,
        );
        if (changed[at]![field] === text) return;
        const { intact, firstBreak } = verifyChain(changed, kept);
        expect([intact, firstBreak?.position]).toEqual([false, at + 1]);
      },
    ),
    { numRuns: 150 },
  );
});

test('entries that are missing, repeated, swapped or cut off are found', () => {
  const entries = file();
  const kept = keptOf(entries);
  const rows = entries.map(stored);
  const [a, b, c, d] = rows as [StoredEntry, StoredEntry, StoredEntry, StoredEntry];
  for (const broken of [
    [a, b, d],
    [a, b, b, c, d],
    [a, c, b, d],
    [a, b, c],
    [b, c, d],
    [],
    [...rows, { ...d, position: 5 }],
  ]) {
    expect(verifyChain(broken, kept).intact).toBe(false);
  }
  // A part that is whole in itself is not the whole file.
  expect(verifyChain([a, b, c], kept).firstBreak?.position).toBe(3);
  expect(verifyChain(rows, { ...kept, id: uuid('another') }).firstBreak?.position).toBe(1);
  expect(verifyChain(rows, { ...kept, lineId: 'another' }).firstBreak?.position).toBe(1);
});
