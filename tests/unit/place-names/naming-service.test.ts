import { expect, it } from 'vitest';
import { blankDivision, type DivisionBody } from '../../../server/divisions/contract.ts';
import type { Cell, RawFile } from '../../../server/exchange/cells.ts';
import { blankPlaceName, type PlaceNameBody } from '../../../server/place-names/contract.ts';
import { nameToCheck, type NameToCheck } from '../../../server/place-names/naming/contract.ts';
import { kindOf } from '../../../server/place-names/naming/register-names.ts';
import { namesInMemory } from '../../../server/place-names/naming/name-stock.ts';
import { createNamingService } from '../../../server/place-names/naming/service.ts';
import { namesOfSheet } from '../../../server/place-names/naming/sheet.ts';
import { Problem } from '../../../server/registry/problem.ts';
import { buildSnapshot, type Snapshot } from '../../../server/snapshot/snapshot.ts';

const division = (code: string, name: string, type: DivisionBody['type'], parentId: string | null) =>
  [
    `d${code}`,
    {
      ...blankDivision,
      code,
      name,
      type,
      parentId,
      level: type === 'district' || type === 'county' ? 'county' : 'township',
    },
  ] as const;
const divisions = new Map<string, DivisionBody>([
  division('130802', '双桥区', 'district', null),
  division('130802001', '西大街街道', 'subdistrict', 'd130802'),
  division('130802002', '头道牌楼街道', 'subdistrict', 'd130802'),
  division('130802101', '水泉沟镇', 'town', 'd130802'),
  division('130821', '承德县', 'county', null),
]);
const road = (standardName: string, townshipId: string, more: Partial<PlaceNameBody> = {}): PlaceNameBody => ({
  ...blankPlaceName,
  standardName,
  category: '23000',
  countyId: 'd130802',
  townshipId,
  ...more,
});

const empty = new Map();
const snapshotOf = (seq: number, names: Record<string, PlaceNameBody>): Snapshot =>
  buildSnapshot(seq, '2025-12-01', {
    division: divisions,
    divisionEvent: empty,
    facility: empty,
    statistic: empty,
    boundaryLine: empty,
    boundaryMarker: empty,
    placeName: new Map(Object.entries(names)),
    placeNameSign: new Map(),
    reservedWord: new Map(),
  });

function serviceOver(first: Snapshot) {
  let now = first;
  const naming = createNamingService({
    snapshots: { at: async () => now, lastSeq: () => now.seq },
    lendNames: namesInMemory(),
  });
  return { naming, moveTo: (next: Snapshot) => (now = next) };
}

const asked = (text: string, more: Partial<NameToCheck> = {}) =>
  nameToCheck.parse({ text, kind: 'road', countyId: 'd130802', townshipId: 'd130802001', date: '2025-12-01', ...more });
const rulesOf = ({ findings }: { findings: { severity: string; rule: string; collision: { id: string } | null }[] }) =>
  findings.map(({ severity, rule, collision }) => `${severity} ${rule}${collision ? ` ${collision.id}` : ''}`);

it('checks beside the register: subdistricts of a county are one built-up area, a town is one of its own', async () => {
  const { naming } = serviceOver(
    snapshotOf(1, {
      a: road('新华路', 'd130802002'),
      b: road('滨河路', 'd130802101'),
      c: road('武烈路', 'd130802001', {
        pinyin: { proper: 'Wǔliè', generic: 'Lù', origin: 'reviewed' },
        otherNames: [{ name: '热河路', kind: 'former', from: null, to: '1990-01-01', pinyin: null, document: null }],
      }),
    }),
  );
  expect(rulesOf(await naming.check(asked('新华路')))).toEqual(['block duplicate-2022-built-up a']);
  expect(rulesOf(await naming.check(asked('滨河路')))).toEqual([]);
  expect(rulesOf(await naming.check(asked('五列路')))).toEqual(['warn homophone-2022-built-up c']);
  expect(rulesOf(await naming.check(asked('热河路')))).toEqual(['note former-name c#0']);
  expect(await naming.check(asked('新华路', { date: '1980-01-01' }))).toMatchObject({
    verdict: 'passes',
    snapshot: '1@2025-12-01',
    names: 4,
  });
});

it('follows the register, and keeps a running batch on the names it began with', async () => {
  const { naming, moveTo } = serviceOver(snapshotOf(1, { a: road('新华路', 'd130802001') }));
  const many = Array.from({ length: 120 }, () => asked('新华路'));
  const batch = naming.checkAll(many, { suggest: false });
  await Promise.resolve();
  moveTo(snapshotOf(2, { b: road('滨河路', 'd130802001') }));
  expect(rulesOf(await naming.check(asked('滨河路')))).toEqual(['block duplicate-2022-built-up b']);
  expect(rulesOf(await naming.check(asked('新华路')))).toEqual([]);
  const { items, snapshot } = await batch;
  expect(snapshot).toBe('1@2025-12-01');
  expect(items.every((item) => rulesOf(item).includes('block duplicate-2022-built-up a'))).toBe(true);
  expect(items[0]).toMatchObject({ findingsInAll: 120 });
  expect(items[0]!.findings).toHaveLength(100);
});

it('refuses divisions that are not there and readings that do not fit, with row and field', async () => {
  const { naming } = serviceOver(snapshotOf(1, {}));
  const names = [
    asked('新华路'),
    asked('滨河路', { countyId: 'd130821' }),
    asked('武烈路', { townshipId: 'nowhere' }),
    asked('热河路', { pinyin: 'Rèhé' }),
  ];
  const refused = await naming.checkAll(names, { suggest: false }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Problem);
  expect((refused as Problem).errors.map(({ row, field, code }) => [row, field, code])).toEqual([
    [2, 'townshipId', 'other-county'],
    [3, 'townshipId', 'no-such-division'],
    [4, 'pinyin', 'reading-does-not-fit'],
  ]);
});

const sheet = (...rows: Cell[][]): RawFile => ({
  format: 'xlsx',
  encoding: null,
  delimiter: null,
  sheets: [
    {
      name: '名单',
      hidden: false,
      merges: [],
      notes: [],
      rows: rows.map((cells, position) => ({ row: position + 1, cells, issues: [] })),
    },
  ],
});
const titles = ['拟用名称', '类别', '县(市、区)', '乡镇', '申请日期', '层数', '绿地率', '依山而建'];

it('reads names from a sheet below its title, with divisions by name or code', () => {
  const read = namesOfSheet(
    sheet(
      ['拟用地名名单'],
      titles,
      ['金山大厦', '楼宇', '双桥区', '水泉沟镇', new Date('2025-12-01'), 6, '40%', '是'],
      ['平安镇', 'township', '130821', null, null, null, null, null],
    ),
    snapshotOf(1, {}),
  );
  expect(read.map(({ row, name }) => [row, name.text, name.kind, name.countyId, name.townshipId, name.date])).toEqual([
    [3, '金山大厦', 'building', 'd130802', 'd130802101', '2025-12-01'],
    [4, '平安镇', 'township', 'd130821', null, undefined],
  ]);
  expect(read[0]!.name.facts).toMatchObject({ floors: 6, greenShare: 0.4, hillside: 1, siteAreaM2: null });
});

it('names sheet, row and field of what it cannot read', () => {
  const refusal = (...rows: Cell[][]) => {
    try {
      return namesOfSheet(sheet(...rows), snapshotOf(1, {}));
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      return (error as Problem).errors.map(({ sheet: name, row, field, code }) => [name, row, field, code]);
    }
  };
  expect(
    refusal(
      titles,
      [null, '楼宇', '双桥区', null, null, null, null, null],
      ['金山大厦', '宝塔', '双桥市', null, null, '六', null, null],
      ['金山大厦', '楼宇', '承德县', '水泉沟镇', '去年', null, null, null],
      ['金山大厦', '楼宇', '双桥区', '水泉沟镇', '去年', null, null, null],
    ),
  ).toEqual([
    ['名单', 2, '拟用名称', 'required'],
    ['名单', 3, '类别', 'unknown-kind'],
    ['名单', 3, '县(市、区)', 'no-such-division'],
    ['名单', 3, '层数', 'no-number'],
    ['名单', 4, '乡镇', 'no-such-division'],
    ['名单', 5, '申请日期', 'invalid'],
  ]);
  expect(refusal(['说明'], ['名称', '县'])).toEqual([]);
  expect(refusal(titles)).toEqual([]);
});

it('takes the kind from the category, and from the 通名 where that is too wide', () => {
  const kinds = (
    [
      ['21400', '承德县'],
      ['21500', '水泉沟镇'],
      ['21610', '石门村'],
      ['22100', '天河小区'],
      ['22200', '石门'],
      ['23000', '新华路'],
      ['23000', '武烈河大桥'],
      ['23213', '双滦公路'],
      ['25000', '双塔山森林公园'],
      ['25000', '普宁寺'],
      ['26000', '金山大厦'],
      ['13000', '雾灵山'],
    ] as const
  ).map(([category, standardName]) => kindOf({ category, standardName }));
  expect(kinds).toEqual([
    'countyOrHigher',
    'township',
    'village',
    'estate',
    'hamlet',
    'road',
    'facility',
    'facility',
    'park',
    'other',
    'building',
    'naturalFeature',
  ]);
});
