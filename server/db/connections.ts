import pg from 'pg';
import { queryTooLong } from './embedded.ts';
import type { DatabaseError } from './error.ts';

const queryCanceled = '57014';
const brokenConnection = /Connection terminated|not queryable|Client was closed|ECONNRESET|ECONNREFUSED|EPIPE|ENOENT/;

/** Calendar dates have no time zone and must not become moments; `pg` would make a local `Date` of them. */
const asText = (value: string): string => value;
/** `2026-11-24 03:30:00.123456+00` (the session's zone is UTC) → ISO 8601, with every digit kept. */
const asIsoText = (value: string): string => value.replace(' ', 'T').replace('+00', 'Z');
const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.DATE, asText],
  [pg.types.builtins.TIMESTAMP, asText],
  [pg.types.builtins.TIMESTAMPTZ, asIsoText],
  [pg.types.builtins.INT8, Number],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export interface ConnectionSource {
  target: pg.ClientConfig;
  /** Resolves when the target can be connected to. */
  ready(): Promise<void>;
  /** Why connections opened at or after `since` broke, when the source knows. */
  whyItBroke(since: number): Promise<DatabaseError | null>;
  queryLimitSeconds: number;
  poolSize: number;
}

async function explain(error: unknown, source: ConnectionSource, since: number): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: string }).code;
  if (code === queryCanceled) return queryTooLong(source.queryLimitSeconds, error);
  if (!brokenConnection.test(`${error.message} ${code ?? ''}`)) return error;
  return (await source.whyItBroke(since)) ?? error;
}

type Query = (...args: unknown[]) => unknown;

/** `query`, with its promise's errors explained; the callback and cursor forms pass unchanged. */
function explained(query: Query, source: ConnectionSource, since: () => number): Query {
  return (...args) => {
    const answer = query(...args);
    if (!(answer instanceof Promise)) return answer;
    const askedSince = since();
    return answer.catch(async (error: unknown) => {
      throw await explain(error, source, askedSince);
    });
  };
}

/**
 * A pool whose connections wait for the database to be there and whose errors say why a connection broke.
 *
 * Dates and timestamps are read as text (ISO 8601, UTC), `bigint` as number.
 */
export function createPool(source: ConnectionSource): pg.Pool {
  class ExplainingClient extends pg.Client {
    private readonly createdAt = Date.now();

    constructor(config?: string | pg.ClientConfig) {
      super(config);
      // The pool listens only while the connection is idle; one that breaks in use must not end this process. Whoever
      // uses it learns of it from the query.
      this.on('error', () => undefined);
      this.query = explained(this.query.bind(this) as Query, source, () => this.createdAt) as typeof this.query;
      const connect = this.connect.bind(this) as (done: (error?: Error) => void) => void;
      this.connect = ((done: (error?: Error) => void) => {
        const failed = (error: unknown): Promise<void> =>
          explain(error, source, this.createdAt).then((reason) => done(reason as Error));
        source.ready().then(() => connect((error) => (error ? void failed(error) : done())), failed);
      }) as typeof this.connect;
    }
  }
  const pool = new pg.Pool({
    ...source.target,
    max: source.poolSize,
    types,
    Client: ExplainingClient,
    // The pool awaits it, which its type declaration does not say yet.
    onConnect: ((client) => client.query("SET TIME ZONE 'UTC'")) as (client: pg.ClientBase) => void,
  });
  pool.query = explained(pool.query.bind(pool) as Query, source, () => Date.now()) as typeof pool.query;
  // Without a listener an idle connection that breaks would end the process; the next query gets a new one.
  pool.on('error', () => undefined);
  return pool;
}
