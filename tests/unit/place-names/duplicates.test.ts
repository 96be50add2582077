import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankPlaceName, placeNameBody, type PlaceNameBody } from '../../../server/place-names/contract.ts';
import { likelyDuplicates } from '../../../server/place-names/duplicates/find.ts';
import { mergedBodies } from '../../../server/place-names/duplicates/merge.ts';
import { readOtherNames, writeOtherNames } from '../../../server/place-names/exchange/lists.ts';

const body = (fields: Partial<PlaceNameBody>): PlaceNameBody =>
  placeNameBody.parse({ ...blankPlaceName, standardName: '石门沟', category: '22200', countyId: 'c1', ...fields });
const at = (x: number, y: number) => ({ type: 'Point' as const, coordinates: [x, y] as [number, number] });

const word = fc.string({ unit: fc.constantFrom(...'石门沟口岭新老|;\\〔〕'), minLength: 1, maxLength: 6 });
const day = fc.option(
  fc.integer({ min: 1900, max: 2020 }).map((year) => `${year}-05-01`),
  { nil: null },
);
const otherName = fc.record({
  name: word,
  kind: fc.constantFrom('former' as const, 'alias' as const, 'short' as const),
  from: day,
  to: day,
  pinyin: fc.constantFrom(null, 'Shímén'),
  document: fc.option(word, { nil: null }),
});
const record = fc
  .record({
    standardName: word,
    otherNames: fc.array(otherName, { maxLength: 6 }),
    namedOn: day,
    approvingDocument: fc.option(word, { nil: null }),
    history: fc.option(word, { nil: null }),
    photos: fc.array(
      fc.constantFrom('a', 'b', 'c').map((letter) => letter.repeat(64)),
      { maxLength: 2 },
    ),
  })
  .map(body);

describe('merging two records', () => {
  it('keeps every name of either with its days and documents, the pictures and the history', () => {
    fc.assert(
      fc.property(record, record, (survivor, merged) => {
        const changes = mergedBodies(survivor, 's', merged);
        const after = placeNameBody.parse({ ...survivor, ...changes.survivor });
        for (const name of [...survivor.otherNames, ...merged.otherNames])
          expect(after.otherNames).toContainEqual(name);
        expect([after.standardName, ...after.otherNames.map(({ name }) => name)]).toContain(merged.standardName);
        expect(after.standardName).toBe(survivor.standardName);
        for (const photo of [...survivor.photos, ...merged.photos]) expect(after.photos).toContain(photo);
        for (const { history } of [survivor, merged]) if (history !== null) expect(after.history).toContain(history);
        // Merging the same again brings nothing new.
        expect(mergedBodies(after, 's', merged).survivor.otherNames).toBeUndefined();
        expect(changes.merged).toEqual({ status: 'historical', mergedIntoId: 's' });
      }),
    );
  });
});

describe('likely duplicates', () => {
  const found = (records: Record<string, PlaceNameBody>, withinM = 1000) =>
    likelyDuplicates(Object.entries(records), withinM).map(({ a, b, why }) => `${a}-${b} ${why}`);

  it('are of one name, class and county, and near or of one township; or of one code', () => {
    const former = [{ name: '石门沟', kind: 'former' as const, from: null, to: null, pinyin: null, document: null }];
    expect(
      found({
        a: body({ geometry: at(118, 41) }),
        near: body({ geometry: at(118.005, 41) }),
        far: body({ geometry: at(118.1, 41) }),
        renamed: body({ standardName: '石门口', otherNames: former, geometry: at(118, 41.005) }),
        elsewhere: body({ countyId: 'c2', geometry: at(118, 41) }),
        river: body({ category: '12000', geometry: at(118, 41) }),
        merged: body({ geometry: at(118, 41), status: 'historical', mergedIntoId: 'a' }),
      }),
    ).toEqual(['a-near sameStandardName', 'a-renamed sameOtherName', 'near-renamed sameOtherName']);
    expect(found({ a: body({ townshipId: 't1' }), b: body({ townshipId: 't1', geometry: at(118, 41) }) })).toEqual([
      'a-b sameStandardName',
    ]);
    expect(found({ a: body({ townshipId: 't1' }), b: body({ townshipId: 't2' }) })).toEqual([]);
    const code = '13990110122200000001';
    expect(found({ a: body({ code }), b: body({ code, standardName: '别处', countyId: 'c2' }) })).toEqual([
      'a-b sameCode',
    ]);
  });
});

describe('lists in one cell', () => {
  it('bring back all names with what is known of them, in both languages', () => {
    fc.assert(
      fc.property(
        fc.array(otherName, { maxLength: 5 }),
        fc.constantFrom('zh' as const, 'en' as const),
        (names, language) => {
          expect(readOtherNames(writeOtherNames(names, language))).toEqual({
            state: 'value',
            value: names,
            remarks: [],
          });
        },
      ),
    );
  });

  it('tell which entry does not fit and how it is written', () => {
    expect(readOtherNames('旧名|甲')).toMatchObject({
      state: 'wrong',
      code: 'other-names',
      message: { zh: expect.stringContaining('旧名|甲') as string },
    });
    expect(readOtherNames('曾用名|甲||昨天')).toMatchObject({ state: 'wrong', code: 'not-a-date' });
  });
});
