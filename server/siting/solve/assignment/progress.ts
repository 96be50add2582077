import type { LocationQuestion } from '../../problem/problem.ts';
import type { SolveOptions, SolveProgress } from '../solution.ts';
import type { Plan } from './model.ts';

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

  tell({ objective, bound, open, served }: SolveProgress): void {
    const { known } = this;
    const plan = open ? { open, served } : { open: known.open, served: known.served };
    this.known = { objective: objective ?? known.objective, bound: bound ?? known.bound, ...plan };
    if (!this.onProgress || performance.now() - this.last < LEAST_PAUSE) return;
    const news = JSON.stringify(this.known);
    if (news === this.told) return;
    this.told = news;
    this.last = performance.now();
    this.onProgress(this.known);
  }
}

/** A plan as progress tells it: with who is served by whom where that does not follow from the sites. */
export function toldOf(
  { capacitated }: Pick<LocationQuestion, 'capacitated'>,
  plan: Plan | null,
): Pick<SolveProgress, 'open' | 'served'> {
  if (!plan) return { open: null };
  return capacitated === 'no' ? { open: plan.open } : { open: plan.open, served: plan.served };
}
