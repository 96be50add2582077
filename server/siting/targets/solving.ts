import { solveMip, type Mip, type MipProgress, type MipResult } from '../solve/mip.ts';

/** How one programme is solved: in this thread or in one of its own. */
export type SolveMip = (mip: Mip, options: SolveMipOptions) => Promise<MipResult>;

export interface SolveMipOptions {
  timeLimitSeconds: number;
  seed: number;
  absoluteGap?: number;
  onProgress?: (progress: MipProgress) => void;
}

/** Solves in this thread, which is kept busy meanwhile. */
export const solveHere: SolveMip = (mip, { timeLimitSeconds, ...options }) =>
  solveMip(mip, { ...options, deadline: performance.now() + timeLimitSeconds * 1000 });

/** Seconds that a programme may take before it is worth a thread of its own, whose start alone takes as long. */
const SOON_SECONDS = 0.3;

/**
 * Solves here what is solved soon, as nearly all of these programmes are, and else from the beginning in a thread, which
 * can be stopped. So the answer does not depend on how fast the machine was.
 */
export const solveSoonOr =
  (inThread: SolveMip): SolveMip =>
  async (mip, options) => {
    const timeLimitSeconds = Math.min(SOON_SECONDS, options.timeLimitSeconds);
    const soon = await solveHere(mip, { seed: options.seed, absoluteGap: options.absoluteGap, timeLimitSeconds });
    return soon.status === 'optimal' || soon.status === 'infeasible' ? soon : inThread(mip, options);
  };
