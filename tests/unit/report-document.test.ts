import { unzipSync, strFromU8 } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultRuleParameters, indicators } from '../../gis-data/catalogue/index.ts';
import { assess } from '../../server/indicators/index.ts';
import type { ReportContent } from '../../server/reports/document/content.ts';
import type { ReportData } from '../../server/reports/document/data.ts';
import { reportDocx } from '../../server/reports/document/docx-writer.ts';
import { reportHtml } from '../../server/reports/document/html-writer.ts';
import { createKeptFiles } from '../../server/reports/document/kept-files.ts';
import { reportContent } from '../../server/reports/document/report-content.ts';
import { pngOf } from '../../server/reports/map-picture/png.ts';
import type { ComparedScenario } from '../../server/scenarios/contract.ts';
import { snapshotOf } from '../support/snapshots.ts';

const evil = `<script>alert('x')</script>`;

const boundary = (west: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, 41],
      [west + 0.5, 41],
      [west + 0.5, 41.5],
      [west, 41],
    ] as [number, number][],
  ],
});

const centre = (west: number) => ({ type: 'Point' as const, coordinates: [west + 0.3, 41.2] as [number, number] });
const fourFunctions = { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true };

const snapshot = snapshotOf({
  asOf: '2025-12-31',
  divisions: [
    { id: 'city-1308', type: 'prefectureCity', name: '示例市' },
    { id: 'a-130801', type: 'county', name: '甲县', parent: 'city-1308', boundary: boundary(117), centre: centre(117) },
    { id: 'b-130802', type: 'county', name: '乙县', parent: 'city-1308', boundary: boundary(118), centre: centre(118) },
    {
      id: 'a1-130801001',
      type: 'town',
      name: '有中心镇',
      parent: 'a-130801',
      boundary: boundary(117),
      centre: centre(117),
    },
    {
      id: 'b1-130802001',
      type: 'town',
      name: '无中心镇',
      parent: 'b-130802',
      boundary: boundary(118),
      centre: centre(118),
    },
    {
      id: 'b2-130802002',
      type: 'town',
      name: '未知镇',
      parent: 'b-130802',
      boundary: boundary(118.5),
      centre: centre(118.5),
    },
  ],
  facilities: [
    { id: 'f1', kind: 'regionalCentre', county: 'a-130801', township: 'a1-130801001', functions: fourFunctions },
    {
      id: 'f2',
      kind: 'regionalCentre',
      name: evil,
      county: 'b-130802',
      township: 'b2-130802002',
      functions: { ...fourFunctions, homeVisits: null },
    },
  ],
});

function dataFor(divisionId: string, language: 'zh' | 'en', scenario: ComparedScenario | null = null): ReportData {
  const row = snapshot.divisions.indexById.get(divisionId)!;
  const { level, name } = snapshot.divisions.bodies[row]!;
  return {
    language,
    scope: { id: divisionId, level: level as 'city' | 'county', name, row },
    snapshot,
    assessment: assess(snapshot),
    parameters: defaultRuleParameters,
    network: null,
    coverage: null,
    scenario,
    approvalNumber: null,
    madeOn: '2026-01-05',
  };
}

const tables = ({ blocks }: ReportContent) => blocks.flatMap((block) => (block.type === 'table' ? [block] : []));
const tableNamed = (content: ReportContent, caption: string) =>
  tables(content).find((table) => table.caption.includes(caption))!;
const words = ({ blocks }: ReportContent) => JSON.stringify(blocks);

describe('the content of a report', () => {
  it('has every indicator once with range, target and verdict of the assessment', () => {
    const content = reportContent(dataFor('city-1308', 'zh'));
    const rows = [...tableNamed(content, '主要发展指标').rows, ...tableNamed(content, '专题指标').rows];
    expect(rows.map((row) => row[1])).toEqual(indicators.map(({ name }) => name.zh));
    const [, , , target, value, fraction, verdict] = rows.find((row) => row[0] === '8')!;
    // One township of three has a centre, one may have: 33.3% to 66.7% against 60%.
    expect([target, value, fraction, verdict]).toEqual(['≥60%', '33.3%–66.7%', '1 / 3', '数据不足']);
  });

  it('names townships that miss a centre with the reason, and the unknown apart', () => {
    const content = reportContent(dataFor('city-1308', 'zh'));
    expect(tableNamed(content, '未具备的乡镇').rows.map((row) => row.slice(1, 3))).toEqual([['乙县', '无中心镇']]);
    const [unknown] = tableNamed(content, '是否具备未知').rows;
    expect(unknown!.slice(1, 3)).toEqual(['乙县', '未知镇']);
    expect(unknown![3]).toContain(evil);
  });

  it('counts a county alone, and gives a count no target of the city', () => {
    const content = reportContent(dataFor('a-130801', 'zh'));
    const rows = tableNamed(content, '主要发展指标').rows;
    expect(rows.find((row) => row[0] === '8')!.slice(3, 7)).toEqual(['≥60%', '100%', '1 / 1', '达标']);
    expect(rows.find((row) => row[0] === '6')!.at(-2)).toBe('无目标值');
    expect(words(content)).not.toContain('无中心镇');
  });

  it('keeps each language to itself', () => {
    const chinese = words(reportContent(dataFor('city-1308', 'zh')));
    const english = reportContent(dataFor('city-1308', 'en'));
    expect(chinese).not.toMatch(/Summary|Verdict|Indicator/);
    const headings = english.blocks.flatMap((block) => (block.type === 'heading' ? [block.text] : []));
    for (const heading of headings) expect(heading).not.toMatch(/[\u4e00-\u9fff]/);
    for (const { caption, columns } of tables(english))
      expect(caption + columns.map((column) => column.label).join('')).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it('says that there is no network rather than that nobody is covered', () => {
    expect(words(reportContent(dataFor('city-1308', 'zh')))).toContain('没有步行路网');
  });

  it('adds up priced actions, counts the others and never takes them as free', () => {
    const action = {
      action: 'build' as const,
      facilityId: 'new',
      facilityName: '新中心',
      facilityKind: 'regionalCentre',
      functionId: null,
      townshipId: 'b1-130802001',
      quantities: [{ per: 'bed' as const, amount: 40 }],
      yuan: 1_250_000,
      rateIds: ['r'],
      missing: [],
    };
    const scenario = {
      scenario: { name: '方案一', note: '', effectiveFrom: '2025-01-01' },
      result: {
        cost: {
          actions: [action, { ...action, facilityId: 'n2', yuan: null, missing: ['rate'] }],
          yuan: 1_250_000,
          unpriced: 1,
          demo: false,
        },
        indicators: [],
      },
      problem: null,
    } as unknown as ComparedScenario;
    const all = reportContent(dataFor('city-1308', 'zh', scenario));
    expect(words(all)).toContain('已计价 1 项,合计 125 万元;未能计价 1 项,其费用未知,不计为零');
    expect(tableNamed(all, '措施与费用').rows.map((row) => row.at(-1))).toEqual(['125 万元', '未能计价']);
    expect(words(reportContent(dataFor('a-130801', 'zh', scenario)))).toContain('共 0 项措施');
  });
});

describe('the files', () => {
  let content: ReportContent;
  let files: Record<string, Uint8Array>;
  beforeAll(async () => {
    content = reportContent(dataFor('city-1308', 'zh'));
    const figures = content.blocks.flatMap((block) => (block.type === 'figure' ? [block.picture.svg] : []));
    const docx = await reportDocx({ ...content, mark: '演示数据' }, await Promise.all(figures.map(pngOf)));
    files = unzipSync(new Uint8Array(docx));
  }, 60_000);

  it('DOCX opens again with every indicator, repeated table heads, the mark in the header and both pictures', () => {
    const document = strFromU8(files['word/document.xml']!);
    for (const { name } of indicators) expect(document).toContain(name.zh);
    expect(document.match(/<w:tblHeader/g)!.length).toBe(tables(content).length);
    expect(document).toContain('&lt;script&gt;');
    expect(document).not.toContain('<script');
    const headers = Object.keys(files).filter((name) => /^word\/header\d*\.xml$/.test(name));
    expect(headers.map((name) => strFromU8(files[name]!)).join('')).toContain('演示数据');
    const media = Object.keys(files).filter((name) => name.startsWith('word/media/'));
    const figures = content.blocks.filter((block) => block.type === 'figure').length;
    expect(figures).toBe(2);
    expect(media.filter((name) => name.endsWith('.svg'))).toHaveLength(figures);
    for (const name of media.filter((each) => each.endsWith('.png')))
      expect([...files[name]!.slice(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  it('HTML has every row, no script and no request', () => {
    const html = reportHtml({ ...content, mark: '演示数据' });
    for (const { name } of indicators) expect(html).toContain(name.zh);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|url\(|@import/i);
    expect(html).toContain('&lt;script&gt;');
    expect(new Set(html.match(/https?:\/\/[^"\s]+/g))).toEqual(new Set(['http://www.w3.org/2000/svg']));
    expect(html).toContain('display: table-header-group');
  });

  it('HTML keeps words out of the style sheet', () => {
    const html = reportHtml({ ...content, title: '"} body{display:none} </style><b>' });
    const style = html.slice(html.indexOf('<style>'), html.indexOf('</style>'));
    expect(style).not.toContain('"} body');
    expect(html.split('</style>')).toHaveLength(2);
  });
});

describe('kept files', () => {
  it('go by number, by size and by age, the oldest first', () => {
    let now = 0;
    const files = createKeptFiles({ files: 2, bytes: 100, milliseconds: 10 }, () => now);
    const [a, b, c] = [10, 10, 10].map((size) => files.keep({ bytes: Buffer.alloc(size) }));
    expect([a, b, c].map((id) => files.get(id!) !== null)).toEqual([false, true, true]);
    const big = files.keep({ bytes: Buffer.alloc(95) });
    expect([b, c, big].map((id) => files.get(id!) !== null)).toEqual([false, false, true]);
    now = 11;
    expect(files.get(big)).toBeNull();
  });
});
