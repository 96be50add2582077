import { actionsOf, type Action } from './action.ts';
import type { Candidate } from './candidates/candidate.ts';
import { leavings, onceRows } from './links.ts';
import type { Probe } from './probe.ts';
import type { CostRate } from '../../scenarios/contract.ts';
import type { Choice } from './programme.ts';

/** The work is to stop: whoever asked no longer waits. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor() {
    super('已停止,还没有方案 (stopped before there was a plan)');
  }
}

/** Leaves a turn for others, so that a job can be told to stop. @throws Stopped */
const turnOf = (signal: AbortSignal | undefined) => async (): Promise<void> => {
  await new Promise(setImmediate);
  if (signal?.aborted) throw new Stopped();
};

/**
 * Asks what candidates bring, alone and together. Candidates that change nothing are left out, unless they are to be kept.
 * @throws Stopped
 */
export async function choiceOf(
  probe: Probe,
  candidates: readonly Candidate[],
  rates: readonly CostRate[],
  { kept, signal }: { kept: ReadonlySet<string>; signal: AbortSignal | undefined },
): Promise<Choice> {
  const turn = turnOf(signal);
  const asked = await actionsOf(probe, candidates, rates, turn);
  const actions: Action[] = asked.filter(({ changes, candidate }) => changes.size > 0 || kept.has(candidate.id));
  return {
    actions,
    once: await onceRows(probe, actions, turn),
    leavings: leavings(probe, actions),
    capped: new Map(actions.flatMap(({ capped }) => [...capped])),
    missing: probe.scales.map(({ need }, g) => need - probe.totals[g]!),
  };
}
