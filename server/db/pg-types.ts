import pg from 'pg';

/**
 * How `pg` hands values to the program: `bigint` as number (sequence numbers stay far below 2^53), `date` as its text
 * (a calendar date has no time zone), `timestamptz` as ISO text in UTC.
 */
export function setTypeParsers(): void {
  const { builtins } = pg.types;
  pg.types.setTypeParser(builtins.INT8, Number);
  pg.types.setTypeParser(builtins.DATE, (value) => value);
  pg.types.setTypeParser(builtins.TIMESTAMPTZ, (value) => new Date(value).toISOString());
}
