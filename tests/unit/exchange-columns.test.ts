import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { facilityFields, facilityKinds, type Language } from '../../gis-data/catalogue/index.ts';
import { columnHeading, facilityColumns, fieldsLeftOut, findKind } from '../../server/exchange/columns.ts';
import { recordKinds } from '../../server/exchange/contract.ts';
import { guessMapping, type Table } from '../../server/exchange/headings.ts';
import { defaultReadLimits } from '../../server/exchange/limits.ts';
import { readRaw } from '../../server/exchange/read-raw.ts';
import { tablesOf } from '../../server/exchange/read-table.ts';
import { recordChanges } from '../../server/exchange/record-changes.ts';
import { templateColumns } from '../../server/exchange/record-columns.ts';
import { rowReader } from '../../server/exchange/row-reader.ts';
import { csvTemplate, xlsxTemplate } from '../../server/exchange/template.ts';
import { createScratch } from '../fixtures/import/spreadsheets.ts';
import { snapshotOf } from '../support/snapshots.ts';

const kinds = facilityKinds.map((k) => k.id);
const languages: readonly Language[] = ['zh', 'en'];

async function tablesFrom(bytes: Buffer): Promise<Table[]> {
  const scratch = await createScratch();
  try {
    const { path } = await scratch.file('template', bytes);
    return tablesOf(await readRaw(path, defaultReadLimits, dirname(path)), defaultReadLimits).sheets;
  } finally {
    await scratch.remove();
  }
}

function layout(table: Table, kind: string) {
  const guesses = Object.entries(guessMapping(table.columns, kind));
  return {
    kind,
    sourceCrs: 'EPSG:4490',
    emptyMeansUnknown: false,
    vocabulary: {},
    headings: table.columns,
    positions: new Map(guesses.map(([target, { column }]) => [target, table.columns.indexOf(column)])),
  };
}

describe('columns and templates', () => {
  test.each(kinds)('%s: every field of the catalogue is a column or is named as left out', (kind) => {
    const columns = facilityColumns(kind).flatMap((c) => (c.field ? [c.field.id] : []));
    const left = fieldsLeftOut(kind).map((f) => f.id);
    expect([...columns, ...left].sort()).toEqual(
      facilityFields(kind)
        .map((f) => f.id)
        .sort(),
    );
    const functions = facilityColumns(kind).flatMap((c) => (c.id.startsWith('function.') ? [c.id.slice(9)] : []));
    expect(functions).toEqual(facilityKinds.find((k) => k.id === kind)!.functions);
  });

  test.each(kinds.flatMap((kind) => languages.map((language) => [kind, language] as const)))(
    '%s (%s): the headings of its own CSV template map exactly, and the example row is skipped',
    async (kind, language) => {
      const [table] = await tablesFrom(csvTemplate(kind, language));
      const columns = facilityColumns(kind);
      expect(table!.columns).toEqual(columns.map((c) => columnHeading(c, language)));
      const guesses = guessMapping(table!.columns, kind);
      expect(Object.keys(guesses).sort()).toEqual(columns.map((c) => c.id).sort());
      for (const column of columns)
        expect(guesses[column.id]).toEqual({ column: columnHeading(column, language), score: 1 });
      expect(table!.rows.map(rowReader(layout(table!, kind))).map((r) => r.example)).toEqual([true]);
    },
  );

  test.each(recordKinds.flatMap(({ id }) => languages.map((language) => [id, language] as const)))(
    '%s (%s): its template has its columns, maps exactly, and its example row is skipped',
    async (kind, language) => {
      const [table] = await tablesFrom(csvTemplate(kind, language));
      const columns = templateColumns(kind);
      expect(table!.columns).toEqual(columns.map((c) => columnHeading(c, language)));
      const guesses = guessMapping(table!.columns, kind);
      for (const column of columns)
        expect(guesses[column.id]).toEqual({ column: columnHeading(column, language), score: 1 });
      const rows = recordChanges(table!.rows, kind, {
        snapshot: snapshotOf({}),
        layout: layout(table!, kind),
        versions: new Map(),
        countyScope: null,
        toleranceM: 2000,
        decisions: {},
      });
      expect(rows.map((r) => [r.result.status, r.result.reasons, r.change])).toEqual([['skipped', [], null]]);
      const [data] = await tablesFrom(await xlsxTemplate(kind, language));
      expect(data!.columns).toEqual(table!.columns);
    },
  );

  test('the XLSX template has the same columns, a guide, and dropdown lists out of sight', async () => {
    const [data, guide, lists] = await tablesFrom(await xlsxTemplate('funeralHome', 'zh'));
    const headings = facilityColumns('funeralHome').map((c) => columnHeading(c, 'zh'));
    expect(data!.columns).toEqual(headings);
    const guideText = [...guide!.columns, ...guide!.rows.map((r) => String(r.cells[0]))];
    expect(guideText).toEqual(expect.arrayContaining(headings));
    expect(guideText.some((t) => t.includes('照片') && t.includes('火化机'))).toBe(true);
    expect([guide!.name, lists!.hidden]).toEqual(['填写说明', true]);
  });

  test('a register in other words is mapped; better matches choose first', () => {
    const headings = [
      '序号',
      '机构名称',
      '所属县区',
      '所在乡镇',
      '东经',
      '北纬',
      '总床位数',
      '其中:护理型床位数(张)',
      '入住老人数',
      '建筑面积㎡',
      '运营性质',
      '服务功能',
      '消防验收情况',
      '备注',
    ];
    const guesses = guessMapping(headings, 'nursingHome');
    expect(Object.fromEntries(Object.entries(guesses).map(([target, g]) => [target, g.column]))).toMatchObject({
      name: '机构名称',
      county: '所属县区',
      township: '所在乡镇',
      x: '东经',
      y: '北纬',
      'attribute.beds': '总床位数',
      'attribute.nursingBeds': '其中:护理型床位数(张)',
      'attribute.occupiedBeds': '入住老人数',
      'attribute.floorAreaM2': '建筑面积㎡',
      'attribute.operatorType': '运营性质',
      functions: '服务功能',
      'attribute.fireAccepted': '消防验收情况',
    });
    expect(Object.values(guesses).map((g) => g.column)).not.toContain('备注');
    expect(guesses['attribute.beds']!.score).toBeGreaterThan(guesses['attribute.fireAccepted']!.score);
  });

  test('kinds are found by id, label and alias', () => {
    expect(['regionalCentre', '区域养老服务中心', '特困供养机构', 'Funeral home', '不存在'].map(findKind)).toEqual([
      'regionalCentre',
      'regionalCentre',
      'destituteCareHome',
      'funeralHome',
      null,
    ]);
  });
});
