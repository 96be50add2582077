import { describe, expect, it } from 'vitest';
import { blankMarker, type BoundaryMarkerBody } from '../../../server/boundary/contract.ts';
import type { DivisionEventBody } from '../../../server/divisions/contract.ts';
import { blankSign, type PlaceNameSignBody } from '../../../server/place-name-signs/contract.ts';
import { blankPlaceName, type OtherName, type PlaceNameBody } from '../../../server/place-names/contract.ts';
import { buildSnapshot, type RecordBodies, type Snapshot } from '../../../server/snapshot/snapshot.ts';
import { oldNames } from '../../../server/worklists/old-names/old-names.ts';
import { snapshotOf, type HandFacility } from '../../support/snapshots.ts';

const divisions = [
  { id: 'city', type: 'prefectureCity' as const, name: '承德市' },
  { id: 'c1', type: 'county' as const, parent: 'city', name: '承德县' },
  { id: 'c2', type: 'county' as const, parent: 'city', name: '滦平县' },
  { id: 't1', type: 'town' as const, parent: 'c1', name: '下板城镇' },
  { id: 't2', type: 'town' as const, parent: 'c1', name: '甲山镇' },
  { id: 't3', type: 'town' as const, parent: 'c2', name: '巴克什营镇' },
];

const former = (name: string, to: string | null = '2023-05-01'): OtherName => ({
  ...{ name, kind: 'former', from: null, to, pinyin: null, document: null },
});

const place = (standardName: string, more: Partial<PlaceNameBody> = {}): PlaceNameBody => ({
  ...blankPlaceName,
  ...{ standardName, category: '22200', countyId: 'c1', townshipId: 't1' },
  ...more,
});

function world(
  facilities: (HandFacility & { name: string })[],
  names: Record<string, PlaceNameBody>,
  more: Partial<RecordBodies> = {},
): Snapshot {
  const { records } = snapshotOf({ divisions, facilities });
  return buildSnapshot(1, '2026-05-01', { ...records, placeName: new Map(Object.entries(names)), ...more });
}

const facility = (name: string, township = 't1') => ({ id: name, kind: 'nursingHome' as const, township, name });
const found = (snapshot: Snapshot) => oldNames(snapshot).map(({ subject, state }) => [subject.label, state]);
const renamed = { n1: place('新民村', { otherNames: [former('西沟')] }) };

describe('records that use an old name', () => {
  it('says record, field, old and new name, and since when; it goes when the record is put right', () => {
    const [entry, ...others] = oldNames(world([facility('西沟敬老院')], renamed));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      state: 'certain',
      subject: { type: 'facility', id: '西沟敬老院' },
      fields: [{ path: 'name' }],
      countyName: '承德县',
      townshipName: '下板城镇',
      rank: 1096,
      action: { zh: '改为“新民村”' },
    });
    expect(entry!.reason.zh).toContain('“西沟”2023-05-01 起改称“新民村”');
    expect(found(world([facility('新民村敬老院')], renamed))).toEqual([]);
  });

  it('means the place of its scope: not the same word in another county, and maybe in another township', () => {
    const snapshot = world(
      [facility('西沟敬老院'), facility('西沟养老院', 't2'), facility('西沟幸福院', 't3')],
      renamed,
    );
    expect(found(snapshot)).toEqual([
      ['西沟养老院', 'unknown'],
      ['西沟敬老院', 'certain'],
    ]);
  });

  it('tells an old name from a longer one by the register: 西沟 in 西沟门 and in the new name is no hit', () => {
    const facilities = [facility('西沟门敬老院'), facility('新西沟敬老院')];
    const names = { n1: place('新西沟', { otherNames: [former('西沟')] }) };
    expect(found(world(facilities, names))).toEqual([['西沟门敬老院', 'unknown']]);
    expect(found(world(facilities, { ...names, n2: place('西沟门') }))).toEqual([]);
    // A name of another county tells nothing here.
    const elsewhere = place('西沟门', { countyId: 'c2', townshipId: 't3' });
    expect(found(world(facilities, { ...names, n2: elsewhere }))).toEqual([['西沟门敬老院', 'unknown']]);
  });

  it('finds several names in one long text, each once', () => {
    const names = {
      n1: place('新民村', { otherNames: [former('西沟')] }),
      n2: place('兴旺村', { otherNames: [former('东沟')] }),
    };
    const address = '承德县下板城镇西沟12号,东沟路口北;原西沟小学院内';
    const entries = oldNames(world([{ ...facility('甲'), attributes: { address } }], names));
    expect(entries.map(({ fields, action }) => [fields[0]!.path, action.zh])).toEqual([
      ['attributes.address', '改为“新民村”'],
      ['attributes.address', '改为“兴旺村”'],
    ]);
  });

  it('asks first where another place bears the name today, or an alias keeps it', () => {
    const other = { ...renamed, n2: place('西沟') };
    expect(found(world([facility('西沟敬老院')], other))).toEqual([['西沟敬老院', 'unknown']]);
    const alias: OtherName = { ...former('西沟', null), kind: 'alias' };
    expect(
      found(world([facility('西沟敬老院')], { n1: place('新民村', { otherNames: [former('西沟'), alias] }) })),
    ).toEqual([]);
  });

  it('lists markers and signs, and a cancelled name without a new one', () => {
    const marker: BoundaryMarkerBody = {
      ...blankMarker,
      ...{ number: '1313001', lineIds: ['l1'], custodian: '平泉县民政局' },
      sides: [
        { divisionId: 'c2', name: '滦平县', countyId: 'c2', townshipId: null, villageId: null },
        { divisionId: null, name: '外省', countyId: null, townshipId: null, villageId: null },
      ],
    };
    const sign: PlaceNameSignBody = { ...blankSign, placeNameId: 'n2', kind: 'village', text: '北梁' };
    const names = {
      n1: place('平泉市', { category: '21400', townshipId: null, otherNames: [former('平泉县')] }),
      n2: place('北梁', { status: 'historical' }),
    };
    const snapshot = world([], names, {
      boundaryMarker: new Map([['m1', marker]]),
      placeNameSign: new Map([['s1', sign]]),
    });
    expect(
      oldNames(snapshot).map(({ subject, state, rank, action }) => [subject.type, state, rank, action.zh]),
    ).toEqual([
      ['boundaryMarker', 'certain', 1096, '改为“平泉市”'],
      ['placeNameSign', 'certain', null, '改用现行地名'],
    ]);
  });

  it('leaves the titles of documents of a day before the change alone, and asks about others', () => {
    const documented = (asOfDate: string | null) =>
      world([{ ...facility('甲'), sourceDocument: '西沟养老设施登记表', asOfDate }], renamed);
    expect(found(documented('2020-01-01'))).toEqual([]);
    expect(found(documented('2024-01-01'))).toEqual([['甲', 'unknown']]);
    expect(found(documented(null))).toEqual([['甲', 'unknown']]);
  });

  it('lists a place name that has not followed its division, and what uses the name of a merged one', () => {
    const township = { category: '21500', townshipId: null };
    const names = {
      n1: place('下板城乡', { ...township, namesDivisionId: 't1' }),
      n2: place('上谷乡', { ...township, namesDivisionId: 'gone' }),
    };
    const event: DivisionEventBody = {
      ...{ kind: 'merge', effectiveDate: '2025-05-01', document: '批复', fromIds: ['gone'], toIds: ['t2'] },
      ...{ note: null, demo: false },
    };
    const snapshot = world([facility('上谷乡敬老院', 't2'), facility('下板城乡敬老院')], names, {
      divisionEvent: new Map([['e1', event]]),
    });
    expect(oldNames(snapshot).map(({ subject, rank, action }) => [subject.label, rank, action.zh])).toEqual([
      ['上谷乡敬老院', 365, '改为“甲山镇”'],
      ['下板城乡敬老院', null, '改为“下板城镇”'],
      ['下板城乡', null, '改为“下板城镇”'],
      ['上谷乡', 365, '改为“甲山镇”'],
    ]);
  });

  it('keeps the keys of items short enough to be assigned, and apart', () => {
    const entries = oldNames(world([facility('西沟敬老院'), facility('西沟养老院')], renamed));
    const keys = entries.map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key.length).toBeLessThan(200);
  });
});
