import type { sideOf } from './case-file.ts';

/** What the signed-in account may do with a case: append for nobody, or for one of its sides. */
export interface Hand {
  account: string | null;
  side: ReturnType<typeof sideOf>;
  mayAppend: boolean;
}
