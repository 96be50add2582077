import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { recordTypes, roomChecks, type Rooms } from '../../server/compose.ts';
import { planAdjustments } from '../../server/divisions/adjustment.ts';
import { divisionAdjustment } from '../../server/divisions/contract.ts';
import { placeNameHereQuery, placeNameSearchQuery, type PlaceNameBody } from '../../server/place-names/contract.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, roomsWithSmallCity } from '../support/registry.ts';

const point = (x: number, y: number) => ({ type: 'Point', coordinates: [x, y] });

const create = (id: string, fields: Record<string, unknown>, effectiveFrom = '2020-01-01'): ChangeInput => ({
  type: 'placeName',
  op: 'create',
  id,
  effectiveFrom,
  fields: { category: '22200', countyId: 'c1', townshipId: 'c1t1', ...fields },
});

describeEachDatabase('register of place names', (open) => {
  let rooms: Rooms;

  const apply = (changes: ChangeInput[], actor = approver) => rooms.registry.apply(actor, { title: '地名', changes });
  const bodyOf = async (id: string) =>
    (await rooms.registry.currentRecords([{ type: 'placeName', id }])).get(`placeName/${id}`)
      ?.body as unknown as PlaceNameBody;
  const search = (query: Record<string, unknown>) => rooms.placeNames.search(placeNameSearchQuery.parse(query));
  const found = async (query: Record<string, unknown>) => (await search(query)).items.map(({ id }) => id);
  const serials = async () =>
    (await open().kysely.selectFrom('place_name_serial').selectAll().orderBy('prefix').execute()).map(
      ({ prefix, last }) => [prefix, last],
    );
  /** A refusal; what is not one fails. */
  const refusal = async (doing: Promise<unknown>): Promise<Problem> => {
    try {
      await doing;
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    throw new Error('Not refused');
  };

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
    await apply([
      create('n1', {
        standardName: '石门沟',
        geometry: point(118.1, 41.1),
        namedOn: '1990-05-01',
        otherNames: [
          { name: '旗杆营', kind: 'former', from: '1950-01-01', to: '1990-05-01', pinyin: null, document: '更名文件' },
        ],
      }),
      create('n2', {
        standardName: '长河',
        category: '12000',
        townshipId: null,
        geometry: {
          type: 'LineString',
          coordinates: [
            [118.05, 41.05],
            [118.25, 41.15],
          ],
        },
      }),
      create('n3', { standardName: '石洞', countyId: 'c2', townshipId: 'c2t1', geometry: point(119.1, 41.1) }),
    ]);
  });

  test('allots codes of 20 digits by county, township and category, which no one may give or change', async () => {
    expect((await bodyOf('n1')).code).toBe('13990110122200000001');
    expect((await bodyOf('n2')).code).toBe('13990100012000000001');
    const given = await refusal(apply([create('n9', { standardName: '甲', code: '13990110122200000009' })]));
    expect(given.errors).toMatchObject([{ field: 'code', code: 'allotted-by-register' }]);
    const changed = await refusal(
      apply([{ type: 'placeName', op: 'update', id: 'n1', baseVersion: 1, fields: { code: '13990110122200000007' } }]),
    );
    expect(changed.errors.map(({ code }) => code)).toEqual(['code-changed']);
    const preview = await rooms.registry.preview(approver, {
      title: '试',
      changes: [create('n9', { standardName: '甲' })],
    });
    expect(preview.effects[0]!.after).toMatchObject({ standardName: '甲', code: null });
  });

  test('gives codes without gap or repetition to commits at the same time, some of them refused', async () => {
    const before = new Map((await serials()) as [string, number][]);
    const attempts = Array.from({ length: 12 }, (_, i) =>
      apply([
        create(`p${i}a`, { standardName: `并发${i}甲`, townshipId: 'c1t2' }),
        create(`p${i}b`, { standardName: `并发${i}乙`, townshipId: 'c1t2' }),
        // Every third one names a village of another township, and is taken back with the codes that it took.
        ...(i % 3 === 0
          ? [create(`p${i}c`, { standardName: `并发${i}丙`, townshipId: 'c1t2', villageId: 'c1t1v1' })]
          : []),
      ]),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    const codes = await Promise.all(
      outcomes.flatMap(({ status }, i) =>
        status === 'fulfilled' ? [`p${i}a`, `p${i}b`].map(async (id) => (await bodyOf(id)).code!) : [],
      ),
    );
    expect(codes.map((code) => Number(code.slice(14))).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 16 }, (_, i) => i + 1),
    );
    expect(new Map((await serials()) as [string, number][])).toEqual(new Map([...before, ['13990110222200', 16]]));
  });

  test('keeps a code for its record when the record is undone and brought back, and never gives it again', async () => {
    const { changeSet } = await apply([create('u1', { standardName: '撤销沟' })]);
    const { code } = await bodyOf('u1');
    const undone = await rooms.registry.undo(approver, changeSet.id, '试');
    expect(await bodyOf('u1')).toBeUndefined();
    expect(await found({ q: '撤销沟', fuzzy: 'no' })).toEqual([]);
    await apply([create('u2', { standardName: '后来沟' })]);
    expect(Number((await bodyOf('u2')).code!.slice(14))).toBe(Number(code!.slice(14)) + 1);
    await rooms.registry.undo(approver, undone.changeSet.id, '试');
    expect((await bodyOf('u1')).code).toBe(code);
    expect(await found({ q: '撤销沟', fuzzy: 'no' })).toEqual(['u1']);
  });

  test('tells what was here on a day and what it is called now', async () => {
    const at = (asOf: string) =>
      rooms.placeNames.here(placeNameHereQuery.parse({ lon: 118.1, lat: 41.1, radiusM: 300, asOf }));
    const [in1985, in1995] = [await at('1985-06-01'), await at('1995-06-01')];
    expect(in1985.items.find(({ id }) => id === 'n1')).toMatchObject({
      name: '旗杆营',
      currentName: '石门沟',
      nameBasis: 'datedNames',
      county: { name: '第1县', onRecord: false },
      township: { name: '第1县第1镇', onRecord: false },
    });
    expect(in1995.items.find(({ id }) => id === 'n1')).toMatchObject({ name: '石门沟' });
    expect((await at('1945-01-01')).items.map(({ id }) => id)).not.toContain('n1');
    expect(in1985).toMatchObject({ county: { id: 'c1' }, township: { id: 'c1t1' } });
    const [hit] = (await search({ q: '旗杆营' })).items;
    expect(hit).toMatchObject({ id: 'n1', name: '石门沟', reason: { how: 'exact', kind: 'former' } });
    expect(hit!.reason.text).toEqual({ zh: '曾用名“旗杆营”完全相同', en: 'Former name "旗杆营": the same' });
  });

  test('keeps the old name, its days and its document through a renaming, and makes the pinyin again', async () => {
    const write = {
      fields: { standardName: '重阳沟', approvingDocument: '批复 1 号' },
      reason: '更名',
      effectiveFrom: '2024-03-01',
    };
    await rooms.registry.apply(editorOf('c1'), await rooms.placeNames.update('n1', 1, write));
    const body = await bodyOf('n1');
    expect(body).toMatchObject({
      standardName: '重阳沟',
      namedOn: '2024-03-01',
      code: '13990110122200000001',
      pinyin: { origin: 'generated' },
    });
    expect(body.otherNames.at(-1)).toMatchObject({
      name: '石门沟',
      kind: 'former',
      from: '1990-05-01',
      to: '2024-03-01',
      document: '批复 1 号',
    });
    const nameOn = async (asOf: string) => (await search({ q: '重阳沟', asOf })).items[0]!.name;
    expect([await nameOn('2023-01-01'), await nameOn('2024-03-01'), await nameOn('1980-01-01')]).toEqual([
      '石门沟',
      '重阳沟',
      '旗杆营',
    ]);
    const lost = await refusal(
      apply([{ type: 'placeName', op: 'update', id: 'n3', baseVersion: 1, fields: { standardName: '石窟' } }]),
    );
    expect(lost.errors.map(({ code }) => code)).toContain('former-name-lost');
    expect((await rooms.placeNames.detail('n1', undefined)).timeline.map(({ name }) => name)).toEqual([
      '旗杆营',
      '石门沟',
      '重阳沟',
    ]);
  });

  test('finds by place: in a division, in a box, along a line; always with county and township', async () => {
    expect(await found({ divisionId: 'c2', fuzzy: 'no' })).toEqual(['n3']);
    expect(await found({ q: '石', bbox: '119,41,119.2,41.2' })).toEqual(['n3']);
    const along = await search({ along: '118.0,41.1,118.09,41.1', withinM: 1500 });
    expect(along.items.map(({ id }) => id)).toEqual(
      ['n1', 'n2'].filter((id) => along.items.some((hit) => hit.id === id)),
    );
    expect(along.items[0]).toMatchObject({ id: 'n1', county: { name: '第1县' }, township: { name: '第1县第1镇' } });
    expect(Math.abs(along.items[0]!.distanceM! - 840)).toBeLessThan(15);
  });

  test('follows its village when a township is merged, with its code and history', async () => {
    await apply([create('v1', { standardName: '随村', townshipId: 'c1t1', villageId: 'c1t1v1' })]);
    const { code } = await bodyOf('v1');
    const merger = divisionAdjustment.parse({
      kind: 'merge',
      effectiveDate: '2025-01-01',
      document: '批复',
      fromIds: ['c1t1', 'c1t2'],
      to: [{ code: '139901109', name: '合并镇' }],
    });
    const planned = planAdjustments(await rooms.snapshots.at('2025-01-01'), [merger], randomUUID).changes;
    const versions = await rooms.registry.currentVersions(planned.map(({ type, id }) => ({ type, id: id! })));
    await apply(planned.map((change) => ({ ...change, baseVersion: versions.get(`${change.type}/${change.id}`) })));
    const { townshipId } = await bodyOf('v1');
    expect(await bodyOf('v1')).toMatchObject({ countyId: 'c1', villageId: 'c1t1v1', code });
    const [hit] = (await search({ q: '随村', asOf: '2024-06-01' })).items;
    expect(hit).toMatchObject({ township: { id: 'c1t1', name: '第1县第1镇', onRecord: true } });
    expect((await search({ q: '随村', asOf: '2025-06-01' })).items[0]).toMatchObject({
      township: { id: townshipId, name: '合并镇' },
    });
  });

  test('refuses names with characters that cannot be seen or stand for others, and names of endless length', async () => {
    for (const standardName of ['石\u200b沟', '石\ufa5b沟', '\uff21路', '长'.repeat(10_000)]) {
      const { errors } = await refusal(apply([create('x1', { standardName })]));
      expect(errors[0]).toMatchObject({ field: 'standardName' });
    }
  });

  test('refuses an editor of another county', async () => {
    const write = { fields: { standardName: '别县', category: '22200', countyId: 'c1' }, reason: '' };
    expect((await refusal(rooms.registry.apply(editorOf('c2'), rooms.placeNames.creation(write)))).status).toBe(403);
  });

  test('leaves a register that passes the check', async () => {
    const results = await checkRegistry(open().kysely, recordTypes, roomChecks);
    expect(results.flatMap(({ troubles }) => troubles)).toEqual([]);
    expect(results.find(({ name }) => name === 'place-name codes')!.checked).toBeGreaterThan(20);
  });
});
