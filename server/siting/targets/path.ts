import { gapOf, type SolveStatus } from '../solve/solution.ts';
import { isCount } from '../../indicators/figure.ts';
import type { SitingPartial, SitingPlan, TargetsAnswer } from '../contract.ts';
import { planOf } from '../plan.ts';
import { effectsOfChosen, type Action, type Chosen } from './action.ts';
import { choiceOf } from './choice.ts';
import { conflictOf } from './conflict.ts';
import { draftOf } from './draft.ts';
import { answerFindings } from './findings.ts';
import { pointOf } from './candidates/candidate.ts';
import { exclusionOf } from './exclusions.ts';
import { isNeeded, neededTogether, type Leaving } from './links.ts';
import type { PathOptions, PreparedPath } from './prepare.ts';
import type { GoalFigure } from './probe.ts';
import { programmeOf, weightOf, type Cap, type Choice, type Terms, type Weight } from './programme.ts';
import { solveHere } from './solving.ts';

/** How near the second criterion is taken to its best; less than one action weighs. */
const TIDY_GAP = 0.001;

/** Part of the time limit in which the indicators are asked what actions bring; the rest is for solving. */
const SHARE_FOR_ASKING = 0.5;

/** Plans that the indicators refuse before the search gives up. */
const MOST_CORRECTIONS = 40;

/**
 * The least that must be done to reach some targets at once: a mixed-integer programme over actions whose effects the
 * indicators' own functions were asked for. Its answer is tried by the same functions: a plan that they refuse is taken out
 * and the programme solved again. Of plans as good, the one with fewer actions and then with more people aged 60+ in the
 * units that gain (least cost), or the cheapest (fewest actions), is given.
 */
export async function findPath(prepared: PreparedPath, options: PathOptions): Promise<TargetsAnswer> {
  const started = performance.now();
  const { question, probe } = prepared;
  const deadline = started + question.timeLimitSeconds * 1000;
  const exclusion = exclusionOf(prepared);
  const pinned = new Set(question.pinned);
  // Where the targets are reached already, nothing is to be done but what is pinned.
  const reached = probe.figures().every(({ met }) => met);
  const offered = prepared.candidates.filter(
    (candidate) => pinned.has(candidate.id) || (!reached && exclusion.ofCandidate(candidate).length === 0),
  );
  const choice = await choiceOf(probe, offered, prepared.inputs.rates, {
    kept: pinned,
    signal: options.signal,
    deadline: started + (deadline - started) * SHARE_FOR_ASKING,
    mostAsked: options.mostAsked,
  });
  const { actions } = choice;
  const tell: PathOptions['tell'] = (partial) =>
    options.tell?.(choice.leftOut === 0 ? partial : { ...partial, bound: null });
  const search = new PathSearch(prepared, choice, { ...options, tell, deadline, started });
  const terms = termsOf(prepared, actions, exclusion.ofAction);
  const best = attainable(prepared) ? ofAllThereIs(await search.best(terms), choice) : infeasible;

  const before = probe.figures();
  const plan = best.chosen && (await planOf(draftOf(probe.snapshot, best.chosen), options.tools));
  const after = best.chosen ? probe.outcome(effectsOfChosen(probe.snapshot, best.chosen)).figures : before;
  const agrees = plan === null || previewAgrees(prepared, plan, after);
  const alternatives = best.chosen ? await search.alternatives(terms, best.chosen, question.alternatives) : [];
  const conflict =
    best.status === 'infeasible' ? await conflictOf(prepared, exclusion, { ...options, deadline }) : null;
  const { snapshot } = probe;
  return {
    question: 'targets',
    snapshot: snapshot.id,
    asOf: snapshot.asOf,
    demo: actions.some(({ demoRates }) => demoRates) || isDemo(prepared),
    findings: answerFindings({ prepared, exclusion, choice, chosen: best.chosen ?? [], figures: before, agrees }),
    status: best.status === 'optimal' && !agrees ? 'feasible' : best.status,
    objective: best.objective,
    bound: best.bound,
    gap: gapOf(best.objective, best.bound),
    seconds: (performance.now() - started) / 1000,
    targets: probe.goals.map(({ indicatorId, reading, name, unit, target }, g) => ({
      indicatorId,
      reading,
      name,
      unit,
      needed: target.value,
      before: before[g]!.lower,
      after: after[g]!.lower,
      metBefore: before[g]!.met,
      metAfter: after[g]!.met,
    })),
    plan,
    alternatives: await Promise.all(
      alternatives.map(async ({ objective, chosen }) => ({
        objective: objective!,
        plan: await planOf(draftOf(snapshot, chosen!), options.tools),
      })),
    ),
    conflict,
  };
}

const isDemo = ({ probe }: PreparedPath) => probe.goals.some(({ indicatorId }) => probe.base.result(indicatorId).demo);

/** A share of nothing, or a figure with a part never reported, reaches no target whatever its sums say. */
function attainable({ probe }: PreparedPath): boolean {
  const figures = probe.figures();
  return probe.goals.every(({ indicatorId, unit }, g) => {
    const { met, lower } = figures[g]!;
    return met || (!probe.base.isOpenEnded(indicatorId) && (lower !== null || isCount(unit)));
  });
}

function termsOf(
  { question, probe }: PreparedPath,
  actions: readonly Action[],
  exclusionsOf: (action: Action) => readonly string[],
): Terms {
  const forbidden = new Set(question.forbidden);
  const position = new Map(actions.map(({ candidate }, a) => [candidate.id, a]));
  return {
    goals: probe.goals.map((_, g) => g),
    budgetYuan: question.limits.budgetYuan ?? null,
    count: question.limits.count ?? null,
    pinned: question.pinned.map((id) => position.get(id)!),
    excluded: new Set(
      actions.flatMap((action, a) =>
        forbidden.has(action.candidate.id) || exclusionsOf(action).length > 0 ? [a] : [],
      ),
    ),
    notAll: [],
    notExactly: [],
    leavings: [],
  };
}

/** What is found among the actions of a choice proves nothing of those that are left out, but that none costs less than nothing. */
function ofAllThereIs(found: Found, { leftOut }: Choice): Found {
  if (leftOut === 0 || found.objective === 0) return found;
  const status = { optimal: 'feasible', infeasible: 'unknown' } as const;
  const { status: proven } = found;
  return { ...found, status: proven === 'optimal' || proven === 'infeasible' ? status[proven] : proven, bound: null };
}

/** Whether the register's preview says of the goals what the indicators were asked. A preview tells headlines only. */
function previewAgrees({ probe }: PreparedPath, plan: SitingPlan, after: readonly GoalFigure[]): boolean {
  return probe.goals.every(({ indicatorId, reading }, g) => {
    const told = plan.indicators.find(({ id }) => id === indicatorId);
    return reading !== null || told?.after.lower === after[g]!.lower;
  });
}

interface Found {
  status: SolveStatus;
  objective: number | null;
  bound: number | null;
  chosen: Chosen[] | null;
}

const infeasible: Found = { status: 'infeasible', objective: null, bound: null, chosen: null };

/** Searches one choice of actions, for the best plan and for others. */
class PathSearch {
  readonly #prepared: PreparedPath;
  readonly #choice: Choice;
  readonly #options: PathOptions & { deadline: number; started: number };
  readonly #weights: readonly Weight[];
  readonly #secondary: readonly Weight[];
  /** Facilities of which not all can be moved, as plans showed. */
  readonly #leavings: Leaving[] = [];

  constructor(prepared: PreparedPath, choice: Choice, options: PathOptions & { deadline: number; started: number }) {
    this.#prepared = prepared;
    this.#choice = choice;
    this.#options = options;
    const byCost = prepared.question.minimise === 'cost';
    const cost = costWeights(choice.actions);
    this.#weights = byCost ? cost : choice.actions.map((action) => weightOf(action, 1, 0));
    this.#secondary = byCost ? tidyWeights(prepared, choice.actions) : cost;
  }

  /** The best plan that the indicators accept. */
  async best(terms: Terms, tell = this.#options.tell): Promise<Found> {
    let asked = terms;
    // Amounts are not told apart where a plan is taken out, so that a bound found after that proves nothing.
    let provenBound: number | null = null;
    let proves = true;
    for (let corrections = 0; corrections <= MOST_CORRECTIONS;) {
      const found = await this.#solve(asked, tell);
      if (proves) provenBound = found.bound;
      if (!found.chosen) return corrections === 0 || proves ? found : { ...found, status: 'unknown' };
      const takenAway = this.#takenAway(found.chosen);
      this.#leavings.push(...takenAway);
      if (takenAway.length > 0) {
        if (this.#secondsLeft() <= 0) break;
        continue;
      }
      const { accepted, exceeds } = this.#tried(terms, found.chosen);
      if (accepted) {
        const status = proves && !exceeds ? found.status : 'feasible';
        return { ...found, status, bound: exceeds ? null : provenBound };
      }
      proves &&= found.chosen.every(({ action }) => action.most === 1);
      asked = { ...asked, notExactly: [...asked.notExactly, this.#positions(found.chosen)] };
      corrections += 1;
    }
    return { status: 'unknown', objective: null, bound: provenBound, chosen: null };
  }

  /** Other plans in order of their objective: each leaves out something of every one before it. */
  async alternatives(terms: Terms, best: readonly Chosen[], count: number): Promise<Found[]> {
    const found: Found[] = [];
    let asked: Terms = { ...terms, notAll: [this.#positions(best)] };
    while (found.length < count && this.#secondsLeft() > 0) {
      const next = await this.best(asked, undefined);
      if (!next.chosen || next.chosen.length === 0) break;
      found.push(next);
      asked = { ...asked, notAll: [...asked.notAll, this.#positions(next.chosen)] };
    }
    return found;
  }

  #secondsLeft(): number {
    return this.#options.signal?.aborted ? 0 : (this.#options.deadline - performance.now()) / 1000;
  }

  #positions(chosen: readonly Chosen[]): number[] {
    const { actions } = this.#choice;
    return chosen.map(({ action }) => actions.indexOf(action));
  }

  async #solve(terms: Terms, tell: PathOptions['tell']): Promise<Found> {
    const { solve = solveHere } = this.#options;
    const { seed } = this.#prepared.question;
    const step = stepOf(this.#weights);
    const programme = programmeOf(this.#choice, this.#withLeavings(terms), this.#weights);
    const first = await solve(programme.mip, {
      timeLimitSeconds: Math.max(0.05, this.#secondsLeft()),
      seed,
      absoluteGap: step * 0.9,
      onProgress: ({ objective, bound, values }) =>
        tell?.({ objective, bound, seconds: this.#seconds(), sites: values && this.#sites(programme.chosen(values)) }),
    });
    if (!first.values) return { status: first.status, objective: null, bound: first.bound, chosen: null };
    const chosen = programme.chosen(first.values);
    const objective = this.#objectiveOf(chosen);
    // Every plan's objective is a whole number of steps, so that the next one below is none.
    const bound = first.status === 'optimal' ? objective : first.bound;
    const tidy = first.status === 'optimal' ? await this.#tidied(terms, objective, step) : null;
    return { status: first.status, objective, bound, chosen: tidy ?? chosen };
  }

  /** Of the plans with the least objective the one that the second criterion prefers; null where time is up before. */
  async #tidied(terms: Terms, objective: number, step: number): Promise<Chosen[] | null> {
    const { solve = solveHere } = this.#options;
    const cap: Cap = { weights: this.#weights, most: objective + step * 0.1 };
    const programme = programmeOf(this.#choice, this.#withLeavings(terms), this.#secondary, cap);
    const timeLimitSeconds = this.#secondsLeft();
    if (timeLimitSeconds <= 0) return null;
    const { seed } = this.#prepared.question;
    const { status, values } = await solve(programme.mip, { timeLimitSeconds, seed, absoluteGap: TIDY_GAP });
    return status === 'optimal' ? programme.chosen(values!) : null;
  }

  #withLeavings(terms: Terms): Terms {
    return { ...terms, leavings: this.#leavings };
  }

  /** Facilities that a plan moves although somebody needs one of them, each set of them by itself. */
  #takenAway(chosen: readonly Chosen[]): Leaving[] {
    const { probe } = this.#prepared;
    const found: Leaving[] = [];
    let moved = chosen.flatMap(({ action: { candidate } }) => (candidate.isSpareOnly ? [candidate.facilityId] : []));
    while (moved.length > 1 && isNeeded(probe, moved)) {
      const together = neededTogether(probe, moved);
      const actions = this.#choice.actions.flatMap(({ candidate: { isSpareOnly, facilityId } }, a) =>
        isSpareOnly && together.includes(facilityId) ? [a] : [],
      );
      found.push({ actions, most: together.length - 1 });
      moved = moved.filter((id) => id !== together[0]);
    }
    return found;
  }

  #objectiveOf(chosen: readonly Chosen[]): number {
    if (this.#prepared.question.minimise === 'actions') return chosen.length;
    return chosen.reduce((sum, { action, amount }) => sum + action.yuan! * amount, 0);
  }

  /** Tries a plan by the indicators: whether they accept it, and whether it does more than the programme counted on. */
  #tried({ goals }: Terms, chosen: readonly Chosen[]): { accepted: boolean; exceeds: boolean } {
    const { probe } = this.#prepared;
    const { totals, figures } = probe.outcome(effectsOfChosen(probe.snapshot, chosen));
    const counted = countedOn(this.#choice, chosen);
    return {
      accepted: goals.every((g) => figures[g]!.met),
      exceeds: goals.some((g) => totals[g]! - probe.totals[g]! > counted[g]!),
    };
  }

  #seconds(): number {
    return (performance.now() - this.#options.started) / 1000;
  }

  #sites(chosen: readonly Chosen[]): SitingPartial['sites'] {
    const { snapshot } = this.#prepared.probe;
    return effectsOfChosen(snapshot, chosen).map(({ id, after }) => ({
      id,
      at: pointOf(after as unknown as Parameters<typeof pointOf>[0]),
    }));
  }
}

/** Rise of each goal's score that the programme expects of a plan. */
function countedOn({ once, capped, missing }: Choice, chosen: readonly Chosen[]): number[] {
  const onceRows = new Set(once.map(({ row }) => row));
  const rises = new Map<string, readonly number[]>();
  const lifted = new Set(chosen.flatMap(({ action }) => [...action.lifted]));
  for (const { action, amount } of chosen) {
    for (const [row, deltas] of action.changes) {
      const known = rises.get(row);
      if (!known) rises.set(row, onceRows.has(row) ? deltas : deltas.map((delta) => delta * amount));
      else if (!onceRows.has(row))
        rises.set(
          row,
          deltas.map((delta, g) => known[g]! + delta * amount),
        );
    }
  }
  return missing.map((_, g) => {
    let sum = 0;
    for (const [row, rise] of rises) {
      const start = capped.get(row)?.[g];
      if (start === undefined) sum += rise[g]!;
      else sum += (lifted.has(row) ? start + rise[g]! : Math.min(0, start + rise[g]!)) - Math.min(0, start);
    }
    return sum;
  });
}

/** What an unpriced action weighs where cost only decides among plans that are as good: as the dearest of all. */
function costWeights(actions: readonly Action[]): Weight[] {
  const dearest = Math.max(0, ...actions.map(({ yuan, most }) => (yuan ?? 0) * most));
  return actions.map((action) =>
    action.yuan === null ? weightOf(action, dearest, 0) : weightOf(action, 0, action.yuan),
  );
}

/** Fewer actions, and of as many those in units with more people aged 60+. */
function tidyWeights({ probe: { snapshot } }: PreparedPath, actions: readonly Action[]): Weight[] {
  const { divisions } = snapshot;
  const people = actions.map(({ proven }) =>
    [...new Set(proven.map(({ row }) => row.unitId))].reduce((sum, id) => {
      const row = divisions.indexById.get(id);
      const count = row === undefined ? 0 : divisions.population60[row]!;
      return sum + (Number.isNaN(count) ? 0 : count);
    }, 0),
  );
  const all = people.reduce((sum, count) => sum + count, 0);
  return actions.map((action, a) => weightOf(action, 1 - people[a]! / (all + 1), 0));
}

/** Greatest amount that all objectives are whole multiples of; hardly anything where weights are no whole numbers. */
function stepOf(weights: readonly Weight[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const all = weights.flatMap(({ once, perUnit }) => [once, perUnit]);
  if (!all.every(Number.isInteger)) return 1e-6;
  return all.reduce((d, weight) => divisor(weight, d), 0) || 1;
}
