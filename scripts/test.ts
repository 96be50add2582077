import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTemplate } from '../server/db/template.ts';
import { ensureProgramBuild } from './program-build.ts';
import { ensureWebBuild } from './web-build.ts';
import { findPostgres, startPostgres } from '../tests/support/postgres-server.ts';
import prepareData from '../tests/support/prepared-data.ts';

/**
 * `npm test`: type check, lint, format, import directions, then unit, integration, fault and browser tests. Integration
 * tests run on the embedded database and, where PostgreSQL is installed (or YZT_TEST_DATABASE_URL names a server), on that
 * too. With CI=true nothing may be skipped. Ends with one true line, `N passed, N failed`.
 */
const repository = fileURLToPath(new URL('../', import.meta.url));
const bin = (name: string) => path.join(repository, 'node_modules/.bin', name);
const ci = process.env.CI === 'true';

interface Tally {
  passed: number;
  failed: number;
  skipped: string[];
  /** What failed and the first line of why, to be repeated at the end of a long output. */
  failures: string[];
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: repository, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a check to its end and prints what it said in one piece, so that checks running together do not mix. */
function runCheck({ name, command, args }: Check): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const end = (passed: boolean, why = '') => {
      process.stdout.write(`\n== ${name}${passed ? '' : ' FAILED'}\n${Buffer.concat(said).toString()}${why}`);
      resolve(passed);
    };
    child.once('error', (error) => end(false, `${error.message}\n`));
    child.once('close', (code) => end(code === 0));
  });
}

interface Check {
  name: string;
  command: string;
  args: string[];
}

const checks: readonly Check[] = [
  { name: 'type check', command: bin('tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings', '0'] },
  { name: 'format check', command: bin('prettier'), args: ['--check', '.'] },
  {
    name: 'import directions',
    command: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', 'server', 'web', 'scripts', 'gis-data', 'tests'],
  },
];

/** Projects of vitest that run one after the other, or together: with one end for all three, no core waits for the others. */
const runs: readonly (readonly string[])[] = [['unit'], ['integration', 'fault', 'e2e']];

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

const firstLine = (message: string) => message.trim().split('\n')[0]!.slice(0, 300);

/** Runs projects of vitest and counts their tests; a suite that fails to load counts as one failure. */
async function runProjects(projects: readonly string[], env: NodeJS.ProcessEnv): Promise<Tally> {
  const file = path.join(tmpdir(), `yzt-${projects.join('-')}-${process.pid}.json`);
  const code = await run(
    bin('vitest'),
    [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    env,
  );
  try {
    const report = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
    const tests = report.testResults.flatMap((suite) => suite.assertionResults);
    const brokenSuites = report.testResults.filter(
      (s) => s.status === 'failed' && !s.assertionResults.some((a) => a.status === 'failed'),
    ).length;
    const failed = report.numFailedTests + brokenSuites;
    const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
      const file = path.relative(repository, name);
      const broken = assertionResults.filter((a) => a.status === 'failed');
      if (status === 'failed' && broken.length === 0) return [`${file}: ${firstLine(message)}`];
      return broken.map((a) => `${file}: ${a.fullName}: ${firstLine(a.failureMessages.join('\n'))}`);
    });
    return {
      passed: report.numPassedTests,
      // An error outside any test (an unhandled rejection) fails the run without failing a test.
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: tests.filter((t) => t.status !== 'passed' && t.status !== 'failed').map((t) => t.fullName),
      failures: failed === 0 && code !== 0 ? [`${projects.join(' and ')}: an error outside any test`] : failures,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: [], failures: [`${projects.join(' and ')}: no report`] };
  } finally {
    await rm(file, { force: true });
  }
}

async function main(): Promise<number> {
  const total: Tally = { passed: 0, failed: 0, skipped: [], failures: [] };
  // Each of them keeps one core busy, and so does the preparation of what the tests start from.
  const [checked, removePrepared] = await Promise.all([
    Promise.all(checks.map(runCheck)),
    Promise.all([ensureTemplate(), ensureProgramBuild(), ensureWebBuild()]).then(prepareData),
  ]);
  total.passed += checked.filter((passed) => passed).length;
  total.failed += checked.filter((passed) => !passed).length;
  total.failures.push(...checks.filter((_, i) => !checked[i]).map(({ name }) => name));
  const given = process.env.YZT_TEST_DATABASE_URL;
  const own = given === undefined && (await findPostgres()) !== null ? await startPostgres() : null;
  const url = given ?? own?.url;
  try {
    for (const projects of runs) {
      process.stdout.write(`\n== ${projects.join(' and ')} tests\n`);
      const tally = await runProjects(projects, url === undefined ? {} : { YZT_TEST_DATABASE_URL: url });
      total.passed += tally.passed;
      total.failed += tally.failed;
      total.skipped.push(...tally.skipped);
      total.failures.push(...tally.failures);
    }
  } finally {
    await own?.stop();
    await removePrepared();
  }

  for (const failure of total.failures) process.stdout.write(`FAILED ${failure}\n`);
  for (const name of total.skipped) process.stdout.write(`SKIPPED ${name}\n`);
  // Under CI everything is installed, so a skipped test is one that could not fail.
  const failed = total.failed + (ci ? total.skipped.length : 0);
  process.stdout.write(
    `\n${total.passed} passed, ${failed} failed${ci || total.skipped.length === 0 ? '' : `, ${total.skipped.length} skipped`}\n`,
  );
  return failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exit(await main());
