import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { recordTypes } from '../../server/compose.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Tables that only the registry writes: current rows, their history, and the change sets themselves. */
const registered = [...recordTypes.map((t) => t.table), 'record_history', 'change_set', 'change', 'registry_head'];

/** Files that may write them. */
const writers = new Set([
  'server/registry/store.ts',
  // Creates the empty head row.
  'server/db/migrations/0001_foundation.ts',
  // Gives bodies of the history a field that they did not have.
  'server/db/migrations/0012_place_name_merges.ts',
  // Fills a database of its own with a nation's names.
  'scripts/bench/place-names-national.ts',
]);

/** Writes of registered tables in a source text: by Kysely's builder and by SQL in a template. */
function writesIn(source: string): string[] {
  const tables = registered.join('|');
  const builder = new RegExp(
    String.raw`\.(insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(\s*['"\`](?:public\.)?(${tables})\b`,
    'g',
  );
  const statement = new RegExp(
    String.raw`\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|COPY|MERGE\s+INTO)\s+(?:ONLY\s+)?"?(?:public"?\."?)?(${tables})\b`,
    'gi',
  );
  return [...source.matchAll(builder), ...source.matchAll(statement)].map((m) => m[0]);
}

/** Writes whose table is worked out at run time, which the search by name cannot see. */
function writesOfComputedTables(source: string): string[] {
  const builder = /\.(insertInto|updateTable|deleteFrom)\((?!\s*['"`])/g;
  const statement = /\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|COPY)\s+(?:ONLY\s+)?\$\{/gi;
  return [...source.matchAll(builder), ...source.matchAll(statement)].map((m) => m[0]);
}

async function sources(): Promise<{ file: string; source: string }[]> {
  const files: string[] = [];
  for (const folder of ['server', 'scripts', 'gis-data']) {
    for (const entry of await readdir(`${repository}${folder}`, { recursive: true })) {
      if (/\.(ts|mts|mjs|js)$/.test(entry)) files.push(`${folder}/${entry}`);
    }
  }
  return Promise.all(files.map(async (file) => ({ file, source: await readFile(`${repository}${file}`, 'utf8') })));
}

test('the search finds what it looks for', () => {
  expect(writesIn("await db.insertInto('facility').values(x)")).toHaveLength(1);
  expect(writesIn('sql`UPDATE public.division SET name = 1`')).toHaveLength(1);
  expect(writesIn('DELETE FROM "record_history"')).toHaveLength(1);
  expect(writesIn("db.selectFrom('facility'); db.insertInto('audit'); UPDATE setting")).toEqual([]);
  expect(writesOfComputedTables('sql`DELETE FROM ${table}`; db.insertInto(table)')).toHaveLength(2);
});

test('no code but the registry writes registered tables', async () => {
  const all = await sources();
  expect(all.length).toBeGreaterThan(100);
  const offenders = all.filter(({ file, source }) => !writers.has(file) && writesIn(source).length > 0);
  expect(offenders.map((o) => o.file)).toEqual([]);
  // The registry itself is found, so the search does see the writes that there are.
  expect(writesIn(all.find((s) => s.file === 'server/registry/store.ts')!.source).length).toBeGreaterThan(0);
});

test('no code but the registry and the restore of a backup writes a table named at run time', async () => {
  const offenders = (await sources())
    .filter(({ source }) => writesOfComputedTables(source).length > 0)
    .map((s) => s.file);
  // The writer of GeoPackages makes tables in the file that a user takes away; no database of the program is open in it.
  const geopackage = 'server/exchange/writers/geopackage.ts';
  expect(offenders.sort()).toEqual(['server/db/backup.ts', geopackage, 'server/registry/store.ts']);
});
