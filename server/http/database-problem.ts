import { DatabaseError as ServerRefusal } from 'pg';
import type { Text } from '../../gis-data/catalogue/index.ts';
import { DatabaseError } from '../db/error.ts';
import { problems, type Problem, type ProblemItem } from '../registry/problem.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

/**
 * Translates what PostgreSQL refuses into a problem; codes are SQLSTATEs (PostgreSQL documentation, appendix A).
 * @returns null when the error is not one that a caller caused or can wait out
 */
export function databaseProblem(error: unknown): Problem | null {
  if (error instanceof DatabaseError) return problems.unavailable(error.detail);
  if (!(error instanceof ServerRefusal)) return isLostConnection(error) ? noDatabase() : null;
  switch (error.code) {
    case '23505':
      return problems.conflict(t('已有相同的记录', 'The same record exists already'), [item(error, 'duplicate')]);
    case '23503':
      return problems.conflict(
        t(
          '所引用的记录不存在,或仍被其他记录引用',
          'It refers to a record that does not exist, or is still referred to',
        ),
        [item(error, 'reference')],
      );
    case '23514':
    case '23502':
      return problems.invalid([item(error, error.code === '23502' ? 'required' : 'constraint')]);
    case '40001':
    case '40P01':
      return problems.conflict(t('同时有其他修改,请重试', 'Another change came in between; try again'));
    case '57014':
      return problems.unavailable(t('查询超时', 'The query took too long'));
  }
  const severed = error.code?.startsWith('08') || error.code?.startsWith('57P') || error.code === '53300';
  return severed ? noDatabase() : null;
}

const lostConnection =
  /^connect |ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|timeout exceeded when trying to connect/;

/** `pg` and the sockets below it tell a lost connection in words only. */
const isLostConnection = (error: unknown) => error instanceof Error && lostConnection.test(error.message);

const noDatabase = () => problems.unavailable(t('数据库暂时无法连接', 'The database cannot be reached at the moment'));

function item(error: ServerRefusal, code: string): ProblemItem {
  const name = error.constraint ?? error.column ?? error.table ?? '';
  return {
    ...(error.column ? { field: error.column } : {}),
    code,
    message: t(`数据库约束 ${name} 不允许`, `Not allowed by the database constraint ${name}`),
  };
}
