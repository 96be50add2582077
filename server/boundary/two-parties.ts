import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../registry/contract.ts';

/**
 * What one side may say of a common marker without the other: how it found it, and from which source. Where the boundary
 * stands, and from what it can be found again, takes both (条例 art. 6: both parties are present).
 */
const saidAlone: ReadonlySet<string> = new Set(['state', 'stateAsOf', 'photos', 'note', 'asOfDate', 'sourceDocument']);

/** Whether one side may make a change to a common marker alone. */
export const mayChangeAlone = ({ before, after }: Pick<Effect, 'before' | 'after'>): boolean =>
  before !== null &&
  after !== null &&
  Object.keys(after).every((field) => saidAlone.has(field) || isDeepStrictEqual(before[field], after[field]));
