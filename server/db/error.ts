/** What a refusal of the database says, Chinese first; the same shape as `Text` of the catalogue. */
interface ErrorText {
  zh: string;
  en: string;
}

export type DatabaseErrorCode =
  | 'folder-in-use'
  | 'database-unreachable'
  | 'database-too-old'
  | 'postgis-missing'
  | 'schema-newer'
  | 'migration-failed'
  | 'query-too-long'
  | 'database-restarted'
  | 'database-not-empty'
  | 'backup-broken';

/** A database cannot be used, with the reason and what to do about it. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly code: DatabaseErrorCode,
    readonly detail: ErrorText,
    options?: ErrorOptions,
  ) {
    super(detail.en, options);
  }
}
