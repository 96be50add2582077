import type ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defaultRuleParameters,
  indicators,
  type IndicatorDefinition,
  type Language,
} from '../../gis-data/catalogue/index.ts';
import { randomStream, type Random } from '../../server/random.ts';
import type { EvidenceRow, IndicatorResult, ReadingResult } from '../../server/indicators/contract.ts';
import { isCount } from '../../server/indicators/figure.ts';
import { assess, type Assessment } from '../../server/indicators/index.ts';
import type { Cell, Formula, Sheet, Value } from '../../server/reports/workbook/cells.ts';
import { indicatorColumn } from '../../server/reports/workbook/indicator-sheet.ts';
import { readWorkbook, type ReadSheet } from '../../server/reports/workbook/read.ts';
import { FIRST_READING_ROW } from '../../server/reports/workbook/rules-sheet.ts';
import { checkWorkbook } from '../../server/reports/workbook/verify.ts';
import { sheetNames, verdictWords } from '../../server/reports/workbook/words.ts';
import { writeXlsx } from '../../server/reports/workbook/write.ts';
import { demonstrationNetwork, demonstrationSnapshot } from '../../scripts/bench/demonstration.ts';
import { describeWithLibreOffice, openLibreOffice, type LibreOffice } from '../support/libreoffice.ts';
import { snapshotOf } from '../support/snapshots.ts';
import { assessmentOf, edited, evidenceOf, fileFolder, newKey, sheetsOf } from '../support/workbooks.ts';

/** Recalculated figures may differ in the last digits, because sums are taken in another order. */
const TOLERANCE = 1e-9;
const county = { id: 'd130826', code: '130826' };
const madeUpBooks = 8;

describeWithLibreOffice('a workbook that LibreOffice recalculates', () => {
  const key = newKey();
  let files: Awaited<ReturnType<typeof fileFolder>>;
  let office: LibreOffice;
  let assessment: Assessment;
  const written = new Map<string, readonly Sheet[]>();
  const recalculated = new Map<string, ReadSheet[]>();

  beforeAll(async () => {
    files = await fileFolder();
    office = await openLibreOffice();
    const snapshot = demonstrationSnapshot('2025-12-31');
    const network = await demonstrationNetwork();
    assessment = assess(snapshot, defaultRuleParameters, network);
    written.set('city', sheetsOf(snapshot, { key, assessment, network }));
    written.set('county', sheetsOf(snapshot, { key, assessment, network, county: county.code, language: 'en' }));
    for (let i = 0; i < madeUpBooks; i++) {
      const random = randomStream(i, 'workbook');
      const open = new Set(indicators.map(({ id }) => id).filter(() => random.chance(0.2)));
      const made = assessmentOf(
        (id) =>
          madeUpRows(
            indicators.find((d) => d.id === id)!,
            random,
          ),
        (id) => open.has(id),
      );
      written.set(`made-up-${i}`, sheetsOf(snapshotOf({}), { key, assessment: made }));
    }
    const paths: string[] = [];
    for (const [name, sheets] of written) {
      paths.push(await files.save(`${name}.xlsx`, await writeXlsx(sheets.map(withFalseResults))));
    }
    const untouched = await writeXlsx(written.get('city')!);
    paths.push(await files.save('changed.xlsx', await edited(untouched, changeEvidence)));
    const names = [...written.keys(), 'changed'];
    const converted = await office.convert(paths, 'xlsx');
    for (const [i, file] of converted.entries()) recalculated.set(names[i]!, await readWorkbook(file));
  }, 400_000);

  afterAll(async () => {
    await files?.remove();
    await office?.remove();
  });

  it("gives the server's figures for the whole city, every cell of them", () => {
    const rows = figureRows(recalculated.get('city')!, 'zh');
    const expected = indicators.flatMap(({ id }) => {
      const result = assessment.result(id);
      return [result, ...result.readings].map((of) => ({ result, of }));
    });
    expect(rows).toHaveLength(expected.length);
    expected.forEach(({ result, of }, i) => {
      expectFigure(rows[i]!, of, result.id);
      const isHeadline = of === result;
      expect(rows[i]!.overall, result.id).toBe(isHeadline ? verdictWords[result.overallVerdict].zh : '');
      if (isHeadline) {
        expect([rows[i]!.units, rows[i]!.unknownUnits], result.id).toEqual([result.units, result.unknownUnits]);
      }
    });
  });

  it("gives the map's figures for one county, in English", () => {
    const rows = figureRows(recalculated.get('county')!, 'en');
    let row = 0;
    for (const definition of indicators) {
      const area = assessment.areas(definition.id, 'county').find(({ divisionId }) => divisionId === county.id)!;
      expectFigure(rows[row]!, area, definition.id, 'en');
      expect([rows[row]!.units, rows[row]!.unknownUnits], definition.id).toEqual([area.units, area.unknownUnits]);
      row += 1 + (definition.readings ?? []).length;
    }
  });

  it('gives the figures of made-up evidence: optional units, ties, open ends, zero denominators and targets met exactly', () => {
    const seen = new Set<Value>();
    for (let i = 0; i < madeUpBooks; i++) {
      const name = `made-up-${i}`;
      const sheets = written.get(name)!;
      for (const sheet of sheets) expectResults(sheet, recalculated.get(name)!, name);
      figureRows(recalculated.get(name)!, 'zh').forEach((figure) => {
        seen.add(figure.verdict!);
        if (figure.value === '') seen.add('no value');
        if (figure.lower !== figure.upper) seen.add('range');
      });
      const evidence = sheets.filter(({ name: of }) => of.startsWith('证据'));
      if (evidence.some(({ rows }) => rows[2]!.includes('下限累计商'))) seen.add('optional');
    }
    expect([...seen].sort()).toEqual(
      [...Object.values(verdictWords).map(({ zh }) => zh), 'no value', 'optional', 'range'].sort(),
    );
  });

  it('is still valid after LibreOffice saved it anew', () => {
    for (const name of written.keys()) {
      expect(checkWorkbook(recalculated.get(name)!, [key.publicKey]), name).toMatchObject({
        state: 'valid',
        alterations: [],
      });
    }
  });

  it('shows other indicators once evidence is changed, and is then told as altered with the place', () => {
    const changed = recalculated.get('changed')!;
    const before = figureRows(recalculated.get('city')!, 'zh');
    const after = figureRows(changed, 'zh');
    const moved = indicators
      .filter((_, i) => before[headlineRow(i)]!.value !== after[headlineRow(i)]!.value)
      .map(({ id }) => id);
    expect(moved).toEqual(['3', '7']);
    const third = headlineRow(indicators.findIndex(({ id }) => id === '3'));
    expect(after[third]!.numerator).toBe(Number(before[third]!.numerator) - 1);
    const check = checkWorkbook(changed, [key.publicKey]);
    expect(check.state).toBe('altered');
    const cells = check.alterations.filter(({ kind }) => kind === 'cell');
    expect(cells.map(({ sheet, row, columns }) => [sheet, row, ...columns])).toEqual([
      ['证据 3', changedTownshipRow, 'G'],
      ['证据 7', 4, 'I'],
    ]);
    // The figures that follow no longer are those that were signed.
    expect(new Set(check.alterations.map(({ kind }) => kind))).toEqual(new Set(['cell', 'shownResult']));
  });
});

/** Position of an indicator's headline among the rows of figures. */
function headlineRow(indicator: number): number {
  return indicators.slice(0, indicator).reduce((rows, { readings = [] }) => rows + 1 + readings.length, 0);
}

let changedTownshipRow = 0;

/** Takes a station from a township, and beds from an institution. */
function changeEvidence(workbook: ExcelJS.Workbook): void {
  const stations = workbook.getWorksheet('证据 3')!;
  changedTownshipRow = stations.getColumn('G').values.indexOf('是');
  stations.getCell(`G${changedTownshipRow}`).value = '否';
  const beds = workbook.getWorksheet('证据 7')!.getCell('I4');
  beds.value = Number(beds.value) + 1;
}

const isFormula = (cell: Cell | undefined): cell is Formula => typeof cell === 'object' && cell !== null;

/** So that no figure can be right unless it was computed anew. */
function withFalseResults(sheet: Sheet): Sheet {
  const rows = sheet.rows.map((row) => row.map((cell) => (isFormula(cell) ? { ...cell, result: 12345.678 } : cell)));
  return { ...sheet, rows };
}

const figureKeys = [
  'units',
  'unknownUnits',
  'numerator',
  'denominator',
  'value',
  'lower',
  'upper',
  'target',
  'verdict',
  'overall',
] as const;
type FigureRow = Record<(typeof figureKeys)[number], Value>;

function figureRows(sheets: readonly ReadSheet[], language: Language): FigureRow[] {
  const { rows } = sheets.find(({ name }) => name === sheetNames.indicators[language])!;
  return rows.slice(FIRST_READING_ROW - 1).map((row) => {
    const of = (key: string): Value => {
      const cell = row[indicatorColumn(key)] ?? null;
      return isFormula(cell) ? (cell.result ?? '') : (cell ?? '');
    };
    return Object.fromEntries(figureKeys.map((figureKey) => [figureKey, of(figureKey)])) as FigureRow;
  });
}

type Figure = Pick<
  IndicatorResult | ReadingResult,
  'numerator' | 'denominator' | 'value' | 'lower' | 'upper' | 'target' | 'verdict'
>;

function expectFigure(row: FigureRow, figure: Figure, id: string, language: Language = 'zh'): void {
  for (const part of ['numerator', 'denominator', 'value', 'lower', 'upper'] as const) {
    expectSame(row[part], figure[part] ?? '', `${id} ${part}`);
  }
  expectSame(row.target, figure.target?.value ?? '', `${id} target`);
  expect(row.verdict, `${id} verdict`).toBe(verdictWords[figure.verdict][language]);
}

function expectSame(got: Value, expected: Value, what: string): void {
  if (typeof expected !== 'number') return expect(got ?? '', what).toBe(expected ?? '');
  expect(typeof got, `${what}: ${got}`).toBe('number');
  expect(Math.abs(Number(got) - expected), `${what}: ${got}, not ${expected}`).toBeLessThanOrEqual(
    TOLERANCE * Math.max(1, Math.abs(expected)),
  );
}

/** Every formula of a sheet has the result that the server computed. */
function expectResults(sheet: Sheet, sheets: readonly ReadSheet[], book: string): void {
  const { rows } = sheets.find(({ name }) => name === sheet.name)!;
  sheet.rows.forEach((row, i) =>
    row.forEach((cell, column) => {
      if (!isFormula(cell) || cell.oneOfSeveral) return;
      const got = rows[i]?.[column];
      expectSame(
        isFormula(got) ? got.result : null,
        cell.result,
        `${book} ${sheet.name} ${i + 1}/${column} ${cell.formula}`,
      );
    }),
  );
}

/** Evidence of an indicator that no register need ever show. */
function madeUpRows(definition: IndicatorDefinition, random: Random): EvidenceRow[] {
  const count = random.pick([0, 1, 3, 8, 15]);
  const optionalShare = random.pick([0, 0, 0.4, 1]);
  const countsVerdicts = random.chance(0.3);
  const rows = Array.from({ length: count }, (_, i) =>
    countsVerdicts ? verdictRow(definition, i, random) : amountRow(definition, i, optionalShare, random),
  );
  if (random.chance(0.5)) rows.push(...boundaryRows(definition, rows, random));
  return rows;
}

function common({ evidenceUnit, readings = [] }: IndicatorDefinition, i: number, random: Random): Partial<EvidenceRow> {
  return {
    unitId: `u${i}`,
    unitType: random.chance(0.9) ? evidenceUnit : 'facility',
    headline: random.chance(0.9),
    readings: readings.map(({ id }) => id).filter(() => random.chance(0.6)),
  };
}

function verdictRow(definition: IndicatorDefinition, i: number, random: Random): EvidenceRow {
  const verdict = random.pick(['yes', 'no', 'unknown'] as const);
  const row = evidenceOf(verdict, common(definition, i, random));
  const denominator = isCount(definition.unit) ? 0 : 1;
  return { ...row, denominator, lower: { ...row.lower, denominator }, upper: { ...row.upper, denominator } };
}

/** Small whole numbers, so that quotients are often equal; sometimes with decimals, and denominators of nothing. */
function amountRow(definition: IndicatorDefinition, i: number, optionalShare: number, random: Random): EvidenceRow {
  const optional = random.chance(optionalShare);
  const amount = () => (random.chance(0.2) ? random.integer(0, 400) / 100 : random.integer(0, 4));
  const pair = () => ({ numerator: amount(), denominator: isCount(definition.unit) ? 0 : amount() });
  const [lower, upper] = [pair(), pair()];
  return evidenceOf(random.pick(['yes', 'no', 'unknown'] as const), {
    ...common(definition, i, random),
    ...(optional ? { numerator: 0, denominator: 0 } : random.chance(0.5) ? lower : pair()),
    lower,
    upper,
    optional,
  });
}

/** One certain row that brings the sums to the target exactly, or a millionth beside it. */
function boundaryRows(definition: IndicatorDefinition, rows: EvidenceRow[], random: Random): EvidenceRow[] {
  const { target, unit } = definition;
  if (!target || rows.some(({ optional }) => optional)) return [];
  const counted = rows.filter(({ headline }) => headline);
  const millionths = (part: 'numerator' | 'denominator') =>
    counted.reduce((sum, row) => sum + Math.round(row.lower[part] * 1e6), 0);
  const denominator = isCount(unit) ? 0 : random.integer(200, 400);
  const whole = isCount(unit) ? 1e6 : millionths('denominator') + denominator * 1e6;
  const off = random.pick([-1, 0, 0, 1]);
  const numerator = (Math.round(target.value * whole) + off - millionths('numerator')) / 1e6;
  const amounts = { numerator, denominator };
  for (const row of counted) Object.assign(row, { ...row.lower, upper: row.lower });
  return [
    evidenceOf('yes', {
      unitId: 'last',
      unitType: definition.evidenceUnit,
      ...amounts,
      lower: amounts,
      upper: amounts,
    }),
  ];
}
