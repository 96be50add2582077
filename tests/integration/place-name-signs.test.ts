import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { createBoundaryService } from '../../server/boundary/service.ts';
import { recordTypes, roomChecks, type Rooms } from '../../server/compose.ts';
import { createFieldSyncService, type FieldSyncService } from '../../server/field-sync/service.ts';
import { syncItem } from '../../server/field-sync/contract.ts';
import { placeNameSignQuery } from '../../server/place-name-signs/contract.ts';
import { createPlaceNameSignService, type PlaceNameSignService } from '../../server/place-name-signs/service.ts';
import { nameToCheck } from '../../server/place-names/naming/contract.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { oldNames } from '../../server/worklists/old-names/old-names.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, roomsWithSmallCity } from '../support/registry.ts';

const point = (x: number, y: number) => ({ type: 'Point', coordinates: [x, y] });
const deviceId = randomUUID();

describeEachDatabase('signs of place names, old names and own words', (open) => {
  let rooms: Rooms;
  let signs: PlaceNameSignService;
  let sync: FieldSyncService;

  const apply = (changes: ChangeInput[], actor = approver) => rooms.registry.apply(actor, { title: '标志', changes });
  const versionOf = async (id: string) => (await rooms.registry.currentVersion('placeNameSign', id))!;
  const bodyOf = async (id: string) => (await rooms.snapshots.at()).records.placeNameSign.get(id)!;
  const list = (query: Record<string, unknown> = {}) => signs.list(placeNameSignQuery.parse(query));
  const codes = async (doing: Promise<unknown>): Promise<string[]> => {
    try {
      await doing;
    } catch (error) {
      if (error instanceof Problem) return [error.code, ...error.errors.map(({ code }) => code)];
      throw error;
    }
    throw new Error('Not refused');
  };
  const seen = (signId: string, baseVersion: number, base: Record<string, unknown>, fields: Record<string, unknown>) =>
    syncItem.parse({
      ...{ kind: 'signEdit', key: randomUUID(), signId, baseVersion, base, fields, reason: '现场巡查' },
      deviceTime: '2026-06-01T08:00:00+08:00',
    });
  const send = async (...items: ReturnType<typeof seen>[]) => (await sync.sync(approver, deviceId, items)).outcomes;
  const oldNamesNow = async () => oldNames(await rooms.snapshots.at()).map(({ subject, state }) => [subject.id, state]);

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
    signs = createPlaceNameSignService(rooms);
    sync = createFieldSyncService({ ...rooms, db: open().kysely, boundary: createBoundaryService(rooms), signs });
    const name = (id: string, fields: Record<string, unknown>): ChangeInput => ({
      ...{ type: 'placeName', op: 'create', id, effectiveFrom: '2020-01-01' },
      fields: { category: '22200', countyId: 'c1', townshipId: 'c1t1', ...fields },
    });
    await apply([
      name('n1', {
        standardName: '塔山',
        pinyin: { proper: 'Tǎshān', generic: null, origin: 'reviewed' },
        geometry: point(118.1, 41.1),
      }),
      name('n2', { standardName: '石洞', countyId: 'c2', townshipId: 'c2t1' }),
      {
        ...{ type: 'placeNameSign', op: 'create', id: 's1' },
        fields: {
          placeNameId: 'n1',
          kind: 'village',
          text: '塔山',
          position: point(118.1, 41.1),
          sourceCrs: 'EPSG:4490',
        },
      },
      { type: 'placeNameSign', op: 'create', id: 's2', fields: { placeNameId: 'n2', kind: 'village', text: '石同' } },
    ]);
  });

  test('a sign belongs where its name does, and tells what is wrong with it', async () => {
    expect((await list()).items.map(({ id, county, defects }) => [id, county?.id, defects.map((d) => d.kind)])).toEqual(
      [
        ['s1', 'c1', []],
        ['s2', 'c2', ['textDiffers']],
      ],
    );
    expect((await list({ divisionId: 'c1t1' })).items.map(({ id }) => id)).toEqual(['s1']);
    expect(await list({ defect: 'textDiffers' })).toMatchObject({ total: 1, defects: { textDiffers: 1 } });
    expect(await list({ q: '塔' })).toMatchObject({ total: 1 });
    const missing = signs.creation({ fields: { placeNameId: 'no', kind: 'village' }, reason: '' });
    expect(await codes(rooms.registry.apply(approver, missing))).toContain('unknown-place-name');
    const update = await signs.update('s1', await versionOf('s1'), { fields: { condition: 'intact' }, reason: '巡查' });
    expect((await codes(rooms.registry.apply(editorOf('c2'), update)))[0]).toContain('forbidden');
    const away = signs.creation({
      ...{ fields: { placeNameId: 'n1', kind: 'village' }, reason: '' },
      position: { x: 100, y: 41.1, crs: 'EPSG:4490' },
    });
    expect(await codes(rooms.registry.apply(approver, away))).toContain('outside-study-area');
  });

  test('what was seen at a sign without a network is stored once and merged field by field', async () => {
    const area = await sync.area(approver, { signsOf: 'c1t1' });
    expect([area.signs.map(({ id, version }) => [id, version]), area.markers]).toEqual([[['s1', 1]], []]);
    expect(area.basemap).not.toBeNull();
    expect((await sync.basemap(approver, { signsOf: 'c1t1' })).sha256).toBe(area.basemap!.sha256);
    expect((await codes(sync.area(approver, { signsOf: 'nowhere' })))[0]).toContain('not-found');

    const first = seen(
      's1',
      1,
      { condition: null, conditionAsOf: null },
      { condition: 'leaning', conditionAsOf: '2026-06-01' },
    );
    expect(await send(first)).toMatchObject([{ status: 'stored', repeated: false }]);
    expect(await send(first)).toMatchObject([{ status: 'stored', repeated: true }]);
    expect(await bodyOf('s1')).toMatchObject({ condition: 'leaning', text: '塔山' });
    // Another device, which had taken the same version along: another field goes in, the same field is for a person.
    const [other, conflict] = await send(
      seen('s1', 1, { pinyinText: null }, { pinyinText: 'TASHAN' }),
      seen('s1', 1, { condition: null }, { condition: 'intact' }),
    );
    expect(other!.status).toBe('stored');
    expect(conflict).toMatchObject({
      status: 'conflict',
      conflicts: [{ field: 'condition', base: null, mine: 'intact', theirs: 'leaning' }],
    });
    expect(await send(seen('gone', 1, { note: null }, { note: 'x' }))).toMatchObject([{ status: 'refused' }]);
    const [outside] = (await sync.sync(editorOf('c2'), deviceId, [seen('s1', 1, { note: null }, { note: '别县' })]))
      .outcomes;
    expect(outside!.status).toBe('refused');
    const keys = [first.kind === 'signEdit' ? first.key : ''];
    expect((await sync.known({ keys, photos: [] })).keys).toEqual(keys);
    const [newest] = await signs.history(approver, 's1');
    expect(newest).toMatchObject({ changeSetTitle: '外业巡查地名标志 塔山', reason: '现场巡查' });
  });

  test('a renaming puts the sign on the list of old names until its text is changed; an undo takes it back', async () => {
    expect(await oldNamesNow()).toEqual([]);
    await rooms.registry.apply(
      approver,
      await rooms.placeNames.update('n1', 1, { fields: { standardName: '望京台' }, reason: '更名' }),
    );
    expect(await oldNamesNow()).toEqual([['s1', 'certain']]);
    expect((await signs.detail('s1', undefined)).defects.map(({ kind }) => kind)).toContain('oldName');
    const change = await signs.update('s1', await versionOf('s1'), { fields: { text: '望京台' }, reason: '换牌' });
    const { changeSet } = await rooms.registry.apply(approver, change);
    expect(await oldNamesNow()).toEqual([]);
    await rooms.registry.undo(approver, changeSet.id, '撤回');
    expect(await oldNamesNow()).toEqual([['s1', 'certain']]);
  });

  test("the bureau's own words refuse names beside the shipped lists, and say where they are from", async () => {
    const check = (text: string) =>
      rooms.naming.check(nameToCheck.parse({ text, kind: 'road', countyId: 'c1', townshipId: 'c1t1' }));
    const ofWords = async (text: string) =>
      (await check(text)).findings.filter(({ check: by }) => by === 'reserved-word');
    expect(await ofWords('燕峰坊路')).toEqual([]);
    const word = (fields: Record<string, unknown>): ChangeInput => ({
      ...{ type: 'reservedWord', op: 'create', id: `w${randomUUID()}` },
      fields: { word: '燕峰坊', kind: 'company', source: '市场监管局企业名录', listedOn: '2025-03-01', ...fields },
    });
    const { preview } = await apply([word({})]);
    const [added] = await ofWords('燕峰坊路');
    expect(added).toMatchObject({ severity: 'block', span: [0, 3] });
    expect(added!.message.zh).toContain('本局企业名称、商标名单;市场监管局企业名录,2025-03-01');
    const shipped = await ofWords('恒大路');
    expect(shipped[0]!.message.zh).toContain('随附企业名称、商标名单');
    expect(await codes(apply([word({})]))).toContain('word-twice');
    expect((await codes(apply([word({ word: '别的坊' })], editorOf('c1'))))[0]).toContain('forbidden');
    const { id } = preview.effects[0]!;
    await apply([{ type: 'reservedWord', op: 'delete', id, baseVersion: 1 }]);
    expect(await ofWords('燕峰坊路')).toEqual([]);
  });

  test('tables, history and snapshot agree', async () => {
    const results = await checkRegistry(open().kysely, recordTypes, roomChecks);
    expect(results.flatMap(({ troubles }) => troubles)).toEqual([]);
  });
});
