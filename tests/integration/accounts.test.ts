import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getMigrations } from 'better-auth/db/migration';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { createAuth } from '../../server/accounts/auth.ts';
import type { AuditPage, CreatedUser, CreateUserInput, Session, User } from '../../server/accounts/contract.ts';
import { FAILURES_PER_NAME } from '../../server/accounts/door.ts';
import { accountRoutes } from '../../server/accounts/routes.ts';
import { cookieSecret } from '../../server/accounts/store.ts';
import type { OpenDatabase } from '../../server/db/open.ts';
import { createApp } from '../../server/http/app.ts';
import { idempotencyStore } from '../../server/http/idempotency-store.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { describeEachDatabase } from '../support/database.ts';

const ADMIN_PASSWORD = 'correct horse battery';
const cli: Actor = { id: 'cli', name: 'cli', role: 'system', countyScope: null, from: 'cli' };

describeEachDatabase('accounts', (open) => {
  let database: OpenDatabase;
  let accounts: Awaited<ReturnType<typeof createAccounts>>;
  let server: Server;
  let base: string;
  let admin: User;
  let adminCookie: string;

  /** An app of its own, so that one test's failed sign-ins do not use up another's. */
  async function start(publicUrl?: string): Promise<void> {
    accounts = await createAccounts({ kysely: database.kysely, publicUrl });
    const app = createApp({
      endpoints: accountRoutes({
        users: accounts.users,
        kysely: database.kysely,
        demo: () => true,
        asOfDefault: () => '2025-06-30',
      }),
      accounts,
      idempotency: idempotencyStore(database.kysely),
      health: { ready: async () => null },
      registrySeq: () => 0,
      logger: pino({ level: 'silent' }),
      config: { publicUrl },
    });
    server = await new Promise<Server>((resolve) => {
      const started = app.listen(0, '127.0.0.1', () => resolve(started));
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function stop(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  beforeAll(async () => {
    database = open();
    const users = (await createAccounts({ kysely: database.kysely })).users;
    const created = await users.ensureAdministrator({ password: ADMIN_PASSWORD });
    expect(created?.generatedPassword).toBeNull();
    admin = created!.user;
    await start();
    adminCookie = await signIn('admin', ADMIN_PASSWORD);
  });

  afterAll(async () => {
    await stop();
  });

  interface Answer<T> {
    status: number;
    body: T;
    cookies: string[];
  }

  async function call<T>(method: string, path: string, cookie?: string, json?: unknown): Promise<Answer<T>> {
    const response = await fetch(base + path, {
      method,
      headers: {
        Origin: base,
        ...(cookie ? { Cookie: cookie } : {}),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: json === undefined ? undefined : JSON.stringify(json),
    });
    return { status: response.status, body: (await response.json()) as T, cookies: response.headers.getSetCookie() };
  }

  const attempt = (username: string, password: string) =>
    call<{ code: string; detail: string }>('POST', '/api/auth/sign-in/username', undefined, { username, password });

  async function signIn(username: string, password: string): Promise<string> {
    const answer = await attempt(username, password);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.cookies[0]!.split(';')[0]!;
  }

  const session = async (cookie?: string) => (await call<Session>('GET', '/api/v1/session', cookie)).body.user;

  let names = 0;
  const newUser = (input: Partial<CreateUserInput> = {}) =>
    accounts.users.create(cli, { username: `用户${++names}`, name: '某人', role: 'editor', ...input });

  const audit = async () => (await call<AuditPage>('GET', '/api/v1/audit?limit=500', adminCookie)).body.items;

  describe('the tables', () => {
    it('are what better-auth asks for with our options', async () => {
      const auth = createAuth(database.kysely, await cookieSecret(database.kysely));
      const missing = await getMigrations(auth.options);
      expect(missing.toBeCreated).toEqual([]);
      expect(missing.toBeAdded).toEqual([]);
    });
  });

  describe('first administrator', () => {
    it('is made once', async () => {
      expect(await accounts.users.ensureAdministrator({ password: 'another one' })).toBeNull();
      expect((await accounts.users.list()).filter((user) => user.role === 'administrator')).toHaveLength(1);
    });
  });

  describe('sign-in', () => {
    it('opens a session by an httpOnly lax cookie that ends with sign-out', async () => {
      expect(await session()).toBeNull();
      const answer = await attempt('admin', ADMIN_PASSWORD);
      expect(answer.cookies).toHaveLength(1);
      expect(answer.cookies[0]).toMatch(/^yzt\.session_token=/);
      expect(answer.cookies[0]).toMatch(/HttpOnly/);
      expect(answer.cookies[0]).toMatch(/SameSite=Lax/);
      expect(answer.cookies[0]).not.toMatch(/Secure/);
      expect(JSON.stringify(answer.body)).not.toMatch(/token/);
      const cookie = answer.cookies[0]!.split(';')[0]!;
      expect(await session(cookie)).toEqual({
        id: admin.id,
        username: 'admin',
        name: '管理员',
        role: 'administrator',
        countyScope: null,
      });
      expect((await call('POST', '/api/auth/sign-out', cookie)).status).toBe(200);
      expect(await session(cookie)).toBeNull();
    });

    it('takes Chinese names, full-width and capital letters alike', async () => {
      const { user, generatedPassword } = await newUser({ username: '张三Ｌ-民政' });
      expect(user.username).toBe('张三l-民政');
      for (const typed of ['张三l-民政', '张三L-民政', ' 张三Ｌ-民政 ']) {
        expect((await session(await signIn(typed, generatedPassword!)))?.id).toBe(user.id);
      }
    });

    it('does not tell a wrong password from an unknown user', async () => {
      const wrong = await attempt('admin', 'wrong');
      const unknown = await attempt('nobody', 'wrong');
      expect([wrong.status, wrong.body.code]).toEqual([401, 'wrong-credentials']);
      expect([unknown.status, unknown.body.code, unknown.body.detail]).toEqual([
        401,
        'wrong-credentials',
        wrong.body.detail,
      ]);
    });

    it('ends with time', async () => {
      const { user, generatedPassword } = await newUser();
      const cookie = await signIn(user.username, generatedPassword!);
      await database.pool.query(`UPDATE session SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`, [
        user.id,
      ]);
      expect(await session(cookie)).toBeNull();
    });

    it('refuses a cookie that it did not sign', async () => {
      const [name, value] = adminCookie.split('=') as [string, string];
      expect(await session(`${name}=${value.replace(/\..*/, '')}.AAAA`)).toBeNull();
    });

    it.each(['/sign-up/email', '/sign-in/email', '/update-user', '/delete-user', '/is-username-available'])(
      'has no %s',
      async (path) => {
        expect(
          (await call('POST', `/api/auth${path}`, adminCookie, { email: 'a@b.example', password: 'x', name: 'x' }))
            .status,
        ).toBe(404);
      },
    );

    it('refuses a write with a cookie from a foreign page', async () => {
      const response = await fetch(`${base}/api/auth/sign-out`, {
        method: 'POST',
        headers: { Cookie: adminCookie, Origin: 'https://evil.example' },
      });
      expect(response.status).toBe(403);
    });
  });

  describe('own password', () => {
    it('can be changed with the current one, which ends the other sessions', async () => {
      const { user, generatedPassword } = await newUser();
      const here = await signIn(user.username, generatedPassword!);
      const elsewhere = await signIn(user.username, generatedPassword!);
      const change = (currentPassword: string, newPassword: string) =>
        call<{ errors: { path: string }[] }>('POST', '/api/auth/change-password', here, {
          currentPassword,
          newPassword,
        });
      expect((await change('wrong', 'a new password')).body.errors[0]!.path).toBe('currentPassword');
      expect((await change(generatedPassword!, 'short')).body.errors[0]!.path).toBe('newPassword');
      const changed = await change(generatedPassword!, 'a new password');
      expect(changed.status).toBe(200);
      expect(await session(elsewhere)).toBeNull();
      expect((await session(changed.cookies[0]!.split(';')[0]!))?.id).toBe(user.id);
      expect((await attempt(user.username, generatedPassword!)).status).toBe(401);
      await signIn(user.username, 'a new password');
    });
  });

  describe('users', () => {
    it('are created over HTTP with a password that is answered once and works', async () => {
      const input = { username: '李四', name: '李四', role: 'editor', countyScope: ['130821'] };
      const created = await call<CreatedUser>('POST', '/api/v1/users', adminCookie, input);
      expect(created.status).toBe(201);
      const cookie = await signIn('李四', created.body.generatedPassword!);
      expect(await session(cookie)).toMatchObject({ role: 'editor', countyScope: ['130821'] });
      const list = await call<{ items: User[] }>('GET', '/api/v1/users', adminCookie);
      expect(JSON.stringify(list.body)).not.toContain(created.body.generatedPassword);
      expect((await call('POST', '/api/v1/users', adminCookie, { ...input, username: '李四' })).status).toBe(409);
      const forbidden = await call('GET', '/api/v1/users', cookie);
      expect(forbidden.status).toBe(403);
    });

    it.each(['a', 'with space', 'x'.repeat(41), 'a<b', '名/字'])('cannot be called %j', async (username) => {
      const answer = await call<{ errors: { path: string }[] }>('POST', '/api/v1/users', adminCookie, {
        username,
        name: '某',
        role: 'viewer',
      });
      expect([answer.status, answer.body.errors[0]!.path]).toEqual([400, 'username']);
    });

    it('get a new role at their next request', async () => {
      const { user, generatedPassword } = await newUser({ role: 'viewer' });
      const cookie = await signIn(user.username, generatedPassword!);
      await call('PATCH', `/api/v1/users/${user.id}`, adminCookie, { role: 'approver', countyScope: ['130824'] });
      expect(await session(cookie)).toMatchObject({ role: 'approver', countyScope: ['130824'] });
      await call('PATCH', `/api/v1/users/${user.id}`, adminCookie, { countyScope: null });
      expect(await session(cookie)).toMatchObject({ role: 'approver', countyScope: null });
    });

    it('are signed out at once when disabled, and told so when they sign in again', async () => {
      const { user, generatedPassword } = await newUser();
      const cookie = await signIn(user.username, generatedPassword!);
      await call('PATCH', `/api/v1/users/${user.id}`, adminCookie, { disabled: true });
      expect(await session(cookie)).toBeNull();
      const { rows } = await database.pool.query('SELECT 1 FROM session WHERE "userId" = $1', [user.id]);
      expect(rows).toEqual([]);
      const again = await attempt(user.username, generatedPassword!);
      expect([again.status, again.body.detail]).toEqual([403, '账号已停用,请联系管理员']);
      expect((await attempt(user.username, 'wrong')).status).toBe(401);
      await call('PATCH', `/api/v1/users/${user.id}`, adminCookie, { disabled: false });
      await signIn(user.username, generatedPassword!);
    });

    it('are signed out when an administrator sets their password', async () => {
      const { user, generatedPassword } = await newUser();
      const cookie = await signIn(user.username, generatedPassword!);
      await accounts.users.update(cli, user.id, { password: 'given by admin' });
      expect(await session(cookie)).toBeNull();
      await signIn(user.username, 'given by admin');
    });

    it.each([{ disabled: true }, { role: 'viewer' }])('keep the last administrator from %j', async (change) => {
      const answer = await call<{ detail: string }>('PATCH', `/api/v1/users/${admin.id}`, adminCookie, change);
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining('最后一名')]);
    });

    it('can demote one administrator while another remains, not both at once', async () => {
      const second = (await newUser({ role: 'administrator' })).user;
      const results = await Promise.allSettled([
        accounts.users.update(cli, admin.id, { role: 'approver' }),
        accounts.users.update(cli, second.id, { role: 'approver' }),
      ]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = results.find((result) => result.status === 'rejected')!;
      expect(refused.reason).toBeInstanceOf(Problem);
      await accounts.users.update(cli, admin.id, { role: 'administrator' });
      await accounts.users.update(cli, second.id, { role: 'approver' });
    });

    it('are unknown by an id that does not exist', async () => {
      expect((await call('PATCH', '/api/v1/users/none', adminCookie, { disabled: true })).status).toBe(404);
      await expect(accounts.users.byUsername('没有这个人')).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('audit', () => {
    it('tells sign-ins, failures and changes of users, without passwords', async () => {
      const { user, generatedPassword } = await newUser();
      await signIn(user.username, generatedPassword!);
      await attempt(user.username, 'wrong-guess');
      await attempt('my password!', 'wrong-guess');
      await accounts.users.update(cli, user.id, { password: 'given by admin', name: '新名' });
      await accounts.users.update(cli, user.id, { disabled: true });
      const entries = await audit();
      const opened = entries.find((entry) => entry.action === 'sign-in');
      expect(opened).toMatchObject({ actorId: user.id, actorName: '某人', source: '127.0.0.1', target: user.id });
      const mine = entries.filter((entry) => entry.target === user.id).map((entry) => entry.action);
      expect(mine).toEqual(['user-disabled', 'user-changed', 'sign-in', 'user-created']);
      const failures = entries.filter((entry) => entry.action === 'sign-in-failed').slice(0, 2);
      expect(failures.map((entry) => entry.actorName)).toEqual(['', user.username]);
      const text = JSON.stringify(entries);
      for (const secret of ['wrong-guess', 'given by admin', 'my password!', generatedPassword!, ADMIN_PASSWORD]) {
        expect(text).not.toContain(secret);
      }
    });

    it('pages from the newest to the oldest without gaps', async () => {
      const all = await audit();
      const ids: number[] = [];
      let cursor: string | null = String(all[0]!.id + 1);
      while (cursor !== null) {
        const page: AuditPage = (await call<AuditPage>('GET', `/api/v1/audit?limit=7&cursor=${cursor}`, adminCookie))
          .body;
        ids.push(...page.items.map((entry) => entry.id));
        cursor = page.nextCursor;
      }
      expect(ids).toEqual(all.map((entry) => entry.id));
    });

    it('is for administrators', async () => {
      const { user, generatedPassword } = await newUser({ role: 'approver' });
      expect((await call('GET', '/api/v1/audit', await signIn(user.username, generatedPassword!))).status).toBe(403);
      expect((await call('GET', '/api/v1/audit')).status).toBe(401);
    });
  });

  describe('guessing', () => {
    it('is stopped after some failures for one name; the right password from there has to wait too', async () => {
      const { user, generatedPassword } = await newUser();
      for (let i = 0; i < FAILURES_PER_NAME; i++) expect((await attempt(user.username, 'wrong')).status).toBe(401);
      const stopped = await attempt(user.username, generatedPassword!);
      expect([stopped.status, stopped.body.code]).toEqual([429, 'too-many-requests']);
      await signIn('admin', ADMIN_PASSWORD);
    });
  });

  describe('behind https', () => {
    it('cookies are Secure, and sessions outlive a restart of the server', async () => {
      const before = adminCookie;
      await stop();
      await start('https://map.example');
      expect((await session(before))?.id).toBe(admin.id);
      const response = await fetch(`${base}/api/auth/sign-in/username`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: 'https://map.example' },
        body: JSON.stringify({ username: 'admin', password: ADMIN_PASSWORD }),
      });
      expect(response.headers.getSetCookie()[0]).toMatch(/; Secure$/);
      expect(response.headers.get('strict-transport-security')).toMatch(/max-age/);
    });
  });
});
