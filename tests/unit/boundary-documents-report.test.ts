import { describe, expect, test } from 'vitest';
import { inspectionReport, type ReportInput } from '../../server/boundary/documents/inspection-report.ts';
import { signaturePicture } from '../../server/boundary/documents/signature-picture.ts';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../../server/boundary/contract.ts';
import { WITHHELD_HASH, type CaseFile, type Entry, type EntryContent } from '../../server/inspection/contract.ts';

const hashOf = (position: number) => position.toString(16).padStart(64, 'a');
const keyOf = (position: number) => `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
const entry = (position: number, content: EntryContent): Entry => ({
  key: keyOf(position),
  position,
  author: position % 2 === 0 ? 'huairou-1' : 'fengning-1',
  deviceTime: '2026-06-01T09:30:00+08:00',
  recordedAt: '2026-06-01T02:00:00.000Z',
  contentHash: hashOf(position),
  previousHash: position === 1 ? null : hashOf(100 + position - 1),
  hash: hashOf(100 + position),
  content,
});

const marker = (number: string, sigmaM: number | null): BoundaryMarkerItem => ({
  id: `m${number}`,
  version: 2,
  precision: 'surveyed',
  number,
  lineIds: ['l1'],
  standing: 'single',
  faces: 2,
  material: 'granite',
  sides: [],
  position: { type: 'Point', coordinates: [116.6435, 41.1234] },
  sourceCrs: 'EPSG:4490',
  heightM: 812,
  heightDatum: 'EPSG:5737',
  surveyMethod: 'gnssRtk',
  sigmaM,
  setOn: null,
  custodian: null,
  references: [],
  state: 'intact',
  stateAsOf: null,
  photos: [],
  note: null,
  asOfDate: null,
  sourceDocument: null,
  demo: true,
});
const line = {
  id: 'l1',
  code: '1113',
  name: '京冀线',
  level: 'province',
  sides: [{ name: '河北省' }, { name: '北京市' }],
  statedLengthKm: 30,
  computedLengthKm: 29.123,
  triPoints: [{ name: '京津冀三交点', marker: null }],
  adoptedDocument: null,
  sections: [],
} as unknown as BoundaryLineItem;

const photo = 'b'.repeat(64);
const words = '我方认为该桩系 2024 年修路时人为移动,<不>同意“自然位移”的结论。';
const file: Entry[] = [
  entry(1, {
    kind: 'opened',
    lineId: 'l1',
    round: 4,
    year: 2026,
    title: '京冀线第四轮联检',
    deadlines: { plan: '2026-03-01' },
    teams: [
      { side: 'first', office: '丰宁满族自治县民政局', members: ['fengning-1'] },
      { side: 'second', office: '怀柔区民政局', members: ['huairou-1'] },
    ],
    demo: true,
  }),
  entry(2, { kind: 'stepDone', step: 'plan', document: '冀京联检〔2026〕1号' }),
  entry(3, { kind: 'returned', step: 'plan', reason: '经费未落实' }),
  entry(4, {
    kind: 'fieldRecord',
    markerId: 'm1113001',
    markerVersion: 1,
    state: 'moved',
    measured: {
      position: { type: 'Point', coordinates: [116.643_51, 41.1234] },
      sourceCrs: 'EPSG:4490',
      sigmaM: 0.05,
      heightM: 811.9,
      heightDatum: 'EPSG:5737',
      method: 'gnssRtk',
      readings: 30,
      rejected: 1,
      measuredAt: '2026-06-01T09:20:00+08:00',
    },
    finding: '桩体向东倾斜',
    photos: [photo],
    belowAccuracy: false,
  }),
  entry(5, {
    kind: 'signature',
    of: [keyOf(4)],
    contentHashes: [hashOf(4)],
    side: 'first',
    drawing: 'M10 10 L40 30 L70 5',
    signedAt: '2026-06-01T09:40:00+08:00',
  }),
  entry(6, { kind: 'dissent', of: keyOf(4), side: 'second', words }),
];
const input: ReportInput = {
  language: 'zh',
  file: {
    id: keyOf(1),
    lineId: 'l1',
    lineName: '京冀线',
    round: 4,
    year: 2026,
    title: '京冀线第四轮联检',
    step: 'plan',
    due: '2026-03-01',
    overdue: true,
    teams: file[0]!.content.kind === 'opened' ? file[0]!.content.teams : [],
    counts: { markers: 2, recorded: 1, agreed: 0, dissented: 1 },
    entries: file.length,
    head: hashOf(106),
    demo: true,
    file,
    standings: { [keyOf(4)]: 'dissented' },
    marks: {},
    dissents: { [keyOf(4)]: ['second'] },
    movements: {},
    precision: 'surveyed',
  } satisfies CaseFile,
  line,
  markers: [marker('1113001', 0.1), marker('1113002', null)],
  asSeen: new Map([['m1113001/1', { ...marker('1113001', 0.05), version: 1, state: 'endangered' }]]),
  chain: { intact: true, firstBreak: null },
  snapshot: '9',
  asOf: '2026-11-30',
};
const tableOf = (report: ReturnType<typeof inspectionReport>, caption: string) => {
  const found = report.blocks.find((block) => block.type === 'table' && block.caption === caption);
  if (found?.type !== 'table') throw new Error(`No table ${caption}`);
  return found.rows;
};

describe('the report of a joint inspection', () => {
  const report = inspectionReport(input);

  test('tests movement against the version that was seen in the field, with both σ', () => {
    const [row] = tableOf(report, '移位检验');
    // 0.00001° of longitude at 41.1234° are 0.840 m; 3·√(0.05² + 0.05²) = 0.212 m.
    expect(row).toEqual([
      '1113001',
      '0.840 m',
      '0.212 m',
      '0.050 m',
      '0.050 m',
      expect.any(String),
      '-0.100 m',
      '已移位',
    ]);
  });

  test('a step that was returned is not done, and the reason stands there', () => {
    expect(tableOf(report, '步骤')[0]).toEqual(['实施方案', '2026-03-01', '未完成', '—']);
    expect(JSON.stringify(report.blocks)).toContain('经费未落实');
  });

  test('lists every marker: state before, found, signed, and those nobody inspected', () => {
    const rows = tableOf(report, '界桩状态');
    expect(rows[0]!.slice(0, 4)).toEqual(['1113001', '危及', '移位', '有异议']);
    expect(rows[1]!.slice(0, 3)).toEqual(['1113002', '完好', '未检查']);
  });

  test('dissent stands verbatim', () => {
    expect(tableOf(report, '异议')).toEqual([
      ['#4 外业记录 1113001', '乙方 huairou-1', words, '2026-06-01 10:00 UTC+8'],
    ]);
  });

  test('the annex has every entry with its hashes, every picture and the head of the chain', () => {
    expect(tableOf(report, '全部条目').map((row) => [row[0], row[4], row[5]])).toEqual(
      file.map(({ position, contentHash, hash }) => [String(position), contentHash, hash]),
    );
    expect(tableOf(report, '照片')).toEqual([['#4', '1113001', photo]]);
    expect(report.facts).toContainEqual(['案卷末端哈希', hashOf(106)]);
  });

  test('a drawn signature is shown with who, when and its hash', () => {
    const figures = report.blocks.flatMap((block) => (block.type === 'figure' ? [block.caption] : []));
    expect(figures).toHaveLength(1);
    const [caption] = figures;
    for (const said of ['甲方 丰宁满族自治县民政局', 'fengning-1', '2026-06-01 09:40 UTC+8', hashOf(5)])
      expect(caption).toContain(said);
  });

  test('says a broken chain aloud', () => {
    const firstBreak = { position: 3, reason: { zh: '内容被改', en: 'content was altered' } };
    const broken = inspectionReport({ ...input, language: 'en', chain: { intact: false, firstBreak } });
    expect(JSON.stringify(broken.blocks)).toContain('NOT verified: broken from entry 3 on (content was altered)');
  });

  test('withholds measurements and hashes from whoever may not see positions', () => {
    const seen = { ...input.file, precision: 'rounded', head: WITHHELD_HASH } as const;
    const withheld = file.map((each) => ({ ...each, contentHash: WITHHELD_HASH, hash: WITHHELD_HASH }));
    const rounded = inspectionReport({ ...input, file: { ...seen, file: withheld } });
    expect(rounded.mark).toBe('演示数据 · 坐标已概略');
    const text = JSON.stringify([rounded.facts, rounded.blocks]);
    expect(text).not.toContain('0.840');
    expect(text).not.toContain(WITHHELD_HASH);
    expect(text).toContain('不公开');
  });
});

describe('a drawn signature', () => {
  test('is fitted whole into its box', () => {
    const picture = signaturePicture('M-500 20 L900 20 L900 700')!;
    const [x, y, width, height] = /viewBox="([^"]+)"/.exec(picture.svg)![1]!.split(' ').map(Number) as number[];
    expect(x!).toBeLessThan(-500);
    expect(y!).toBeLessThan(20);
    expect(x! + width!).toBeGreaterThan(900);
    expect(y! + height!).toBeGreaterThan(700);
    expect(width! / height!).toBeCloseTo(picture.widthMm / picture.heightMm, 3);
  });

  test('is nothing where it is no path', () => {
    expect(signaturePicture('M0 0"/><script>alert(1)</script>')).toBeNull();
    expect(signaturePicture('M5 5')).toBeNull();
  });
});
