import type { SolveOptions, SolveProgress } from '../solution.ts';

/** Least time between two messages, milliseconds. */
const LEAST_PAUSE = 200;

/** Tells how far a search is, with the best known of everything, when something changed and not more often than is readable. */
export class Progress {
  private readonly onProgress: SolveOptions['onProgress'];
  private last = -Infinity;
  private known: SolveProgress = { objective: null, bound: null, open: null };
  private told = '';

  constructor({ onProgress }: Pick<SolveOptions, 'onProgress'>) {
    this.onProgress = onProgress;
  }

  tell({ objective, bound, open }: SolveProgress): void {
    const { known } = this;
    this.known = { objective: objective ?? known.objective, bound: bound ?? known.bound, open: open ?? known.open };
    if (!this.onProgress || performance.now() - this.last < LEAST_PAUSE) return;
    const news = JSON.stringify(this.known);
    if (news === this.told) return;
    this.told = news;
    this.last = performance.now();
    this.onProgress(this.known);
  }
}
