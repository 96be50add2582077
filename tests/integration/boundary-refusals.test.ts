import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BoundaryMarkerItem, BoundaryMarkerList } from '../../server/boundary/contract.ts';
import { inverse } from '../../server/boundary/survey/geodesic.ts';
import { CHUNK_HASH_HEADER } from '../../server/field-sync/contract.ts';
import { inspectionChecklists, type CaseFile, type EntryContent } from '../../server/inspection/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

const password = 'Password-2026';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Bad input of boundaries and their inspections over HTTP: each is refused, or marked, with words that say what to do. */
describe('bad input of boundaries over HTTP', () => {
  let server: RunningServer;
  let admin: ApiClient;
  let marker: BoundaryMarkerItem;

  beforeAll(async () => {
    server = await startServer();
    admin = await apiClient(server.url);
    const { items } = (await admin.call('GET', '/api/v1/boundary-markers?limit=50')).body as BoundaryMarkerList;
    marker = items.find(({ sides, lineIds }) => sides.length === 2 && lineIds.length === 1)!;
  }, 300_000);
  afterAll(() => server.stop());

  const change = (fields: object, position?: object) =>
    admin.call(
      'POST',
      `/api/v1/boundary-markers/${marker.id}/preview`,
      { fields, reason: '试验', ...(position ? { position } : {}) },
      { 'If-Match': `"${marker.version}"` },
    );
  interface Preview {
    committable: boolean;
    findings: { severity: string; code: string; message: { zh: string } }[];
    effects: { after: { position: { coordinates: number[] } } }[];
  }

  async function send(path: string, content: Buffer, headers: Record<string, string> = {}, method = 'POST') {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { origin: server.url, cookie: admin.cookie, 'accept-language': 'zh', ...headers },
      body: new Uint8Array(content),
    });
    return { status: response.status, told: JSON.stringify(await response.json()) };
  }

  test('a position without its accuracy is marked, one without its system refused', async () => {
    const preview = (await change({ sigmaM: null })).body as Preview;
    expect(preview.findings).toContainEqual(
      expect.objectContaining({ severity: 'warn', code: 'position-without-sigma' }),
    );
    const [longitude, latitude] = marker.position!.coordinates as [number, number];
    const elsewhere = { type: 'Point', coordinates: [longitude + 0.001, latitude] };
    const unstated = (await change({ position: elsewhere, sourceCrs: null })).body as Preview;
    expect(unstated.committable).toBe(false);
    const finding = unstated.findings.find(({ code }) => code === 'position-without-crs')!;
    expect(JSON.stringify(finding.message)).toContain('GCJ-02');
  });

  test('coordinates of a GCJ-02 map are turned into the register’s, half a kilometre away', async () => {
    const [x, y] = marker.position!.coordinates as [number, number];
    const preview = (await change({}, { x, y, crs: 'GCJ-02' })).body as Preview;
    const { distanceM } = inverse([x, y], preview.effects[0]!.after.position.coordinates);
    expect(distanceM).toBeGreaterThan(500);
    expect(distanceM).toBeLessThan(700);
    const swapped = await admin.call('POST', '/api/v1/boundary-positions', { x: y, y: x, crs: 'EPSG:4490' });
    expect([swapped.status, swapped.body.errors[0].code]).toEqual([400, 'not-in-system']);
    const wrongZone = await admin.call('POST', '/api/v1/boundary-positions', {
      ...{ x: 39_500_000, y: 4_500_000, crs: 'EPSG:4528' },
    });
    expect([wrongZone.status, wrongZone.body.errors[0].code]).toEqual([400, 'outside-study-area']);
    expect(JSON.stringify(wrongZone.body.errors[0].message)).toMatch(/坐标系/);
  });

  test('an azimuth of 400° and a second marker of one number are refused at their fields', async () => {
    const references = [{ ...marker.references[0]!, azimuthDeg: 400 }];
    const azimuth = await change({ references });
    expect(azimuth.status === 200 ? azimuth.body.committable : false).toBe(false);
    expect(JSON.stringify(azimuth.body)).toMatch(/references\.0\.azimuthDeg/);
    const { number, lineIds, sides } = marker;
    const twice = await admin.call('POST', '/api/v1/boundary-markers', { fields: { number, lineIds, sides } });
    expect(twice.status).toBe(422);
    expect(twice.body.errors).toContainEqual(expect.objectContaining({ code: 'duplicate-number', field: 'number' }));
    expect(JSON.stringify(twice.body)).toContain(number);
  });

  test('a signature of someone not on the case, or for the other side, is refused and leaves the file as it was', async () => {
    for (const username of ['first-party', 'stranger']) {
      const made = { username, name: username, role: 'editor', countyScope: null, password };
      expect((await admin.call('POST', '/api/v1/users', made)).status).toBe(201);
    }
    const first = await apiClient(server.url, 'first-party', password);
    const stranger = await apiClient(server.url, 'stranger', password);
    const key = randomUUID();
    const opened = await admin.call('POST', '/api/v1/inspection-cases', {
      ...{ key, lineId: marker.lineIds[0], round: 4 },
      teams: [
        { side: 'first', office: '甲局', members: ['first-party'] },
        { side: 'second', office: '乙局', members: [] },
      ],
    });
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    const append = (client: ApiClient, content: EntryContent) =>
      client.call('POST', `/api/v1/inspection-cases/${key}/entries`, {
        ...{ key: randomUUID(), deviceTime: new Date().toISOString(), content },
      });
    for (const step of ['plan', 'deskCheck'] as const) {
      for (const { id } of inspectionChecklists[step])
        await append(first, { kind: 'checklist', step, item: id, done: true, note: '' });
      expect((await append(first, { kind: 'stepDone', step, document: null })).status).toBe(200);
    }
    const measured = {
      position: marker.position!,
      ...{ sourceCrs: 'EPSG:4490', sigmaM: null, heightM: null, heightDatum: null, method: 'gnssSingle' },
      ...{ readings: 1, rejected: 0, measuredAt: '2026-06-01T09:00:00+08:00' },
    };
    const record = await append(first, {
      ...{ kind: 'fieldRecord', markerId: marker.id, markerVersion: marker.version!, state: 'intact', measured },
      ...{ finding: '', photos: [], belowAccuracy: true },
    });
    expect(record.status, JSON.stringify(record.body)).toBe(200);
    const { entry } = record.body;
    const signature = (side: 'first' | 'second', hash: string = entry.contentHash): EntryContent => ({
      ...{ kind: 'signature', of: [entry.key], contentHashes: [hash], side, drawing: 'M0 0L9 9' },
      signedAt: new Date().toISOString(),
    });
    const refusals = [
      await append(stranger, signature('second')),
      await append(first, signature('second')),
      await append(first, signature('first', 'a'.repeat(64))),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 400]);
    expect(JSON.stringify(refusals[0]!.body)).toContain('不在此案卷');
    expect(JSON.stringify(refusals[1]!.body)).toContain('不能代表该方');
    expect(JSON.stringify(refusals[2]!.body)).toContain('签署的不是这份内容');
    const file = (await admin.call('GET', `/api/v1/inspection-cases/${key}`)).body as CaseFile;
    expect(file.standings[entry.key]).toBe('unsigned');
    expect(file.marks[entry.key]).toEqual(['noAccuracy', 'belowAccuracy']);
    expect(file.movements[entry.key]).toMatchObject({ verdict: 'provesNothing', sigmaMeasuredM: null });
    expect(file.movements[entry.key]!.reasons[0]!.zh).toContain('未注明精度');
  });

  test('what is no picture, is larger than 20 MB or has another hash is refused and not kept', async () => {
    const words = Buffer.from('这不是照片');
    const noPicture = await send('/api/v1/field-photos', words, { 'content-type': 'image/jpeg' });
    expect(noPicture.status).toBe(415);
    expect(noPicture.told).toContain('JPEG、PNG 或 WebP');
    expect((await admin.call('GET', `/api/v1/field-photos/${sha256(words)}`)).body.complete).toBe(false);

    const large = await send('/api/v1/field-photos', Buffer.alloc(80 * 2 ** 20), { 'content-type': 'image/jpeg' });
    expect(large.status).toBe(413);
    expect(large.told).toContain('20 MB');

    const chunk = Buffer.alloc(1000, 7);
    const path = `/api/v1/field-photos/${sha256(chunk)}/chunks/0`;
    const wrong = await send(path, chunk, { [CHUNK_HASH_HEADER]: 'b'.repeat(64) }, 'PUT');
    expect(wrong.status).toBe(422);
    expect(wrong.told).toMatch(/chunks\.0.*重发这一块/);
    expect((await admin.call('GET', `/api/v1/field-photos/${sha256(chunk)}`)).body.have).toEqual([]);
  });
});
