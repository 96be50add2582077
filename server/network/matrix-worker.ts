import { parentPort, workerData } from 'node:worker_threads';
import { networkFromBuffer } from './columns.ts';
import { createRowSearch, type MatrixTask } from './matrix-rows.ts';

/** What a matrix thread is given; it takes the next row by raising the shared counter. */
export interface MatrixThreadData {
  buffer: SharedArrayBuffer;
  task: MatrixTask;
  nextRow: Int32Array;
}

const { buffer, task, nextRow } = workerData as MatrixThreadData;
const rowOf = createRowSearch(networkFromBuffer(buffer), task);
for (;;) {
  const position = Atomics.add(nextRow, 0, 1);
  if (position >= task.rows.length) break;
  const row = rowOf(position);
  parentPort!.postMessage({ position, row }, [row.columns.buffer, row.costs.buffer]);
}
