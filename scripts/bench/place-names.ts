/**
 * Search of place names: the index of this program beside a plain LIKE and pg_trgm on PostgreSQL, with the same generated
 * names in one run.
 *
 *     NODE_OPTIONS=--expose-gc npx tsx scripts/bench/place-names.ts [NAMES]
 *
 * Names are drawn from the demonstration's characters with their frequencies; default 300,000. Without PostgreSQL on the
 * machine only the index is timed.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { blankPlaceName, placeNameSearchQuery, type PlaceNameBody } from '../../server/place-names/contract.ts';
import { lettersOf, spelt } from '../../server/place-names/pinyin.ts';
import { textAt } from '../../server/place-names/search/flat-texts.ts';
import { buildNameIndex, type IndexedRecord } from '../../server/place-names/search/name-index.ts';
import { searchNames } from '../../server/place-names/search/search.ts';
import { randomStream } from '../../server/random.ts';
import { startPostgres } from '../../tests/support/postgres-server.ts';
import { inventedNames, readingOf } from './invented-names.ts';

const count = Number(process.argv[2] ?? 300_000);
const questions = 200;
const random = randomStream(1, 'bench of place names');

const invented = inventedNames(random);

const records = Array.from({ length: count }, (_, i): IndexedRecord => {
  const standardName = invented();
  const category = standardName.endsWith('村') ? '21610' : '22200';
  const body: PlaceNameBody = {
    ...blankPlaceName,
    standardName,
    category,
    pinyin: readingOf(standardName, category),
    code: `1308811012220${String(i).padStart(7, '0')}`,
    countyId: 'd130881',
    geometry: { type: 'Point', coordinates: [115.9 + 3 * random.next(), 40.2 + 2 * random.next()] },
  };
  return { id: `b${i}`, segments: [{ validFrom: '2010-01-01', validTo: null, body }] };
});

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
const mebibytes = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};
const started = performance.now();
const used = mebibytes();
// How long nothing else has its turn while the index is built.
const pauses = monitorEventLoopDelay({ resolution: 5 });
pauses.enable();
const index = await buildNameIndex(records);
pauses.disable();
console.log(
  `${count} names; index built in ${seconds(started)} s, longest pause ${(pauses.max / 1e6).toFixed(0)} ms` +
    (globalThis.gc ? `, ${(mebibytes() - used).toFixed(0)} MiB beside the records` : ''),
);
const divisions = new Map([['d130881', [{ validFrom: '2010-01-01', validTo: null, name: '平泉市' }]]]);
const state = { seq: 1, divisions, parts: [{ index, replaced: new Set<number>() }] };

const picked = () => records[random.integer(0, count - 1)]!.segments[0]!.body;
const twoCharacters = () => {
  const { standardName } = picked();
  const from = random.integer(0, standardName.length - 2);
  return standardName.slice(from, from + 2);
};
const initials = () => textAt(index.initials, random.integer(0, index.recordOf.length - 1));
const wrongCharacter = () => {
  const name = picked().standardName.padEnd(4, '沟');
  const at = random.integer(0, name.length - 1);
  return `${name.slice(0, at)}鑫${name.slice(at + 1)}`;
};
const wrongLetter = () => {
  const letters = lettersOf(spelt(picked().pinyin!));
  const at = random.integer(1, letters.length - 1);
  return `${letters.slice(0, at)}x${letters.slice(at + 1)}`;
};

const kinds: Record<string, () => string> = {
  'one character': () => random.pick([...picked().standardName]),
  'two characters': twoCharacters,
  initials: initials,
  pinyin: () => spelt(picked().pinyin!),
  'one character wrong': wrongCharacter,
  'one letter wrong': wrongLetter,
};

const percentile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;
const report = (what: string, times: readonly number[], cpuMs?: number) =>
  console.log(
    `  ${what.padEnd(14)} p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms${cpuMs === undefined ? '' : `, CPU ${cpuMs.toFixed(2)} ms on average`}`,
  );

async function timed(asked: readonly string[], ask: (q: string) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (const q of asked) {
    const since = performance.now();
    await ask(q);
    times.push(performance.now() - since);
  }
  return times;
}

async function openReferee(): Promise<{ client: pg.Client; stop(): Promise<void> } | null> {
  try {
    const server = await startPostgres();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await client.query('CREATE TABLE bench_name (id int PRIMARY KEY, name text NOT NULL, letters text NOT NULL)');
    for (let from = 0; from < count; from += 20_000) {
      const rows = records.slice(from, from + 20_000).map(({ segments }, i) => ({
        id: from + i,
        name: segments[0]!.body.standardName,
        letters: lettersOf(spelt(segments[0]!.body.pinyin!)),
      }));
      await client.query(
        'INSERT INTO bench_name SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id int, name text, letters text)',
        [JSON.stringify(rows)],
      );
    }
    await client.query('CREATE INDEX ON bench_name USING gin (name gin_trgm_ops)');
    await client.query('CREATE INDEX ON bench_name USING gin (letters gin_trgm_ops)');
    await client.query('ANALYZE bench_name');
    return {
      client,
      async stop() {
        await client.end();
        await server.stop();
      },
    };
  } catch (error) {
    console.log(`PostgreSQL is not timed: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

const referee = await openReferee();
for (const [kind, make] of Object.entries(kinds)) {
  const asked = Array.from({ length: questions }, make);
  console.log(kind);
  const before = process.cpuUsage();
  const times = await timed(asked, (q) =>
    searchNames(state, { ...placeNameSearchQuery.parse({ q }), asOf: '2026-01-01' }),
  );
  const { user, system } = process.cpuUsage(before);
  report('index', times, (user + system) / 1000 / questions);
  if (!referee || kind === 'initials') continue;
  const latin = kind === 'pinyin' || kind === 'one letter wrong';
  const column = latin ? 'letters' : 'name';
  const text = (q: string) => (latin ? lettersOf(q) : q);
  const like = `SELECT id, name FROM bench_name WHERE ${column} LIKE '%' || $1 || '%' ORDER BY length(name), id LIMIT 20`;
  const near = `SELECT id, name FROM bench_name WHERE ${column} % $1 ORDER BY similarity(${column}, $1) DESC, id LIMIT 20`;
  await referee.client.query('SET enable_bitmapscan = off');
  report('plain LIKE', await timed(asked, (q) => referee.client.query(like, [text(q)])));
  await referee.client.query('SET enable_bitmapscan = on');
  report('LIKE, trgm', await timed(asked, (q) => referee.client.query(like, [text(q)])));
  if (kind.endsWith('wrong')) report('trgm %', await timed(asked, (q) => referee.client.query(near, [text(q)])));
}
await referee?.stop();
