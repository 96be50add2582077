import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface Run {
  /** null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  dataDir: string;
  /** Beside what the tests' own process has. */
  env?: Record<string, string>;
  /** When it gets Ctrl-C. */
  interruptAt?: Promise<void>;
}

/** Runs the command line as a process of its own, as `npm run --silent yzt --` does. */
export function runYzt(args: readonly string[], { dataDir, env, interruptAt }: RunOptions): Promise<Run> {
  const child = spawn(process.execPath, [join(repository, 'scripts/yzt.mjs'), ...args], {
    cwd: repository,
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  void interruptAt?.then(() => child.kill('SIGINT'));
  const run: Run = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (run.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (run.stderr += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...run, code })));
}
