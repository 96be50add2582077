import { describe, expect, it } from 'vitest';
import { syncItem } from '../../server/field-sync/contract.ts';
import { blankSign } from '../../server/place-name-signs/contract.ts';
import { signEdit, type SeenSign } from '../../web/field/name-sign/sign-edit.ts';
import { type KeptSign } from '../../web/field/store/database.ts';
import { sightsOfSigns } from '../../web/field/store/sights.ts';
import { recorded, type RecordEdit } from '../../web/field/sync/states.ts';

const hash = (digit: string) => digit.repeat(64);
const sign: KeptSign = {
  ...blankSign,
  ...{ id: 's1', version: 3, areaId: 'signs.c1', placeNameId: 'n1', kind: 'village', text: '塔山村' },
  ...{ condition: 'intact', conditionAsOf: '2024-05-01', photos: [hash('a')] },
  ...{ placeName: null, county: null, township: null, defects: [] },
};
const made = { key: '00000000-0000-4000-8000-000000000001', deviceTime: '2026-06-01T20:00:00.000Z', reason: '巡查' };
const seen: SeenSign = { condition: 'intact', text: '塔山村', pinyinText: null, note: null, photos: [] };
const edit = (more: Partial<SeenSign>) => signEdit(sign, 3, { ...seen, ...more }, made);

describe('a round at a sign', () => {
  it('says the condition and its day in China even where nothing else changed, and is what the server takes', () => {
    const item = edit({});
    expect(item.fields).toEqual({ condition: 'intact', conditionAsOf: '2026-06-02' });
    expect(item.base).toEqual({ condition: 'intact', conditionAsOf: '2024-05-01' });
    expect(syncItem.parse(item)).toEqual(item);
  });

  it('adds photos to those of the register, and leaves a text that nobody could read as it is', () => {
    const { fields, base } = edit({ condition: 'illegible', text: null, photos: [hash('b'), hash('a')] });
    expect(fields).toEqual({ condition: 'illegible', conditionAsOf: '2026-06-02', photos: [hash('a'), hash('b')] });
    expect(base.photos).toEqual([hash('a')]);
  });

  it('goes into one with what waits of the same sign, and not with an edit of a marker of that id', () => {
    const marker: RecordEdit = {
      ...{ kind: 'markerEdit', key: '00000000-0000-4000-8000-000000000002', markerId: 's1', baseVersion: 3 },
      ...{ base: { note: null }, fields: { note: 'x' }, reason: '现场', deviceTime: made.deviceTime },
    };
    const rows = [...recorded([], marker, 1), ...recorded([], edit({ condition: 'leaning' }), 2)];
    const later = { ...edit({ text: '塔山屯' }), key: '00000000-0000-4000-8000-000000000003' };
    const [joined, forgotten] = recorded(rows, later, 3);
    expect(joined!.item).toMatchObject({ kind: 'signEdit', fields: { condition: 'intact', text: '塔山屯' } });
    expect(forgotten).toMatchObject({ state: 'forgotten', replacedBy: made.key });
  });

  it('stands on the map of the area by its text and condition; what is unknown stays so', () => {
    const signs = [
      sign,
      { ...sign, id: 's2', text: null, condition: null },
      { ...sign, id: 's3', condition: 'missing' as const },
    ];
    expect(sightsOfSigns(signs).map(({ id, number, state }) => [id, number, state])).toEqual([
      ['s1', '塔山村', 'intact'],
      ['s3', '塔山村', 'lost'],
      ['s2', 's2', null],
    ]);
  });
});
