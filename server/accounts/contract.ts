import { z } from 'zod';
import { recordId } from '../registry/contract.ts';

/** Roles a user can have, from least to most. */
export const userRole = z.enum(['viewer', 'editor', 'approver', 'administrator']);
export type UserRole = z.infer<typeof userRole>;

export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_LENGTH = 128;
const password = z.string().min(PASSWORD_MIN_LENGTH).max(PASSWORD_MAX_LENGTH);

/** County division ids a user may edit in; `null` = all. */
const countyScope = z.array(recordId).max(100).nullable();

/**
 * Name to sign in with: 2 to 40 Chinese characters, Latin letters, digits, `.`, `_`, `-`. Full-width forms and capitals
 * count as their plain forms, so that 张三A, 张三Ａ and 张三a are one user.
 */
export const username = z
  .string()
  .transform((name) => normaliseUsername(name))
  .pipe(z.string().regex(/^[\p{Script=Han}a-z0-9._-]{2,40}$/u));

export const normaliseUsername = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

export const userShape = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  role: userRole,
  countyScope,
  disabled: z.boolean(),
  createdAt: z.string(),
});
export type User = z.infer<typeof userShape>;

export const userList = z.object({ items: z.array(userShape) });

export const createUserInput = z
  .object({
    username,
    name: z.string().trim().min(1).max(60),
    role: userRole,
    countyScope: countyScope.default(null),
    password: password.optional().describe('One is generated and answered once when absent'),
  })
  .strict();
export type CreateUserInput = z.input<typeof createUserInput>;

export const updateUserInput = z
  .object({
    name: z.string().trim().min(1).max(60).optional(),
    role: userRole.optional(),
    countyScope: countyScope.optional(),
    disabled: z.boolean().optional(),
    password: password.optional(),
  })
  .strict();
export type UpdateUserInput = z.input<typeof updateUserInput>;

export const createdUser = z.object({
  user: userShape,
  generatedPassword: z.string().nullable().describe('Shown this once; null when the request named one'),
});
export type CreatedUser = z.infer<typeof createdUser>;

/** Body of `POST /api/auth/sign-in/username`; the session comes as a cookie. */
export const signInInput = z.object({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(PASSWORD_MAX_LENGTH),
});

export const signInAnswer = z.object({ user: z.object({ id: z.string(), name: z.string() }) });

/** Answer where there is nothing to tell. */
export const done = z.object({});

/** Body of `POST /api/auth/change-password`; the user's other sessions end. */
export const changePasswordInput = z.object({ currentPassword: z.string().min(1), newPassword: password }).strict();

/** Answer of `GET /api/v1/session`. */
export const sessionShape = z.object({
  user: z
    .object({
      id: z.string(),
      username: z.string().describe('By which files of inspections name whoever writes and signs'),
      name: z.string(),
      role: userRole,
      countyScope,
    })
    .nullable(),
  demo: z.boolean().describe('Whether demonstration data are loaded'),
  asOfDefault: z.iso.date(),
});
export type Session = z.infer<typeof sessionShape>;

export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

export const auditPage = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      at: z.string(),
      actorId: z.string(),
      actorName: z.string(),
      source: z.string(),
      action: z.string(),
      target: z.string().nullable(),
      reason: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof auditPage>;
