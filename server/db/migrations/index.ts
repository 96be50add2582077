import type { Migration } from 'kysely';
import { foundation } from './0001_foundation.ts';
import { accounts } from './0002_accounts.ts';
import { planning } from './0003_planning.ts';
import { land } from './0004_land.ts';

/** All migrations in order. Forward only: a released one is never edited, a mistake is mended by the next. */
export const migrations: Record<string, Migration> = {
  '0001_foundation': foundation,
  '0002_accounts': accounts,
  '0003_planning': planning,
  '0004_land': land,
};
