import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lookAlikeGroups,
  nameKinds,
  namingChecks,
  namingRules,
  standardCharacters,
  standardFormOf,
  type NameKind,
} from '../../../gis-data/naming/index.ts';
import { isStandard } from '../../../server/place-names/naming/characters.ts';
import {
  existingName,
  namingAnswer,
  namingSettings,
  proposedName,
  type ExistingName,
  type NamingFinding,
  type ProposedName,
} from '../../../server/place-names/naming/contract.ts';
import { namingEngine, rulesInForce } from '../../../server/place-names/naming/engine.ts';
import { NameIndex } from '../../../server/place-names/naming/name-index.ts';
import { spelt, writtenReadings } from '../../../server/place-names/naming/readings.ts';
import { namingFunctions } from '../../../server/place-names/naming/rules/index.ts';

const engine = namingEngine(namingSettings.parse({}));
const home = { province: '13', county: '130802', township: '130802100', builtUpArea: 'town', important: false };
const proposed = (text: string, more: object = {}) =>
  proposedName.parse({ ...home, kind: 'road', date: '2025-12-01', text, ...more });
const existing = (id: string, text: string, more: object = {}) =>
  existingName.parse({ ...home, kind: 'road', id, text, ...more });

/** Few characters, so that names often collide: polyphones, look-alikes and traditional forms among them. */
const specific = fc.constantFrom(...'隆龍龙重虫未末土士东西').map((character) => `兴${character}`);
/** Kinds that are compared with each other, and a natural feature beside divisions. */
const worlds = [
  { kinds: ['road', 'estate', 'building'], endings: ['路', '街'] },
  { kinds: ['township', 'naturalFeature'], endings: ['镇', '山'] },
  { kinds: ['village', 'hamlet'], endings: ['村', ''] },
  { kinds: ['countyOrHigher', 'park', 'facility'], endings: ['县', '公园'] },
] as const;
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const nameIn = ({ kinds, endings }: { kinds: readonly NameKind[]; endings: readonly string[] }) =>
  fc.record({
    text: fc.tuple(specific, fc.constantFrom(...endings)).map(([stem, ending]) => stem + ending),
    kind: fc.constantFrom(...kinds),
    province: mostly<string | null>('13', '15', null),
    county: mostly<string | null>('130802', '130803', null),
    township: mostly<string | null>('a', 'b', null),
    builtUpArea: mostly<string | null>('x', 'y', null),
    important: mostly<boolean | null>(true, false, null),
    former: mostly(false, true),
    position: fc.constantFrom<[number, number] | null>([117.9, 41], [118, 41], null),
  });
/** A few names of kinds that meet each other. */
const namesTogether = (most: number) =>
  fc.constantFrom(...worlds).chain((world) => fc.array(nameIn(world), { minLength: 2, maxLength: most }));
const anyName = fc.constantFrom(...worlds).chain(nameIn);
type AnyName = ReturnType<typeof nameIn> extends fc.Arbitrary<infer T> ? T : never;
const anyDate = fc.constantFrom('1990-01-01', '2010-01-01', '2022-05-01', '2025-12-01');

const asExisting = (name: AnyName, id: string): ExistingName => existingName.parse({ ...name, id });
const asProposed = ({ former: _, ...name }: AnyName, date: string): ProposedName =>
  proposedName.parse({ ...name, date });
const check = (name: ProposedName, names: readonly ExistingName[]): NamingFinding[] =>
  engine.check(name, new NameIndex(names), { suggest: false }).findings;
const keyOf = (finding: NamingFinding): string => JSON.stringify(finding);

describe('properties', () => {
  it('a name is in the way of another exactly when the other is in its way', () => {
    const symmetric = new Set(['duplicate', 'homophone', 'look-alike', 'same-specific']);
    const about = (findings: NamingFinding[]) =>
      findings
        .filter((finding) => symmetric.has(finding.check))
        .map(({ rule, severity, tones, reading, collision }) => [rule, severity, tones, reading, collision!.distanceM]);
    let met = 0;
    fc.assert(
      fc.property(namesTogether(2), anyDate, ([a, b], date) => {
        const [first, second] = [
          { ...a!, former: false },
          { ...b!, former: false },
        ];
        const there = about(check(asProposed(first, date), [asExisting(second, 'b')]));
        const back = about(check(asProposed(second, date), [asExisting(first, 'a')]));
        met += there.length;
        expect(back).toEqual(there);
      }),
      { numRuns: 1000, seed: 8 },
    );
    expect(met).toBeGreaterThan(30);
  });

  it('the order of the names does not matter, nor does a name that was put in and taken out again', () => {
    fc.assert(
      fc.property(namesTogether(8), anyName, anyDate, ([name, ...others], passing, date) => {
        const names = others.map((other, position) => asExisting(other, `n${position}`));
        const shuffled = new NameIndex([...names].reverse());
        shuffled.put(asExisting(passing, 'passing'));
        shuffled.remove('passing');
        for (const one of names) shuffled.put(one);
        const findings = engine.check(asProposed(name!, date), shuffled, { suggest: false }).findings;
        expect(findings).toEqual(check(asProposed(name!, date), names));
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('another name never removes a finding', () => {
    fc.assert(
      fc.property(namesTogether(8), anyDate, ([name, more, ...others], date) => {
        const names = others.map((other, position) => asExisting(other, `n${position}`));
        const before = check(asProposed(name!, date), names).map(keyOf);
        const after = new Set(check(asProposed(name!, date), [...names, asExisting(more!, 'more')]).map(keyOf));
        expect(before.filter((finding) => !after.has(finding))).toEqual([]);
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('finds what a plain comparison of every pair finds', () => {
    const plain = (name: ProposedName, others: readonly ExistingName[]) =>
      others.flatMap((other) => check(name, [other]).filter(({ collision }) => collision !== null));
    fc.assert(
      fc.property(namesTogether(8), anyDate, ([name, ...others], date) => {
        const names = others.map((other, position) => asExisting(other, `n${position}`));
        const together = check(asProposed(name!, date), names).filter(({ collision }) => collision !== null);
        expect(together.map(keyOf).sort()).toEqual(plain(asProposed(name!, date), names).map(keyOf).sort());
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('answers to any text, in its own shape', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary', maxLength: 80 }),
        fc.constantFrom(...nameKinds),
        (text, of) => {
          const answer = engine.check(proposed(text, { kind: of }), new NameIndex([existing('1', '兴隆路')]));
          expect(namingAnswer.parse(answer)).toEqual(answer);
        },
      ),
      { numRuns: 300, seed: 8 },
    );
  });
});

describe('suggestions', () => {
  it('pass, are not in the register, and are the same every time', () => {
    let offered = 0;
    fc.assert(
      fc.property(namesTogether(8), anyDate, ([name, ...others], date) => {
        const names = others.map((other, position) => asExisting(other, `n${position}`));
        const index = new NameIndex(names);
        const one = asProposed(name!, date);
        const { suggestions } = engine.check(one, index);
        offered += suggestions.length;
        expect(engine.check(one, index).suggestions).toEqual(suggestions);
        for (const { text } of suggestions) {
          expect(engine.check({ ...one, text, genericTerm: null }, index, { suggest: false }).verdict).toBe('passes');
        }
      }),
      { numRuns: 150, seed: 8 },
    );
    expect(offered).toBeGreaterThan(50);
  });

  it('say what was changed, and where the place lies', () => {
    const index = new NameIndex([existing('1', '兴隆路', { position: [117.93, 40.95] })]);
    const texts = (text: string, more = {}) =>
      engine.check(proposed(text, more), index).suggestions.map((suggestion) => suggestion.text);
    expect(texts('兴隆路', { position: [117.94, 40.95] })).toContain('东兴隆路');
    expect(texts('兴隆路', { locality: '上板城镇' })).toContain('上板城兴隆路');
    expect(texts('新\u200b華路')).toEqual(['新华路']);
    expect(texts('金山大厦', { kind: 'building', facts: { floors: 6 } })).toEqual(['金山楼']);
    expect(texts('金色大厦楼', { kind: 'building' })).toEqual(['金色楼']);
    const [first] = engine.check(proposed('巴黎翠屏路'), index).suggestions;
    expect(first).toEqual({ text: '翠屏路', reason: { zh: '去掉“巴黎”', en: 'without “巴黎”' } });
  });
});

describe('homophones', () => {
  const tones = (text: string, other: ExistingName) =>
    check(proposed(text), [other])
      .filter((finding) => finding.check === 'homophone')
      .map((finding) => [finding.tones, finding.reading]);

  it('tell the same tones from different ones, and usual readings from others', () => {
    expect(tones('兴龙路', existing('1', '兴隆路'))).toEqual([['same', 'usual']]);
    expect(tones('姓隆路', existing('1', '兴隆路'))).toEqual([['different', 'usual']]);
    expect(tones('众庆路', existing('1', '重庆路'))).toEqual([['same', 'other']]);
    expect(tones('众庆路', existing('1', '重庆路', { pinyin: 'Chóngqìng Lù' }))).toEqual([]);
    expect(tones('虫庆路', existing('1', '重庆路', { pinyin: 'Chóngqìng Lù' }))).toEqual([['same', 'usual']]);
  });

  it('read a reviewed spelling syllable by syllable', () => {
    const read = (text: string, written: string) => {
      const readings = writtenReadings(text, written);
      return readings && spelt(readings);
    };
    expect(read('重庆路', 'Chóngqìng Lù')).toBe('chóng qìng lù');
    expect(read('西安路', 'Xī’ān Lù')).toBe('xī ān lù');
    expect(read('吕梁', 'Lǚliáng')).toBe('lǚ liáng');
    expect(read('六安', 'Lù’ān')).toBe('lù ān');
    expect(read('重庆路', 'Chóngqìng')).toBeNull();
    expect(read('重庆', 'nothing like it at all')).toBeNull();
  });
});

describe('a batch', () => {
  it('compares its names with each other and with the register, and answers in its order', () => {
    const index = new NameIndex([existing('1', '新华路')]);
    const names = [proposed('兴隆路'), proposed('兴龙路'), proposed('新华路'), proposed('幸福路')];
    const check = engine.batch(names);
    const answers = names.map((_, position) => check(position, index));
    const collisions = answers.map(({ verdict, findings }) => [
      verdict,
      findings.map(({ check: by, collision }) => `${by} ${collision?.source} ${collision?.id}`),
    ]);
    expect(collisions).toEqual([
      ['review', ['homophone batch row:2']],
      ['review', ['homophone batch row:1']],
      ['refused', ['duplicate register 1']],
      ['passes', []],
    ]);
  });
});

describe('what a bureau adds', () => {
  it('words, look-alikes and thresholds of its own', () => {
    const settings = namingSettings.parse({
      reservedWords: [{ word: '避暑', kind: 'company', everyday: false }],
      lookAlikeGroups: ['朋明'],
      thresholds: [{ term: '大厦', requirements: [[{ fact: 'floors', atLeast: 8 }]] }],
    });
    const own = namingEngine(settings);
    const index = new NameIndex([existing('1', '明月路')], settings.lookAlikeGroups);
    const rules = (text: string, more = {}) =>
      own.check(proposed(text, more), index).findings.map(({ severity, rule }) => `${severity} ${rule}`);
    expect(rules('避暑路')).toEqual(['block company-2024']);
    expect(rules('朋月路')).toEqual(['warn look-alike-2022-built-up']);
    expect(rules('金山大厦', { kind: 'building', facts: { floors: 8 } })).toEqual([]);
    expect(rules('金山大厦', { kind: 'building', facts: { floors: 7 } })).toEqual(['warn generic-threshold-2022']);
  });
});

describe('the data', () => {
  it('has the 8,105 characters of the table, and standard forms within it for others outside', () => {
    expect(Object.values(standardCharacters).map((level) => [...level].length)).toEqual([3500, 3000, 1605]);
    expect(new Set(Object.values(standardCharacters).join('')).size).toBe(8105);
    for (const [form, standard] of standardFormOf) {
      expect(isStandard(form), form).toBe(false);
      expect(isStandard(standard), standard).toBe(true);
    }
  });

  it('has look-alikes of two and more different characters', () => {
    for (const group of lookAlikeGroups) expect(new Set(group).size, group).toBe([...group].length);
  });

  it('has rules with one name each, a function each, and a span of days', () => {
    expect(new Set(namingRules.map(({ id }) => id)).size).toBe(namingRules.length);
    expect(new Set(namingRules.map(({ check: by }) => by))).toEqual(new Set(namingChecks));
    expect(Object.keys(namingFunctions).sort()).toEqual([...namingChecks].sort());
    for (const { id, from, until } of namingRules) if (until !== null) expect(from < until, id).toBe(true);
  });

  it('never has two rules in force for the same check, kind and area', () => {
    for (const date of ['1986-01-23', '2010-01-01', '2022-04-30', '2022-05-01', '2024-05-01', '2025-11-01']) {
      const seen = new Set<string>();
      for (const rule of rulesInForce(date, '13')) {
        for (const of of rule.kinds ?? ['all']) {
          for (const word of rule.words.length > 0 ? rule.words : ['']) {
            const key = [rule.check, of, rule.scope, word].join(' ');
            expect(seen.has(key), `${date} ${key}`).toBe(false);
            seen.add(key);
          }
        }
      }
    }
  });
});
