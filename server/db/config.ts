/** Where the data are and how long a query may take. */
export interface DatabaseConfig {
  /** Folder of the embedded database (`pg/`, `run/`, lock sockets); made when absent. */
  dataDir: string;
  /** A PostgreSQL server (≥ 14 with PostGIS ≥ 3.2); unset means embedded in `dataDir`. */
  databaseUrl?: string;
  /** A replica for reads; unset means the same server as the writes. Without effect when embedded. */
  readUrl?: string;
  /** A query that runs longer is ended with an error. Default 60. */
  queryLimitSeconds?: number;
  /** Connections of the pool. Default 10; embedded, they queue for the one backend. */
  poolSize?: number;
  /** What this process is, told to a second process that wants the same folder, for example `server`. */
  role?: string;
  /** Use the database of the process that owns the folder, when there is one, instead of refusing. */
  attach?: boolean;
}

export const defaultQueryLimitSeconds = 60;
export const defaultPoolSize = 10;
