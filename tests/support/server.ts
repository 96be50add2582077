import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface RunningServer {
  url: string;
  adminPassword: string;
  dataDir: string;
  process: ChildProcess;
  /** Everything the server printed so far. */
  output(): string;
  /** SIGTERM, waits for the exit and removes the data folder unless it was given. Returns the exit code. */
  stop(): Promise<number | null>;
}

export interface ServerOptions {
  /** Use this data folder and leave it in place; default: a temporary one. */
  dataDir?: string;
  env?: Record<string, string>;
  /** How long the start may take, milliseconds. */
  timeoutMs?: number;
}

/** Names a data folder as a first start leaves it (see prepared-data.ts), where the run has one. */
export const preparedDataVariable = 'YZT_TEST_PREPARED_DATA';

export const testAdminPassword = 'Demo-Admin-2026';

/** Exit code of a process, also when it ended before. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** Starts the real program as a process of its own on a free port, as a user does. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const ownFolder = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'yzt-server-')) : null;
  const dataDir = options.dataDir ?? join(ownFolder!, 'data');
  const prepared = process.env[preparedDataVariable];
  const fresh = options.env?.YZT_DEMO === '0' || existsSync(dataDir);
  // The lock of the program that prepared the folder is not its content.
  const isContent = (path: string) => !path.endsWith('.sock');
  if (prepared !== undefined && !fresh) await cp(prepared, dataDir, { recursive: true, filter: isContent });
  const child = spawn(process.execPath, [join(repository, 'scripts/start.mjs')], {
    cwd: repository,
    env: {
      ...process.env,
      DATABASE_URL: '',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      YZT_ADMIN_PASSWORD: testAdminPassword,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => fail('did not listen in time'), options.timeoutMs ?? 90_000);
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`The server ${why}:\n${printed}`));
    };
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const listening = /Listening on (http:\S+)/.exec(printed);
      if (!listening) return;
      clearTimeout(timer);
      resolve(listening[1]!);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(`exited with ${code}`));
  });
  const removeFolder = () => (ownFolder === null ? undefined : rm(ownFolder, { recursive: true, force: true }));
  return {
    url,
    adminPassword: testAdminPassword,
    dataDir,
    process: child,
    output: () => printed,
    async stop() {
      child.kill('SIGTERM');
      const code = await exitOf(child);
      await removeFolder();
      return code;
    },
  };
}

export interface ApiClient {
  /** Sends JSON and reads JSON; throws nothing for refusals. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any; headers: Headers }>; // eslint-disable-line @typescript-eslint/no-explicit-any
  cookie: string;
}

/** Signs in over HTTP; an empty username stays anonymous. */
export async function apiClient(url: string, username = 'admin', password = testAdminPassword): Promise<ApiClient> {
  const client: ApiClient = {
    cookie: '',
    async call(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          origin: url,
          cookie: client.cookie,
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const content = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, body: isJson ? JSON.parse(content) : content, headers: response.headers };
    },
  };
  if (username !== '') {
    const signIn = await client.call('POST', '/api/auth/sign-in/username', { username, password });
    if (signIn.status !== 200) throw new Error(`Sign-in failed: ${JSON.stringify(signIn.body)}`);
    client.cookie = signIn.headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ');
  }
  return client;
}
