import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Schema } from '../db/schema.ts';
import { isAnonymous } from '../http/account-service.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { Actor } from '../registry/contract.ts';
import { readAudit } from './audit.ts';
import {
  auditPage,
  auditQuery,
  createdUser,
  createUserInput,
  sessionShape,
  updateUserInput,
  userList,
  userRole,
  userShape,
  type Session,
} from './contract.ts';
import type { Users } from './users.ts';

export interface AccountRouteParts {
  users: Users;
  kysely: Kysely<Schema>;
  /** Whether demonstration data are loaded. */
  demo(): boolean | Promise<boolean>;
  /** Date the web app starts with, `YYYY-MM-DD`. */
  asOfDefault(): string | Promise<string>;
}

/** Session, users and audit. */
export function accountRoutes({ users, kysely, demo, asOfDefault }: AccountRouteParts): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/session',
      tag: 'accounts',
      summary: 'Who is signed in, and what the web app starts with',
      access: 'public',
      response: sessionShape,
      handler: async ({ actor }) => ({
        user: isAnonymous(actor) ? null : sessionUser(actor, (await users.byId(actor.id))?.username ?? actor.id),
        demo: await demo(),
        asOfDefault: await asOfDefault(),
      }),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/users',
      tag: 'accounts',
      summary: 'All users',
      access: 'administrator',
      response: userList,
      handler: async () => ({ items: await users.list() }),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/users',
      tag: 'accounts',
      summary: 'Create a user',
      access: 'administrator',
      status: 201,
      body: createUserInput,
      response: createdUser,
      idempotent: false, // a remembered answer would keep the password
      handler: async ({ actor, body }) => users.create(actor, body),
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/users/{id}',
      tag: 'accounts',
      summary: 'Change role, county scope, name or password of a user, or disable them',
      access: 'administrator',
      params: z.object({ id: z.string() }),
      body: updateUserInput,
      response: userShape,
      handler: async ({ actor, params, body }) => users.update(actor, params.id, body),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/audit',
      tag: 'accounts',
      summary: 'Who did what, newest first',
      access: 'administrator',
      query: auditQuery,
      response: auditPage,
      handler: async ({ query }) => readAudit(kysely, query),
    }),
  ];
}

function sessionUser({ id, name, role, countyScope }: Actor, username: string): Session['user'] {
  return { id, username, name, role: userRole.parse(role), countyScope: countyScope && [...countyScope] };
}
