import type { CostRate } from '../../scenarios/contract.ts';
import { actionsOf, type Action } from './action.ts';
import type { Candidate } from './candidates/candidate.ts';
import { isNeeded, leavings, onceRows } from './links.ts';
import type { Probe, Turn } from './probe.ts';
import type { Choice } from './programme.ts';

/** The work is to stop: whoever asked no longer waits. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor() {
    super('已停止,还没有方案 (stopped before there was a plan)');
  }
}

/**
 * Candidates for places on foot, of which there may be any number, that the indicators are asked about: those for the places
 * with most people aged 60+. Each is asked about by itself.
 */
const MOST_ASKED = 2000;

export interface ChoiceOptions {
  /** Identifiers of candidates that stay whatever they bring. */
  readonly kept: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
  /** When no more is asked of what can only be asked one by one; by `performance.now()`. */
  readonly deadline: number;
  readonly mostAsked?: number;
}

/** Leaves a turn for others, so that a job can be told to stop. @throws Stopped */
const turnOf =
  ({ signal, deadline }: ChoiceOptions): Turn =>
  async () => {
    await new Promise(setImmediate);
    if (signal?.aborted) throw new Stopped();
    return performance.now() < deadline;
  };

/**
 * Asks what candidates bring, alone and together. Candidates that change nothing, and those that take from others what they
 * have, are left out, unless they are to be kept.
 * @throws Stopped
 */
export async function choiceOf(
  probe: Probe,
  candidates: readonly Candidate[],
  rates: readonly CostRate[],
  options: ChoiceOptions,
): Promise<Choice> {
  const { kept, mostAsked = MOST_ASKED } = options;
  const turn = turnOf(options);
  const needed = await neededFacilities(probe, candidates, turn);
  const movable = candidates.filter(
    ({ id, isSpareOnly, facilityId }) => kept.has(id) || !isSpareOnly || needed.get(facilityId) === false,
  );
  const asked = mostPeopled(movable, kept, mostAsked);
  const answered = await actionsOf(probe, asked, rates, turn, kept);
  const unsure = candidates.filter(
    ({ id, isSpareOnly, facilityId }) => isSpareOnly && !kept.has(id) && !needed.has(facilityId),
  );
  const takes = ({ candidate, loses }: Action) =>
    candidate.isSpareOnly ? needed.get(candidate.facilityId) !== false : candidate.from !== undefined && loses;
  const actions = answered.filter(
    (action) => kept.has(action.candidate.id) || (action.changes.size > 0 && !takes(action)),
  );
  return {
    actions,
    once: await onceRows(probe, actions, turn),
    leavings: [
      ...leavings(probe, actions),
      ...actions.flatMap((action, a) => (takes(action) ? [{ actions: [a], most: 0 }] : [])),
    ],
    capped: new Map(actions.flatMap(({ capped }) => [...capped])),
    missing: probe.scales.map(({ need }, g) => need - probe.totals[g]!),
    leftOut: unsure.length + movable.length - answered.length,
  };
}

/** Whether somebody needs each facility that could be moved if nobody does; absent where there was no time to ask. */
async function neededFacilities(
  probe: Probe,
  candidates: readonly Candidate[],
  turn: Turn,
): Promise<ReadonlyMap<string, boolean>> {
  const needed = new Map<string, boolean>();
  for (const id of new Set(candidates.flatMap(({ isSpareOnly, facilityId }) => (isSpareOnly ? [facilityId] : [])))) {
    if (!(await turn())) break;
    needed.set(id, isNeeded(probe, [id]));
  }
  return needed;
}

/** Not more than so many of the candidates for places on foot, in the order they were in. */
function mostPeopled(candidates: readonly Candidate[], kept: ReadonlySet<string>, most: number): readonly Candidate[] {
  const forPlaces = candidates.filter(({ id, people }) => people !== undefined && !kept.has(id));
  if (forPlaces.length <= most) return candidates;
  const out = new Set(forPlaces.sort((a, b) => b.people! - a.people!).slice(most));
  return candidates.filter((candidate) => !out.has(candidate));
}
