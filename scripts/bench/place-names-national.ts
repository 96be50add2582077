/**
 * Place names of a nation: the index in PostgreSQL beside a plain LIKE and pg_trgm on the same names in one run; the search
 * and the naming rules.
 *
 *     npx tsx scripts/bench/place-names-national.ts [NAMES]
 *
 * Names are drawn as in place-names.ts, in counties of about 4,600 names (13 million in 2,800); default 1,000,000. The
 * history of the register is filled too, since hits and colliding names are read from it. Needs PostgreSQL on the machine,
 * and about 4 GB of disk for a million names.
 */
import { sql, type Kysely } from 'kysely';
import { openDatabase } from '../../server/db/open.ts';
import type { Schema } from '../../server/db/schema.ts';
import { blankPlaceName, placeNameSearchQuery } from '../../server/place-names/contract.ts';
import { namingSettings, proposedName } from '../../server/place-names/naming/contract.ts';
import { namingEngine } from '../../server/place-names/naming/engine.ts';
import { namesInDatabase } from '../../server/place-names/naming/names-in-database.ts';
import type { NameSegment } from '../../server/place-names/names-on.ts';
import { lettersOf, spelt, syllablesOf } from '../../server/place-names/pinyin.ts';
import { createIndexFollower, putRecords } from '../../server/place-names/search/database/follow.ts';
import { databaseNameSearch } from '../../server/place-names/search/database/search.ts';
import { randomStream } from '../../server/random.ts';
import { startPostgres } from '../../tests/support/postgres-server.ts';
import { snapshotOf } from '../../tests/support/snapshots.ts';
import { inventedNames, readingOf, withWrong } from './invented-names.ts';
import { quantile, timed } from './times.ts';

const count = Number(process.argv[2] ?? 1_000_000);
const questions = 300;
const countySize = 4600;
const chunk = 2000;
const asOf = '2026-01-01';

const random = randomStream(8, 'bench of the names of a nation');
const invented = inventedNames(random);
const counties = Math.max(1, Math.round(count / countySize));
const categories = ['21610', '22200', '24100', '11000', '12000', '21500'];

const server = await startPostgres();
const database = await openDatabase({ dataDir: '', databaseUrl: server.url, queryLimitSeconds: 3600 });
const db = database.kysely;
const seconds = async (what: string, work: () => Promise<unknown>) =>
  console.log(`${what}: ${((await timed(work)).ms / 1000).toFixed(0)} s`);
const run = (statement: string) => sql.raw(statement).execute(db);

/** Names that questions are made of. */
const known: { name: string; letters: string; initials: string }[] = [];

function drawn(at: number): [string, NameSegment[]] {
  const standardName = invented();
  const category = standardName.endsWith('村') ? '21610' : random.pick(categories);
  const county = random.integer(1, counties);
  const pinyin = readingOf(standardName, category);
  const body = {
    ...blankPlaceName,
    ...{ standardName, category, pinyin },
    code: String(at).padStart(20, '1'),
    countyId: `c${county}`,
    geometry: {
      type: 'Point' as const,
      coordinates: [75 + (county % 60) + random.next(), 20 + (county % 29) + random.next()] as [number, number],
    },
  };
  if (random.next() < 5000 / count) {
    const initials = syllablesOf(standardName)
      .map((syllable) => syllable.slice(0, 1))
      .join('');
    known.push({ name: standardName, letters: lettersOf(spelt(pinyin!)), initials });
  }
  return [`n${at}`, [{ validFrom: '2010-01-01', validTo: null, body }]];
}

async function fill(tx: Kysely<Schema>, records: ReadonlyMap<string, NameSegment[]>): Promise<void> {
  const rows = [...records].map(([record_id, [segment]]) => ({ record_id, body: segment!.body }));
  await sql`INSERT INTO record_history (type, record_id, version, op, valid_from, recorded_seq, change_set_id, body)
    SELECT 'placeName', record_id, 1, 'create', '2010-01-01', 1, 'bench', body
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(record_id text, body jsonb)`.execute(tx);
  await sql`INSERT INTO bench_name (name, letters) SELECT * FROM unnest(
    ${rows.map(({ body }) => body.standardName)}::text[],
    ${rows.map(({ body }) => lettersOf(spelt(body.pinyin!)))}::text[])`.execute(tx);
  await putRecords(tx, records);
}

await run('CREATE EXTENSION IF NOT EXISTS pg_trgm');
await run('CREATE TABLE bench_name (id serial PRIMARY KEY, name text NOT NULL, letters text NOT NULL)');
await run(`INSERT INTO change_set (id, title, reason, origin, status, author_id, author_name, effective_from, seq, change_count)
  VALUES ('bench', '', '', 'form', 'committed', '', '', '2010-01-01', 1, 0)`);
await run('UPDATE registry_head SET seq = 1');
const counted = Array.from({ length: counties }, (_, at) => ({
  record_id: `c${at + 1}`,
  body: { name: `第${at + 1}县` },
}));
await sql`INSERT INTO record_history (type, record_id, version, op, valid_from, recorded_seq, change_set_id, body)
  SELECT 'division', record_id, 1, 'create', '2010-01-01', 1, 'bench', body
  FROM jsonb_to_recordset(${JSON.stringify(counted)}::jsonb) AS r(record_id text, body jsonb)`.execute(db);
const follower = createIndexFollower(db);
await follower.broughtUp();
// Indexes are made after the rows, as is usual for a first filling.
await run('ALTER TABLE place_name_index_key DROP CONSTRAINT place_name_index_key_pkey');
await run('DROP INDEX place_name_index_keys');

await seconds(`${count} names written, in ${counties} counties`, async () => {
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const from = next;
      next += chunk;
      const records = new Map(Array.from({ length: Math.min(chunk, count - from) }, (_, i) => drawn(from + i)));
      await fill(db, records);
    }
  };
  await Promise.all([writer(), writer()]);
});
await sql`UPDATE place_name_index_state SET names = ${count}`.execute(db);
await db.connection().execute(async (connection) => {
  const index = (what: string, statement: string) => seconds(what, () => sql.raw(statement).execute(connection));
  await sql.raw(`SET maintenance_work_mem = '1GB'`).execute(connection);
  await index('lists', 'ALTER TABLE place_name_index_key ADD PRIMARY KEY (key, place, entry)');
  await index(
    'keys of likeness and of the rules',
    'CREATE INDEX place_name_index_keys ON place_name_index_entry USING gin (keys) WITH (fastupdate = off)',
  );
  await index('pg_trgm of names', 'CREATE INDEX ON bench_name USING gin (name gin_trgm_ops)');
  await index('pg_trgm of letters', 'CREATE INDEX ON bench_name USING gin (letters gin_trgm_ops)');
});
await seconds('vacuum', () => run('VACUUM ANALYZE'));
const { rows: sizes } = await sql<{ relation: string; mebibytes: number }>`
  SELECT relname AS relation, pg_total_relation_size(oid) / 1048576 AS mebibytes FROM pg_class
  WHERE relname IN ('place_name_index_entry', 'place_name_index_key', 'bench_name', 'record_history')
  ORDER BY relname`.execute(db);
console.log(sizes.map(({ relation, mebibytes }) => `${relation} ${mebibytes} MiB`).join(', '));

const picked = () => known[random.integer(0, known.length - 1)]!;
const part = (text: string, length: number) => {
  const from = random.integer(0, Math.max(0, text.length - length));
  return text.slice(from, from + length);
};
const long = (): string => {
  for (;;) {
    const { name } = picked();
    if (name.length > 3) return name;
  }
};
const kinds: Record<string, { make: () => string; latin?: boolean; similar?: boolean }> = {
  'one character': { make: () => part(picked().name, 1) },
  'two characters': { make: () => part(picked().name, 2) },
  'three characters': { make: () => part(long(), 3) },
  'whole names': { make: () => picked().name },
  initials: { make: () => picked().initials },
  pinyin: { make: () => picked().letters, latin: true },
  'beginning of pinyin': { make: () => picked().letters.slice(0, random.integer(2, 7)), latin: true },
  'one character wrong': { make: () => withWrong(long(), random, '鑫'), similar: true },
  'one letter wrong': { make: () => withWrong(picked().letters, random, 'x'), latin: true, similar: true },
};

async function report(what: string, asked: readonly string[], ask: (q: string) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (const q of asked) times.push((await timed(() => ask(q))).ms);
  const [median, most] = [quantile(times, 0.5), quantile(times, 0.95)];
  console.log(`  ${what.padEnd(12)} p50 ${median.toFixed(1)} ms, p95 ${most.toFixed(1)} ms`);
}

const search = databaseNameSearch(db, follower);
for (const [kind, { make, latin, similar }] of Object.entries(kinds)) {
  console.log(kind);
  const asked = Array.from({ length: questions }, make);
  let found = 0;
  await report('index', asked, async (q) => {
    const { items } = await search.search({ ...placeNameSearchQuery.parse({ q }), asOf });
    if (items.length > 0) found++;
  });
  console.log(`  found something for ${found} of ${questions}`);
  if (kind === 'initials') continue;
  const column = sql.raw(latin ? 'letters' : 'name');
  // The plain ones are so slow that fewer are asked.
  const fewer = asked.slice(0, 30);
  const like = (q: string) => sql`SELECT id, name FROM bench_name WHERE ${column} LIKE ${`%${q}%`}
    ORDER BY length(name), id LIMIT 20`;
  await db.connection().execute(async (connection) => {
    await sql`SET enable_bitmapscan = off`.execute(connection);
    await report('plain LIKE', fewer, (q) => like(q).execute(connection));
    await sql`SET enable_bitmapscan = on`.execute(connection);
    await report('LIKE, trgm', fewer, (q) => like(q).execute(connection));
    if (!similar) return;
    await report('trgm %', fewer, (q) =>
      sql`SELECT id, name FROM bench_name WHERE ${column} % ${q} ORDER BY similarity(${column}, ${q}) DESC, id LIMIT 20`.execute(
        connection,
      ),
    );
  });
}

console.log('naming rules, with alternatives');
const snapshot = snapshotOf({ asOf });
const stock = await namesInDatabase(db, follower)(snapshot);
const engine = namingEngine(namingSettings.parse({}));
for (const kind of ['road', 'village', 'township', 'naturalFeature'] as const) {
  let collisions = 0;
  await report(
    kind,
    Array.from({ length: questions }, () => picked().name),
    async (text) => {
      const county = `c${random.integer(1, counties)}`;
      const proposed = proposedName.parse({ text, kind, date: asOf, province: '13', county, township: null });
      const { findings } = await stock.answer(county, (index) => engine.check(proposed, index));
      if (findings.some(({ collision }) => collision !== null)) collisions++;
    },
  );
  console.log(`  ${collisions} of ${questions} with another name in the way`);
}
await database.close();
await server.stop();
