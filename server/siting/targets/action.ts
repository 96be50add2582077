import type { CostRate } from '../../scenarios/contract.ts';
import type { Effect } from '../../registry/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { priceOf } from '../plan.ts';
import { facilityEffect } from '../where/effects.ts';
import type { Candidate } from './candidates/candidate.ts';
import type { Changes, Probe, Proven, RowChanges, Turn } from './probe.ts';

/** A candidate of which is known what it brings and costs. */
export interface Action {
  readonly candidate: Candidate;
  /** Greatest amount; 1 where the action is done or not. Changes and price are for each unit of it. */
  readonly most: number;
  readonly changes: RowChanges;
  /** Rows among them that may or may not be counted, with what their scores start from. */
  readonly capped: RowChanges;
  /** Those of them that it makes certain to be counted. */
  readonly lifted: ReadonlySet<string>;
  /** Those of them that it raises to all there is. */
  readonly full: ReadonlySet<string>;
  /** Whether it takes something from a goal or a unit. */
  readonly loses: boolean;
  /** Null where a rate or an amount that it follows from is missing. */
  readonly yuan: number | null;
  readonly missingRates: readonly string[];
  readonly demoRates: boolean;
  /** Units that come to hold, where all of it is done. */
  readonly proven: readonly Proven[];
}

/** An action as a plan does it. */
export interface Chosen {
  readonly action: Action;
  readonly amount: number;
}

/** What candidates make of the facilities together: one effect for each facility, in the order of their identifiers. */
export function effectsOf(snapshot: Snapshot, done: readonly { candidate: Candidate; amount: number }[]): Effect[] {
  const inOrder = [...done].sort((a, b) => (a.candidate.id < b.candidate.id ? -1 : 1));
  const bodies = new Map<string, ReturnType<Candidate['apply']>>();
  for (const { candidate, amount } of inOrder) {
    const { facilityId } = candidate;
    const now = bodies.get(facilityId) ?? snapshot.records.facility.get(facilityId) ?? null;
    bodies.set(facilityId, candidate.apply(now, amount));
  }
  return [...bodies].map(([id, body]) => facilityEffect(snapshot, id, body));
}

/** What a plan's actions make of the facilities. */
export const effectsOfChosen = (snapshot: Snapshot, chosen: readonly Chosen[]): Effect[] =>
  effectsOf(
    snapshot,
    chosen.map(({ action, amount }) => ({ candidate: action.candidate, amount: amountOf(action, amount) })),
  );

/** The amount that a candidate is done in: all of it, where it is done or not. */
export const amountOf = ({ candidate, most }: Action, amount: number): number =>
  candidate.most !== null && most === 1 ? candidate.most : amount;

/**
 * Asks what candidates bring and cost. An amount stays open only where effect and price follow it in proportion; otherwise
 * all of it is done or nothing.
 * @param turn called before each question to the indicators
 * @param kept identifiers of those that are asked about however little time there is
 * @returns without those for which there was no time
 */
export async function actionsOf(
  probe: Probe,
  candidates: readonly Candidate[],
  rates: readonly CostRate[],
  turn: Turn,
  kept: ReadonlySet<string>,
): Promise<Action[]> {
  const asked = async (list: readonly Candidate[], amountOfEach: (candidate: Candidate) => number) => {
    const sets = list.map((candidate) => effectsOf(probe.snapshot, [{ candidate, amount: amountOfEach(candidate) }]));
    const changes = await probe.changesOfEach(sets, turn);
    return new Map(
      list.flatMap(({ id }, i): [string, Asked][] => {
        const found = changes[i] ?? (kept.has(id) ? probe.changes(sets[i]!) : null);
        return found ? [[id, { ...found, ...priceOf(sets[i]!, rates) }]] : [];
      }),
    );
  };
  const whole = await asked(candidates, ({ most }) => most ?? 1);
  const one = await asked(
    candidates.filter(({ most }) => most !== null && most > 1),
    () => 1,
  );
  return candidates.flatMap((candidate) => {
    const found = whole.get(candidate.id);
    return found ? [actionOf(candidate, found, one.get(candidate.id))] : [];
  });
}

type Asked = Changes & ReturnType<typeof priceOf>;

function actionOf(candidate: Candidate, whole: Asked, one: Asked | undefined): Action {
  const { proven, capped, lifted, full, loses, demo: demoRates, missingRates } = whole;
  const known = { candidate, proven, capped, lifted, full, loses, demoRates, missingRates };
  const most = candidate.most ?? 1;
  return one && isProportional(one, whole, most)
    ? { ...known, most, changes: one.changes, yuan: one.yuan }
    : { ...known, most: 1, changes: whole.changes, yuan: whole.yuan };
}

function isProportional(one: Asked, whole: Asked, most: number): boolean {
  const pricedSo = one.yuan === null ? whole.yuan === null : whole.yuan === one.yuan * most;
  if (!pricedSo || one.changes.size !== whole.changes.size) return false;
  return [...one.changes].every(([row, deltas]) => {
    const all = whole.changes.get(row);
    return all !== undefined && deltas.every((delta, g) => delta * most === all[g]);
  });
}
