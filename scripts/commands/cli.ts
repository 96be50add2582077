import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import type { z } from 'zod';
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import type { Rooms } from '../../server/compose.ts';
import { readConfig } from '../../server/config.ts';
import { DatabaseError } from '../../server/db/error.ts';
import { openDatabase, type OpenDatabase } from '../../server/db/open.ts';
import { importMapping, rowDecisions, type ImportRow } from '../../server/exchange/contract.ts';
import type { IndicatorResult } from '../../server/indicators/contract.ts';
import { isoDate, type Actor } from '../../server/registry/contract.ts';
import { NetworkError } from '../../server/network/error.ts';
import { Problem, problems, problemText } from '../../server/registry/problem.ts';
import type { TargetsAnswer } from '../../server/siting/contract.ts';
import { addAccessCommands } from './access.ts';
import { addCoverageCommand } from './coverage.ts';
import { addExportCommand } from './export.ts';
import { addFieldCommands, passwordVariable } from './field.ts';
import { addNetworkCommands } from './network.ts';
import { addPlaceNameCommands } from './place-names.ts';
import { addReportCommand } from './report.ts';
import { addSitingCommands } from './siting.ts';
import { addTargetsCommand } from './siting-targets.ts';
import { addVerifyCommand } from './verify.ts';

/** Exit codes: done, refused with reasons, bad usage. */
const exit = { done: 0, refused: 1, usage: 2 } as const;

/** Troubles of a check printed as text; --json has them all. */
const printedTroubles = 50;

/** The one who sits at the machine; may do everything, and is named so in the audit. */
const operator: Actor = { id: 'cli', name: '命令行', role: 'system', countyScope: null, from: 'cli' };

const loadParts = () => import('./program-parts.ts');
type Parts = Awaited<ReturnType<typeof loadParts>>;

interface Session {
  database: OpenDatabase;
  rooms: Rooms;
  parts: Parts;
}

const program = new Command('yzt')
  .description('民政一张图 command line')
  .option('--json', 'print one JSON document on stdout and nothing else there')
  .exitOverride()
  .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

const asJson = () => program.opts<{ json?: boolean }>().json === true;

/** Prints a result: as one JSON document, or as lines of text. */
function print(result: unknown, lines: () => readonly string[]): void {
  process.stdout.write(asJson() ? `${JSON.stringify(result)}\n` : `${lines().join('\n')}\n`);
}

/** Opens the database, also beside a running server, for the length of one command. */
async function withDatabase<T>(
  work: (database: OpenDatabase, dataDir: string, parts: Parts) => Promise<T>,
): Promise<T> {
  const { dataDir, databaseUrl } = readConfig(process.env);
  // The embedded database takes seconds to open in its own process; the parts load meanwhile.
  const [database, parts] = await Promise.all([
    openDatabase({ dataDir, databaseUrl, role: 'yzt', attach: true }),
    loadParts(),
  ]);
  try {
    return await work(database, dataDir, parts);
  } finally {
    await database.close();
  }
}

/** A command's action on the open program: from its session to its exit code. */
function action<Args extends unknown[]>(work: (session: Session, ...args: Args) => Promise<number>) {
  return async (...args: Args): Promise<void> => {
    process.exitCode = await withDatabase(async (database, dataDir, parts) => {
      await parts.applyCatalogueConstraints(database.kysely);
      return work({ database, rooms: parts.composeRooms(database.kysely, dataDir), parts }, ...args);
    });
  };
}

const percent = (value: number | null) => (value === null ? '—' : `${(value * 100).toFixed(1)}%`);

function figure(result: IndicatorResult): string {
  const one = (value: number | null) =>
    result.unit === 'ratio' ? percent(value) : value === null ? '—' : String(Math.round(value * 100) / 100);
  return result.lower === result.upper ? one(result.value) : `${one(result.lower)}–${one(result.upper)}`;
}

/** Reads an option's date, before anything is opened for it. */
const dateOption = (option: string) => (value: string) => {
  if (!isoDate.safeParse(value).success) throw usage(`${option} must be a date YYYY-MM-DD, not "${value}"`);
  return value;
};

const verdictText = { met: '达标', unmet: '未达标', insufficient: '数据不足' } as const;

program
  .command('indicators')
  .description('all indicators on a date')
  .option('--as-of <date>', 'YYYY-MM-DD; default today', dateOption('--as-of'))
  .action(
    action(async ({ rooms, parts }, options: { asOf?: string }) => {
      const snapshot = await rooms.snapshots.at(options.asOf);
      const { report } = parts.assess(snapshot, defaultRuleParameters, await rooms.walkNetwork());
      print(report, () => [
        `${report.asOf}  快照 ${report.snapshot}${report.demo ? '  演示数据' : ''}`,
        ...report.results.map(
          (r) =>
            `${(r.planNumber ?? '').toString().padStart(2)}  ${verdictText[r.overallVerdict]}  ${figure(r).padEnd(14)} ${r.name.zh}`,
        ),
      ]);
      return exit.done;
    }),
  );

/**
 * Reads a file that an option names.
 * @throws usage error that names the option, the file and what does not fit
 */
async function jsonFile<T>(option: string, file: string | undefined, shape: z.ZodType<T>): Promise<T | undefined> {
  if (file === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw usage(`${option} ${file}: ${(error as Error).message}`);
  }
  const parsed = shape.safeParse(content);
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0]!;
  throw usage(`${option} ${file}: ${at.map((key) => `"${String(key)}": `).join('')}${message}`);
}

/** A row in doubt and the registered facilities that it may be, for a file of decisions. */
const undecidedLines = ({ row, label, match }: ImportRow): string[] => [
  `第${row}行 待决定: ${label}`,
  ...(match?.candidates ?? []).map(
    (c) => `    ${c.match.score.toFixed(2)}  ${c.id}  ${c.name}${c.code === null ? '' : ` ${c.code}`}  ${c.place}`,
  ),
];

program
  .command('import')
  .description('import a register (XLSX, CSV, GeoJSON, Shapefile ZIP, GeoPackage, KML, KMZ, GPX, DXF, ODK ZIP)')
  .argument('<file>')
  .option(
    '--kind <kind>',
    'kind of facility, or divisionCounts, boundaryMarker, boundaryLine: id or Chinese name; needed unless --saved names one',
  )
  .option('--saved <name>', 'a saved mapping: columns, words, coordinate system and kind; other options go before it')
  .option(
    '--source-crs <crs>',
    'coordinate system of the file, for example EPSG:4490 or GCJ-02; default: as the file states',
  )
  .option(
    '--shapes-as-points',
    'take the middle of lines and a point inside areas as positions; else such rows are refused',
  )
  .option('--mapping <file>', 'JSON object: target column → heading in the file')
  .option(
    '--decisions <file>',
    'JSON object: row → {"is": "same", "id": "…"}, {"is": "new"} or {"is": "leaveOut"}; rows in doubt without one are not imported',
  )
  .option('--dry-run', 'say what would change and change nothing')
  .action(
    action(
      async (
        { rooms },
        file: string,
        options: {
          kind?: string;
          saved?: string;
          sourceCrs?: string;
          shapesAsPoints?: boolean;
          mapping?: string;
          decisions?: string;
          dryRun?: boolean;
        },
      ) => {
        if (options.kind === undefined && options.saved === undefined) throw usage('--kind or --saved is needed');
        const mapping = await jsonFile('--mapping', options.mapping, importMapping);
        const decisions = await jsonFile('--decisions', options.decisions, rowDecisions);
        const result = await rooms.imports.importFile(
          { path: path.resolve(file), name: path.basename(file) },
          {
            actor: operator,
            kind: options.kind,
            sourceCrs: options.sourceCrs,
            saved: options.saved,
            shapesAsPoints: options.shapesAsPoints,
            mapping,
            decisions,
            dryRun: options.dryRun === true,
          },
        );
        const { counts, rows } = result.dryRun;
        print(result, () => [
          ...rows
            .filter((r) => r.status === 'rejected')
            .map((r) => `第${r.row}行 拒绝: ${r.reasons.map((reason) => reason.message.zh).join(';')}`),
          ...rows.filter((r) => r.status === 'undecided').flatMap(undecidedLines),
          `新增 ${counts.added}  修改 ${counts.changed}  不变 ${counts.unchanged}  拒绝 ${counts.rejected}  待决定 ${counts.undecided}`,
          ...result.dryRun.indicators
            .filter((d) => d.changed)
            .map((d) => `${d.name.zh}: ${percent(d.before.value)} → ${percent(d.after.value)}`),
          result.commit ? `已提交,序号 ${result.commit.seq}` : '未提交',
        ]);
        const isWhole = counts.rejected === 0 && counts.undecided === 0;
        return isWhole && (result.commit !== null || options.dryRun === true) ? exit.done : exit.refused;
      },
    ),
  );

program
  .command('check')
  .description('integrity: constraints, history against current rows, snapshot against tables, files of inspections')
  .action(
    action(async ({ database, parts }) => {
      const results = await parts.checkRegistry(database.kysely, parts.recordTypes, parts.roomChecks);
      const troubles = results.flatMap((r) => r.troubles);
      print({ ok: troubles.length === 0, results }, () => [
        ...results.map((r) => `${r.troubles.length === 0 ? '通过' : '不符'}  ${r.name} (${r.checked})`),
        ...troubles.slice(0, printedTroubles).map((t) => `  ${t}`),
        ...(troubles.length > printedTroubles ? [`  … 共 ${troubles.length} 处`] : []),
      ]);
      return troubles.length === 0 ? exit.done : exit.refused;
    }),
  );

const user = program.command('user').description('accounts');

user
  .command('add')
  .argument('<username>')
  .addOption(
    new Option('--role <role>', 'role').choices(['viewer', 'editor', 'approver', 'administrator']).default('viewer'),
  )
  .option('--name <name>', 'name shown; default: the username')
  .option('--county <code...>', 'division codes of the counties the user may edit in; default: all')
  .option('--password <password>', 'default: one is generated and printed once')
  .action(
    action(
      async (
        { database, rooms, parts },
        username: string,
        options: { role: 'viewer'; name?: string; county?: string[]; password?: string },
      ) => {
        const created = await parts.createUsers(database.kysely).create(operator, {
          username,
          name: options.name ?? username,
          role: options.role,
          countyScope: options.county === undefined ? null : await countyIds(rooms, options.county),
          password: options.password,
        });
        print(created, () => [
          `已创建 ${created.user.username}${created.generatedPassword ? `,密码 ${created.generatedPassword}(只显示这一次)` : ''}`,
        ]);
        return exit.done;
      },
    ),
  );

user.command('list').action(
  action(async ({ database, parts }) => {
    const users = await parts.createUsers(database.kysely).list();
    print(users, () => users.map((u) => `${u.username}  ${u.role}${u.disabled ? '  已停用' : ''}`));
    return exit.done;
  }),
);

user
  .command('disable')
  .argument('<username>')
  .action(
    action(async ({ database, parts }, username: string) => {
      const users = parts.createUsers(database.kysely);
      const changed = await users.update(operator, (await users.byUsername(username)).id, { disabled: true });
      print(changed, () => [`已停用 ${changed.username}`]);
      return exit.done;
    }),
  );

async function countyIds(rooms: Rooms, codes: readonly string[]): Promise<string[]> {
  const { divisions } = await rooms.snapshots.at();
  return codes.map((code) => {
    const row = divisions.ofLevel('county').find((r) => divisions.bodies[r]!.code === code);
    if (row === undefined) throw usage(`There is no county with code ${code}`);
    return divisions.ids[row]!;
  });
}

program
  .command('backup')
  .requiredOption('-o, --output <file>', 'file to write')
  .action(
    action(async ({ database, parts }, options: { output: string }) => {
      const manifest = await parts.backup(database, path.resolve(options.output));
      print(manifest, () => [`已备份到 ${options.output}`]);
      return exit.done;
    }),
  );

program
  .command('restore')
  .argument('<file>')
  .option('--replace', 'replace what the database holds; without it only an empty database is restored into')
  .action(
    // Not on the open program: nothing may be written before the rows come in, and the constraints come after.
    async (file: string, options: { replace?: boolean }) => {
      await withDatabase(async (database, _dataDir, parts) => {
        const manifest = await parts.restore(database, path.resolve(file), { replace: options.replace === true });
        await parts.applyCatalogueConstraints(database.kysely);
        print(manifest, () => [`已从 ${file} 恢复`]);
      });
    },
  );

class UsageError extends Error {}
const usage = (message: string) => new UsageError(message);

addAccessCommands(program, { print, usage });
addNetworkCommands(program, { print, usage });
const siting = addSitingCommands(program, { print, usage }, exit);
addTargetsCommand(siting, { print, usage }, (work) =>
  action(async ({ database, rooms, parts }) => {
    const room = parts.createSitingService({ ...rooms, kysely: database.kysely });
    const planned = await work({
      countyIds: (codes) => countyIds(rooms, codes),
      answer: async (question, signal) => {
        const answering = await room.prepared(operator, question);
        return (await answering({ signal, progress: () => undefined, tell: () => undefined })) as TargetsAnswer;
      },
    });
    return planned ? exit.done : exit.refused;
  })(),
);
addCoverageCommand(program, { print, usage }, (work) =>
  action(async ({ rooms }, options) => {
    await work(rooms, options);
    return exit.done;
  }),
);
addFieldCommands(program, { print, usage }, (work) => async (files, { account }) => {
  const password = process.env[passwordVariable];
  if (password === undefined) throw usage(`Set ${passwordVariable} to the password of ${account}`);
  return action(async ({ database, rooms, parts }) => {
    const actor = await parts.createUsers(database.kysely).signedIn(account, password, operator.from);
    if (actor.role === 'viewer') throw problems.forbidden();
    const sync = parts.fieldSyncOf(rooms, database.kysely);
    const isAllStored = await work((document) => sync.importFile(actor, parts.readOutboxFile(document)), files);
    return isAllStored ? exit.done : exit.refused;
  })();
});
addPlaceNameCommands(program, { print, usage }, (work) =>
  action(async ({ rooms }, file, options) => ((await work(rooms.naming, file, options)) ? exit.done : exit.refused)),
);
addReportCommand(program, { print, usage }, (work) =>
  action(async ({ database, rooms, parts }, options) => {
    const makers = {
      workbooks: parts.createWorkbookService({ ...rooms, kysely: database.kysely }),
      documents: parts.documentService(rooms, readConfig(process.env)),
      snapshots: rooms.snapshots,
      actor: operator,
    };
    await work(makers, options);
    return exit.done;
  }),
);
addExportCommand(program, { print, usage }, (work) =>
  action(async ({ database, rooms, parts }, options) => {
    const licence = readConfig(process.env).dataLicence ?? null;
    const { kysely } = database;
    const { snapshots } = rooms;
    await work(
      {
        files: parts.createExportService({ kysely, snapshots, licence }),
        archive: (query, language) =>
          parts.layerArchive(
            {
              tiles: parts.createTileService({ head: () => rooms.registry.head(), snapshots }),
              isDemonstration: async () => parts.isDemonstration(await snapshots.at()),
              licence,
            },
            operator,
            query,
            language,
          ),
      },
      operator,
      options,
    );
    return exit.done;
  }),
);
addVerifyCommand(program, { print, usage }, exit, (work) =>
  withDatabase((database, dataDir, parts) =>
    work(
      parts.createWorkbookService({
        ...parts.composeRooms(database.kysely, dataDir),
        kysely: database.kysely,
      }),
    ),
  ),
);

function messageOf(error: unknown): string {
  if (error instanceof Problem) return problemText(error, 'zh');
  if (error instanceof NetworkError) return error.text.zh;
  return error instanceof Error ? error.message : String(error);
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exit.done : exit.usage;
  else {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = error instanceof UsageError || error instanceof SyntaxError ? exit.usage : exit.refused;
    if (asJson() && error instanceof Problem)
      process.stdout.write(
        `${JSON.stringify({ error: { code: error.code, detail: error.detail, errors: error.errors } })}\n`,
      );
    if (asJson() && error instanceof NetworkError)
      process.stdout.write(`${JSON.stringify({ error: { code: error.code, detail: error.text, errors: [] } })}\n`);
    const foreseen = [Problem, NetworkError, DatabaseError, UsageError].some((kind) => error instanceof kind);
    if (!foreseen && process.env.LOG_LEVEL === 'debug') {
      process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
    }
  }
}
