import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { AccountService } from '../http/account-service.ts';
import { createAuth } from './auth.ts';
import { accountsDoor } from './door.ts';
import { cookieSecret } from './store.ts';
import { createUsers, type Users } from './users.ts';

export interface AccountsOptions {
  kysely: Kysely<Schema>;
  /** Key that signs cookies (`YZT_AUTH_SECRET`); default: made once and kept in the database. */
  secret?: string;
  /** Address users type; https there makes cookies `Secure`. */
  publicUrl?: string;
}

/** Users, their sign-in and who calls. */
export async function createAccounts(options: AccountsOptions): Promise<AccountService & { users: Users }> {
  const db = options.kysely;
  const auth = createAuth(db, options.secret ?? (await cookieSecret(db)));
  const secure = options.publicUrl?.startsWith('https:') ?? false;
  return { ...accountsDoor(auth, db, secure), users: createUsers(db) };
}
