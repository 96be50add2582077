import { Router, json, type Request, type RequestHandler, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Text } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import { anonymousActor, isAnonymous, type AccountService } from '../http/account-service.ts';
import type { EndpointDescription } from '../http/endpoint.ts';
import { parseShape } from '../http/problem-answer.ts';
import type { Actor } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import { writeAudit, type AuditEntry } from './audit.ts';
import { USER_DISABLED, type Auth } from './auth.ts';
import { parseCountyScope } from './store.ts';
import {
  changePasswordInput,
  done,
  normaliseUsername,
  signInAnswer,
  signInInput,
  username as usernameShape,
  userRole,
} from './contract.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

const FAILURE_WINDOW_SECONDS = 300;
/** Failed sign-ins per window for one name from one address, and for one address (an office may share one). */
export const FAILURES_PER_NAME = 10;
const FAILURES_PER_ADDRESS = 100;

/**
 * Sign-in, sign-out and password change under `/api/auth`, and who the caller of a request is. Nothing else of
 * better-auth can be reached.
 * @param secure whether users reach the server by https even where a request does not show it
 */
export function accountsDoor(auth: Auth, db: Kysely<Schema>, secure: boolean): AccountService {
  const authenticate = async (request: Request): Promise<Actor> => {
    const from = request.ip ?? '';
    if (request.headers.cookie === undefined) return anonymousActor(from);
    const session = await auth.api.getSession({ headers: new Headers({ cookie: request.headers.cookie }) });
    if (!session || session.user.disabled) return anonymousActor(from);
    const { id, name, role, countyScope } = session.user;
    return { id, name, role: userRole.parse(role), countyScope: parseCountyScope(countyScope), from };
  };

  const ask = async (request: Request, path: string, body: unknown): Promise<AuthAnswer> => {
    const answer = await auth.handler(
      new globalThis.Request(`http://localhost/api/auth${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': (request.get('User-Agent') ?? '').slice(0, 300),
          'X-Forwarded-For': request.ip ?? '',
          ...(request.headers.cookie === undefined ? {} : { Cookie: request.headers.cookie }),
        },
        body: JSON.stringify(body),
      }),
    );
    const text = await answer.text();
    const content = (text === '' ? {} : JSON.parse(text)) as { code?: string; user?: { id: string; name: string } };
    return { ok: answer.ok, status: answer.status, content, cookies: answer.headers.getSetCookie() };
  };

  const sendCookies = (answer: AuthAnswer, request: Request, response: Response) => {
    const suffix = secure || request.secure ? '; Secure' : '';
    for (const cookie of answer.cookies) response.append('Set-Cookie', cookie + suffix);
    response.set('Cache-Control', 'no-store');
  };

  const record = (request: Request, entry: Omit<AuditEntry, 'actor'>, actor: { id: string; name: string }) =>
    writeAudit(db, { ...entry, actor: { id: actor.id, name: actor.name, from: request.ip ?? '' } });

  const signIn: RequestHandler = async (request, response) => {
    const input = request.body as z.infer<typeof signInInput>;
    const answer = await ask(request, '/sign-in/username', input);
    if (!answer.ok) {
      if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} ${answer.content.code ?? ''}`);
      // What is no username is often a password typed into the wrong field: it must not reach the audit.
      const tried = usernameShape.safeParse(input.username).data ?? '';
      const nobody = { ...anonymousActor(''), name: tried };
      await record(request, { action: 'sign-in-failed', target: null, detail: { code: answer.content.code } }, nobody);
      throw answer.content.code === USER_DISABLED ? accountDisabled() : wrongCredentials();
    }
    const { id, name } = answer.content.user!;
    await record(request, { action: 'sign-in', target: id }, { id, name });
    sendCookies(answer, request, response);
    response.json({ user: { id, name } });
  };

  const signOut: RequestHandler = async (request, response) => {
    const actor = await authenticate(request);
    const answer = await ask(request, '/sign-out', {});
    if (!isAnonymous(actor)) await record(request, { action: 'sign-out', target: actor.id }, actor);
    sendCookies(answer, request, response);
    response.json({});
  };

  const changePassword: RequestHandler = async (request, response) => {
    const actor = await authenticate(request);
    if (isAnonymous(actor)) throw problems.unauthenticated();
    const input = parseShape(changePasswordInput, request.body);
    const answer = await ask(request, '/change-password', { ...input, revokeOtherSessions: true });
    if (!answer.ok) {
      if (answer.content.code === 'INVALID_PASSWORD') throw wrongCurrentPassword();
      throw new Error(`better-auth answered ${answer.status} ${answer.content.code ?? ''}`);
    }
    await record(request, { action: 'password-changed', target: actor.id }, actor);
    sendCookies(answer, request, response);
    response.json({});
  };

  const handler = Router();
  handler.post(
    '/sign-in/username',
    readJson,
    checkSignIn,
    failureLimit(FAILURES_PER_ADDRESS, () => ''),
    failureLimit(FAILURES_PER_NAME, (request) => normaliseUsername(signInInput.parse(request.body).username)),
    signIn,
  );
  handler.post('/sign-out', signOut);
  handler.post(
    '/change-password',
    readJson,
    failureLimit(FAILURES_PER_NAME, () => 'change-password'),
    changePassword,
  );
  handler.use((request) => {
    throw problems.notFound(t(`接口 ${request.originalUrl}`, `endpoint as ${request.originalUrl}`));
  });
  return { authenticate, handler, described };
}

const described: readonly EndpointDescription[] = [
  {
    method: 'post',
    path: '/api/auth/sign-in/username',
    tag: 'accounts',
    summary: 'Sign in; the session comes as a cookie',
    access: 'public',
    body: signInInput,
    response: signInAnswer,
    idempotent: false,
  },
  {
    method: 'post',
    path: '/api/auth/sign-out',
    tag: 'accounts',
    summary: 'End the session',
    access: 'public',
    response: done,
    idempotent: false,
  },
  {
    method: 'post',
    path: '/api/auth/change-password',
    tag: 'accounts',
    summary: 'Change the own password; the other sessions end',
    access: 'viewer',
    body: changePasswordInput,
    response: done,
    idempotent: false,
  },
];

interface AuthAnswer {
  ok: boolean;
  status: number;
  content: { code?: string; user?: { id: string; name: string } };
  cookies: string[];
}

const readJson = json({ limit: '16kb' });

const checkSignIn: RequestHandler = (request, _response, next) => {
  request.body = parseShape(signInInput, request.body);
  next();
};

function failureLimit(limit: number, about: (request: Request) => string): RequestHandler {
  return rateLimit({
    windowMs: FAILURE_WINDOW_SECONDS * 1000,
    limit,
    skipSuccessfulRequests: true,
    standardHeaders: true,
    legacyHeaders: false,
    keyGenerator: (request) => `${ipKeyGenerator(request.ip ?? '')} ${about(request)}`,
    handler: (_request, _response, next) => next(problems.tooManyRequests()),
  });
}

const wrongCredentials = () =>
  new Problem(
    'wrong-credentials',
    401,
    t('登录失败', 'Sign-in failed'),
    t('用户名或密码不正确', 'Username or password is wrong'),
  );

const accountDisabled = () =>
  problems.forbidden(t('账号已停用,请联系管理员', 'The account is disabled; ask the administrator'));

const wrongCurrentPassword = () =>
  problems.invalid([
    {
      path: 'currentPassword',
      code: 'wrong-password',
      message: t('当前密码不正确', 'The current password is wrong'),
    },
  ]);
