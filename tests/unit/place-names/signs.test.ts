import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demoSeed } from '../../../scripts/demo/dataset.ts';
import { placeNameSignFiles } from '../../../scripts/demo/place-name-signs.ts';
import { placeNameRecords } from '../../../scripts/demo/place-names.ts';
import { blankSign, placeNameSignBody, type PlaceNameSignBody } from '../../../server/place-name-signs/contract.ts';
import { signDefects } from '../../../server/place-name-signs/defects.ts';
import { blankPlaceName, type PlaceNameBody } from '../../../server/place-names/contract.ts';

const file = (name: string) => readFileSync(new URL(`../../../gis-data/chengde/${name}`, import.meta.url));
const parsed = <T>(name: string) => JSON.parse(file(name).toString()) as T;

const name: PlaceNameBody = {
  ...blankPlaceName,
  ...{ standardName: '塔山村', category: '21610', countyId: 'c1', namedOn: '2020-06-01' },
  pinyin: { proper: 'Tǎshān', generic: 'Cūn', origin: 'reviewed' },
  otherNames: [
    { name: '东沟村', kind: 'former', from: null, to: '2020-06-01', pinyin: null, document: null },
    { name: '塔山', kind: 'short', from: null, to: null, pinyin: null, document: null },
  ],
};
const sign: PlaceNameSignBody = { ...blankSign, placeNameId: 'n1', kind: 'village' };
const found = (more: Partial<PlaceNameSignBody>, of: PlaceNameBody | null = name) =>
  signDefects({ ...sign, ...more }, of, '2026-01-01').map(({ kind, state }) => `${kind} ${state}`);

describe('defects of a sign', () => {
  it.each([
    ['nothing recorded', {}, []],
    ['as the register has it', { text: '塔山村', pinyinText: 'TASHAN CUN', condition: 'intact' }, []],
    ['pinyin without spaces', { text: '塔山村', pinyinText: 'TASHANCUN' }, []],
    ['a former name', { text: '东沟村' }, ['oldName certain']],
    ['a short form', { text: '塔山' }, ['textDiffers certain']],
    ['a wrong character', { text: '塔山屯' }, ['textDiffers certain']],
    ['wrong pinyin', { text: '塔山村', pinyinText: 'TASAN CUN' }, ['pinyinDiffers certain']],
    [
      'poor condition, overdue',
      { condition: 'leaning', nextInspectionOn: '2025-12-31' },
      ['condition certain', 'overdue certain'],
    ],
    ['due today', { nextInspectionOn: '2026-01-01' }, []],
    // What was written on a sign that is gone is no defect of its text.
    ['missing', { text: '东沟村', condition: 'missing' }, ['condition certain']],
  ] as [string, Partial<PlaceNameSignBody>, string[]][])('%s', (_, more, expected) => {
    expect(found(more)).toEqual(expected);
  });

  it('says the former name with the day, and that traditional characters are', () => {
    const [old] = signDefects({ ...sign, text: '东沟村' }, name, '2026-01-01');
    expect(old!.reason).toEqual({
      zh: '标志上为原名“东沟村”,2020-06-01 起标准名称为“塔山村”',
      en: 'It shows the former name “东沟村”; the standard name since 2020-06-01 is “塔山村”',
    });
    const village = { ...name, standardName: '马圈村' };
    expect(signDefects({ ...sign, text: '馬圈村' }, village, '2026-01-01')[0]!.reason.zh).toContain('繁体');
  });

  it('asks for a review before it calls a pinyin wrong that nobody has reviewed', () => {
    const generated: PlaceNameBody = {
      ...name,
      standardName: '长山村',
      pinyin: { proper: 'Chángshān', generic: 'Cūn', origin: 'generated' },
    };
    expect(found({ text: '长山村', pinyinText: 'ZHANGSHAN CUN' }, generated)).toEqual(['pinyinDiffers unknown']);
  });

  it('knows a name that is no longer in use or registered', () => {
    expect(found({ text: '塔山村' }, { ...name, status: 'historical' })).toEqual(['nameEnded certain']);
    expect(found({ text: '塔山村' }, null)).toEqual(['nameEnded certain']);
    expect(found({ condition: 'missing' }, null)).toEqual(['condition certain']);
  });
});

describe('demonstration of signs', () => {
  const records = parsed<{ id: string; body: Record<string, unknown> }[]>('place-name-signs.json');

  it('comes out of the generator byte for byte, all of it labelled and fit for the register', () => {
    const names = placeNameRecords(parsed('divisions.json'), parsed('land-features.json'), demoSeed);
    for (const [path, bytes] of placeNameSignFiles(names, demoSeed)) expect(file(path).equals(bytes)).toBe(true);
    expect(records.length).toBeGreaterThan(500);
    for (const { body } of records) expect(placeNameSignBody.parse({ ...blankSign, ...body }).demo).toBe(true);
  });
});
