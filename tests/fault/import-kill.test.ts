import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeRooms, recordTypes } from '../../server/compose.ts';
import { openDatabase } from '../../server/db/open.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import { apiClient, exitOf, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

/** Rows of the file: enough that a commit takes a while and can be hit in the middle. */
const rowCount = 1500;
/** Moments after the commit request at which the server is killed, milliseconds; spread over a commit's length. */
const moments = [0, 60, 200, 500, 900];

let folder: string;
let dataDir: string;
let csv: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-kill-'));
  dataDir = join(folder, 'data');
  csv = join(folder, 'register.csv');
  const rows = Array.from({ length: rowCount }, (_, i) => `KILL-${i},断电试验福彩网点${i},承德县,下板城镇,运营`);
  await writeFile(csv, ['编号,名称,县(市、区),乡镇(街道),状态', ...rows].join('\n'));
  server = await startServer({ dataDir });
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function upload(api: ApiClient): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([await readFile(csv)]), 'register.csv');
  const response = await fetch(`${server.url}/api/v1/imports`, {
    method: 'POST',
    body: form,
    headers: { cookie: api.cookie, origin: server.url },
  });
  const answer = (await response.json()) as { import: { id: string } };
  expect(response.status, JSON.stringify(answer)).toBeLessThan(300);
  const mapping = { code: '编号', name: '名称', county: '县(市、区)', township: '乡镇(街道)', status: '状态' };
  const dryRun = await api.call('POST', `/api/v1/imports/${answer.import.id}/dry-run`, {
    kind: 'lotteryOutlet',
    mapping,
  });
  expect(dryRun.status, JSON.stringify(dryRun.body).slice(0, 500)).toBe(200);
  expect(dryRun.body.counts).toMatchObject({ added: rowCount, rejected: 0 });
  return answer.import.id;
}

/** What the server that was started after the crash has: how many of the file's rows, and whether everything agrees. */
async function inspect(): Promise<{ imported: number; troubles: string[] }> {
  const database = await openDatabase({ dataDir, role: 'test', attach: true });
  try {
    const rooms = composeRooms(database.kysely, dataDir);
    const snapshot = await rooms.snapshots.at();
    const imported = [...snapshot.records.facility.values()].filter((f) => f.code?.startsWith('KILL-')).length;
    const results = await checkRegistry(database.kysely, recordTypes);
    return { imported, troubles: results.flatMap((r) => r.troubles) };
  } finally {
    await database.close();
  }
}

test('kill -9 at any moment of an import commit leaves all of it or nothing, and the check passes', async () => {
  const seen: number[] = [];
  for (const moment of moments) {
    const api = await apiClient(server.url);
    const importId = await upload(api);
    const acknowledged = api.call('POST', `/api/v1/imports/${importId}/commit`, {}).then(
      (answer) => answer.status === 200,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve, moment));
    server.process.kill('SIGKILL');
    await exitOf(server.process);
    const wasAcknowledged = await acknowledged;
    server = await startServer({ dataDir });

    const { imported, troubles } = await inspect();
    expect(troubles).toEqual([]);
    expect([0, rowCount]).toContain(imported);
    if (wasAcknowledged) expect(imported).toBe(rowCount);
    seen.push(imported);
    if (imported > 0) break;
  }
  // At least one kill came before the commit was through; otherwise nothing was interrupted.
  expect(seen).toContain(0);
}, 600_000);
