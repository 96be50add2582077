import type pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startMaintenance } from '../../server/db/maintenance.ts';

const minuteMs = 60_000;
const mebibyte = 1024 * 1024;

let position: number;
let done: string[];
let maintenance: { stop(): void };

beforeEach(() => {
  vi.useFakeTimers();
  position = 1_000;
  done = [];
  const query = async (statement: string): Promise<{ rows: { position: string }[] }> => {
    if (!statement.startsWith('SELECT')) done.push(statement);
    return { rows: [{ position: String(position) }] };
  };
  maintenance = startMaintenance({ query } as unknown as pg.Pool);
});
afterEach(() => {
  maintenance.stop();
  vi.useRealTimers();
});

const pass = (minutes: number): Promise<unknown> => vi.advanceTimersByTimeAsync(minutes * minuteMs);

test('a database that nobody writes to is left alone', async () => {
  await pass(180);
  expect(done).toEqual([]);
});

test('a little writing is checkpointed within minutes and vacuumed within the hour, once', async () => {
  await pass(1);
  position += 1_000;
  await pass(6);
  expect(done).toEqual(['CHECKPOINT']);
  await pass(120);
  expect(done).toEqual(['CHECKPOINT', 'VACUUM ANALYZE']);
});

test('much writing is vacuumed and checkpointed at the next look', async () => {
  await pass(1);
  position += 100 * mebibyte;
  await pass(1);
  expect(done).toEqual(['VACUUM ANALYZE', 'CHECKPOINT']);
});

test('nothing is done after the stop', async () => {
  await pass(1);
  maintenance.stop();
  position += 100 * mebibyte;
  await pass(10);
  expect(done).toEqual([]);
});
