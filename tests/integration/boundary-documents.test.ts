import { strFromU8, unzipSync } from 'fflate';
import ExcelJS from 'exceljs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUsers, type Users } from '../../server/accounts/users.ts';
import { composeEndpoints, type Rooms } from '../../server/compose.ts';
import type { Endpoint } from '../../server/http/endpoint.ts';
import type { Actor, ChangeInput } from '../../server/registry/contract.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { teams } from '../support/inspections.ts';
import { approver, roomsWithSmallCity } from '../support/registry.ts';

const visitor: Actor = { id: 'anonymous', name: '', role: 'viewer', countyScope: [], from: 'test' };
const lineCode = '139901139902';
const sides = [
  { divisionId: 'c1', name: '试验市第1县', countyId: 'c1', townshipId: null, villageId: null },
  { divisionId: 'c2', name: '试验市第2县', countyId: 'c2', townshipId: null, villageId: null },
];
const changes: ChangeInput[] = [
  {
    type: 'boundaryLine',
    op: 'create',
    id: 'line',
    effectiveFrom: '2020-01-01',
    fields: {
      ...{ code: lineCode, name: '试验线', level: 'county', geometry: null },
      sides: sides.map(({ divisionId, name }) => ({ divisionId, name })),
    },
  },
  ...['001', '002'].map((serial): ChangeInput => ({
    type: 'boundaryMarker',
    op: 'create',
    id: `m${serial}`,
    effectiveFrom: '2020-01-01',
    fields: {
      ...{ number: `${lineCode}${serial}`, lineIds: ['line'], sides, standing: 'single', sourceCrs: 'EPSG:4490' },
      position: { type: 'Point', coordinates: [118.8912345, 41.2345678] },
      sigmaM: 0.05,
      state: 'intact',
      references: ['桥头', '山顶', '房角'].map((name, i) => ({
        ...{ name, azimuthDeg: 123.456 + i, distanceM: 45.67, position: null, note: null },
      })),
    },
  })),
];

describe('documents of boundaries', () => {
  let made: TestDatabase;
  let rooms: Rooms;
  let endpoints: Endpoint[];
  let member: Actor;

  /** Asks an endpoint that answers with a file. */
  async function file(actor: Actor, path: string, params: object, query: object = {}) {
    const endpoint = endpoints.find((each) => each.method === 'get' && each.path === path)!;
    const headers: Record<string, string> = {};
    let bytes: Buffer = Buffer.alloc(0);
    const response = {
      setHeader: (name: string, value: string) => (headers[name] = value),
      type: () => response,
      send: (sent: Buffer) => (bytes = sent),
    };
    const call = {
      ...{ actor, language: 'zh', params, response, signal: new AbortController().signal },
      query: endpoint.query?.parse(query),
    };
    await endpoint.handler(call as unknown as Parameters<Endpoint['handler']>[0]);
    return { bytes, name: decodeURIComponent(headers['Content-Disposition']!.split("''")[1]!) };
  }
  const wordsOf = (docx: Buffer) =>
    strFromU8(unzipSync(new Uint8Array(docx))['word/document.xml']!)
      .replaceAll('</w:p>', '\n')
      .replace(/<[^>]+>/g, '');

  beforeAll(async () => {
    made = await createTestDatabase('embedded');
    rooms = await roomsWithSmallCity(made.database, tmpdir());
    endpoints = composeEndpoints(
      rooms,
      made.database.kysely,
      {} as Users,
      {} as Parameters<typeof composeEndpoints>[3],
    );
    await rooms.registry.apply(approver, { title: '界线', reason: '试验', changes });
    const users = createUsers(made.database.kysely);
    const account = { username: 'a1', name: '甲', role: 'editor', password: 'long-enough-1' } as const;
    const { user } = await users.create(approver, account);
    await users.create(approver, { ...account, username: 'b1' });
    member = { id: user.id, name: 'a1', role: 'editor', countyScope: null, from: 'test' };
  });
  afterAll(() => made.drop());

  test('a card is a PDF with the text of its embedded font', async () => {
    const { bytes, name } = await file(approver, '/api/v1/boundary-markers/{id}/card', { id: 'm001' });
    expect(name).toBe(`界桩登记表_${lineCode}001.pdf`);
    const pdf = bytes.toString('latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(pdf).toMatch(/\/BaseFont \/[A-Z]{6}\+NotoSansSC/);
    expect(pdf).toContain('/ToUnicode');
    expect(pdf).toContain('/FontFile2');
  });

  test('a book has every card in the order of the numbers, as whoever asks may see it', async () => {
    const ask = (actor: Actor) => file(actor, '/api/v1/boundary-lines/{id}/cards', { id: 'line' }, { format: 'docx' });
    const precise = wordsOf((await ask(approver)).bytes);
    const titles = [...precise.matchAll(/界桩登记表\n/g)];
    expect(titles).toHaveLength(2);
    expect(precise.indexOf(`${lineCode}001`)).toBeLessThan(precise.indexOf(`${lineCode}002`));
    expect(precise).toContain('41°14′04.4441″');
    expect(precise).toContain('123°27′22″');
    const open = wordsOf((await ask(visitor)).bytes);
    expect(open).toContain('坐标已概略');
    expect(open).not.toMatch(/41°14|123°27|45\.67/);
  });

  test('tables open in a spreadsheet, with metadata', async () => {
    const { bytes, name } = await file(approver, '/api/v1/boundary-lines/table.xlsx', {}, { crs: 'EPSG:4549' });
    expect(name).toMatch(/^界线界桩数据_全部_\d{4}-\d{2}-\d{2}\.xlsx$/);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0]);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(['界线', '界桩', '元数据']);
    expect(workbook.getWorksheet('界桩')!.getColumn(1).values.slice(1)).toEqual([
      '界桩编号',
      `${lineCode}001`,
      `${lineCode}002`,
    ]);
  });

  test('a report tells the case, and refuses one that is not there', async () => {
    const path = '/api/v1/inspection-cases/{id}/report';
    const opened = await rooms.inspection.open(member, {
      ...{ key: randomUUID(), lineId: 'line', round: 4, teams: teams(['a1'], ['b1']) },
    });
    const words = wordsOf((await file(member, path, { id: opened.id })).bytes);
    expect(words).toContain('行政区域界线联合检查报告');
    expect(words).toContain(opened.head);
    expect(words).toContain('未检查');
    await expect(file(member, path, { id: randomUUID() })).rejects.toMatchObject({ status: 404 });
  });
});
