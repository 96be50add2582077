import { APIError, betterAuth } from 'better-auth';
import { username as usernamePlugin } from 'better-auth/plugins/username';
import type { Kysely, KyselyPlugin } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { normaliseUsername, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, username } from './contract.ts';
import { findUser } from './store.ts';

export const SESSION_COOKIE = 'yzt.session_token';
const SESSION_SECONDS = 7 * 24 * 3600;

/** Code of the refusal of a disabled user who gave the right password. */
export const USER_DISABLED = 'USER_DISABLED';

/** better-auth, reduced to sign-in by username with sessions in the database. */
export function createAuth(db: Kysely<Schema>, secret: string) {
  return betterAuth({
    appName: 'yizhangtu',
    // Only used to build links in mails, of which there are none.
    baseURL: 'http://localhost',
    basePath: '/api/auth',
    secret,
    database: { db: db.withPlugin(momentsAsDates), type: 'postgres' },
    telemetry: { enabled: false },
    logger: { disabled: true }, // every refusal is audited and logged by the caller
    rateLimit: { enabled: false }, // trusts a header; the caller limits by the real address
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        countyScope: { type: 'string', required: false, input: false },
        disabled: { type: 'boolean', required: false, input: false },
      },
    },
    plugins: [
      usernamePlugin({
        minUsernameLength: 2,
        maxUsernameLength: 40,
        displayUsername: false,
        usernameNormalization: normaliseUsername,
        usernameValidator: (name) => username.safeParse(name).success,
        validationOrder: { username: 'post-normalization' },
      }),
    ],
    databaseHooks: {
      session: {
        create: {
          async before(session) {
            const user = await findUser(db, { id: session.userId });
            if (user?.disabled) throw new APIError('FORBIDDEN', { code: USER_DISABLED, message: USER_DISABLED });
          },
        },
      },
    },
    advanced: {
      cookiePrefix: 'yzt',
      useSecureCookies: false, // the caller adds Secure when the request came by https
      disableCSRFCheck: true, // the app checks Origin for all of /api
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;

const momentColumns = new Set(['createdAt', 'updatedAt', 'expiresAt', 'accessTokenExpiresAt', 'refreshTokenExpiresAt']);

/** better-auth compares moments as `Date`s; our database hands them out as ISO text. */
const momentsAsDates: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  async transformResult({ result }) {
    const asDate = (column: string, value: unknown) =>
      typeof value === 'string' && momentColumns.has(column) ? new Date(value) : value;
    return {
      ...result,
      rows: result.rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([column, value]) => [column, asDate(column, value)])),
      ),
    };
  },
};
