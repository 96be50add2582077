import type { Candidate } from './candidates/candidate.ts';
import { actionOf, type Action } from './action.ts';
import { leavings, onceRows } from './links.ts';
import type { PreparedPath } from './prepare.ts';
import type { Probe } from './probe.ts';
import type { Choice } from './programme.ts';

/** Candidates asked about before others get a turn, so that a job can be stopped. */
const ASKED_AT_ONCE = 25;

/** Stops the work: whoever asked no longer waits. */
export class Stopped extends Error {}

/** Asks what each candidate brings, leaving turns for others. @throws Stopped */
export async function actionsOf(
  { probe, inputs }: Pick<PreparedPath, 'probe' | 'inputs'>,
  candidates: readonly Candidate[],
  signal?: AbortSignal,
): Promise<Action[]> {
  const actions: Action[] = [];
  for (const [i, candidate] of candidates.entries()) {
    if (i % ASKED_AT_ONCE === 0) await new Promise(setImmediate);
    if (signal?.aborted) throw new Stopped();
    actions.push(actionOf(probe, candidate, inputs.rates));
  }
  return actions;
}

/** What some actions amount to together. */
export function choiceOf(probe: Probe, actions: readonly Action[]): Choice {
  return {
    actions,
    once: onceRows(probe, actions),
    leavings: leavings(probe, actions),
    capped: new Map(actions.flatMap(({ capped }) => [...capped])),
    missing: probe.scales.map(({ need }, g) => need - probe.totals[g]!),
  };
}
