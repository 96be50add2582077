import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { recordTypes, roomChecks, type Rooms } from '../../server/compose.ts';
import { planAdjustments } from '../../server/divisions/adjustment.ts';
import { divisionAdjustment } from '../../server/divisions/contract.ts';
import {
  placeNameHereQuery,
  placeNameSearchQuery,
  type PlaceNameBody,
  type PlaceNameSearchResult,
} from '../../server/place-names/contract.ts';
import { lettersOf, syllablesOf } from '../../server/place-names/pinyin.ts';
import { nameToCheck, type BatchCheck } from '../../server/place-names/naming/contract.ts';
import { namesInDatabase } from '../../server/place-names/naming/names-in-database.ts';
import { createNamingService } from '../../server/place-names/naming/service.ts';
import { createIndexFollower } from '../../server/place-names/search/database/follow.ts';
import { databaseNameSearch } from '../../server/place-names/search/database/search.ts';
import { createNameFollower } from '../../server/place-names/search/follower.ts';
import { memoryNameSearch, type NameSearch } from '../../server/place-names/search/name-search.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import { randomStream } from '../../server/random.ts';
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

  test('finds and checks the same by the index in the database, also after changes', async () => {
    const { kysely } = open();
    const random = randomStream(8, 'names of two indexes');
    const drawn = Array.from({ length: 300 }, () => {
      const characters = Array.from({ length: random.integer(1, 4) }, () =>
        random.pick([...'石门沟长河李家重行上营子']),
      );
      return characters.join('') + random.pick(['村', '营', '沟', '路']);
    });
    const names = [...new Set(drawn)];
    await apply(
      names.map((standardName, at) =>
        create(`many${at}`, {
          standardName,
          category: random.pick(['22200', '21610', '12000', '24100']),
          countyId: random.pick(['c1', 'c2']),
          townshipId: null,
          geometry: point(118.05 + random.next() / 2, 41.05 + random.next() / 10),
        }),
      ),
    );

    const lettersOfName = (name: string) => syllablesOf(name).map(lettersOf).join('');
    const initialsOf = (name: string) =>
      syllablesOf(name)
        .map((syllable) => syllable[0])
        .join('');
    const follower = createIndexFollower(kysely);
    const inDatabase = databaseNameSearch(kysely, follower);
    const answers = async (query: Record<string, unknown>) => {
      const question = { asOf: '2026-01-01', ...placeNameSearchQuery.parse({ limit: '200', ...query }) };
      const told = ({ items }: PlaceNameSearchResult) =>
        items.map(({ id, name, county, township, distanceM, reason: { how, matched, kind } }) =>
          JSON.stringify([id, name, county, township, distanceM, how, matched, kind]),
        );
      return {
        memory: told(await rooms.placeNames.search({ ...question, asOf: question.asOf })),
        database: told(await inDatabase.search({ ...question, asOf: question.asOf })),
      };
    };
    const same = async (query: Record<string, unknown>) => {
      const { memory, database } = await answers(query);
      expect(memory.length, JSON.stringify(query)).toBeGreaterThan(0);
      expect(database.toSorted(), JSON.stringify(query)).toEqual(memory.toSorted());
      // Best first: the ways in which they match come in one order.
      const ways = (found: string[]) => found.map((one) => (JSON.parse(one) as unknown[])[5]);
      expect(ways(database)).toEqual(ways(memory));
    };
    const asked: Record<string, unknown>[] = [
      { q: '石' },
      { q: '石门' },
      { q: names.find(({ length }) => length === 5)!.slice(1, 4) },
      { q: names.find(({ length }) => length > 4) },
      { q: initialsOf(names[3]!).slice(0, 2) },
      { q: 's' },
      { q: 'shi' },
      { q: lettersOfName(names[4]!) },
      { q: lettersOfName(names[5]!).slice(0, 5) },
      { q: 'chang' },
      { q: '1399011' },
      { q: '旗杆营' },
      { q: '重阳沟', asOf: '1980-01-01' },
      { q: '石', divisionId: 'c2' },
      { q: 's', bbox: '118,41,118.7,41.15' },
      { q: '', divisionId: 'c2', class: 'water' },
      { along: '118.0,41.0,118.9,41.2', withinM: 3000 },
      { q: '石', status: 'inUse' },
    ];
    for (const query of asked) await same({ fuzzy: 'no', ...query });
    await same({ q: '重羊沟' });

    const long = names.find(({ length }) => length === 5)!;
    for (const wrong of [`${long.slice(0, 2)}鑫${long.slice(3)}`, long.slice(0, 3) + long[4]! + long[3]!]) {
      const { memory, database } = await answers({ q: wrong });
      expect(memory).toEqual(expect.arrayContaining(database));
      expect(database.some((one) => one.includes(`"${long}"`))).toBe(true);
    }
    const { database: misspelt } = await answers({ q: lettersOfName(long).replace(/.$/u, 'x') });
    expect(misspelt.length).toBeGreaterThan(0);

    const near = (from: NameSearch) => from.at([118.5, 41.1], { radiusM: 20_000, limit: 100, asOf: '2026-01-01' });
    const here = (await near(inDatabase)).items.map(({ id, distanceM }) => [id, distanceM]);
    expect(here.length).toBeGreaterThan(5);
    expect(here).toEqual(
      (await near(memoryNameSearch(createNameFollower(kysely)))).items.map(({ id, distanceM }) => [id, distanceM]),
    );

    const naming = createNamingService({ snapshots: rooms.snapshots, lendNames: namesInDatabase(kysely, follower) });
    const sameFindings = async () => {
      const proposals = names
        .slice(0, 25)
        .flatMap((text, at) =>
          (['road', 'village', 'naturalFeature'] as const).map((kind) =>
            nameToCheck.parse({ text, kind, countyId: at % 2 ? 'c1' : 'c2', date: '2026-01-01' }),
          ),
        );
      const findings = ({ items }: BatchCheck) => items.map((item) => [item.text, item.findings, item.suggestions]);
      const options = { suggest: true };
      const ofMemory = findings(await rooms.naming.checkAll(proposals, options));
      expect(ofMemory.filter(([, found]) => found!.length > 0).length).toBeGreaterThan(25);
      expect(findings(await naming.checkAll(proposals, options))).toEqual(ofMemory);
    };
    await sameFindings();

    await apply([
      {
        type: 'placeName',
        op: 'update',
        id: 'many0',
        baseVersion: 1,
        fields: { countyId: 'c2', status: 'historical' },
      },
      { type: 'placeName', op: 'delete', id: 'many1', baseVersion: 1, effectiveFrom: '2025-01-01' },
      create('late', { standardName: '石门新营', townshipId: null }),
    ]);
    for (const query of asked.slice(0, 8)) await same({ fuzzy: 'no', ...query });
    await same({ q: '石门新营', fuzzy: 'no' });
    await sameFindings();
    const { seq } = await follower.broughtUp();
    expect(seq).toBe((await rooms.snapshots.at()).seq);
  });

  test('leaves a register that passes the check', async () => {
    const results = await checkRegistry(open().kysely, recordTypes, roomChecks);
    expect(results.flatMap(({ troubles }) => troubles)).toEqual([]);
    expect(results.find(({ name }) => name === 'place-name codes')!.checked).toBeGreaterThan(20);
  });
});
