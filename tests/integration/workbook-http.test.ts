import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workbookCheck, type InstallationKey, type WorkbookCheck } from '../../server/reports/contract.ts';
import { fingerprintOf, publicPem, readPublicKey } from '../../server/reports/signing/key.ts';
import { installationKey, storedKey } from '../../server/reports/signing/store.ts';
import { describeEachDatabase } from '../support/database.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';
import { edited, newKey } from '../support/workbooks.ts';
import { runYzt } from '../support/yzt.ts';

let server: RunningServer;
let anonymous: ApiClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-workbook-http-'));
  server = await startServer({ dataDir: join(folder, 'data') });
  anonymous = await apiClient(server.url, '');
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function fetched(query = ''): Promise<{ response: Response; bytes: Buffer }> {
  const response = await fetch(`${server.url}/api/v1/reports/workbook${query}`);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function verified(bytes: Buffer): Promise<WorkbookCheck> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), 'workbook.xlsx');
  const response = await fetch(`${server.url}/api/v1/reports/verify`, { method: 'POST', body: form });
  expect(response.status).toBe(200);
  return workbookCheck.parse(await response.json());
}

const publicKey = async () => (await anonymous.call('GET', '/api/v1/installation/key')).body as InstallationKey;

const yzt = (args: readonly string[]) => runYzt(args, { dataDir: server.dataDir });

test('anyone can fetch the workbook of a date and have it checked', async () => {
  const { response, bytes } = await fetched('?asOf=2025-12-31');
  expect(response.status).toBe(200);
  expect(decodeURIComponent(response.headers.get('content-disposition')!)).toContain(
    '承德市核验工作簿-2025-12-31.xlsx',
  );
  const key = await publicKey();
  expect(fingerprintOf(readPublicKey(key.publicKey)!)).toBe(key.fingerprint);
  const { body: report } = await anonymous.call('GET', '/api/v1/indicators?asOf=2025-12-31');
  expect(await verified(bytes)).toMatchObject({
    state: 'valid',
    fingerprint: key.fingerprint,
    facts: { asOf: '2025-12-31', snapshot: report.snapshot, seq: report.seq, demo: true },
  });
  const altered = await edited(bytes, (book) => (book.getWorksheet('证据 8')!.getCell('H5').value = '='));
  expect(await verified(altered)).toMatchObject({ state: 'altered', alterations: [{ sheet: '证据 8', row: 5 }] });
  expect(await verified(Buffer.from('no workbook'))).toMatchObject({ state: 'damaged' });
});

test('an unknown county, a wrong date and a mistyped parameter are refused with reasons', async () => {
  const missing = await anonymous.call('GET', '/api/v1/reports/workbook?county=130899&asOf=2025-12-31&lang=en');
  expect(missing.status).toBe(404);
  expect(missing.body.detail).toContain('130899');
  expect((await anonymous.call('GET', '/api/v1/reports/workbook?asOf=2025-02-30')).status).toBe(400);
  expect((await anonymous.call('GET', '/api/v1/reports/workbook?asof=2025-02-28')).status).toBe(400);
});

test('the command line writes a workbook and tells valid, altered, unknown and wrong usage apart', async () => {
  const file = join(folder, 'county.xlsx');
  const made = await yzt([
    'report',
    '--format',
    'xlsx',
    '-o',
    file,
    '--as-of',
    '2025-12-31',
    '--county',
    '130826',
    '--lang',
    'en',
    '--json',
  ]);
  expect(made.code, made.stderr).toBe(0);
  expect(JSON.parse(made.stdout)).toMatchObject({ scope: { level: 'county', code: '130826' }, language: 'en' });

  const valid = await yzt(['verify', file, '--json']);
  expect([valid.code, JSON.parse(valid.stdout).state]).toEqual([0, 'valid']);

  const pem = join(folder, 'public.pem');
  await writeFile(pem, (await publicKey()).publicKey);
  expect((await yzt(['verify', file, '--key', pem])).code).toBe(0);

  const otherPem = join(folder, 'other.pem');
  await writeFile(otherPem, publicPem(newKey().publicKey));
  const unknown = await yzt(['verify', file, '--key', otherPem, '--json']);
  expect([unknown.code, JSON.parse(unknown.stdout).state]).toEqual([1, 'unknownKey']);

  const alteredFile = join(folder, 'altered.xlsx');
  const changed = await edited(await readFile(file), (book) => (book.getWorksheet('Rules')!.getCell('J4').value = 0.1));
  await writeFile(alteredFile, changed);
  const altered = await yzt(['verify', alteredFile, '--key', pem]);
  expect(altered.code).toBe(1);
  expect(altered.stdout).toContain('Rules');
  expect(altered.stdout).toContain('J4');

  expect((await yzt(['verify', join(folder, 'missing.xlsx')])).code).toBe(2);
  expect((await yzt(['verify', file, '--key', file])).code).toBe(2);
  expect((await yzt(['report', '--format', 'xlsx', '-o', file, '--as-of', 'yesterday'])).code).toBe(2);
}, 180_000);

describeEachDatabase('the installation key', (open) => {
  test('is made once, also when two processes ask at the same time, and kept', async () => {
    const { kysely } = open();
    expect(await storedKey(kysely)).toBeNull();
    const keys = await Promise.all([installationKey(kysely), installationKey(kysely)]);
    const fingerprints = keys.map(({ publicKey: key }) => fingerprintOf(key));
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(fingerprintOf((await storedKey(kysely))!.publicKey)).toBe(fingerprints[0]);
  });
});
