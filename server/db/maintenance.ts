import type pg from 'pg';

/**
 * The embedded database neither checkpoints nor vacuums by itself: its log grew to 1.8 GB and reopening took 12 s. So one
 * client of the pool does it on a timer, as much as was written.
 */
const lookEveryMs = 60_000;
const checkpointEveryMs = 5 * 60_000;
const vacuumEveryMs = 60 * 60_000;
const manyBytes = 64 * 1024 * 1024;

interface LastRun {
  at: number;
  /** Position in the write-ahead log, in bytes. */
  position: number;
}

const logPosition = async (pool: pg.Pool): Promise<number> =>
  Number((await pool.query("SELECT pg_current_wal_lsn() - '0/0' AS position")).rows[0].position);

const isDue = (last: LastRun, position: number, everyMs: number): boolean => {
  const written = position - last.position;
  return written >= manyBytes || (written > 0 && Date.now() - last.at >= everyMs);
};

export function startMaintenance(pool: pg.Pool): { stop(): void } {
  let checkpointed: LastRun | null = null;
  let vacuumed: LastRun | null = null;

  const look = async (): Promise<void> => {
    const position = await logPosition(pool);
    vacuumed ??= { at: Date.now(), position };
    checkpointed ??= { at: Date.now(), position };
    if (isDue(vacuumed, position, vacuumEveryMs)) {
      await pool.query('VACUUM ANALYZE');
      vacuumed = { at: Date.now(), position: await logPosition(pool) };
    }
    if (isDue(checkpointed, position, checkpointEveryMs)) {
      await pool.query('CHECKPOINT');
      checkpointed = { at: Date.now(), position: await logPosition(pool) };
    }
  };

  // A look that fails (the database was just restarted) is made up for by the next one.
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
