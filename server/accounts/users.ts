import { randomInt } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { Kysely } from 'kysely';
import type { Text } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import { writeAudit } from './audit.ts';
import {
  createUserInput,
  normaliseUsername,
  updateUserInput,
  type CreatedUser,
  type CreateUserInput,
  type UpdateUserInput,
  type User,
} from './contract.ts';
import {
  endSessions,
  findUser,
  insertUser,
  lockAdministrators,
  passwordHashOf,
  readUsers,
  updatePassword,
  updateUserRow,
} from './store.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

/** What the command line and `/api/v1/users` do with users. */
export interface Users {
  list(): Promise<User[]>;
  /** @throws Problem `not-found` */
  byUsername(username: string): Promise<User>;
  /** null: there is no such account. */
  byId(id: string): Promise<User | null>;
  /**
   * An account as the one who acts, for whoever gives its password without a browser.
   * @throws Problem `forbidden` when the account is unknown or disabled, or the password is another one
   */
  signedIn(username: string, password: string, from: string): Promise<Actor>;
  /** @throws Problem `conflict` when the username is taken */
  create(actor: Actor, input: CreateUserInput): Promise<CreatedUser>;
  /**
   * Changes a user. Role and scope hold from the next request on; disabling and a new password end all their sessions.
   * @throws Problem `not-found`; `conflict` when no administrator who can sign in would be left
   */
  update(actor: Actor, id: string, input: UpdateUserInput): Promise<User>;
  /**
   * Makes the first administrator, `admin`.
   * @param options.password any text, since it is the operator's; one is generated when absent
   * @returns null when there is an administrator already
   */
  ensureAdministrator(options: { password?: string }): Promise<CreatedUser | null>;
}

const operator: Actor = { id: 'system', name: 'system', role: 'system', countyScope: null, from: 'system' };

export function createUsers(db: Kysely<Schema>): Users {
  const create = async (actor: Actor, input: Parameters<typeof insertUser>[1], password: string | undefined) => {
    const generatedPassword = password === undefined ? generatePassword() : null;
    const passwordHash = await hashPassword(password ?? generatedPassword!);
    const user = await db.transaction().execute(async (tx) => {
      if (await findUser(tx, { username: input.username })) throw usernameTaken(input.username);
      const id = await insertUser(tx, input, passwordHash);
      const detail = { username: input.username, role: input.role, countyScope: input.countyScope };
      await writeAudit(tx, { actor, action: 'user-created', target: id, detail });
      return (await findUser(tx, { id }))!;
    });
    return { user, generatedPassword };
  };

  return {
    list: () => readUsers(db),
    byId: (id) => findUser(db, { id }),
    async byUsername(username) {
      const user = await findUser(db, { username: normaliseUsername(username) });
      if (!user) throw problems.notFound(t(`用户 ${username}`, `user as ${username}`));
      return user;
    },
    async signedIn(username, password, from) {
      const user = await findUser(db, { username: normaliseUsername(username) });
      const hash = user && (await passwordHashOf(db, user.id));
      const isRight = hash !== null && (await verifyPassword({ hash, password }));
      if (!isRight || user!.disabled) throw problems.forbidden(notSignedIn);
      const { id, name, role, countyScope } = user!;
      return { id, name, role, countyScope, from };
    },
    create(actor, input) {
      const { password, ...user } = createUserInput.parse(input);
      return create(actor, user, password);
    },
    async update(actor, id, input) {
      const { password, ...changes } = updateUserInput.parse(input);
      const passwordHash = password === undefined ? null : await hashPassword(password);
      return db.transaction().execute(async (tx) => {
        const administrators = await lockAdministrators(tx);
        const before = await findUser(tx, { id });
        if (!before) throw problems.notFound(t('该用户', 'user'));
        const after = { ...before, ...changes };
        const administers = after.role === 'administrator' && !after.disabled;
        if (administrators.includes(id) && administrators.length === 1 && !administers) throw lastAdministrator();
        await updateUserRow(tx, id, changes);
        if (passwordHash !== null) await updatePassword(tx, id, passwordHash);
        if (after.disabled || passwordHash !== null) await endSessions(tx, id);
        const detail = { ...changes, ...(passwordHash === null ? {} : { password: 'set' }) };
        const flipped = after.disabled !== before.disabled;
        const action = !flipped ? 'user-changed' : after.disabled ? 'user-disabled' : 'user-enabled';
        await writeAudit(tx, { actor, action, target: id, detail });
        return (await findUser(tx, { id }))!;
      });
    },
    async ensureAdministrator({ password }) {
      if ((await lockAdministrators(db)).length > 0) return null;
      const admin = { username: 'admin', name: '管理员', role: 'administrator' as const, countyScope: null };
      return create(operator, admin, password);
    },
  };
}

const notSignedIn = t('用户名或密码不对,或账号已停用', 'Wrong username or password, or the account is disabled');

const usernameTaken = (username: string) =>
  problems.conflict(t('用户名已被使用', 'The username is taken'), [
    { path: 'username', code: 'duplicate', message: t(`用户名 ${username} 已被使用`, `${username} is taken`) },
  ]);

const lastAdministrator = () =>
  problems.conflict(
    t(
      '这是最后一名可登录的管理员,不能停用或降级;请先设立另一名管理员',
      'This is the last administrator who can sign in and cannot be disabled or demoted; appoint another one first',
    ),
  );

// Without 0/O, 1/l/I: people copy it from paper.
const passwordAlphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** 16 characters, 92 bits. */
function generatePassword(): string {
  return Array.from({ length: 16 }, () => passwordAlphabet[randomInt(passwordAlphabet.length)]).join('');
}
