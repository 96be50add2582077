import { describe, expect, test } from 'vitest';
import type { Cell } from '../../server/exchange/cells.ts';
import type { ImportRow, RowDecisions, Vocabulary } from '../../server/exchange/contract.ts';
import { facilityChanges, type RowOutcome } from '../../server/exchange/facility-changes.ts';
import { facilityIndex } from '../../server/exchange/facility-matching.ts';
import { guessMapping } from '../../server/exchange/headings.ts';
import { recordChanges } from '../../server/exchange/record-changes.ts';
import { rowReader } from '../../server/exchange/row-reader.ts';
import { unknownTerms } from '../../server/exchange/terms.ts';
import { readBoolean, readDate, readNumber, readText } from '../../server/exchange/values.ts';
import { facilityBody } from '../../server/facilities/contract.ts';
import { snapshotOf, type HandFacility } from '../support/snapshots.ts';

const divisions = [
  { id: 'city', name: '承德市', type: 'prefectureCity', code: '1308' },
  { id: 'shuangqiao', name: '双桥区', type: 'district', code: '130802', parent: 'city' },
  { id: 'chengde', name: '承德县', type: 'county', code: '130821', parent: 'city' },
  { id: 'kuancheng', name: '宽城满族自治县', type: 'autonomousCounty', code: '130827', parent: 'city' },
  { id: 'upper', name: '上板城镇', type: 'town', code: '130802105', parent: 'shuangqiao' },
  { id: 'lower', name: '下板城镇', type: 'town', code: '130821100', parent: 'chengde' },
  { id: 'river1', name: '大河乡', type: 'township', code: '130821201', parent: 'chengde' },
  { id: 'river2', name: '大河镇', type: 'town', code: '130827101', parent: 'kuancheng' },
  { id: 'v1', name: '东村', type: 'village', code: '130821201201', parent: 'river1' },
  { id: 'v2', name: '西村', type: 'village', code: '130821201202', parent: 'river1' },
] as const;

interface Case {
  kind?: string | null;
  facilities?: HandFacility[];
  emptyMeansUnknown?: boolean;
  sourceCrs?: string;
  countyScope?: string[];
  decisions?: RowDecisions;
  vocabulary?: Vocabulary;
}

/** Works rows out against a small registry; the first row of the sheet is the headings. */
function workOut(headings: string[], cells: Cell[][], how: Case = {}): RowOutcome[] {
  const { kind = 'regionalCentre', facilities = [], emptyMeansUnknown = false, sourceCrs = 'EPSG:4490' } = how;
  const guesses = Object.entries(guessMapping(headings, kind));
  const layout = {
    kind,
    sourceCrs,
    emptyMeansUnknown,
    vocabulary: how.vocabulary ?? {},
    headings,
    positions: new Map(guesses.map(([target, { column }]) => [target, headings.indexOf(column)])),
  };
  const rows = cells.map((row, i) => rowReader(layout)({ row: i + 2, cells: row, issues: [] }));
  return facilityChanges(rows, {
    snapshot: snapshotOf({ divisions, facilities }),
    layout,
    versions: new Map(facilities.map((f) => [f.id, 7])),
    countyScope: how.countyScope ?? null,
    toleranceM: 2000,
    decisions: how.decisions ?? {},
  });
}

const outcome = (headings: string[], cells: Cell[], how?: Case) => workOut(headings, [cells], how)[0]!;
const blocks = ({ reasons }: ImportRow) => reasons.filter((r) => r.severity === 'block');
const codes = ({ reasons }: ImportRow) => reasons.map((r) => r.code);

const place = ['设施名称', '县(市、区)', '乡镇(街道)'];
const home = ['甲中心', '双桥区', '上板城镇'];

describe('values', () => {
  test.each<[Cell, unknown]>([
    [new Date('2024-05-01T00:00:00Z'), '2024-05-01'],
    ['2024-05-01', '2024-05-01'],
    ['2024/5/1', '2024-05-01'],
    ['2024年5月1日', '2024-05-01'],
    ['2024.5.1', '2024-05-01'],
    ['2024.5', '2024-05-01'],
    ['2024年', '2024-01-01'],
    [20240501, '2024-05-01'],
    [45413, '2024-05-01'],
    ['2024-02-30', 'not-a-date'],
    ['1899-12-31', 'date-too-early'],
    ['去年', 'not-a-date'],
    [3.5, 'not-a-date'],
  ])('date %s', (cell, expected) => {
    const reading = readDate(cell);
    expect(reading.state === 'value' ? reading.value : reading.state === 'wrong' ? reading.code : null).toBe(expected);
  });

  test.each<[Cell, unknown]>([
    ...['是', '有', '√', '1', 'Y', 'true', 'TRUE'].map((c): [Cell, unknown] => [c, true]),
    ...['否', '无', '×', '0', 'N', 'false'].map((c): [Cell, unknown] => [c, false]),
    [1, true],
    [false, false],
    ['', 'empty'],
    ['—', 'empty'],
    ['/', 'empty'],
    ['未知', 'unknown'],
    ['不详', 'unknown'],
    ['未认定', 'unknown'],
    ['也许', 'wrong'],
  ])('yes or no: %s', (cell, expected) => {
    const reading = readBoolean(cell);
    expect(reading.state === 'value' ? reading.value : reading.state).toBe(expected);
  });

  test.each<[Cell, unknown]>([
    ['1,200平方米', 1200],
    ['\uff11\uff12\uff10', 120],
    ['120 ㎡', 120],
    [120.5, 120.5],
    ['约120', 'not-a-number'],
    ['1.2万', 'not-a-number'],
    ['12,00', 'not-a-number'],
    [-1, 'negative'],
    [600_000, 'out-of-range'],
    ['1e3', 'not-a-number'],
  ])('number %s', (cell, expected) => {
    const reading = readNumber(cell, { integer: false, unit: { zh: '平方米', en: 'm²' }, min: 0, max: 500_000 });
    expect(reading.state === 'value' ? reading.value : reading.state === 'wrong' ? reading.code : null).toBe(expected);
  });

  test('a code too long for a number is refused rather than rounded', () => {
    expect(readText(130_802_105_001)).toMatchObject({ state: 'value', value: '130802105001' });
    expect(readText(123_456_789_012_345_680)).toMatchObject({ state: 'wrong', code: 'precision-lost' });
  });
});

describe('divisions', () => {
  test.each<[string, string | null, string | null, string]>([
    ['by name', '双桥区', '上板城镇', 'upper'],
    ['by code', '130802', '130802105', 'upper'],
    ['without suffix', '双桥', '上板城', 'upper'],
    ['with the city in front', '河北省承德市双桥区', '上板城镇', 'upper'],
    ['short for an autonomous county', '宽城县', '大河', 'river2'],
    ['the county from the township', null, '下板城镇', 'lower'],
  ])('%s', (_what, county, township, expected) => {
    const { result, change } = outcome(place, ['甲', county, township]);
    expect(blocks(result)).toEqual([]);
    expect(change!.fields).toMatchObject({ townshipId: expected });
  });

  test.each<[string, string | null, string | null, string, string]>([
    ['unknown, with similar names', '双桥区', '上扳城镇', 'unknown-division', '上板城镇'],
    ['of another county', '双桥区', '下板城镇', 'unknown-division', '相近'],
    ['ambiguous without a county', null, '大河', 'ambiguous-division', '承德县大河乡'],
    ['unknown county', '双乔区', '上板城镇', 'unknown-division', '双桥区'],
    ['nothing given', null, null, 'required', '缺少县'],
  ])('%s: refused', (_what, county, township, code, said) => {
    const { result, change } = outcome(place, ['甲', county, township]);
    expect(change).toBeNull();
    expect(blocks(result)).toMatchObject([{ code, message: { zh: expect.stringContaining(said) } }]);
  });

  test('a village gives its township and county', () => {
    const { change } = outcome(['设施名称', '村(社区)'], ['甲', '东村']);
    expect(change!.fields).toMatchObject({ countyId: 'chengde', townshipId: 'river1', villageId: 'v1' });
  });

  test('a county outside the scope of the editor is refused', () => {
    const { result } = outcome(place, home, { countyScope: ['chengde'] });
    expect(blocks(result).map((r) => r.code)).toEqual(['outside-scope']);
  });
});

describe('new facilities', () => {
  const headings = [
    ...place,
    '床位数',
    '护理型床位数',
    '日间照料',
    '全日托养',
    '功能',
    '运营主体类型',
    '运营状态',
    '消防验收合格',
  ];

  test('the body is whole, unknowns stay unknown, functions not listed are not "no"', () => {
    const { result, change } = outcome(headings, [
      ...home,
      '120张',
      null,
      '否',
      null,
      '上门服务、助餐',
      '民营',
      '正常',
      '不详',
    ]);
    expect(result).toMatchObject({ status: 'added', facilityId: null, label: '甲中心' });
    expect(facilityBody.parse(change!.fields)).toMatchObject({
      name: '甲中心',
      kind: 'regionalCentre',
      countyId: 'shuangqiao',
      status: 'operating',
      functions: { dayCare: false, homeVisits: true, meals: true },
      attributes: { beds: 120, operatorType: 'private' },
      demo: false,
    });
    expect(change).toMatchObject({ op: 'create', sourceRow: 2 });
    expect(Object.keys((change!.fields as { attributes: object }).attributes)).not.toContain('nursingBeds');
  });

  test.each<[string, Cell[], string, string]>([
    [
      'nursing beds > beds',
      [100, 120, null, null, null, null, null, null],
      'nursing-beds-within-beds',
      'attribute.nursingBeds',
    ],
    ['negative beds', [-5, null, null, null, null, null, null, null], 'negative', 'attribute.beds'],
    ['half a bed', [1.5, null, null, null, null, null, null, null], 'not-an-integer', 'attribute.beds'],
    ['too many beds', [50_000, null, null, null, null, null, null, null], 'out-of-range', 'attribute.beds'],
    ['a function not of the kind', [null, null, null, null, '遗体火化', null, null, null], 'not-a-choice', 'functions'],
    ['list against column', [null, null, '否', null, '日间照料', null, null, null], 'contradiction', 'functions'],
    ['an unknown choice', [null, null, null, null, null, '外星', null, null], 'not-a-choice', 'attribute.operatorType'],
    ['an unknown status', [null, null, null, null, null, null, '大概', null], 'not-a-choice', 'status'],
  ])('%s: refused at its column, the next row is not', (_what, rest, code, field) => {
    const [bad, good] = workOut(headings, [
      [...home, ...rest],
      ['乙中心', '双桥区', '上板城镇', 10, 5, null, null, null, null, null, null],
    ]);
    expect(blocks(bad!.result)).toMatchObject([{ code, field, column: expect.any(String) }]);
    expect(bad!.result.status).toBe('rejected');
    expect(good!.result.status).toBe('added');
  });

  test('values that are no known terms are asked about once, and read by the vocabulary', () => {
    const words = ['设施名称', '县(市、区)', '运营状态', '功能', '护理', '日间照料'];
    const rows: Cell[][] = [
      ['甲', '双桥区', '正常营业', '日托服务、助餐', null, '已建'],
      ['乙', '双桥区', '正常营业', null, null, '是'],
      ['丙', '双桥区', '未运营', null, null, null],
      ['丁', '双桥区', '停业', null, null, '否'],
    ];
    const positions = new Map([['name', 0], ['county', 1], ['status', 2], ['functions', 3], ['function.dayCare', 5]]); // prettier-ignore
    const layout = { kind: 'regionalCentre', sourceCrs: null, emptyMeansUnknown: false, vocabulary: {}, headings: words, positions }; // prettier-ignore
    const table = { name: '', hidden: false, headerRow: 1, columns: words, notes: [], rows: rows.map((cells, i) => ({ row: i + 2, cells, issues: [] })) }; // prettier-ignore
    const questions = unknownTerms(table, layout);
    expect(questions.map((q) => [q.target, q.column, q.values.map((v) => [v.value, v.rows, v.suggestion])])).toEqual([
      ['status', '运营状态', [['正常营业', 2, 'operating'], ['未运营', 1, null]]],
      ['functions', '功能', [['日托服务', 1, 'dayCare']]],
      ['function.dayCare', '日间照料', [['已建', 1, null]]],
    ]); // prettier-ignore

    const vocabulary: Vocabulary = {
      status: { 正常营业: 'operating', 未运营: 'unknown' },
      functions: { 日托服务: 'dayCare' },
      'function.dayCare': { 已建: 'true' },
    };
    const known = rowReader({ ...layout, vocabulary });
    const stated = table.rows.map((row) => known(row));
    expect(stated.map(({ stated: s }) => s.status)).toEqual(['operating', 'operating', null, 'suspended']);
    expect(stated[0]!.stated.functions.dayCare).toBe(true);
    expect(unknownTerms(table, { ...layout, vocabulary })[0]!.values.map((v) => v.term)).toEqual([
      'operating',
      'unknown',
    ]);
  });

  test('a position is stored in EPSG:4490 with its source, half of one is refused', () => {
    const xy = [...place, '经度', '纬度'];
    const { change } = outcome(xy, [...home, `117°56'21"`, '40.9763'], { sourceCrs: 'EPSG:4326' });
    expect(change!.fields).toMatchObject({
      entrance: { type: 'Point', coordinates: [117.9391667, 40.9763] },
      sourceCrs: 'EPSG:4326',
    });
    expect(blocks(outcome(xy, [...home, 117.9, null]).result)).toMatchObject([
      { code: 'incomplete-position', field: 'y' },
    ]);
    expect(outcome(xy, [...home, null, null]).change!.fields).toMatchObject({ entrance: null, sourceCrs: null });
  });

  test('rows of a mixed register state their kind; a field of another kind is refused', () => {
    const mixed = ['设施类型', ...place, '床位数'];
    const [home1, funeral, none] = workOut(
      mixed,
      [
        ['敬老院', '甲', '双桥区', '上板城镇', 20],
        ['殡仪馆', '乙', '双桥区', null, 20],
        [null, '丙', '双桥区', null, null],
      ],
      { kind: null },
    );
    expect(home1!.change!.fields).toMatchObject({ kind: 'destituteCareHome' });
    expect(blocks(funeral!.result)).toMatchObject([{ code: 'unknown-field', field: 'attribute.beds' }]);
    expect(blocks(none!.result)).toMatchObject([{ code: 'required', field: 'kind' }]);
    const other = outcome(['设施类型', ...place], ['殡仪馆', ...home]);
    expect(blocks(other.result)).toMatchObject([{ code: 'other-kind' }]);
  });
});

describe('matching with the registry', () => {
  const registered: HandFacility = {
    id: 'f1',
    code: 'A-1',
    name: '甲中心(公办)',
    kind: 'regionalCentre',
    township: 'upper',
    functions: { dayCare: true },
    attributes: { beds: 100, operator: '某公司' },
  };
  const headings = ['设施编号', ...place, '床位数', '运营主体', '日间照料'];
  const how = { facilities: [registered] };

  test('by code: only what differs is changed, an empty cell changes nothing', () => {
    const { result, change } = outcome(headings, ['A-1', '甲中心(公办)', '双桥区', '上板城镇', 120, null, null], how);
    expect(result).toMatchObject({
      status: 'changed',
      facilityId: 'f1',
      changes: [{ field: 'attributes.beds', before: 100, after: 120 }],
    });
    expect(change).toMatchObject({ op: 'update', id: 'f1', baseVersion: 7, fields: { attributes: { beds: 120 } } });
  });

  test('by code alone, nothing else stated: unchanged', () => {
    const { result, change } = outcome(['设施编号'], ['A-1'], how);
    expect([result.status, result.label, change]).toEqual(['unchanged', '甲中心(公办)', null]);
  });

  test('by kind, name and township, whatever the brackets and spaces', () => {
    const { result } = outcome(headings, [null, '甲中心 \uff08公办\uff09', '双桥区', '上板城镇', 100, null, null], how);
    expect(result).toMatchObject({ facilityId: 'f1', changedFields: ['name'] });
  });

  test('words for unknown make a value unknown; an empty cell does only when asked to', () => {
    const stated = outcome(headings, ['A-1', '甲中心(公办)', '双桥区', '上板城镇', '不详', null, '未知'], how);
    expect(stated.change!.fields).toEqual({ attributes: { beds: null }, functions: { dayCare: null } });
    const asked = outcome(headings, ['A-1', '甲中心(公办)', '双桥区', '上板城镇', 100, null, '是'], {
      ...how,
      emptyMeansUnknown: true,
    });
    expect(asked.change!.fields).toEqual({ attributes: { operator: null } });
  });

  test('a new code for a name that has none updates it; another code is a new facility with a warning', () => {
    const codeless = { ...registered, code: null };
    const given = outcome(headings, ['B-2', '甲中心(公办)', '双桥区', '上板城镇', 100, null, null], {
      facilities: [codeless],
    });
    expect(given.change).toMatchObject({ op: 'update', fields: { code: 'B-2' } });
    const other = outcome(headings, ['B-2', '甲中心(公办)', '双桥区', '上板城镇', 100, null, null], how);
    expect([other.result.status, codes(other.result)]).toEqual(['added', ['same-name-other-code']]);
  });

  test('two registered facilities that fit as well leave the row undecided, with both as candidates', () => {
    const twins = [registered, { ...registered, id: 'f2', code: 'A-2' }];
    const { result, change } = outcome(headings, [null, '甲中心(公办)', '双桥区', '上板城镇', 1, null, null], {
      facilities: twins,
    });
    expect([result.status, change, codes(result)]).toEqual(['undecided', null, ['match-undecided']]);
    expect(result.match!.candidates.map((c) => [c.id, c.code, c.place, c.match.score])).toEqual([
      ['f1', 'A-1', '上板城镇', 1],
      ['f2', 'A-2', '上板城镇', 1],
    ]);
  });

  test('a registered code that two facilities have is refused', () => {
    const twins = [registered, { ...registered, id: 'f2' }];
    const { result } = outcome(headings, ['A-1', '甲中心(公办)', '双桥区', '上板城镇', 1, null, null], {
      facilities: twins,
    });
    expect(blocks(result)).toMatchObject([{ code: 'several-candidates', field: 'code' }]);
  });

  describe('in doubt', () => {
    const sunny: HandFacility = {
      id: 'sunny',
      code: null,
      name: '双桥区阳光养老院',
      kind: 'nursingHome',
      township: 'upper',
      attributes: { beds: 100 },
      entrance: { type: 'Point', coordinates: [117.94, 40.97] },
      sourceCrs: 'EPSG:4490',
    };
    const head = [...place, '床位数', '经度', '纬度'];
    const decide = (cells: Cell[], decisions: RowDecisions = {}, facilities = [sunny]) =>
      outcome(head, cells, { kind: 'nursingHome', facilities, decisions });
    const here: Cell[] = [117.9401, 40.9701];

    test.each<[string, Cell[], string, number | null]>([
      ['the same name, near by', ['双桥区阳光养老院', '双桥区', '上板城镇', 120, ...here], 'changed', null],
      ['the name without county and kind', ['阳光', '双桥区', '上板城镇', 120, ...here], 'undecided', 0.94],
      ['a mistyped character, position unknown', ['阳先养老院', '双桥区', '上板城镇', 120, null, null], 'added', null],
      ['a mistyped character, the same place', ['阳先养老院', '双桥区', '上板城镇', 120, ...here], 'undecided', 0.67],
      ['the same name, two kilometres off', ['双桥区阳光养老院', '双桥区', '上板城镇', 120, 117.965, 40.97], 'undecided', 0.85],
      ['another name at the same place', ['幸福养老院', '双桥区', '上板城镇', 120, ...here], 'added', null],
    ])('%s: %s → %s', (_what, cells, status, score) => {
      const { result } = decide(cells);
      expect([result.status, result.match?.candidates[0]?.match.score ?? null]).toEqual([status, score]);
    }); // prettier-ignore

    test('a name in another township is in doubt, and in another township two kilometres off it is new', () => {
      const wide = [...divisions, { id: 'upper2', name: '双峰寺镇', type: 'town', code: '130802106', parent: 'shuangqiao' } as const]; // prettier-ignore
      const index = facilityIndex(snapshotOf({ divisions: wide, facilities: [sunny] }));
      const key = {
        kind: 'nursingHome',
        name: sunny.name!,
        countyId: 'shuangqiao',
        townshipId: 'upper2',
        villageId: null,
      };
      expect(index.candidates(key, null)).toMatchObject([
        { score: 0.71, parts: { name: 1, place: 0, distance: null }, distanceM: null },
      ]);
      expect(index.candidates(key, [118, 40.97])).toEqual([]);
    });

    const doubtful: Cell[] = ['阳光', '双桥区', '上板城镇', 120, ...here];
    test('decided: the same, a new one, or left out', () => {
      const same = decide(doubtful, { '2': { is: 'same', id: 'sunny' } });
      expect([same.result.status, same.change?.op, same.result.facilityId]).toEqual(['changed', 'update', 'sunny']);
      expect(same.result.match).toMatchObject({ decision: { is: 'same' }, candidates: [{ id: 'sunny' }] });
      const fresh = decide(doubtful, { '2': { is: 'new' } });
      expect([fresh.result.status, fresh.change?.op]).toEqual(['added', 'create']);
      const out = decide(doubtful, { '2': { is: 'leaveOut' } });
      expect([out.result.status, out.change]).toEqual(['skipped', null]);
    });

    test('a decision for a facility that is not registered, or of another kind, is refused', () => {
      const other: HandFacility = { ...sunny, id: 'other', kind: 'regionalCentre' };
      for (const id of ['gone', 'other']) {
        const { result } = decide(doubtful, { '2': { is: 'same', id } }, [sunny, other]);
        expect(blocks(result).map((r) => r.code)).toEqual(['decision-void']);
      }
    });

    test('two rows decided to be one facility name each other, until one is left out', () => {
      const rows: Cell[][] = [doubtful, ['阳光院', '双桥区', '上板城镇', 110, ...here]];
      const both = { '2': { is: 'same', id: 'sunny' }, '3': { is: 'same', id: 'sunny' } } as const;
      const how = { kind: 'nursingHome', facilities: [sunny] };
      const twice = workOut(head, rows, { ...how, decisions: both });
      expect(twice.map((r) => blocks(r.result).map((b) => b.code))).toEqual([['duplicate-row'], ['duplicate-row']]);
      const once = workOut(head, rows, { ...how, decisions: { ...both, '3': { is: 'leaveOut' } } });
      expect(once.map((r) => r.result.status)).toEqual(['changed', 'skipped']);
    });

    test('a code decides, whatever was decided by hand', () => {
      const coded = { ...sunny, code: 'A-9' };
      const { result } = outcome(['设施编号', ...head], ['A-9', ...doubtful], {
        kind: 'nursingHome',
        facilities: [coded],
        decisions: { '2': { is: 'new' } },
      });
      expect([result.status, result.facilityId, result.match]).toEqual(['changed', 'sunny', null]);
    });

    test('what a row says wrongly is told before anything is decided', () => {
      const { result } = decide(['阳光', '双桥区', '上板城镇', -1, ...here]);
      expect(result.status).toBe('rejected');
    });
  });

  test('rows that mean the same facility name each other; different codes do not', () => {
    const rows = workOut(headings, [
      ['C-1', '乙', '双桥区', '上板城镇', 1, null, null],
      ['C-1', '丙', '双桥区', '上板城镇', 1, null, null],
      [null, '丁', '双桥区', '上板城镇', 1, null, null],
      [null, '丁', '双桥区', '上板城', 1, null, null],
      ['D-1', '戊', '双桥区', '上板城镇', 1, null, null],
      ['D-2', '戊', '双桥区', '上板城镇', 1, null, null],
    ]);
    expect(rows.map((r) => r.result.status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'added',
      'added',
    ]);
    expect(rows.map((r) => blocks(r.result).map((b) => b.message.zh)).slice(0, 4)).toEqual([
      ['与第 3 行重复(编号相同)'],
      ['与第 2 行重复(编号相同)'],
      ['与第 5 行重复(类型、名称和所在区划相同)'],
      ['与第 4 行重复(类型、名称和所在区划相同)'],
    ]);
  });

  test('a move to another township drops the village that is not in it, with a warning', () => {
    const inVillage = { ...registered, township: 'river1', village: 'v1' };
    const { result, change } = outcome(['设施编号', '县(市、区)', '乡镇(街道)'], ['A-1', '承德县', '下板城镇'], {
      facilities: [inVillage],
    });
    expect(change!.fields).toEqual({ townshipId: 'lower', villageId: null });
    expect(codes(result)).toEqual(['village-dropped']);
  });

  test('the same position in another system is no change', () => {
    const located: HandFacility = {
      ...registered,
      entrance: { type: 'Point', coordinates: [117.9392, 40.9763] },
      sourceCrs: 'EPSG:4490',
    };
    const { result } = outcome(['设施编号', '经度', '纬度'], ['A-1', 579048.5671, 4538366.1894], {
      facilities: [located],
      sourceCrs: 'EPSG:4548',
    });
    expect(result.status).toBe('unchanged');
  });
});

test('a key that several registered records have is refused, and the row that shows it', () => {
  const twice = [
    ...divisions,
    { id: 'river3', name: '大河街道', type: 'town', code: '130827101', parent: 'kuancheng' } as const,
  ];
  const headings = ['代码', '常住人口'];
  const rows: Cell[][] = [
    ['130827101', '5000'],
    ['130821201', '5000'],
  ];
  const [doubtful, clear] = recordChanges(
    rows.map((cells, i) => ({ row: i + 2, cells, issues: [] })),
    'divisionCounts',
    {
      snapshot: snapshotOf({ divisions: twice, facilities: [] }),
      layout: {
        kind: 'divisionCounts',
        sourceCrs: null,
        emptyMeansUnknown: false,
        vocabulary: {},
        headings,
        positions: new Map([
          ['code', 0],
          ['population', 1],
        ]),
      },
      versions: new Map(),
      countyScope: null,
      toleranceM: 2000,
      decisions: {},
    },
  );
  expect([doubtful!.result.status, blocks(doubtful!.result)]).toMatchObject([
    'rejected',
    [{ field: 'code', column: '代码', code: 'ambiguous-key' }],
  ]);
  expect(clear!.result.status).toBe('changed');
});
