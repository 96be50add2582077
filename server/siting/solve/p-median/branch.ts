import { FREE, OPEN, SHUT } from '../../problem/problem.ts';
import type { MedianCore } from './core.ts';
import type { MedianPlan } from './interchange.ts';
import { ReducedMedian } from './reduced.ts';
import { MedianRelaxation } from './relaxation.ts';

/** A part of the search that is still to be looked into. */
interface Node {
  /** No plan in it costs less, as a multiple of the grain where costs are whole. */
  bound: number;
  /** Value of the relaxation at `multipliers`. */
  value: number;
  /** Order of making; among equal bounds the latest goes first, so that the search dives. */
  order: number;
  state: Uint8Array;
  multipliers: Float64Array;
  /** Averaged openness of each site, to go on from. */
  share: Float32Array;
}

export interface MedianSearchOptions {
  stopped: () => boolean;
  /** Told what is known now, whenever that changes. */
  onProgress: (objective: number, bound: number, open: readonly number[]) => void;
}

export interface MedianSearchResult {
  objective: number;
  bound: number;
  /** Sites of the core, ascending. */
  open: number[];
  nodes: number;
}

/** Relative distance to the best plan within which other plans are not looked for. */
const TOLERANCE = 5e-7;
const ROOT_ITERATIONS = 2000;
const NODE_ITERATIONS = 150;
const NODE_STEP = 0.05;

/** Best-first branch and bound over the sites, with bounds from the Lagrangian relaxation. */
export class MedianSearch {
  private readonly reduced: ReducedMedian;
  private readonly relaxation: MedianRelaxation;
  private best = Infinity;
  private open: number[] = [];
  private nodes = 0;
  private made = 0;
  private readonly heap: Node[] = [];
  /** Least bound of a node that was given up because time was up. */
  private leftBound = Infinity;

  /** @param plan a plan that serves everyone */
  constructor(
    private readonly core: MedianCore,
    private readonly plan: MedianPlan,
    private readonly options: MedianSearchOptions,
  ) {
    this.reduced = new ReducedMedian(core);
    this.relaxation = new MedianRelaxation(this.reduced);
    this.keepIfBetter();
  }

  run(): MedianSearchResult {
    this.root();
    while (this.heap.length > 0 && !this.options.stopped()) {
      const node = popLeast(this.heap);
      if (node.bound > this.cut) {
        this.heap.length = 0;
        break;
      }
      this.nodes++;
      this.expand(node);
      this.tell();
    }
    return { objective: this.best, bound: this.bound, open: this.open, nodes: this.nodes };
  }

  /** Plans that cost more than this are of no interest. */
  private get cut(): number {
    const { best, core } = this;
    const noise = Math.min(core.grain / 2, Math.max(core.grain * 1e-6, best * 1e-11));
    return best - Math.max(core.grain - noise, TOLERANCE * best);
  }

  private get bound(): number {
    const open = Math.min(this.roundedUp(this.leftBound), this.heap[0]?.bound ?? Infinity);
    if (open <= this.cut) return open;
    return this.core.grain > TOLERANCE * this.best ? this.best : Math.min(this.best, this.cut);
  }

  /** The least that a plan can cost that costs no less than this. */
  private roundedUp(bound: number): number {
    const { grain } = this.core;
    return grain > 0 ? Math.ceil(bound / grain - 1e-6) * grain : bound;
  }

  private root(): void {
    this.ascendRoot();
    this.leftBound = Infinity;
  }

  private ascendRoot(): void {
    const { core, plan, reduced, relaxation } = this;
    const state = Uint8Array.from(core.fixed, (fixed) => (fixed ? OPEN : FREE));
    let prices: Float64Array = plan.nearestCosts.map(
      (cost, i) => (cost + Math.min(plan.secondCosts[i]!, 2 * cost)) / 2,
    );
    let slack = Infinity;
    let rises = 0;
    for (let round = 0; round < ROOT_ITERATIONS; round += 100) {
      if (!reduced.build(state, slack === Infinity ? null : prices, slack)) return;
      if (round === 0 && !relaxation.start(prices, 1, this.cut)) return;
      const below = relaxation.ascend({
        cut: this.cut,
        target: this.best,
        iterations: 100,
        leastRise: 0,
        patience: 100,
        stopped: this.options.stopped,
        onRise: (chosen) => {
          if (++rises % 10 === 0) this.tryPlan(openIn(chosen));
        },
      });
      if (!below) return;
      this.tryPlan(this.mostShared());
      state.set(reduced.state);
      prices = relaxation.multipliers.slice();
      const before = this.leftBound;
      this.leftBound = relaxation.bound;
      slack = this.cut - relaxation.bound;
      this.tell();
      if (this.options.stopped()) return;
      if (round > 300 && relaxation.bound - before < 0.002 * slack) break;
    }
    this.branch();
  }

  private expand(node: Node): void {
    const { reduced, relaxation } = this;
    if (!reduced.build(node.state, node.multipliers, this.cut - node.value)) return;
    if (!relaxation.start(node.multipliers, NODE_STEP, this.cut, node.share)) return;
    const below = relaxation.ascend({
      cut: this.cut,
      target: this.best,
      iterations: NODE_ITERATIONS,
      leastRise: 0.02,
      patience: 30,
      stopped: this.options.stopped,
    });
    if (!below) return;
    if (reduced.quota === 0 || reduced.freeCount <= reduced.quota) {
      this.plan.set([...reduced.forced.subarray(0, reduced.forcedCount), ...reduced.free.subarray(0, reduced.quota)]);
      this.keepIfBetter();
      return;
    }
    this.tryPlan(this.mostShared());
    this.branch();
  }

  /** Divides what is left on the site whose share is most undecided. */
  private branch(): void {
    const { reduced, relaxation } = this;
    let on = -1;
    let least = Infinity;
    for (let f = 0; f < reduced.freeCount; f++) {
      const j = reduced.free[f]!;
      const apart = Math.abs(relaxation.share[j]! - 0.5);
      if (apart < least || (apart === least && j < on)) {
        least = apart;
        on = j;
      }
    }
    if (on < 0) return;
    const multipliers = relaxation.multipliers.slice();
    const share = Float32Array.from(relaxation.share);
    for (const decided of [OPEN, SHUT]) {
      const state = reduced.state.slice();
      state[on] = decided;
      pushNode(this.heap, {
        bound: this.roundedUp(relaxation.bound),
        value: relaxation.bound,
        order: this.made++,
        state,
        multipliers,
        share,
      });
    }
  }

  private tryPlan(open: readonly number[]): void {
    this.plan.set(open);
    if (this.plan.value < this.best * 1.03) this.plan.interchange(this.options.stopped);
    this.keepIfBetter();
  }

  /** The p sites that the relaxation opens most, those that are forced open among them. */
  private mostShared(): number[] {
    const { reduced, relaxation } = this;
    const free = [...reduced.free.subarray(0, reduced.freeCount)];
    free.sort((a, b) => relaxation.share[b]! - relaxation.share[a]! || a - b);
    return [...reduced.forced.subarray(0, reduced.forcedCount), ...free.slice(0, reduced.quota)];
  }

  private keepIfBetter(): void {
    if (!(this.plan.value < this.best) || !this.plan.servesAll) return;
    this.best = this.plan.value;
    this.open = this.plan.sites();
  }

  private tell(): void {
    this.options.onProgress(this.best, this.bound, this.open);
  }
}

function openIn(flags: Uint8Array): number[] {
  const open: number[] = [];
  flags.forEach((flag, j) => flag && open.push(j));
  return open;
}

const before = (a: Node, b: Node) => a.bound < b.bound || (a.bound === b.bound && a.order > b.order);

function pushNode(heap: Node[], node: Node): void {
  let at = heap.push(node) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(node, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = node;
}

function popLeast(heap: Node[]): Node {
  const top = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return top;
}
