import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeRooms, type Rooms } from '../../server/compose.ts';
import type { OpenDatabase } from '../../server/db/open.ts';
import { blankDivision } from '../../server/divisions/contract.ts';
import {
  dryRunResult,
  exportFormats,
  importCommit,
  importList,
  importUpload,
  type ImportOptionsInput,
} from '../../server/exchange/contract.ts';
import { fromStorage } from '../../server/exchange/crs.ts';
import { createExportService } from '../../server/exchange/export.ts';
import { rowReportCsv } from '../../server/exchange/row-report.ts';
import { blankFacility } from '../../server/facilities/contract.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { createScratch, xlsxOf, type Scratch } from '../fixtures/import/spreadsheets.ts';
import { describeEachDatabase } from '../support/database.ts';

const system: Actor = { id: 'system', name: '系统', role: 'system', countyScope: null, from: 'test' };
const editor: Actor = { id: 'editor', name: '编辑', role: 'editor', countyScope: null, from: 'test' };
const otherEditor: Actor = { ...editor, id: 'other', name: '他人' };

const box = (west: number, south: number, east: number, north: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
const divisions = [
  ['city', '承德市', '1308', 'city', 'prefectureCity', null, null],
  ['county', '双桥区', '130802', 'county', 'district', 'city', box(117.5, 40.5, 118.5, 41.5)],
  ['upper', '上板城镇', '130802105', 'township', 'town', 'county', box(117.5, 40.5, 118, 41.5)],
  ['lower', '下板城镇', '130802106', 'township', 'town', 'county', box(118, 40.5, 118.5, 41.5)],
].map(([id, name, code, level, type, parentId, boundary]) => ({
  type: 'division' as const,
  op: 'create' as const,
  id: id as string,
  fields: { ...blankDivision, name, code, level, type, parentId, boundary },
}));

const headings = [
  '设施编号',
  '设施名称',
  '县(市、区)',
  '乡镇(街道)',
  '经度',
  '纬度',
  '运营状态',
  '床位数',
  '护理型床位数',
  '状态起始日期',
];
const good = ['N-1', '新中心', '双桥区', '上板城镇', 117.7, 41, '运营', 100, 60, '2024-05-01'];
const options: ImportOptionsInput = { kind: 'nursingHome', sourceCrs: 'EPSG:4490' };

describeEachDatabase('import of a register', (open) => {
  let database: OpenDatabase;
  let rooms: Rooms;
  let scratch: Scratch;
  let dataDir: string;

  beforeAll(async () => {
    database = open();
    scratch = await createScratch();
    dataDir = await mkdtemp(path.join(tmpdir(), 'yzt-import-data-'));
    rooms = composeRooms(database.kysely, dataDir);
    await rooms.registry.apply(system, { title: '区划', effectiveFrom: '2020-01-01', changes: divisions });
  });
  afterAll(async () => {
    await scratch?.remove();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  async function upload(rows: readonly (readonly unknown[])[], actor: Actor = editor) {
    const file = await scratch.file('register.xlsx', await xlsxOf([['机构台账'], headings, ...rows]));
    return rooms.imports.createImport(actor, file, '台账.xlsx');
  }
  const uploadId = async (rows: readonly (readonly unknown[])[]) => (await upload(rows)).import.id;
  const facilities = async () => (await rooms.snapshots.at()).records.facility;
  const withCode = async (code: string) => [...(await facilities()).values()].filter((f) => f.code === code);

  test('an upload is described and its file kept by its hash', async () => {
    const uploaded = await upload([good]);
    expect(uploaded).toMatchObject({
      format: 'xlsx',
      suggestedKind: null,
      import: { status: 'uploaded', author: 'editor', fileName: '台账.xlsx', counts: null },
      sheets: [{ name: '台账', headerRow: 2, rowCount: 1, columns: headings }],
    });
    expect(uploaded.sheets[0]!.guesses.nursingHome!.name).toEqual({ column: '设施名称', score: 1 });
    expect(importUpload.parse(uploaded)).toEqual(uploaded);
    const kept = await readFile(path.join(dataDir, 'imports', uploaded.import.fileHash));
    expect(kept.length).toBe(uploaded.import.fileSize);
    await rooms.imports.discardImport(editor, uploaded.import.id);
    await expect(access(path.join(dataDir, 'imports', uploaded.import.fileHash))).rejects.toThrow();
    await expect(rooms.imports.dryRun(editor, uploaded.import.id, options)).rejects.toMatchObject({ status: 409 });
  });

  test('options that do not fit are refused by name', async () => {
    const id = await uploadId([good]);
    const errorsOf = async (o: ImportOptionsInput) =>
      rooms.imports.dryRun(editor, id, o).then(
        () => [],
        (e: { errors: { path: string }[] }) => e.errors.map((x) => x.path),
      );
    expect(await errorsOf({ kind: 'nursingHome' })).toEqual(['sourceCrs']);
    expect(await errorsOf({ ...options, sheet: '没有' })).toEqual(['sheet']);
    expect(await errorsOf({ ...options, mapping: { name: '没有', nothing: '设施名称', x: '经度' } })).toEqual([
      'mapping.name',
      'mapping.nothing',
      'mapping.x',
    ]);
    expect(await errorsOf({ sourceCrs: 'EPSG:4490', mapping: { name: '设施名称' } })).toEqual(['kind']);
    await rooms.imports.discardImport(editor, id);
  });

  test('dry run, commit, repeat, undo', async () => {
    const before = await rooms.registry.head();
    const id = await uploadId([
      good,
      ['N-2', '=坏中心', '双桥区', '上板城镇', 41, 117.7, '运营', 100, 60, null],
      ['N-3', '床位反了', '双桥区', '上板城镇', null, null, '运营', 10, 60, null],
      ['N-4', '将来', '双桥区', '下板城镇', null, null, '运营', 10, 6, '2199-01-01'],
      ['N-5', '另一中心', '双桥区', '下板城', null, null, '运营', 50, '未认定', null],
    ]);
    const run = await rooms.imports.dryRun(editor, id, options);
    expect(dryRunResult.parse(run)).toEqual(run);
    expect(run.counts).toMatchObject({ added: 2, changed: 0, rejected: 3 });
    expect(run.rows.map((r) => [r.row, r.status])).toEqual([
      [4, 'rejected'],
      [5, 'rejected'],
      [6, 'rejected'],
      [3, 'added'],
      [7, 'added'],
    ]);
    const blocking = run.rows
      .slice(0, 3)
      .map((r) => r.reasons.filter((x) => x.severity === 'block').map((x) => x.code));
    expect(blocking).toEqual([['swapped'], ['nursing-beds-within-beds'], ['operating-in-future']]);
    const beds = run.indicators.find((i) => i.changed && i.after.numerator === 60);
    expect(beds).toMatchObject({ before: { denominator: 0 }, after: { denominator: 100 } });
    expect(await rooms.registry.head()).toBe(before);
    expect(rowReportCsv(run, 'zh').toString()).toContain("'=坏中心");

    await expect(rooms.imports.commitImport(otherEditor, id, {})).rejects.toMatchObject({ status: 403 });
    await expect(rooms.imports.commitImport(editor, id, { rows: [3, 4] })).rejects.toMatchObject({
      status: 400,
      errors: [{ row: 4, code: 'not-committable' }],
    });
    const [first, second] = await Promise.all([
      rooms.imports.commitImport(editor, id, {}),
      rooms.imports.commitImport(editor, id, {}),
    ]);
    expect(second).toEqual(first);
    expect(importCommit.parse(first)).toEqual(first);
    expect(first).toMatchObject({ rows: 2, seq: before + 1, changeSet: { status: 'committed', changeCount: 2 } });
    expect(await rooms.registry.head()).toBe(before + 1);
    expect(await rooms.imports.commitImport(editor, id, {})).toEqual(first);
    expect(await withCode('N-1')).toMatchObject([
      { entrance: { coordinates: [117.7, 41] }, attributes: { beds: 100 } },
    ]);
    expect((await withCode('N-5'))[0]!.attributes).toEqual({ beds: 50 });
    await expect(rooms.imports.discardImport(editor, id)).rejects.toMatchObject({ status: 409 });
    const items = await rooms.imports.imports(1);
    expect(importList.parse({ items })).toEqual({ items });
    expect(items).toMatchObject([
      { id, status: 'committed', changeSetId: first.changeSet.id, counts: { added: 2, rejected: 3 } },
    ]);

    await rooms.registry.undo(editor, first.changeSet.id, '试导入');
    expect(await withCode('N-1')).toEqual([]);
    expect((await rooms.imports.commitImport(editor, id, {})).seq).toBe(first.seq);
  });

  test('only the selected rows are committed; the same file again finds them unchanged or changed', async () => {
    const rows = [
      ['S-1', '甲', '双桥区', '上板城镇', null, null, '运营', 100, 60, null],
      ['S-2', '乙', '双桥区', '上板城镇', null, null, '运营', 100, 60, null],
    ];
    const id = await uploadId(rows);
    await rooms.imports.dryRun(editor, id, options);
    expect(await rooms.imports.commitImport(editor, id, { rows: [4] })).toMatchObject({ rows: 1 });
    expect([await withCode('S-1'), await withCode('S-2')].map((f) => f.length)).toEqual([0, 1]);

    const again = await uploadId([rows[0]!, [...rows[1]!.slice(0, 7), 120, null, null]]);
    const run = await rooms.imports.dryRun(editor, again, options);
    expect(run.rows.map((r) => [r.row, r.status, r.changes])).toEqual([
      [4, 'changed', [{ field: 'attributes.beds', before: 100, after: 120 }]],
      [3, 'added', []],
    ]);
    await rooms.imports.commitImport(editor, again, {});
    expect((await withCode('S-2'))[0]!.attributes).toEqual({ beds: 120, nursingBeds: 60 });
    const unchanged = await uploadId([rows[0]!]);
    const last = await rooms.imports.dryRun(editor, unchanged, options);
    expect([last.counts.unchanged, last.committable]).toEqual([1, false]);
    await expect(rooms.imports.commitImport(editor, unchanged, {})).rejects.toMatchObject({ status: 409 });
  });

  test('a record that changed after the dry run refuses the commit and names the row; a new dry run accepts it', async () => {
    const first = await uploadId([['M-1', '丙', '双桥区', '上板城镇', null, null, '运营', 10, 5, null]]);
    await rooms.imports.dryRun(editor, first, options);
    await rooms.imports.commitImport(editor, first, {});
    const [facilityId] = [...(await facilities())].find(([, f]) => f.code === 'M-1')!;

    const second = await uploadId([['M-1', '丙', '双桥区', '上板城镇', null, null, '运营', 20, 5, null]]);
    await rooms.imports.dryRun(editor, second, options);
    const baseVersion = (await rooms.registry.currentVersion('facility', facilityId))!;
    await rooms.registry.apply(editor, {
      title: '他人修改',
      changes: [{ type: 'facility', op: 'update', id: facilityId, baseVersion, fields: { attributes: { beds: 30 } } }],
    });
    await expect(rooms.imports.commitImport(editor, second, {})).rejects.toMatchObject({
      status: 412,
      errors: [{ row: 3, code: 'moved-since-dry-run' }],
    });
    expect((await withCode('M-1'))[0]!.attributes.beds).toBe(30);
    await rooms.imports.dryRun(editor, second, options);
    await rooms.imports.commitImport(editor, second, {});
    expect((await withCode('M-1'))[0]!.attributes.beds).toBe(20);
  });

  test('the same new row dry-run twice is committed once: the second import must look again', async () => {
    const row = ['W-1', '丁', '双桥区', '上板城镇', null, null, '运营', 10, 5, null];
    const ids = [await uploadId([row]), await uploadId([row])];
    for (const id of ids) await rooms.imports.dryRun(editor, id, options);
    await rooms.imports.commitImport(editor, ids[0]!, {});
    await expect(rooms.imports.commitImport(editor, ids[1]!, {})).rejects.toMatchObject({ status: 412 });
    expect(await withCode('W-1')).toHaveLength(1);
  });

  test('a commit that a stopped process left as a draft is finished by the next call', async () => {
    const id = await uploadId([['K-1', '戊', '双桥区', '上板城镇', null, null, '运营', 10, 5, null]]);
    await rooms.imports.dryRun(editor, id, options);
    const { commit } = rooms.registry;
    rooms.registry.commit = () => Promise.reject(new Error('the process stops here'));
    const discard = rooms.registry.discard;
    rooms.registry.discard = () => Promise.reject(new Error('stopped'));
    try {
      await expect(rooms.imports.commitImport(editor, id, {})).rejects.toThrow();
    } finally {
      Object.assign(rooms.registry, { commit, discard });
    }
    expect(await withCode('K-1')).toEqual([]);
    const done = await rooms.imports.commitImport(editor, id, {});
    expect(done).toMatchObject({ rows: 1, changeSet: { status: 'committed' } });
    expect(await withCode('K-1')).toHaveLength(1);
  });

  test('the command line imports in one go, and a dry run leaves nothing', async () => {
    const csv = `${headings.join(',')}\nL-1,己,双桥区,上板城镇,,,运营,10,5,\n`;
    const file = await scratch.file('养老院.csv', csv);
    const how = { actor: system, kind: '养老院', sourceCrs: 'EPSG:4490' };
    const dry = await rooms.imports.importFile(file, { ...how, dryRun: true });
    expect([dry.dryRun.counts.added, dry.commit]).toEqual([1, null]);
    expect(await withCode('L-1')).toEqual([]);
    expect((await rooms.imports.importById(dry.dryRun.importId)).status).toBe('discarded');
    const real = await rooms.imports.importFile(file, { ...how, dryRun: false, mapping: { 'attribute.beds': null } });
    expect(real.commit).toMatchObject({ rows: 1 });
    expect((await withCode('L-1'))[0]!.attributes).toEqual({ nursingBeds: 5 });
    await expect(rooms.imports.importFile(file, { ...how, kind: '没有', dryRun: true })).rejects.toMatchObject({
      status: 400,
    });
  });

  test('a row that may be a registered facility waits for a decision, which the job keeps', async () => {
    const settled = await uploadId([
      ['R-1', '双桥区夕阳红养老院', '双桥区', '上板城镇', 117.7, 41, '运营', 40, 20, null],
    ]);
    await rooms.imports.dryRun(editor, settled, options);
    const first = await rooms.imports.commitImport(editor, settled, {});
    const [registeredId] = [...(await facilities())].find(([, f]) => f.code === 'R-1')!;

    const rows = [
      [null, '夕阳红', '双桥区', '上板城镇', 117.7, 41, '运营', 44, 20, null],
      ['R-2', '全新中心', '双桥区', '上板城镇', null, null, '运营', 10, 5, null],
    ];
    const id = await uploadId(rows);
    const run = await rooms.imports.dryRun(editor, id, options);
    expect(dryRunResult.parse(run)).toEqual(run);
    expect(run.counts).toMatchObject({ undecided: 1, added: 1 });
    expect(run.rows[0]).toMatchObject({
      row: 3,
      status: 'undecided',
      match: { decision: null, candidates: [{ id: registeredId, code: 'R-1', place: '上板城镇' }] },
    });
    expect(rowReportCsv(run, 'zh').toString()).toContain('待决定');
    await expect(rooms.imports.commitImport(editor, id, { rows: [3] })).rejects.toMatchObject({
      status: 400,
      errors: [{ row: 3, code: 'not-committable' }],
    });
    await expect(
      rooms.imports.dryRun(editor, id, { ...options, decisions: { '99': { is: 'new' } } }),
    ).rejects.toMatchObject({ status: 400, errors: [{ path: 'decisions.99', code: 'unknown-row' }] });

    await expect(rooms.imports.decide(otherEditor, id, {})).rejects.toMatchObject({ status: 403 });
    await rooms.imports.decide(editor, id, { '3': { is: 'new' }, '4': { is: 'leaveOut' } });
    const decisions = await rooms.imports.decide(editor, id, { '3': { is: 'same', id: registeredId }, '4': null });
    expect(decisions).toEqual({ '3': { is: 'same', id: registeredId } });
    // Whoever comes back later finds the file, the dry run and the decisions taken since.
    const later = await rooms.imports.report(id);
    expect([later.options.decisions, later.rows[0]!.match!.decision]).toEqual([decisions, null]);
    const described = await rooms.imports.describe(editor, id);
    expect(described).toMatchObject({ import: { id, status: 'checked' }, sheets: [{ rowCount: 2 }] });

    const decided = await rooms.imports.dryRun(editor, id, later.options);
    expect(decided.counts).toMatchObject({ undecided: 0, changed: 1, added: 1 });
    const commit = await rooms.imports.commitImport(editor, id, {});
    expect(await withCode('R-1')).toMatchObject([{ name: '夕阳红', attributes: { beds: 44 } }]);
    await expect(rooms.imports.decide(editor, id, {})).rejects.toMatchObject({ status: 409 });

    const csv = `${headings.slice(1).join(',')}\n夕阳红老年公寓,双桥区,上板城镇,117.7,41,运营,45,20,\n`;
    const file = await scratch.file('养老院.csv', csv);
    const how = { actor: system, kind: '养老院', sourceCrs: 'EPSG:4490', dryRun: false };
    const open = await rooms.imports.importFile(file, how);
    expect([open.dryRun.counts.undecided, open.commit]).toEqual([1, null]);
    const told = await rooms.imports.importFile(file, { ...how, decisions: { '2': { is: 'same', id: registeredId } } });
    expect(told.commit).toMatchObject({ rows: 1 });
    for (const { changeSet } of [told.commit!, commit, first])
      await rooms.registry.undo(editor, changeSet.id, '试导入');
  });

  test('a way to read files is saved with its words, offered for the same headings, and used by its name', async () => {
    const table = (code: string, status: string) =>
      `代号,院名,所在地,开门情况,多余\n${code},${code}中心,双桥区,${status},无关\n`;
    const mapping = { code: '代号', name: '院名', county: '所在地', status: '开门情况' };
    const uploadText = async (content: string) =>
      rooms.imports.createImport(editor, await scratch.file('来源.csv', content), '来源.csv');
    const first = await uploadText(table('V-1', '正常营业'));
    expect(first.saved).toEqual([]);
    const { id } = first.import;
    const asked = await rooms.imports.dryRun(editor, id, { kind: 'nursingHome', mapping });
    expect(asked.counts).toMatchObject({ rejected: 1 });
    expect(asked.terms).toMatchObject([
      {
        target: 'status',
        column: '开门情况',
        values: [{ value: '正常营业', rows: 1, suggestion: 'operating', term: null }],
      },
    ]);
    const vocabulary = { status: { 正常营业: 'operating' } };
    await expect(
      rooms.imports.dryRun(editor, id, { kind: 'nursingHome', mapping, vocabulary: { status: { 正常营业: 'open' } } }),
    ).rejects.toMatchObject({ status: 400, errors: [{ path: 'vocabulary.status', code: 'unknown-term' }] });
    const told = await rooms.imports.dryRun(editor, id, { kind: 'nursingHome', mapping, vocabulary });
    expect([told.counts.added, told.terms[0]!.values[0]!.term]).toEqual([1, 'operating']);
    const saved = await rooms.imports.saveMapping(editor, { name: '某县年报', importId: id, replace: false });
    expect(saved).toMatchObject({ author: 'editor', options: { kind: 'nursingHome', mapping, vocabulary } });
    await expect(
      rooms.imports.saveMapping(editor, { name: '某县年报', importId: id, replace: false }),
    ).rejects.toMatchObject({ status: 409 });

    const same = await uploadText(table('V-2', '正常营业'));
    expect(importUpload.parse(same)).toEqual(same);
    expect(same.saved).toEqual([{ sheet: same.sheets[0]!.name, sameHeadings: true, mapping: saved }]);
    const fewer = await uploadText('代号,院名,所在地,开门情况\nV-3,丙,双桥区,运营\n');
    expect(fewer.saved.map((s) => s.sameHeadings)).toEqual([false]);
    const others = await uploadText('代号,院名\nV-3,丙\n');
    expect(others.saved).toEqual([]);
    const file = await scratch.file('来源.csv', table('V-2', '正常营业'));
    const run = await rooms.imports.importFile(file, { actor: system, saved: '某县年报', dryRun: true });
    expect(run.dryRun.counts).toMatchObject({ added: 1, rejected: 0 });
    await expect(rooms.imports.importFile(file, { actor: system, saved: '没有', dryRun: true })).rejects.toMatchObject({
      status: 404,
      detail: { zh: expect.stringContaining('某县年报') },
    });

    await expect(rooms.imports.renameMapping(otherEditor, saved.id, '我的')).rejects.toMatchObject({ status: 403 });
    await expect(rooms.imports.deleteMapping(otherEditor, saved.id)).rejects.toMatchObject({ status: 403 });
    const replaced = await rooms.imports.saveMapping(editor, { name: '某县年报', importId: id, replace: true });
    const second = await rooms.imports.saveMapping(editor, { name: '另一份', importId: id, replace: false });
    await expect(rooms.imports.renameMapping(editor, second.id, '某县年报')).rejects.toMatchObject({ status: 409 });
    await rooms.imports.renameMapping(editor, second.id, '某县季报');
    expect((await rooms.imports.mappings()).map((m) => m.name).sort()).toEqual(['某县季报', '某县年报']);
    for (const one of [replaced.id, second.id]) await rooms.imports.deleteMapping(editor, one);
    expect(await rooms.imports.mappings()).toEqual([]);
  });

  const properties = {
    设施编号: 'G-1',
    设施名称: '图层中心',
    '县(市、区)': '双桥区',
    '乡镇(街道)': '上板城镇',
    床位数: 30,
  };
  const layer = (geometry: object, more: object = {}, crs?: string) =>
    JSON.stringify({
      type: 'FeatureCollection',
      ...(crs ? { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:${crs.replace(':', '::')}` } } } : {}),
      features: [{ type: 'Feature', properties: { ...properties, ...more }, geometry }],
    });
  async function uploadLayer(content: string) {
    return (await rooms.imports.createImport(editor, await scratch.file('层.geojson', content), '层.geojson')).import
      .id;
  }

  test('a layer brings its positions and its coordinate system; read again in another system nothing changes', async () => {
    const id = await uploadLayer(layer({ type: 'Point', coordinates: [117.7, 41] }));
    const run = await rooms.imports.dryRun(editor, id, { kind: 'nursingHome' });
    expect(run.notes.map((n) => n.code)).toContain('crs-from-file');
    expect(run.counts).toMatchObject({ added: 1, rejected: 0 });
    const commit = await rooms.imports.commitImport(editor, id, {});
    expect(await withCode('G-1')).toMatchObject([
      { entrance: { coordinates: [117.7, 41] }, sourceCrs: 'EPSG:4326', attributes: { beds: 30 } },
    ]);
    const [x, y] = fromStorage([117.7, 41], 'EPSG:4527');
    const again = await uploadLayer(layer({ type: 'Point', coordinates: [x, y] }, {}, 'EPSG:4548'));
    const second = await rooms.imports.dryRun(editor, again, { kind: 'nursingHome' });
    expect(second.notes.map((n) => n.code)).toContain('zone-number');
    expect(second.counts).toMatchObject({ unchanged: 1 });
    const other = await rooms.imports.dryRun(editor, again, { kind: 'nursingHome', sourceCrs: 'EPSG:4490' });
    expect(other.notes.map((n) => n.code)).toContain('crs-overridden');
    expect(other.counts).toMatchObject({ rejected: 1 });
    await rooms.registry.undo(editor, commit.changeSet.id, '试导入');
    expect(await withCode('G-1')).toEqual([]);
  });

  test('lines and areas are refused, or their point is taken with consent; another city is refused', async () => {
    const line = { type: 'LineString', coordinates: [[117.6, 41], [117.8, 41]] }; // prettier-ignore
    const id = await uploadLayer(layer(line));
    const refused = await rooms.imports.dryRun(editor, id, { kind: 'nursingHome' });
    expect(refused.rows[0]!.reasons.map((r) => r.code)).toContain('not-a-point');
    const agreed = await rooms.imports.dryRun(editor, id, { kind: 'nursingHome', shapesAsPoints: true });
    expect(agreed.counts).toMatchObject({ added: 1, warnings: 1 });
    await rooms.imports.commitImport(editor, id, {});
    expect((await withCode('G-1'))[0]!.entrance!.coordinates).toEqual([117.7, 41]);
    const shanghai = await uploadLayer(layer({ type: 'Point', coordinates: [121.47, 31.23] }, { 设施编号: 'G-2' }));
    const far = await rooms.imports.dryRun(editor, shanghai, { kind: 'nursingHome' });
    expect(far.rows[0]!.reasons.map((r) => r.code)).toContain('outside-study-area');
  });

  test('populations, boundary lines and markers are imported by the same steps, matched by code or name', async () => {
    const importText = async (name: string, content: string, kind: string, sourceCrs?: string) =>
      rooms.imports.importFile(await scratch.file(name, content), { actor: system, kind, sourceCrs, dryRun: false });
    const counts = await importText(
      '人口.csv',
      '区划代码,县区,乡镇,常住人口,60岁及以上人口,统计日期\n130802105,,,5000,1200,2024-12-31\n,双桥区,下板城,3000,-1,2024-12-31\n130899,,,1,1,2024-12-31\n',
      '区划人口',
    );
    expect(counts.dryRun.rows.map((r) => [r.row, r.status, r.reasons.map((x) => x.code)])).toEqual([
      [3, 'rejected', ['negative', 'division-read']],
      [4, 'rejected', ['unknown-division']],
      [2, 'changed', []],
    ]);
    expect(counts.commit).toMatchObject({ rows: 1 });
    const { records } = await rooms.snapshots.at();
    expect(records.division.get('upper')).toMatchObject({ population: 5000, population60: 1200, code: '130802105' });
    const again = await importText('人口.csv', '乡镇,常住人口\n上板城镇,5000\n', 'divisionCounts');
    expect(again.dryRun.counts).toMatchObject({ unchanged: 1 });

    const line = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { 界线代码: '130802130803', 界线名称: '测试线', 级别: '县级', 甲方: '双桥区', 乙方: '界外县' },
          geometry: { type: 'LineString', coordinates: [[118.5, 40.6], [118.5, 41]] },
        },
      ],
    }); // prettier-ignore
    const lines = await importText('界线.geojson', line, '界线');
    expect(lines.dryRun.rows[0]!.reasons).toEqual([]);
    const after = (await rooms.snapshots.at()).records;
    const [, stored] = [...after.boundaryLine].find(([, body]) => body.code === '130802130803')!;
    expect(stored).toMatchObject({
      name: '测试线',
      sides: [{ divisionId: 'county' }, { divisionId: null, name: '界外县' }],
      geometry: { type: 'MultiLineString', coordinates: [[[118.5, 40.6], [118.5, 41]]] },
    }); // prettier-ignore
    const markers =
      'number,界线代码,经度,纬度,状态\n130802130803001,130802130803,118.5,40.8,\n130802130803002,999999,118.5,40.9,\n';
    const set = await importText('界桩.csv', markers, '界桩', 'EPSG:4490');
    expect(set.dryRun.rows.map((r) => [r.row, r.status, r.reasons.map((x) => x.code)])).toEqual([
      [3, 'rejected', ['unknown-line']],
      [2, 'added', ['position-without-sigma', 'few-references']],
    ]);
    const { boundaryMarker } = (await rooms.snapshots.at()).records;
    expect([...boundaryMarker.values()]).toMatchObject([
      { number: '130802130803001', position: { coordinates: [118.5, 40.8] }, sourceCrs: 'EPSG:4490' },
    ]);
    // What a report tells of a marker's position is what everybody may see; the register has it as it was written.
    const moved = await importText(
      '界桩.csv',
      'number,经度,纬度\n130802130803001,118.50123,40.80123\n',
      '界桩',
      'EPSG:4490',
    );
    expect(moved.dryRun.rows[0]!.changes).toMatchObject([
      { field: 'position', before: { coordinates: [118.5, 40.8] }, after: { coordinates: [118.5, 40.8] } },
    ]);
    const now = [...(await rooms.snapshots.at()).records.boundaryMarker.values()][0]!;
    expect([moved.commit?.rows, now.position!.coordinates]).toEqual([1, [118.50123, 40.80123]]);
  });

  test('what was exported changes nothing when it is read again, in every format, and gives back what changed since', async () => {
    // Without a code, two of one name, and names that a spreadsheet would calculate or a table could break.
    const names = ['=同名', '=同名', '𠮷沟"引号",\'院'];
    await rooms.registry.apply(system, {
      title: '设施',
      changes: names.map((name, i) => ({
        type: 'facility' as const,
        op: 'create' as const,
        id: `exported${i}`,
        fields: {
          ...blankFacility,
          name,
          kind: 'nursingHome',
          countyId: 'county',
          status: 'operating',
          statusSince: '2024-05-01',
          functions: { fullDayCare: true, dayCare: false },
          attributes: { beds: 40 + i, nursingBeds: 30 },
          entrance: { type: 'Point', coordinates: [117.7123456 + i / 100, 41.0654321] },
          sourceCrs: 'EPSG:4490',
        },
      })),
    });
    const exports = createExportService({ kysely: database.kysely, snapshots: rooms.snapshots, licence: null });
    const layers = [
      ['facilities', undefined],
      ['divisions', 'divisionCounts'],
      ['boundary-lines', 'boundaryLine'],
      ['boundary-markers', 'boundaryMarker'],
    ] as const;
    const read = (file: { path: string; name: string }, kind?: string) => {
      const isTable = /\.(csv|xlsx)$/u.test(file.name);
      const sourceCrs = isTable ? 'EPSG:4490' : undefined;
      return rooms.imports.importFile(file, { actor: system, kind, sourceCrs, dryRun: true });
    };
    const files: { path: string; name: string; kind?: string }[] = [];
    for (const format of exportFormats) {
      for (const language of ['zh', 'en'] as const) {
        if (language === 'en' && format !== 'csv' && format !== 'gpkg') continue;
        for (const [layer, kind] of language === 'zh' ? layers : layers.slice(0, 1)) {
          const crs = format === 'gpkg' && language === 'en' ? 'EPSG:4527' : undefined;
          await exports.withFile(system, { layer, format, crs }, language, async ({ path: file, ending, features }) => {
            const name = `${layer}-${format}-${language}.${ending}`;
            const kept = { ...(await scratch.file(name, await readFile(file))), kind };
            files.push(kept);
            const { dryRun } = await read(kept, kind);
            const odd = dryRun.rows.filter(({ status }) => status !== 'unchanged');
            expect([name, odd, dryRun.counts.unchanged]).toEqual([name, [], features]);
          });
        }
      }
    }
    const { boundaryLine, boundaryMarker } = (await rooms.snapshots.at()).records;
    const edits = [
      ['facilities', 'facility', 'exported1', { attributes: { beds: 99, nursingBeds: 30 } }, ['attributes.beds']],
      ['divisions', 'division', 'upper', { population: 5001 }, ['population']],
      ['boundary-lines', 'boundaryLine', [...boundaryLine.keys()][0]!, { name: '改名的线' }, ['name']],
      ['boundary-markers', 'boundaryMarker', [...boundaryMarker.keys()][0]!, { number: '130802130803009' }, ['number']],
    ] as const;
    const versions = await rooms.registry.currentVersions(edits.map(([, type, id]) => ({ type, id })));
    await rooms.registry.apply(system, {
      title: '改动',
      changes: edits.map(([, type, id, fields]) => {
        return { type, op: 'update' as const, id, baseVersion: versions.get(`${type}/${id}`), fields };
      }),
    });
    for (const { kind, ...file } of files.filter((file) => file.kind === undefined || file.name.includes('-shp-'))) {
      const fields = edits.find(([layer]) => file.name.startsWith(layer))![4];
      const { dryRun } = await read(file, kind);
      const odd = dryRun.rows.filter(({ status }) => status !== 'unchanged');
      expect([file.name, odd.map(({ changedFields }) => changedFields)]).toEqual([file.name, [fields]]);
    }
  }, 240_000);
});
