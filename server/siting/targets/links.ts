import { facilityEffect } from '../where/effects.ts';
import { amountOf, effectsOf, type Action } from './action.ts';
import type { Probe, Turn } from './probe.ts';

/**
 * How the actions that touch one evidence row go together: `once`, where the unit counts once however many of them are
 * done, and otherwise in sum.
 */
export interface Link {
  readonly row: string;
  readonly actions: readonly number[];
  /** Change of each goal's score, once. */
  readonly deltas: readonly number[];
}

/** Pairs of actions that are tried for each row. */
const PAIRS_TRIED = 3;

/**
 * Rows that count once for several actions: where each alone makes a share all there is, and else found by asking the
 * indicators what two of them do together. Where two do neither the same as one nor the sum, or there was no time to ask,
 * they are taken in sum, and a plan that the indicators then refuse is corrected.
 * @param turn called before each question to the indicators
 */
export async function onceRows(probe: Probe, actions: readonly Action[], turn: Turn): Promise<Link[]> {
  const links = sharedRows(actions);
  const unsure = links.filter(({ row, actions: ofRow }) => !ofRow.every((a) => actions[a]!.full.has(row)));
  const asked = unsure.flatMap((link) => pairsOf(actions, link.actions).map((pair) => ({ link, pair })));
  const sets = asked.map(({ pair }) =>
    effectsOf(
      probe.snapshot,
      pair.map((a) => ({ candidate: actions[a]!.candidate, amount: amountOf(actions[a]!, 1) })),
    ),
  );
  const answers = await probe.changesOfEach(sets, turn);
  const inSum = new Set(
    asked.flatMap(({ link }, i) => {
      const together = answers[i]?.changes.get(link.row);
      return together?.every((delta, g) => delta === link.deltas[g]) === true ? [] : [link];
    }),
  );
  return links.filter((link) => !inSum.has(link));
}

/** Rows that several actions, which can be done together, change by the same. */
function sharedRows(actions: readonly Action[]): Link[] {
  const touching = new Map<string, number[]>();
  actions.forEach((action, a) => {
    for (const row of action.changes.keys()) touching.set(row, [...(touching.get(row) ?? []), a]);
  });
  return [...touching].flatMap(([row, ofRow]) => {
    if (pairsOf(actions, ofRow).length === 0) return [];
    const deltas = actions[ofRow[0]!]!.changes.get(row)!;
    const same = ofRow.every((a) => {
      const own = actions[a]!.changes.get(row)!;
      return actions[a]!.most === 1 && own.every((delta, g) => delta === deltas[g]);
    });
    return same && deltas.every((delta) => delta >= 0) ? [{ row, actions: ofRow, deltas }] : [];
  });
}

/** Some pairs of actions that can be done together. */
function pairsOf(actions: readonly Action[], ofRow: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ofRow.length; i++) {
    for (let j = i + 1; j < ofRow.length && pairs.length < PAIRS_TRIED; j++) {
      const [a, b] = [ofRow[i]!, ofRow[j]!];
      if (actions[a]!.candidate.slot !== actions[b]!.candidate.slot) pairs.push([a, b]);
    }
  }
  return pairs;
}

/** Of some facilities that could leave one place, how many may: no unit may lose what it has. */
export interface Leaving {
  readonly actions: readonly number[];
  readonly most: number;
}

/** Whether somebody loses if facilities are no longer where they stand, whatever is done elsewhere. */
export function isNeeded(probe: Probe, facilityIds: readonly string[]): boolean {
  const { snapshot } = probe;
  return probe.isLoss(
    facilityIds.map((id) => facilityEffect(snapshot, id, { ...snapshot.records.facility.get(id)!, status: 'closed' })),
  );
}

/** The fewest of some facilities that are needed together, in that none can be left out; they must be needed. */
export function neededTogether(probe: Probe, facilityIds: readonly string[]): string[] {
  let needed = [...facilityIds];
  for (const id of facilityIds) {
    const without = needed.filter((other) => other !== id);
    if (without.length > 0 && isNeeded(probe, without)) needed = without;
  }
  return needed;
}

/** For each place that facilities could be moved from, how many can go before a goal or a unit loses by it. */
export function leavings(probe: Probe, actions: readonly Action[]): Leaving[] {
  const byOrigin = new Map<string, number[]>();
  actions.forEach(({ candidate: { from } }, a) => {
    if (from !== undefined) byOrigin.set(from, [...(byOrigin.get(from) ?? []), a]);
  });
  return [...byOrigin.values()].map((ofOrigin) => {
    const slots = new Map(ofOrigin.map((a) => [actions[a]!.candidate.slot, a]));
    const one = [...slots.values()].map((a) => ({ candidate: actions[a]!.candidate, amount: 1 }));
    let most = one.length;
    while (most > 0 && probe.isLoss(effectsOf(probe.snapshot, one.slice(0, most)))) most -= 1;
    return { actions: ofOrigin, most };
  });
}
