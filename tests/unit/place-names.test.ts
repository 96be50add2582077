import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeNameFiles } from '../../scripts/demo/place-names.ts';
import { demoSeed } from '../../scripts/demo/seed.ts';
import { blankPlaceName, placeNameBody, placeNameSearchQuery } from '../../server/place-names/contract.ts';
import { distanceBetweenM, positionOfGeometry } from '../../server/place-names/geometry.ts';
import { nameOn, type NameSegment } from '../../server/place-names/names-on.ts';
import { generatedPinyin, lettersOf, spelt } from '../../server/place-names/pinyin.ts';
import { editCounter, tableCounter } from '../../server/place-names/search/edits.ts';
import { unitsOf } from '../../server/place-names/search/flat-texts.ts';
import { buildNameIndex, type IndexedRecord } from '../../server/place-names/search/name-index.ts';
import { spokenName, writtenPinyin } from '../../server/place-names/search/readings.ts';
import { searchNames } from '../../server/place-names/search/search.ts';
import type { SearchState } from '../../server/place-names/search/follower.ts';

const committed = (name: string) => readFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url));
const parsed = <T>(name: string) => JSON.parse(committed(name).toString()) as T;

const records = parsed<{ id: string; effectiveFrom: string; body: Record<string, unknown> }[]>('place-names.json').map(
  ({ id, effectiveFrom, body }): IndexedRecord => ({
    id,
    segments: [{ validFrom: effectiveFrom, validTo: null, body: placeNameBody.parse({ ...blankPlaceName, ...body }) }],
  }),
);

describe('demonstration of place names', () => {
  it('comes out of the generator byte for byte, all of it labelled', () => {
    const files = placeNameFiles(parsed('divisions.json'), parsed('land-features.json'), demoSeed);
    for (const [name, bytes] of files) expect(committed(name).equals(bytes)).toBe(true);
    expect(records.length).toBeGreaterThan(5000);
    expect(records.every(({ segments }) => segments[0]!.body.demo)).toBe(true);
  });
});

describe('pinyin of place names', () => {
  // Cases of the rules of 1984 for the spelling of Chinese place names, with the article each shows.
  it.each([
    ['承德市', '21400', 'Chéngdé Shì', 'specific and generic part apart'],
    ['围场满族蒙古族自治县', '21400', 'Wéichǎng Mǎnzú Měnggǔzú Zìzhìxiàn', 'nationalities as words'],
    ['西大街街道', '21500', 'Xīdàjiē Jiēdào', 'modifiers of one syllable together with what they belong to'],
    ['头道营子', '22200', 'Tóudàoyíngzi', 'names of natural villages as one'],
    ['石沟村', '21610', 'Shígōu Cūn', 'an administrative village has a generic part'],
    ['平安路', '23213', 'Píng’ān Lù', 'an apostrophe before a, o, e'],
    ['长河', '12000', 'Cháng Hé', 'a specific part of one syllable'],
    ['蔚县', '21400', 'Yù Xiàn', 'a reviewed reading goes before the dictionary'],
  ])('%s (%s) is %s: %s', (name, category, written) => {
    expect(spelt(generatedPinyin(name, category))).toBe(written);
  });
});

describe('the name on a day', () => {
  const segment = (validFrom: string, validTo: string | null, body: object): NameSegment => ({
    validFrom,
    validTo,
    body: placeNameBody.parse({ ...blankPlaceName, category: '22200', countyId: 'c1', ...body }),
  });
  const other = (name: string, from: string | null, to: string | null) => ({
    name,
    kind: 'former',
    from,
    to,
    pinyin: null,
    document: null,
  });
  const record = [
    segment('2010-01-01', '2019-01-01', {
      standardName: '乙',
      namedOn: '1984-01-01',
      otherNames: [other('甲', '1961-01-01', '1984-01-01')],
    }),
    segment('2019-01-01', '2024-01-01', {
      standardName: '丙',
      namedOn: '2019-01-01',
      otherNames: [other('乙', '1984-01-01', '2019-01-01')],
    }),
  ];

  it.each([
    ['1950-01-01', null],
    ['1961-01-01', '甲'],
    ['1983-12-31', '甲'],
    ['1984-01-01', '乙'],
    ['2018-12-31', '乙'],
    ['2019-01-01', '丙'],
    ['2024-01-01', null],
  ])('on %s: %s', (day, name) => {
    expect(nameOn(record, day)?.name ?? null).toBe(name);
  });

  it('is the standard name, said to be undated, where no date is known', () => {
    expect(nameOn([segment('2010-01-01', null, { standardName: '丁' })], '1985-01-01')).toMatchObject({
      name: '丁',
      basis: 'undated',
    });
  });
});

describe('search', () => {
  let state: SearchState;
  beforeAll(async () => {
    const divisions = new Map(
      parsed<{ id: string; body: { name: string } }[]>('divisions.json').map(({ id, body }) => [
        id,
        [{ validFrom: '2010-01-01', validTo: null, name: body.name }],
      ]),
    );
    // In two parts, as after a change; the answer must not show it.
    const [most, few] = [records.slice(0, 5000), records.slice(5000)];
    const parts = await Promise.all([most, few].map(buildNameIndex));
    state = { seq: 1, divisions, parts: parts.map((index) => ({ index, replaced: new Set<number>() })) };
  });

  const ask = (query: Record<string, unknown>) =>
    searchNames(state, { ...placeNameSearchQuery.parse({ limit: 200, ...query }), asOf: '2026-01-01' });
  const names = records.map(({ segments }) => segments[0]!.body.standardName);
  const pick = fc.integer({ min: 0, max: records.length - 1 });
  const unspaced = (text: string) => text.replaceAll(' ', '');

  it('finds every name by each of its parts, as a plain search through all names does', () => {
    fc.assert(
      fc.property(pick, fc.nat(), fc.integer({ min: 1, max: 3 }), (n, start, length) => {
        const name = names[n]!;
        const from = start % name.length;
        const q = name.slice(from, from + length);
        // Letters are initials too; spaces say nothing (G910 高速), and nothing else is no question.
        fc.pre(!/[a-z]/iu.test(q) && q.trim() !== '');
        const wanted = records.filter(({ segments }) => {
          const { standardName, otherNames } = segments[0]!.body;
          return [standardName, ...otherNames.map((each) => each.name)].some((each) =>
            unspaced(each).includes(unspaced(q)),
          );
        });
        const answer = ask({ q, fuzzy: 'no' });
        expect(answer.total).toBe(wanted.length);
        expect(answer.items).toHaveLength(Math.min(200, wanted.length));
      }),
      { numRuns: 60 },
    );
  });

  it('finds by letters what a plain search through all names finds, the best first', () => {
    const entries = records.map(({ segments }) => {
      const { body } = segments[0]!;
      const spoken = [body.standardName, ...body.otherNames.map(({ name }) => name)].map((name) =>
        spokenName(name, writtenPinyin(body, name)).split(' '),
      );
      return spoken.map((syllables) => ({
        letters: syllables.join(''),
        initials: syllables.map((syllable) => syllable[0]).join(''),
        tails: syllables.map((_, at) => syllables.slice(at).join('')),
      }));
    });
    const wayOf = (q: string, each: (typeof entries)[number]): string | null => {
      if (each.some(({ tails }) => tails.some((tail) => tail.startsWith(q)))) return 'written';
      if (each.some(({ initials }) => initials.includes(q))) return 'written';
      const count = tableCounter(unitsOf(q));
      const edits = Math.min(...each.map(({ letters }) => count(unitsOf(letters), 0, letters.length)));
      return q.length >= 3 && edits > 0 && edits <= (q.length <= 4 ? 1 : 2) ? `fuzzy ${edits}` : null;
    };
    fc.assert(
      fc.property(pick, fc.nat(), fc.nat(), fc.constantFrom('x', 'n', '', 'swap'), (n, from, at, change) => {
        const { letters } = entries[n]![0]!;
        const part = letters.slice(0, 4 + (from % letters.length));
        const place = 1 + (at % (part.length - 1));
        const q =
          change === 'swap'
            ? part.slice(0, place - 1) + part[place]! + part[place - 1]! + part.slice(place + 1)
            : part.slice(0, place) + change + part.slice(place + 1);
        const wanted = entries.flatMap((each) => wayOf(q, each) ?? []);
        const best = ['written', 'fuzzy 1', 'fuzzy 2'].flatMap((way) => wanted.filter((each) => each === way));
        const found = ask({ q }).items.map(({ reason: { how, edits } }) =>
          how === 'fuzzy' ? `fuzzy ${edits}` : 'written',
        );
        expect(found).toEqual(best.slice(0, 200));
      }),
      { numRuns: 60 },
    );
  });

  it('has a name that is the same first, then those that begin so, and says why', () => {
    fc.assert(
      fc.property(pick, (n) => {
        const { items } = ask({ q: names[n]! });
        const hows = items.map(({ reason }) => reason.how);
        expect(items[0]).toMatchObject({ name: names[n], reason: { how: 'exact', kind: 'standard' } });
        const order = ['exact', 'prefix', 'contains', 'homophone', 'fuzzy'];
        const ranks = items
          .filter(({ reason }) => reason.kind === 'standard')
          .map(({ reason }) => order.indexOf(reason.how));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(hows.every((how) => order.includes(how))).toBe(true);
        for (const { county } of items) expect(county).not.toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it('finds a name by its pinyin, its initials, and with one letter or character wrong', () => {
    fc.assert(
      fc.property(pick, fc.nat(), (n, at) => {
        const { id, segments } = records[n]!;
        const { standardName, pinyin, countyId } = segments[0]!.body;
        const written = spelt(pinyin!);
        const found = (q: string) => ask({ q, divisionId: countyId }).items.map((hit) => hit.id);
        expect(found(written)).toContain(id);
        expect(found(lettersOf(written))).toContain(id);
        const letters = lettersOf(written);
        if (letters.length >= 6) {
          const place = 1 + (at % (letters.length - 2));
          const typo = letters.slice(0, place) + (letters[place] === 'x' ? 'y' : 'x') + letters.slice(place + 1);
          expect(found(typo)).toContain(id);
        }
        if (standardName.length >= 4 && standardName.length <= 8) {
          const place = at % standardName.length;
          expect(found(standardName.slice(0, place) + '鑫' + standardName.slice(place + 1))).toContain(id);
        }
      }),
      { numRuns: 60 },
    );
    expect(ask({ q: 'cdx' }).items[0]).toMatchObject({ name: '承德县', reason: { how: 'initials' } });
    expect(ask({ q: '成得县' }).items[0]).toMatchObject({ name: '承德县', reason: { how: 'homophone' } });
    expect(ask({ q: '平泉县' }).items[0]).toMatchObject({ name: '平泉市', reason: { how: 'exact', kind: 'former' } });
    expect(ask({ q: 'saihan' }).items[0]).toMatchObject({ name: '塞罕坝', pinyin: 'Saihan Ba' });
  });

  it('answers what is no name with nothing, at once', () => {
    for (const q of [
      '\u200b',
      '%_',
      "');--",
      '🜚🜚',
      'ｘｙｚ',
      '长'.repeat(100),
      'q'.repeat(100),
      '99999999999999999999',
    ]) {
      expect(ask({ q }).items).toEqual([]);
    }
  });
});

describe('distances and edits', () => {
  it('counts the least edits to a part of a text, a change of places as one', () => {
    const edits = (query: string, text: string) => editCounter(unitsOf(query), 0x10000)(unitsOf(text), 0, text.length);
    expect([edits('chengde', 'chengdeshi'), edits('chegnde', 'chengdeshi')]).toEqual([0, 1]);
    expect(edits('承徳县', '承德县')).toBe(1);
    expect(edits('abcdef', 'zzz')).toBe(6);
  });

  it('counts the same in a word as in a whole table', () => {
    const text = (most: number) => fc.string({ unit: fc.constantFrom(...'abcd'), minLength: 1, maxLength: most });
    fc.assert(
      fc.property(text(40), text(60), (query, other) => {
        const [wanted, units] = [unitsOf(query), unitsOf(`d${other}d`)];
        expect(editCounter(wanted, 128)(units, 1, units.length - 1)).toBe(
          tableCounter(wanted)(units, 1, units.length - 1),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is 0 where courses cross, and right between them', () => {
    expect(
      distanceBetweenM(
        [
          [118, 41],
          [118.1, 41.1],
        ],
        [
          [118, 41.1],
          [118.1, 41],
        ],
      ),
    ).toBe(0);
    expect(
      distanceBetweenM(
        [[118, 41]],
        [
          [117.9, 41.01],
          [118.1, 41.01],
        ],
      ),
    ).toBeCloseTo(1112, -1);
    expect(
      positionOfGeometry({
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [2, 0],
            [2, 2],
            [0, 2],
            [0, 0],
          ],
        ],
      }),
    ).toEqual([1, 1]);
  });
});
