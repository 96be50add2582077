import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { text } from '../../gis-data/catalogue/index.ts';
import { NetworkError } from './error.ts';
import type { Network } from './graph.ts';
import { createRowSearch, type MatrixRow, type MatrixTask } from './matrix-rows.ts';
import type { MatrixThreadData } from './matrix-worker.ts';
import type { Snap } from './snap.ts';
import { startThread } from '../threads.ts';

/** Costs between pairs of points, by origin and then destination; pairs out of reach are absent. */
export interface CostTriples {
  /** Positions in the list of origins. */
  readonly origin: Uint32Array;
  /** Positions in the list of destinations. */
  readonly destination: Uint32Array;
  /** In the network's cost unit, along the network only: without the way from the points to it. */
  readonly cost: Uint32Array;
}

export interface MatrixOptions {
  /** Threads to use; default: as many as there are cores, and none for a few rows. 0: this thread. */
  workers?: number;
  /** Called with the share done, 0…1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

const threadModule = new URL('./matrix-worker.ts', import.meta.url);

/** Starting a thread takes as long as several searches; fewer rows than this a thread are not worth one. */
const ROWS_PER_THREAD = 200;

/**
 * Costs from every origin to every destination within a limit. Searches run from the shorter side, in threads that share
 * the network's buffer; the answer does not depend on how many there are.
 *
 * @param origins where one sets out, snapped; null = off the network, reaches nothing
 * @param destinations where one goes, snapped
 * @param limit largest cost, in the network's cost unit; `UNREACHED - 1` for no limit
 * @throws NetworkError cancelled
 * @example
 * const { origin, destination, cost } = await boundedMatrix(network, homes, centres, costWithin(network.header, 900));
 */
export async function boundedMatrix(
  network: Network,
  origins: readonly (Snap | null)[],
  destinations: readonly (Snap | null)[],
  limit: number,
  options: MatrixOptions = {},
): Promise<CostTriples> {
  const from = placed(origins);
  const to = placed(destinations);
  const fromOrigins = from.snaps.length <= to.snaps.length;
  const task: MatrixTask = {
    rows: fromOrigins ? from.snaps : to.snaps,
    columns: fromOrigins ? to.snaps : from.snaps,
    rowsAre: fromOrigins ? 'origins' : 'destinations',
    limit,
  };
  const rows = await searchRows(network, task, options);
  const triples = fromOrigins ? triplesOf(rows) : transposed(triplesOf(rows), from.snaps.length);
  return {
    origin: triples.origin.map((position) => from.positions[position]!),
    destination: triples.destination.map((position) => to.positions[position]!),
    cost: triples.cost,
  };
}

function placed(snaps: readonly (Snap | null)[]): { snaps: Snap[]; positions: number[] } {
  const positions = snaps.flatMap((snap, position) => (snap === null ? [] : [position]));
  return { snaps: positions.map((position) => snaps[position]!), positions };
}

function searchRows(network: Network, task: MatrixTask, options: MatrixOptions): Promise<MatrixRow[]> {
  refuseIfAborted(options.signal);
  const worthwhile = Math.floor(task.rows.length / ROWS_PER_THREAD);
  const threads = Math.min(options.workers ?? Math.min(availableParallelism(), worthwhile), task.rows.length);
  return threads === 0 ? searchHere(network, task, options) : searchInThreads(network, task, threads, options);
}

async function searchHere(network: Network, task: MatrixTask, options: MatrixOptions): Promise<MatrixRow[]> {
  const rowOf = createRowSearch(network, task);
  const rows: MatrixRow[] = [];
  for (let position = 0; position < task.rows.length; position++) {
    rows.push(rowOf(position));
    options.onProgress?.(rows.length / task.rows.length);
    await nextTurn(); // others in this thread, the one who cancels among them, get their turn
    refuseIfAborted(options.signal);
  }
  return rows;
}

async function searchInThreads(
  network: Network,
  task: MatrixTask,
  threads: number,
  { onProgress, signal }: MatrixOptions,
): Promise<MatrixRow[]> {
  const data: MatrixThreadData = {
    buffer: network.buffer,
    task,
    nextRow: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const rows = new Array<MatrixRow>(task.rows.length);
  let done = 0;
  const workers: Worker[] = [];
  let onAbort: (() => void) | undefined;
  try {
    const finished = Array.from({ length: threads }, () => {
      const worker = startThread(threadModule, data);
      workers.push(worker);
      worker.on('message', ({ position, row }: { position: number; row: MatrixRow }) => {
        rows[position] = row;
        onProgress?.(++done / rows.length);
      });
      return endOf(worker);
    });
    const cancelled = new Promise<never>((_, reject) => {
      onAbort = () => reject(cancelledError());
      signal?.addEventListener('abort', onAbort);
    });
    await Promise.race([Promise.all(finished), cancelled]);
    return rows;
  } finally {
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function endOf(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`A matrix thread ended with code ${code}`)),
    );
  });
}

const cancelledError = () => new NetworkError('cancelled', text('已取消', 'Cancelled'));

function refuseIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelledError();
}

/** Rows one after the other, each row's position as the origin. */
function triplesOf(rows: readonly MatrixRow[]): CostTriples {
  const length = rows.reduce((sum, row) => sum + row.columns.length, 0);
  const origin = new Uint32Array(length);
  const destination = new Uint32Array(length);
  const cost = new Uint32Array(length);
  let at = 0;
  rows.forEach(({ columns, costs }, position) => {
    origin.fill(position, at, at + columns.length);
    destination.set(columns, at);
    cost.set(costs, at);
    at += columns.length;
  });
  return { origin, destination, cost };
}

/** Triples with the sides exchanged, again by origin and then destination (counting sort). */
function transposed({ origin, destination, cost }: CostTriples, origins: number): CostTriples {
  const next = new Uint32Array(origins + 1);
  for (const position of destination) next[position + 1]!++;
  for (let i = 0; i < origins; i++) next[i + 1]! += next[i]!;
  const turned = {
    origin: new Uint32Array(cost.length),
    destination: new Uint32Array(cost.length),
    cost: new Uint32Array(cost.length),
  };
  for (let i = 0; i < cost.length; i++) {
    const at = next[destination[i]!]!++;
    turned.origin[at] = destination[i]!;
    turned.destination[at] = origin[i]!;
    turned.cost[at] = cost[i]!;
  }
  return turned;
}
