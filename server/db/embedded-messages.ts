import type { DatabaseErrorCode } from './error.ts';

/** What the parent tells the database process at its start, as one JSON argument. */
export interface EmbeddedOptions {
  /** Absolute data folder. */
  dataDir: string;
  /** Absolute path of the prepared PostgreSQL folder inside it. */
  databaseFolder: string;
  /** Absolute folder for the database's socket, short enough for one. */
  socketFolder: string;
  queryLimitSeconds: number;
  role: string;
}

/** What the database process tells its parent. */
export type FromEmbedded =
  | { type: 'ready' }
  | { type: 'refused'; code: DatabaseErrorCode; detail: { zh: string; en: string } }
  | { type: 'failed'; reason: string }
  | { type: 'query-too-long' };

/** What the database's thread tells the process it runs in. */
export type FromEngine =
  { type: 'ready' } | { type: 'failed'; reason: string } | { type: 'query-too-long' } | { type: 'stopped' };

/** Start data of the database's thread. */
export interface EngineOptions {
  databaseFolder: string;
  socketPath: string;
  queryLimitSeconds: number;
  /** One number: when the running message began (`Date.now()`), 0 when none runs. */
  busySince: BigInt64Array;
}
