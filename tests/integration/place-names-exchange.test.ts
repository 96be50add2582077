import ExcelJS from 'exceljs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rooms } from '../../server/compose.ts';
import { placeNameQuery, type PlaceNameBody } from '../../server/place-names/contract.ts';
import { duplicatesQuery } from '../../server/place-names/duplicates/contract.ts';
import { createDuplicateService } from '../../server/place-names/duplicates/service.ts';
import { namesExportQuery, namesImportQuery } from '../../server/place-names/exchange/contract.ts';
import { createNamesExchange, type NamesExchange } from '../../server/place-names/exchange/service.ts';
import { nameChangesSince } from '../../server/place-names/products/changes.ts';
import { nameChangesQuery } from '../../server/place-names/products/contract.ts';
import { linkedData, vocabulary } from '../../server/place-names/products/linked-data.ts';
import { Problem } from '../../server/registry/problem.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, roomsWithSmallCity } from '../support/registry.ts';

const headings = ['标准名称', '类别代码', '县(市、区)', '乡镇(街道)', '经度', '纬度', '其他名称'];
const csvOf = (rows: readonly (readonly string[])[]) =>
  [headings, ...rows].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');

describeEachDatabase('place names to and from files', (open) => {
  let rooms: Rooms;
  let exchange: NamesExchange;
  let folder: string;

  const imported = async (bytes: string | Buffer, name: string, query: Record<string, unknown> = {}) => {
    const path = join(folder, 'given');
    await writeFile(path, bytes);
    return exchange.import(approver, { path, name }, namesImportQuery.parse(query));
  };
  const exported = (format: 'csv' | 'xlsx' | 'geojson', lang: 'zh' | 'en' = 'zh') =>
    exchange.export(namesExportQuery.parse({ format }), lang);
  const refusal = (doing: Promise<unknown>): Promise<Problem> =>
    doing.then(
      () => Promise.reject(new Error('Not refused')),
      (error: unknown) => (error instanceof Problem ? error : Promise.reject(error as Error)),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yzt-names-'));
    rooms = await roomsWithSmallCity(open(), folder);
    exchange = createNamesExchange(rooms);
    const full: Partial<PlaceNameBody> = {
      standardName: '石门沟',
      category: '22200',
      countyId: 'c1',
      townshipId: 'c1t1',
      pinyin: { proper: 'Shíméngōu', generic: null, origin: 'reviewed' },
      minoritySpellings: [{ language: 'manchu', text: 'ᠸᡝᡥᡝ', latin: 'wehe|a;b' }],
      geometry: { type: 'Point', coordinates: [118.1, 41.1] },
      namedOn: '1990-05-01',
      origin: '因沟口有石,形如门',
      meaning: '石门;沟',
      history: '清代成村\n1958年改名',
      otherNames: [
        {
          name: '旗杆营',
          kind: 'former',
          from: '1950-01-01',
          to: '1990-05-01',
          pinyin: 'Qígānyíng',
          document: '承民〔1990〕5号;附|件',
        },
        { name: '石门', kind: 'alias', from: null, to: null, pinyin: null, document: null },
      ],
      approvingDocument: '承民〔1990〕5号',
      approvedOn: '1990-04-01',
      heritage: false,
      photos: ['a'.repeat(64)],
      asOfDate: '2020-01-01',
      sourceDocument: '地名普查',
    };
    const line = {
      type: 'LineString',
      coordinates: [
        [118.05, 41.05],
        [118.25, 41.15],
      ],
    };
    await rooms.registry.apply(approver, {
      title: '地名',
      changes: [
        { type: 'placeName', op: 'create', id: 'n1', fields: full },
        {
          type: 'placeName',
          op: 'create',
          id: 'n2',
          fields: { standardName: '长河', category: '12000', countyId: 'c1', geometry: line },
        },
      ],
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('every format brings back what it took, as nothing new, in either language', async () => {
    const ways = [
      ['csv', 'zh'],
      ['xlsx', 'en'],
      ['geojson', 'zh'],
    ] as const;
    for (const [format, language] of ways) {
      const answer = await imported(await exported(format, language), `names.${format}`);
      expect(
        answer.rows.map(({ status, reasons }) => [status, reasons.filter(({ severity }) => severity === 'block')]),
      ).toEqual([
        ['unchanged', []],
        ['unchanged', []],
      ]);
      expect(answer).toMatchObject({ format, changeSetId: null, counts: { unchanged: 2 } });
    }
  });

  test('good rows are a change set that is committed and undone; bad ones say row, heading and what to do', async () => {
    const answer = await imported(
      csvOf([
        ['新村', '22200', '第1县', '第1县第1镇', '118.12', '41.12', '别名|新屯'],
        ['村'.repeat(10_000), '22200', '第1县', '第1县第1镇', '', '', ''],
        ['\u200b石\u200b岭', '22200', '第1县', '无此镇', '', '', ''],
        ['龍潭', '22200', '第1县', '第1县第1镇', '118.13', '41.13', ''],
        ['㈱庄', '22200', '第1县', '第1县第1镇', '118.13', '', ''],
        ['远村', '22200', '第1县', '第1县第1镇', '100', '20', '旧名|甲'],
      ]),
      '地名.csv',
    );
    const told = new Map(
      answer.rows.map(({ row, status, reasons }) => [
        row,
        [status, ...reasons.map(({ field, code }) => `${field} ${code}`)],
      ]),
    );
    expect(told.get(2)![0]).toBe('added');
    expect(told.get(3)).toEqual(['rejected', '标准名称 too_big']);
    expect(answer.rows[1]!.reasons[0]!.message.zh).toContain('10000 个字,最多 60 个');
    expect(told.get(4)).toEqual(
      expect.arrayContaining(['rejected', '标准名称 invisible-characters', '乡镇(街道) unknown-division']),
    );
    expect(told.get(5)).toEqual(expect.arrayContaining(['added', '标准名称 traditional-forms']));
    expect(told.get(6)).toEqual(expect.arrayContaining(['rejected', '标准名称 custom', '纬度 incomplete-position']));
    expect(told.get(7)).toEqual(expect.arrayContaining(['rejected', '其他名称 other-names']));
    expect(answer.counts).toEqual({ added: 2, changed: 0, unchanged: 0, rejected: 4 });

    await rooms.registry.commit(approver, answer.changeSetId!);
    const [record] = (await rooms.placeNames.list(placeNameQuery.parse({ limit: 1000 }))).items.filter(
      (each) => each.standardName === '新村',
    );
    expect(record).toMatchObject({
      code: expect.stringMatching(/^\d{20}$/),
      townshipId: 'c1t1',
      pinyin: { proper: 'Xīncūn' },
    });
    expect(record!.otherNames).toMatchObject([{ name: '新屯', kind: 'alias' }]);
    await rooms.registry.undo(approver, answer.changeSetId!, '误导入');
    expect((await rooms.placeNames.list(placeNameQuery.parse({ limit: 1000 }))).total).toBe(2);
  });

  test('a changed row keeps the old name, and a place far away is refused by the rules', async () => {
    const csv = (await exported('csv')).toString('utf8');
    const renamed = await imported(csv.replace('石门沟', '石门口'), 'a.csv', { store: 'no' });
    expect(renamed.rows.find(({ recordId }) => recordId === 'n1')).toMatchObject({
      status: 'changed',
      changedFields: expect.arrayContaining(['standardName', 'otherNames', 'namedOn']),
    });
    expect(renamed.changeSetId).toBeNull();
    const far = await imported(csv.replace('118.1,41.1', '100.1,20.1'), 'a.csv');
    expect(far.rows.find(({ recordId }) => recordId === 'n1')).toMatchObject({
      status: 'rejected',
      reasons: expect.arrayContaining([expect.objectContaining({ field: '几何', code: 'outside-study-area' })]),
    });
  });

  test('a column that is missing is named as the template has it, in the language of the headings', async () => {
    const told = async (csv: string) => {
      const { rows } = await imported(csv, 'm.csv', { store: 'no' });
      return rows.flatMap(({ reasons }) => reasons.map(({ field, code }) => `${field} ${code}`));
    };
    expect(await told('标准名称,类别\r\n没有县的名字,22200')).toEqual(['县(市、区) required']);
    expect(await told('Standard name,County\r\n石岭,第1县')).toEqual(['Category required']);
  });

  test('merged headings, one heading twice, and a file that is none of these are refused in words', async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('普查');
    sheet.addRow(['标准名称', '类别代码', '县', null]);
    sheet.mergeCells('C1:D1');
    sheet.addRow(['甲', '22200', '第1县', '第1县第1镇']);
    const merged = await refusal(imported(Buffer.from(await workbook.xlsx.writeBuffer()), 'm.xlsx'));
    expect(merged.errors).toMatchObject([{ sheet: '普查', row: 1, code: 'merged-header' }]);
    const twice = await refusal(imported('标准名称,类别代码,地名\r\n甲,22200,乙', 't.csv'));
    expect(twice.errors).toMatchObject([{ field: '地名', code: 'column-twice' }]);
    expect((await refusal(imported('{"type":"Feature"}', 'f.geojson'))).errors).toMatchObject([
      { code: 'not-geojson' },
    ]);
    expect((await refusal(imported('a,b\r\n1,2', 'n.csv'))).code).toBe('unsupported-media');
  });

  test('two records of one place become one in one change set, and other systems are told', async () => {
    const other = { standardName: '石门口', category: '22200', countyId: 'c1', townshipId: 'c1t1' };
    const alias = { name: '石门', kind: 'alias', from: null, to: null, pinyin: null, document: '普查' };
    const before = await rooms.registry.head();
    const made = await rooms.registry.apply(approver, {
      title: '重复',
      changes: [
        {
          type: 'placeName',
          op: 'create',
          id: 'n3',
          fields: { ...other, otherNames: [alias], geometry: { type: 'Point', coordinates: [118.101, 41.1] } },
        },
      ],
    });
    const duplicates = createDuplicateService({ ...rooms, db: open().kysely });
    const { items } = await duplicates.list(duplicatesQuery.parse({}));
    expect(items).toMatchObject([{ a: { id: 'n1' }, b: { id: 'n3' }, why: 'sameOtherName', shared: '石门' }]);
    expect(items[0]!.distanceM).toBeGreaterThan(70);
    expect(items[0]!.distanceM).toBeLessThan(100);

    const { a, b } = items[0]!;
    const merge = {
      survivorId: a.id,
      survivorVersion: a.version,
      mergedId: b.id,
      mergedVersion: b.version,
      reason: '同一地点',
    };
    const apart = { aId: b.id, bId: a.id, reason: '一处为沟,一处为口' };
    expect((await refusal(duplicates.distinguish(editorOf('c2'), apart))).status).toBe(403);
    expect((await refusal(duplicates.distinguish(approver, { ...apart, bId: b.id }))).errors).toMatchObject([
      { field: 'bId' },
    ]);
    expect((await refusal(duplicates.distinguish(approver, { ...apart, bId: 'n99' }))).status).toBe(404);
    const finding = await duplicates.distinguish(approver, apart);
    expect(finding).toMatchObject({ a: { id: 'n1' }, b: { id: 'n3' }, reason: apart.reason, recordedBy: '审批员' });
    expect(await duplicates.list(duplicatesQuery.parse({}))).toMatchObject({ total: 0, distinct: 1, items: [] });
    expect((await duplicates.distinctions()).items).toEqual([finding]);
    expect((await refusal(duplicates.distinguish(approver, apart))).status).toBe(409);
    expect((await refusal(duplicates.mergeOf(merge))).status).toBe(409);
    expect((await refusal(duplicates.takeBack(editorOf('c2'), finding.id))).status).toBe(403);
    await duplicates.takeBack(approver, finding.id);
    expect(await duplicates.list(duplicatesQuery.parse({}))).toMatchObject({ total: 1, distinct: 0 });
    expect((await duplicates.distinctions()).items).toEqual([]);
    expect((await refusal(duplicates.takeBack(approver, finding.id))).status).toBe(404);
    const audited = await open()
      .kysely.selectFrom('audit')
      .select(['action', 'actor_name', 'reason'])
      .where('target', '=', `place-name-distinction/${finding.id}`)
      .orderBy('id')
      .execute();
    expect(audited).toEqual(
      ['record', 'take-back'].map((what) => ({
        action: `place-name-distinction.${what}`,
        actor_name: '审批员',
        reason: apart.reason,
      })),
    );

    const preview = await rooms.registry.preview(approver, await duplicates.mergeOf(merge));
    expect(preview).toMatchObject({ committable: true, counts: { update: 2 } });
    const committed = await rooms.registry.apply(approver, await duplicates.mergeOf(merge));
    const survivor = await rooms.placeNames.detail('n1', undefined);
    expect(survivor.otherNames).toEqual(expect.arrayContaining([alias, expect.objectContaining({ name: '石门口' })]));
    expect(await rooms.placeNames.detail('n3', undefined)).toMatchObject({ status: 'historical', mergedIntoId: 'n1' });
    expect((await duplicates.list(duplicatesQuery.parse({}))).items).toEqual([]);
    const stale = await refusal(rooms.registry.apply(approver, await duplicates.mergeOf(merge)));
    expect(stale.status).toBe(412);
    const itself = { ...merge, mergedId: 'n1' };
    expect((await refusal(duplicates.mergeOf(itself))).errors).toMatchObject([{ field: 'mergedId' }]);

    const told = async (since: number, after?: string) =>
      nameChangesSince(open().kysely, nameChangesQuery.parse({ since, after, limit: 2 }));
    const first = await told(before);
    expect(first.items.map(({ seq, id, state }) => [seq, id, state])).toEqual([
      [made.seq, 'n3', 'current'],
      [committed.seq, 'n1', 'current'],
    ]);
    expect(first.next).toEqual({ since: committed.seq, after: 'n1' });
    const second = await told(first.next.since, first.next.after!);
    expect(second.items).toMatchObject([{ seq: committed.seq, id: 'n3', record: { mergedIntoId: 'n1' } }]);
    expect(second.next).toEqual({ since: committed.seq, after: null });

    await rooms.registry.undo(approver, committed.changeSet.id, '误并');
    await rooms.registry.undo(approver, made.changeSet.id, '误登');
    const third = await told(second.next.since);
    expect(third.items.map(({ id, state, record }) => [id, state, record?.mergedIntoId])).toEqual([
      ['n1', 'current', null],
      ['n3', 'current', null],
    ]);
    expect((await told(third.next.since, third.next.after!)).items).toMatchObject([
      { id: 'n3', state: 'withdrawn', record: null },
    ]);
  });

  test('linked data has the terms of schema.org, and own ones that the vocabulary explains', async () => {
    const { records } = await rooms.snapshots.at();
    const { items } = await rooms.placeNames.list(placeNameQuery.parse({}));
    const data = JSON.parse(JSON.stringify(linkedData(items, (id) => records.division.get(id)))) as {
      '@graph': Record<string, unknown>[];
    };
    const place = data['@graph'].find((each) => each['@id'] === 'urn:yizhangtu:place-name:n1')!;
    expect(place).toMatchObject({
      '@type': 'Place',
      name: { '@language': 'zh-Hans', '@value': '石门沟' },
      geo: { '@type': 'GeoCoordinates', latitude: 41.1, longitude: 118.1 },
      containedInPlace: [{ name: '第1县第1镇' }, { name: '第1县' }],
    });
    const explained = new Set(vocabulary['@graph'].map((each) => each['@id']));
    for (const key of Object.keys(place)) if (key.startsWith('yzt:')) expect(explained).toContain(key);
  });
});
