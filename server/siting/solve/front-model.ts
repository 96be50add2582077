import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import { addCoverColumns } from './assignment/cover-columns.ts';
import { addWorstShare, coverageByGroup, limitShares, worstOfCoverage, type Coverage } from './assignment/coverage.ts';
import { coveredWeight, groupWeights, worstShare } from './assignment/measure.ts';
import { planOf, type Plan } from './assignment/model.ts';
import { usablePairs, type Pairs } from './assignment/pairs.ts';
import { nearestOpen, type Service } from './assignment/service.ts';
import { addServing } from './assignment/serving.ts';
import { Mip, solveMip } from './mip.ts';
import { addSites, limitSites, netPrices, planPrice } from './site-limits.ts';
import type { Served, SolveOptions, SolveStatus } from './solution.ts';
import { stepOf } from './steps.ts';

/**
 * What plans are weighed by: least price (or fewest open sites, where there are no prices), most covered weight, and the
 * highest share in the group that is worst off.
 */
export type FrontAxis = 'price' | 'covered' | 'worst';

/** A plan by what it is weighed by. */
export interface FrontPlan extends Plan {
  readonly price: number;
  readonly covered: number;
  /** Null where no group has weight. */
  readonly worst: number | null;
  /** Covered weight of each group. */
  readonly byGroup: Float64Array;
}

/** What a plan must reach at least. */
export interface FrontLimits {
  /** Most that it may cost. */
  readonly price?: number;
  /** Least weight covered. */
  readonly covered?: number;
  /** Least weight covered in each group. */
  readonly byGroup?: Float64Array;
}

/**
 * The covering problem under all limits of a question as a programme for one axis at a time, with limits on the others. It
 * counts in steps: prices and weights are told in the largest amount of which all of them are multiples.
 */
export class FrontModel {
  /** Least amounts by which two plans can differ in price and in covered weight. */
  readonly priceStep: number;
  readonly weightStep: number;
  /** What no open site costs, and what each adds. */
  private readonly prices: { base: number; net: ArrayLike<number> };
  private readonly pairs: Pairs;
  private readonly groupWeight: Float64Array;
  /** How far below a limit a plan may be told to be, in steps: half of one where plans are worth whole steps. */
  private readonly slack: { price: number; weight: number };
  private readonly problem: LocationProblem;
  private readonly question: LocationQuestion;

  constructor(problem: LocationProblem, asked: LocationQuestion) {
    const question: LocationQuestion = { ...asked, objective: 'max-cover', backup: null };
    this.problem = problem;
    this.question = question;
    this.pairs = usablePairs(problem, question);
    this.groupWeight = groupWeights(problem);
    this.prices = problem.sites.price ? netPrices(problem) : { base: 0, net: problem.sites.state.map(() => 1) };
    const price = stepOf(this.prices.net, 0.01);
    const total = problem.demand.weight.reduce((sum, weight) => sum + weight, 0);
    const weight = stepOf(problem.demand.weight, Math.max(1e-6 * total, Number.MIN_VALUE));
    this.priceStep = price.step;
    this.weightStep = weight.step;
    // Parts of demand and fading cover come in any amount.
    const isWeightWhole = weight.isWhole && question.capacitated !== 'split' && question.gradual === null;
    if (!isWeightWhole) this.weightStep = Math.max(1e-6 * total, Number.MIN_VALUE);
    this.slack = { price: price.isWhole ? 0.5 : 1e-6, weight: isWeightWhole ? 0.5 : 1e-6 };
  }

  /** Least weight of each group that gives everyone a share, or if `beyond` more than the share. */
  neededFor(share: number, beyond: boolean): Float64Array {
    const step = this.weightStep;
    const isWhole = this.slack.weight === 0.5;
    return this.groupWeight.map((weight) => {
      if (weight === 0) return 0;
      const exact = share * weight;
      if (!isWhole) return beyond ? exact + step : exact;
      return (beyond ? Math.floor(exact / step + 1e-6) + 1 : Math.ceil(exact / step - 1e-6)) * step;
    });
  }

  /** Whether a plan keeps limits. */
  keeps(plan: FrontPlan, limits: FrontLimits): boolean {
    const { priceStep, weightStep } = this;
    if (limits.price !== undefined && plan.price > limits.price + priceStep / 2) return false;
    if (limits.covered !== undefined && plan.covered < limits.covered - weightStep / 2) return false;
    return !limits.byGroup || limits.byGroup.every((needed, g) => plan.byGroup[g]! >= needed - weightStep / 2);
  }

  /** The best plan of one axis within limits. `start` must keep them. */
  async best(
    axis: FrontAxis,
    limits: FrontLimits,
    start: FrontPlan | null,
    { deadline, seed, stopped }: SolveOptions,
  ): Promise<{ status: SolveStatus; plan: FrontPlan | null }> {
    const { problem, question, pairs } = this;
    const mip = new Mip('maximise');
    const sites = addSites(problem, mip);
    limitSites(problem, question, mip, sites);
    const { coverage, service, fill } = this.addCover(mip, sites);
    if (question.leastShare !== null) limitShares(problem, question.leastShare, mip, coverage);
    this.addLimits(mip, sites, coverage, limits);
    const worst = axis === 'worst' ? addWorstShare(problem, mip, coverage) : null;
    if (worst !== null) mip.cost[worst] = 1;
    if (axis === 'price')
      sites.forEach((column, site) => (mip.cost[column] = -this.prices.net[site]! / this.priceStep));
    if (axis === 'covered')
      coverage.column.forEach((column, k) => (mip.cost[column] = coverage.amount[k]! / this.weightStep));
    const inSteps = axis === 'price' ? this.slack.price : axis === 'covered' ? this.slack.weight : 0;
    const { status, values } = await solveMip(mip, {
      deadline,
      seed,
      ...(inSteps === 0.5 ? { absoluteGap: 1 - 1e-6, relativeGap: 0 } : {}),
      ...(start ? { start: valuesOf(start) } : {}),
      ...(stopped ? { stopped } : {}),
    });
    return { status, plan: values ? this.weigh(planAt(values)) : null };

    function valuesOf(plan: FrontPlan): Float64Array {
      const filled = new Float64Array(mip.columns);
      for (const site of plan.open) filled[sites[site]!] = 1;
      fill(plan.served, filled);
      if (worst !== null) filled[worst] = worstOfCoverage(problem, coverage, filled);
      return filled;
    }

    function planAt(at: ArrayLike<number>): Plan {
      if (service && question.capacitated !== 'no') return planOf({ sites, service }, pairs, at);
      const isOpen = Uint8Array.from(sites, (column) => at[column]!);
      const open = [...isOpen.keys()].filter((site) => isOpen[site]);
      return { open, served: problem.demand.ids.flatMap((_, demand) => nearestOpen(pairs, demand, isOpen)) };
    }
  }

  private weigh(plan: Plan): FrontPlan {
    const { total, byGroup } = coveredWeight(this.problem, this.question, plan.served);
    const price = this.problem.sites.price ? planPrice(this.problem, plan.open) : plan.open.length;
    return { ...plan, price, covered: total, worst: worstShare(this.problem, byGroup), byGroup };
  }

  private addCover(
    mip: Mip,
    sites: Int32Array,
  ): {
    coverage: Coverage;
    service: Service | null;
    fill: (served: readonly Served[], values: Float64Array) => void;
  } {
    const { problem, question, pairs } = this;
    if (question.capacitated === 'no' && question.gradual === null)
      return { service: null, ...addCoverColumns(mip, problem, pairs, sites) };
    const serving = addServing(mip, problem, question, pairs, sites);
    serving.service.columns.forEach((column) => {
      if (column >= 0) mip.cost[column] = 0;
    });
    return serving;
  }

  private addLimits(mip: Mip, sites: Int32Array, coverage: Coverage, limits: FrontLimits): void {
    const { priceStep, weightStep, slack } = this;
    if (limits.price !== undefined) {
      const { base, net } = this.prices;
      const inSteps = Array.from(net, (price) => price / priceStep);
      mip.row(-Infinity, (limits.price - base) / priceStep + slack.price, sites, inSteps);
    }
    const stepsOf = (amounts: readonly number[]) => amounts.map((amount) => amount / weightStep);
    if (limits.covered !== undefined)
      mip.row(limits.covered / weightStep - slack.weight, Infinity, coverage.column, stepsOf(coverage.amount));
    if (!limits.byGroup) return;
    coverageByGroup(this.problem, coverage).forEach(({ column, amount }, g) => {
      const needed = limits.byGroup![g]! / weightStep;
      if (needed > 0) mip.row(needed - slack.weight, Infinity, column, stepsOf(amount));
    });
  }
}
