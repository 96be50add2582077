import type { LoggerOptions } from 'pino';

/**
 * How the server logs. A database's error quotes the row at fault in its `detail` and `where`, and a row may hold what
 * only some may see (places of boundary markers), so neither is written.
 */
export const logOptions = (level: string): LoggerOptions => ({
  level,
  redact: { paths: ['err.detail', 'err.where'], censor: '[withheld]' },
});
