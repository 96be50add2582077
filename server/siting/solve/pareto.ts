import type { Text } from '../../../gis-data/catalogue/index.ts';
import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import { explainConflict } from './assignment/explain.ts';
import { FrontModel, type FrontAxis, type FrontLimits, type FrontPlan } from './front-model.ts';
import type { SolveOptions } from './solution.ts';

export type { FrontAxis } from './front-model.ts';

/** A plan that no other is better than in one axis without being worse in another. */
export interface FrontPoint extends FrontPlan {
  /** Position of the group that is worst off; null without groups. */
  readonly worstGroup: number | null;
  /** Whether it is proven that nothing dominates it; false for the last one when time was up. */
  readonly proven: boolean;
}

export interface Front {
  /** Whether these are all points. */
  readonly complete: boolean;
  /** By price, then by covered weight, both ascending. */
  readonly points: readonly FrontPoint[];
  /** Which limits cannot hold together, where there is no plan at all. */
  readonly conflict: Text | null;
}

export interface FrontOptions extends SolveOptions {
  /** Points after which the search ends, as one that is not complete. */
  readonly mostPoints: number;
  /** Told each point as it is found. */
  readonly onPoint?: (point: FrontPoint) => void;
}

/**
 * All plans that are not dominated in price, covered weight and the worst group's share (two of them or all three), by the
 * ε-constraint method (Haimes and others 1971): each point is the best of one axis within limits on the others, then of the
 * others among its equals, so that none is weakly dominated. The limits follow from the data, one step beyond a point found
 * (`stepOf`): with whole weights and prices (to the cent) no point is missed. Plans whose prices differ by less than a cent, or
 * whose covered weight differs by less than a millionth of all weight where weights are not whole, count as equal.
 *
 * The first half of the points is spread over the front by halving the widest part that is not known; then parts are closed
 * one by one. Of three axes the third is taken in levels: each level is a front of two axes (Laumanns and others 2006).
 *
 * @throws RangeError with fewer than two axes, or `worst` without a group that has weight
 */
export async function solvePareto(
  problem: LocationProblem,
  question: LocationQuestion,
  axes: readonly FrontAxis[],
  options: FrontOptions,
): Promise<Front> {
  const asked = new Set(axes);
  if (asked.size < 2) throw new RangeError('axes: two different ones at least are needed');
  const hasGroups = problem.demand.group?.some((group, d) => group >= 0 && problem.demand.weight[d]! > 0) ?? false;
  if (asked.has('worst') && !hasGroups) throw new RangeError('axes: worst needs groups that have weight');
  const search = new FrontSearch(problem, question, asked, options);
  await search.run();
  const conflict = search.isImpossible
    ? await explainConflict(problem, { ...question, objective: 'max-cover' }, options)
    : null;
  const points = search.points.toSorted((a, b) => a.price - b.price || a.covered - b.covered);
  return { complete: search.isComplete, points, conflict };
}

/** A part of a front of two axes that is not known yet: better than `from` in the second axis, better than `to` in the first. */
interface Gap {
  from: FrontPlan;
  to: FrontPlan;
  /** Points in it are worse than this in the second axis. */
  end: number;
  /** Whether nothing was found beyond its last middle: then it is closed from its beginning. */
  isThin: boolean;
}

/** An answer that holds for tighter limits as well, as long as it keeps them. */
interface KnownAnswer {
  limits: FrontLimits;
  plan: FrontPlan | null;
}

/** Levels of the worst share that are looked at first, so that a search cut short has seen all of the front. */
const FIRST_LEVELS = 4;

class FrontSearch {
  readonly points: FrontPoint[] = [];
  isComplete = true;
  isImpossible = false;
  private readonly model: FrontModel;
  private readonly first: FrontAxis;
  private readonly second: FrontAxis;
  /** The worst share, where it is one of three; empty otherwise. */
  private readonly third: readonly FrontAxis[];
  private readonly answers: KnownAnswer[] = [];
  private isStopped = false;
  private readonly problem: LocationProblem;
  private readonly options: FrontOptions;

  constructor(
    problem: LocationProblem,
    question: LocationQuestion,
    axes: ReadonlySet<FrontAxis>,
    options: FrontOptions,
  ) {
    this.problem = problem;
    this.options = options;
    this.model = new FrontModel(problem, question);
    this.third = axes.size === 3 ? ['worst'] : [];
    this.first = axes.has('covered') ? 'covered' : 'price';
    this.second = axes.has('price') && axes.has('covered') ? 'price' : 'worst';
  }

  async run(): Promise<void> {
    const { mostPoints } = this.options;
    if (this.third.length === 0) {
      return this.front({}, mostPoints / 2, Infinity);
    }
    await this.firstLevels(mostPoints / 2);
    for (let level: FrontLimits | null = {}; level && !this.isOver;) {
      const plans = await this.chain(level);
      // Whoever is worst off must be better off in all points that are left.
      const worst: number = Math.min(...plans.map((plan) => plan.worst!));
      level = plans.length === 0 ? null : { byGroup: this.model.neededFor(worst, true) };
    }
  }

  /** Some points of some levels, evenly. */
  private async firstLevels(atMost: number): Promise<void> {
    const fairest = await this.ask(['worst', 'covered', 'price'], {});
    if (!fairest) {
      this.isImpossible = !this.isOver;
      return;
    }
    const each = Math.max(2, Math.floor(atMost / FIRST_LEVELS));
    for (let k = 0; k < FIRST_LEVELS && !this.isOver; k++) {
      const byGroup = this.model.neededFor((fairest.worst! * k) / (FIRST_LEVELS - 1), false);
      const most = Math.min(atMost, this.points.length + each);
      await this.front({ byGroup }, most, most);
    }
  }

  private get isOver(): boolean {
    this.isStopped ||= performance.now() > this.options.deadline || this.options.stopped?.() === true;
    return this.isStopped;
  }

  /**
   * The front of the first two axes within limits, from the best of the first on; every point is one of the whole front.
   * @param spread number of points up to which gaps are halved; from then on they are closed from one end
   * @param most number of points at which to leave the rest to others
   */
  private async front(limits: FrontLimits, spread: number, most: number): Promise<void> {
    const { first, second } = this;
    const best = await this.ask([first, second, ...this.third], limits);
    if (!best) {
      this.isImpossible = !this.isOver && this.points.length === 0;
      return;
    }
    const other = await this.ask([second, first, ...this.third], limits);
    if (!other) return;
    const gaps: Gap[] = [{ from: best, to: other, end: this.valueOf(second, other), isThin: false }];
    for (let gap; this.points.length < most && (gap = takeWidest(gaps, (one) => this.area(one)));) {
      const middle = this.points.length < spread && !gap.isThin ? this.middle(gap) : null;
      const beyond = middle === null ? this.beyond(gap.from, limits) : this.atLeast(middle, limits);
      const found = await this.ask([first, second, ...this.third], beyond);
      if (!found) return;
      const isEnd = this.isSame(found, gap.to);
      if (middle !== null) gaps.push({ from: gap.from, to: found, end: middle, isThin: isEnd });
      if (!isEnd) gaps.push({ from: found, to: gap.to, end: gap.end, isThin: false });
    }
  }

  /** The whole front of the first two axes within limits, one by one from the best of the first axis on. */
  private async chain(limits: FrontLimits): Promise<FrontPlan[]> {
    const order = [this.first, this.second, ...this.third];
    const plans: FrontPlan[] = [];
    for (let plan = await this.ask(order, limits); plan; plan = await this.ask(order, this.beyond(plan, limits)))
      plans.push(plan);
    return plans;
  }

  /** Limits that only plans better in the second axis keep. */
  private beyond(plan: FrontPlan, limits: FrontLimits): FrontLimits {
    const { model, second } = this;
    if (second === 'price') return { ...limits, price: plan.price - model.priceStep };
    return { ...limits, byGroup: model.neededFor(plan.worst!, true) };
  }

  /** Limits that only plans at least so good in the second axis keep. */
  private atLeast(value: number, limits: FrontLimits): FrontLimits {
    if (this.second === 'price') return { ...limits, price: -value };
    return { ...limits, byGroup: this.model.neededFor(value, false) };
  }

  /** The middle of a gap in the second axis, whole steps from its beginning; null where there is none. */
  private middle({ from, end }: Gap): number | null {
    const begin = this.valueOf(this.second, from);
    if (this.second === 'worst') return (begin + end) / 2;
    const steps = Math.floor((end - begin) / this.model.priceStep / 2);
    return steps < 1 ? null : begin + steps * this.model.priceStep;
  }

  /** How much of the front can lie in a gap; 0 when there is no room for a point. */
  private area({ from, to, end }: Gap): number {
    const { model, first, second } = this;
    const width = end - this.valueOf(second, from);
    const height = this.valueOf(first, from) - this.valueOf(first, to);
    const step = { price: model.priceStep, covered: model.weightStep, worst: 0 };
    const isTooNarrow = width < step[second] * 1.5 && second === 'price';
    if (isTooNarrow || width <= 1e-12 || height < step[first] * 1.5) return 0;
    return width * height;
  }

  /** More is better. */
  private valueOf(axis: FrontAxis, plan: FrontPlan): number {
    return axis === 'price' ? -plan.price : axis === 'covered' ? plan.covered : plan.worst!;
  }

  private isSame(a: FrontPlan, b: FrontPlan): boolean {
    const { weightStep, priceStep } = this.model;
    return (
      Math.abs(a.price - b.price) < priceStep / 2 &&
      Math.abs(a.covered - b.covered) < weightStep / 2 &&
      (this.second !== 'worst' || Math.abs(a.worst! - b.worst!) < 1e-9)
    );
  }

  /**
   * The plan that is best in one axis, among its equals in the next, and so on.
   * @returns null when there is none, or time was up first (`isOver`)
   */
  private async ask(order: readonly FrontAxis[], limits: FrontLimits): Promise<FrontPlan | null> {
    const isMain = order[0] === this.first;
    const known = isMain ? this.answers.find((answer) => this.answersToo(answer, limits)) : undefined;
    if (known) return known.plan;
    const { model } = this;
    if (this.isOver) {
      this.isComplete = false;
      return null;
    }
    let held = limits;
    let plan: FrontPlan | null = this.bestKnown(order[0]!, limits);
    for (const axis of order) {
      const { status, plan: found } = await model.best(axis, held, plan, this.options);
      if (status === 'infeasible') {
        if (isMain) this.answers.push({ limits, plan: null });
        return null;
      }
      plan = found ?? plan;
      if (status !== 'optimal') {
        this.isStopped = true;
        this.isComplete = false;
        if (plan) this.tell(plan, false);
        return null;
      }
      held = this.holding(held, axis, plan!);
    }
    if (isMain) this.answers.push({ limits, plan });
    this.tell(plan!, true);
    return plan;
  }

  /** Limits under which a plan's value in an axis is kept. */
  private holding(limits: FrontLimits, axis: FrontAxis, plan: FrontPlan): FrontLimits {
    if (axis === 'price') return { ...limits, price: plan.price };
    if (axis === 'covered') return { ...limits, covered: plan.covered };
    const needed = this.model.neededFor(plan.worst!, false);
    return { ...limits, byGroup: needed.map((weight, g) => Math.max(weight, limits.byGroup?.[g] ?? 0)) };
  }

  /** Whether the answer for looser limits is the answer for these. */
  private answersToo({ limits, plan }: KnownAnswer, tighter: FrontLimits): boolean {
    const isLooser =
      (limits.price ?? Infinity) >= (tighter.price ?? Infinity) &&
      (limits.byGroup?.every((needed, g) => needed <= (tighter.byGroup?.[g] ?? 0)) ?? true);
    return isLooser && (plan === null || this.model.keeps(plan, tighter));
  }

  /** A plan to start from. */
  private bestKnown(axis: FrontAxis, limits: FrontLimits): FrontPlan | null {
    const kept = this.points.filter((point) => this.model.keeps(point, limits));
    return kept.reduce<FrontPlan | null>(
      (best, point) => (best && this.valueOf(axis, best) >= this.valueOf(axis, point) ? best : point),
      null,
    );
  }

  private tell(plan: FrontPlan, proven: boolean): void {
    const isKnown = this.points.some((point) => this.isAsGood(point, plan));
    if (isKnown) return;
    if (this.points.length >= this.options.mostPoints) {
      this.isStopped = true;
      this.isComplete = false;
      return;
    }
    const point = { ...plan, worstGroup: this.worstGroup(plan), proven };
    this.points.push(point);
    this.options.onPoint?.(point);
  }

  /** Whether a plan is at least as good as another in all axes asked for. */
  private isAsGood(a: FrontPlan, b: FrontPlan): boolean {
    const { weightStep, priceStep } = this.model;
    const step = { price: priceStep / 2, covered: weightStep / 2, worst: 1e-9 };
    return [this.first, this.second, ...this.third].every(
      (axis) => this.valueOf(axis, a) > this.valueOf(axis, b) - step[axis],
    );
  }

  private worstGroup({ byGroup, worst }: FrontPlan): number | null {
    if (worst === null) return null;
    const { demand, groups } = this.problem;
    const weights = groups.map((_, g) =>
      demand.weight.reduce((sum, w, d) => sum + (demand.group?.[d] === g ? w : 0), 0),
    );
    return weights.findIndex((weight, g) => weight > 0 && Math.abs(byGroup[g]! / weight - worst) < 1e-9);
  }
}

/** Takes out the widest gap; null when no gap has room. */
function takeWidest(gaps: Gap[], areaOf: (gap: Gap) => number): Gap | null {
  const areas = gaps.map(areaOf);
  const widest = areas.reduce((best, area, k) => (area > areas[best]! ? k : best), 0);
  if (!(areas[widest]! > 0)) return null;
  return gaps.splice(widest, 1)[0]!;
}
