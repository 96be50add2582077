import type { Worker } from 'node:worker_threads';
import { text } from '../../../gis-data/catalogue/index.ts';
import { problems } from '../../registry/problem.ts';
import type { GazetteerQuestion } from '../../place-names/products/gazetteer.ts';
import type { PrintMapQuestion } from '../../place-names/products/print-map.ts';
import type { Sheet } from '../../reports/workbook/cells.ts';
import { startThread } from '../../threads.ts';
import type { CardFile } from './card-file.ts';
import type { ReportInput } from './inspection-report.ts';

/** What a thread is asked to write. */
export type DocumentTask =
  | { write: 'cards'; format: 'docx' | 'pdf'; file: CardFile }
  | { write: 'tables'; sheets: readonly Sheet[] }
  | { write: 'report'; input: ReportInput }
  | { write: 'gazetteer'; format: 'docx' | 'html'; question: GazetteerQuestion }
  | { write: 'nameMap'; question: PrintMapQuestion };

const threadModule = new URL('./worker.ts', import.meta.url);

const HEAP_MB = 1024;
/** Threads at once; whoever asks for more waits, so that documents never take the whole machine. */
const MOST_THREADS = 2;
/** Requests that may wait. */
const MOST_WAITING = 20;

export interface DocumentThreads {
  /**
   * Writes a document in a thread of its own, so that other requests are answered meanwhile.
   * @throws Problem unavailable where too many wait; the signal's reason when nobody waits any longer
   */
  write(task: DocumentTask, signal: AbortSignal): Promise<Buffer>;
}

export function createDocumentThreads(): DocumentThreads {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function turn(): Promise<void> {
    if (running < MOST_THREADS) {
      running++;
      return;
    }
    if (waiting.length >= MOST_WAITING) {
      throw problems.unavailable(
        text('正在生成的文档过多,请稍后再试', 'Too many documents are being made; try again in a moment'),
      );
    }
    // Whoever ends hands the place over, so the number that run stays.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }

  return {
    async write(task, signal) {
      await turn();
      try {
        signal.throwIfAborted();
        return await inThread(task, signal);
      } finally {
        leave();
      }
    },
  };
}

async function inThread(task: DocumentTask, signal: AbortSignal): Promise<Buffer> {
  const worker = startThread(threadModule, { task }, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  try {
    return Buffer.from(await answerOf(worker, signal));
  } finally {
    await worker.terminate();
  }
}

const answerOf = (worker: Worker, signal: AbortSignal): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The document thread ended with code ${code} and no answer`)));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
