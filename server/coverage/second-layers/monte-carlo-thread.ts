import { text } from '../../../gis-data/catalogue/index.ts';
import { NetworkError } from '../../network/error.ts';
import type { Network } from '../../network/graph.ts';
import type { DrawMessage, DrawThreadData } from './monte-carlo-worker.ts';
import type { DrawInput, DrawnShares } from './monte-carlo.ts';
import { startThread } from '../../threads.ts';

const threadModule = new URL('./monte-carlo-worker.ts', import.meta.url);

/**
 * `drawShares` in a thread of its own, which reads the network without a copy.
 * @throws NetworkError cancelled, at once: the thread is ended in the middle of a draw
 */
export async function drawSharesInThread(
  network: Network,
  input: DrawInput,
  { onProgress, signal }: { onProgress?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<DrawnShares> {
  if (signal?.aborted) throw cancelled();
  const data: DrawThreadData = { buffer: network.buffer, input };
  const worker = startThread(threadModule, data);
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<DrawnShares>((resolve, reject) => {
      onAbort = () => reject(cancelled());
      signal?.addEventListener('abort', onAbort);
      worker.on('message', (message: DrawMessage) => {
        if ('shares' in message) resolve(message.shares);
        else onProgress?.(message.done);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The drawing thread ended with code ${code} and no answer`)));
    });
  } finally {
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

const cancelled = () => new NetworkError('cancelled', text('已取消', 'Cancelled'));
