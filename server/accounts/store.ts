import { randomBytes, randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { CreateUserInput, User, UserRole } from './contract.ts';

/** better-auth's name for accounts that sign in with a password. */
const CREDENTIAL = 'credential';

const columns = ['id', 'username', 'name', 'role', 'countyScope', 'disabled', 'createdAt'] as const;

interface Row {
  id: string;
  username: string;
  name: string;
  role: UserRole;
  countyScope: string | null;
  disabled: boolean;
  createdAt: string;
}

/** County division ids as stored in `user.countyScope`. */
export const parseCountyScope = (stored: string | null | undefined): string[] | null =>
  stored ? (JSON.parse(stored) as string[]) : null;

const toUser = (row: Row): User => ({ ...row, countyScope: parseCountyScope(row.countyScope) });

export async function readUsers(db: Kysely<Schema>): Promise<User[]> {
  return (await db.selectFrom('user').select(columns).orderBy('username').execute()).map(toUser);
}

export async function findUser(db: Kysely<Schema>, by: { id: string } | { username: string }): Promise<User | null> {
  const row = await db
    .selectFrom('user')
    .select(columns)
    .where((where) => where.and(by))
    .executeTakeFirst();
  return row ? toUser(row) : null;
}

/** Ids of the administrators who can sign in, locked until the transaction ends: nobody else removes one meanwhile. */
export async function lockAdministrators(tx: Kysely<Schema>): Promise<string[]> {
  const rows = await tx
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabled', '=', false)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

export async function insertUser(
  tx: Kysely<Schema>,
  user: Required<Pick<CreateUserInput, 'username' | 'name' | 'role'>> & { countyScope: readonly string[] | null },
  passwordHash: string,
): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('user')
    .values({
      id,
      username: user.username,
      name: user.name,
      role: user.role,
      countyScope: user.countyScope && JSON.stringify(user.countyScope),
      // better-auth wants an address; this one belongs to nobody (RFC 2606) and is never used.
      email: `${id}@users.invalid`,
    })
    .execute();
  await tx
    .insertInto('account')
    .values({ id: randomUUID(), userId: id, accountId: id, providerId: CREDENTIAL, password: passwordHash })
    .execute();
  return id;
}

export async function updateUserRow(
  tx: Kysely<Schema>,
  id: string,
  changes: { name?: string; role?: UserRole; countyScope?: readonly string[] | null; disabled?: boolean },
): Promise<void> {
  const { countyScope, ...rest } = changes;
  await tx
    .updateTable('user')
    .set({
      ...rest,
      ...(countyScope === undefined ? {} : { countyScope: countyScope && JSON.stringify(countyScope) }),
      updatedAt: sql<string>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** Hash of the password that an account signs in with; null where there is no such account. */
export async function passwordHashOf(db: Kysely<Schema>, userId: string): Promise<string | null> {
  const row = await db
    .selectFrom('account')
    .select('password')
    .where('userId', '=', userId)
    .where('providerId', '=', CREDENTIAL)
    .executeTakeFirst();
  return row?.password ?? null;
}

export async function updatePassword(tx: Kysely<Schema>, userId: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('account')
    .set({ password: passwordHash, updatedAt: sql<string>`now()` })
    .where('userId', '=', userId)
    .where('providerId', '=', CREDENTIAL)
    .execute();
}

/** Signs the user out everywhere. */
export async function endSessions(tx: Kysely<Schema>, userId: string): Promise<void> {
  await tx.deleteFrom('session').where('userId', '=', userId).execute();
}

/** The key that signs session cookies: made once, the same for every process on the database. */
export async function cookieSecret(db: Kysely<Schema>): Promise<string> {
  const key = 'accounts.cookie-secret';
  await db
    .insertInto('setting')
    .values({ key, value: JSON.stringify({ secret: randomBytes(32).toString('base64url') }) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const { value } = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirstOrThrow();
  return String(value.secret);
}
