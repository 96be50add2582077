/**
 * Import of a register beside COPY of the same rows into a bare table, on one PostgreSQL server in one run: rows per second
 * from the file to the commit with history, the share of each step, and the most memory that the process held.
 *
 *   npx tsx scripts/bench/import.ts [--rows 5000] [--again 1]
 *
 * `--again 1` imports the file a second time with every name changed a little, so that every row is matched and updated.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { composeRooms, type Rooms } from '../../server/compose.ts';
import { openDatabase } from '../../server/db/open.ts';
import { blankDivision } from '../../server/divisions/contract.ts';
import { randomStream } from '../../server/random.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { findPostgres, startPostgres } from '../../tests/support/postgres-server.ts';
import { timed } from './times.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '5000' }, again: { type: 'string', default: '1' } },
});
const rows = Number(values.rows);
const print = (line: string) => void process.stdout.write(`${line}\n`);
const actor: Actor = { id: 'bench', name: 'bench', role: 'system', countyScope: null, from: 'bench' };
const [west, south, side] = [117.5, 40.5, 1];

const square = {
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ],
  ],
};
const divisions = [
  ['city', '某市', '1308', 'city', 'prefectureCity', null, null],
  ['county', '某区', '130802', 'county', 'district', 'city', square],
  ['town', '某镇', '130802105', 'township', 'town', 'county', square],
].map(([id, name, code, level, type, parentId, boundary]) => ({
  type: 'division' as const,
  op: 'create' as const,
  id: id as string,
  fields: { ...blankDivision, name, code, level, type, parentId, boundary },
}));

/** A register as CSV; no two names are alike. */
function register(headings: boolean, mark: string): string {
  const random = randomStream(9, 'import bench');
  const lines = Array.from({ length: rows }, (_, i) => {
    const [x, y] = [west + side * random.next(), south + side * random.next()];
    return `B-${i},${mark}第${i}养老院,某区,某镇,${x.toFixed(6)},${y.toFixed(6)},运营,${10 + (i % 90)},${i % 10}`;
  });
  const head = headings ? ['设施编号,设施名称,县(市、区),乡镇(街道),经度,纬度,运营状态,床位数,护理型床位数'] : [];
  return `${[...head, ...lines].join('\n')}\n`;
}

async function copyMs(url: string, bin: string, file: string): Promise<number> {
  const psql = (command: string) =>
    promisify(execFile)(join(bin, 'psql'), [url, '-q', '-v', 'ON_ERROR_STOP=1', '-c', command]);
  await psql(
    'CREATE TABLE bare (code text, name text, county text, town text, x float8, y float8, status text, beds int, nursing int)',
  );
  return (await timed(() => psql(`\\copy bare FROM '${file}' WITH (FORMAT csv)`))).ms;
}

async function importMs(rooms: Rooms, path: string): Promise<number> {
  const upload = await timed(() => rooms.imports.createImport(actor, { path }, 'register.csv'));
  const { id } = upload.result.import;
  const check = await timed(() => rooms.imports.dryRun(actor, id, { kind: 'nursingHome', sourceCrs: 'EPSG:4490' }));
  const { added, changed, rejected, undecided } = check.result.counts;
  if (added + changed !== rows) {
    throw new Error(`added ${added}, changed ${changed}, rejected ${rejected}, undecided ${undecided} of ${rows}`);
  }
  const commit = await timed(() => rooms.imports.commitImport(actor, id, {}));
  const parts = { upload: upload.ms, 'dry run': check.ms, commit: commit.ms };
  print(
    `  ${Object.entries(parts)
      .map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`)
      .join(', ')}`,
  );
  return upload.ms + check.ms + commit.ms;
}

const bin = await findPostgres();
if (bin === null) throw new Error('PostgreSQL is not installed');
const folder = await mkdtemp(join(tmpdir(), 'yzt-import-bench-'));
const postgres = await startPostgres();
const database = await openDatabase({ dataDir: folder, databaseUrl: postgres.url, role: 'bench' });
try {
  const rooms = composeRooms(database.kysely, folder);
  await rooms.registry.apply(actor, { title: 'divisions', effectiveFrom: '2020-01-01', changes: divisions });
  const bare = join(folder, 'bare.csv');
  await writeFile(bare, register(false, ''));
  const copied = await copyMs(postgres.url, bin, bare);
  print(`COPY of ${rows} rows: ${(copied / 1000).toFixed(2)} s`);
  for (const mark of values.again === '0' ? [''] : ['', '新']) {
    const file = join(folder, 'register.csv');
    await writeFile(file, register(true, mark));
    const ms = await importMs(rooms, file);
    const perSecond = Math.round((rows * 1000) / ms);
    print(`import (${mark === '' ? 'new' : 'changed'}): ${perSecond} rows/s, ${(copied / ms).toFixed(3)}× COPY`);
  }
  print(`most memory held: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit();
