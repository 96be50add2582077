import { parentPort, workerData } from 'node:worker_threads';
import { networkFromBuffer } from '../../network/columns.ts';
import { drawShares, type DrawInput, type DrawnShares } from './monte-carlo.ts';

/** What a drawing thread is given. */
export interface DrawThreadData {
  buffer: SharedArrayBuffer;
  input: DrawInput;
}

/** What it sends: how many draws are done, and at the end the shares. */
export type DrawMessage = { done: number } | { shares: DrawnShares };

const { buffer, input } = workerData as DrawThreadData;
const send = (message: DrawMessage) => parentPort!.postMessage(message);

send({ shares: drawShares(networkFromBuffer(buffer), input, (done) => send({ done })) });
