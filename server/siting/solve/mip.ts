import loadHighs, { type Highs } from 'highs';
import type { SolveStatus } from './solution.ts';

/**
 * A mixed-integer linear programme, built column by column and row by row.
 *
 * @example
 * const mip = new Mip('maximise');
 * const a = mip.binary(30);
 * const b = mip.binary(50);
 * mip.row(-Infinity, 1, [a, b], [1, 1]);
 * (await solveMip(mip, { deadline: performance.now() + 1000, seed: 1 })).values; // [0, 1]
 */
export class Mip {
  readonly sense: 'minimise' | 'maximise';
  /** Added to the objective. */
  offset = 0;
  readonly cost: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  readonly integer: boolean[] = [];
  readonly rowLower: number[] = [];
  readonly rowUpper: number[] = [];
  readonly rowStart: number[] = [0];
  readonly column: number[] = [];
  readonly value: number[] = [];

  constructor(sense: 'minimise' | 'maximise') {
    this.sense = sense;
  }

  get columns(): number {
    return this.cost.length;
  }

  get rows(): number {
    return this.rowLower.length;
  }

  /** @returns position of the new column */
  continuous(cost: number, lower = 0, upper = Infinity): number {
    this.integer.push(false);
    this.lower.push(lower);
    this.upper.push(upper);
    return this.cost.push(cost) - 1;
  }

  /** @returns position of the new column, 0 or 1 */
  binary(cost: number, lower: 0 | 1 = 0, upper: 0 | 1 = 1): number {
    const column = this.continuous(cost, lower, upper);
    this.integer[column] = true;
    return column;
  }

  /** `lower ≤ Σ values · columns ≤ upper`. @returns position of the new row */
  row(lower: number, upper: number, columns: ArrayLike<number>, values: ArrayLike<number> | number): number {
    for (let i = 0; i < columns.length; i++) {
      this.column.push(columns[i]!);
      this.value.push(typeof values === 'number' ? values : values[i]!);
    }
    this.rowStart.push(this.column.length);
    this.rowLower.push(lower);
    return this.rowUpper.push(upper) - 1;
  }
}

export interface MipProgress {
  objective: number | null;
  bound: number | null;
  /** Values of all columns, where a better plan was found. */
  values: Float64Array | null;
}

export interface MipOptions {
  /** `performance.now()` at which to stop. */
  deadline: number;
  seed: number;
  /** Relative distance between plan and bound at which the plan counts as optimal; default 1e-6. */
  relativeGap?: number;
  /** Absolute distance; for whole objectives just below 1 ends the search as soon as no better whole number is left. */
  absoluteGap?: number;
  /** A plan to start from: values of all columns. */
  start?: ArrayLike<number>;
  /** Whether the programme is made smaller first; default: yes. A linear one of few columns is solved sooner without. */
  presolve?: boolean;
  onProgress?: (progress: MipProgress) => void;
  /** Between two tellings of a bound that moves, ms; default 250. */
  tellEveryMs?: number;
  stopped?: () => boolean;
}

export interface MipResult {
  /** `unknown`: stopped before a plan was found or excluded. */
  status: SolveStatus;
  objective: number | null;
  bound: number | null;
  /** Values of all columns of the best plan; whole ones are whole. */
  values: Float64Array | null;
  nodes: number;
}

let loaded: Promise<Highs> | undefined;

/**
 * Solves a programme with HiGHS (WebAssembly) in this thread, which it keeps busy until it ends: call it in a thread of its
 * own where others must go on.
 * @throws Error when HiGHS refuses the programme, which is our fault
 */
export async function solveMip(mip: Mip, options: MipOptions): Promise<MipResult> {
  if (mip.columns === 0) return withoutColumns(mip);
  loaded ??= loadHighs();
  const highs = await loaded;
  const { modelStatus, variableType, objectiveSense, callbackType } = highs.constants;
  const { tellEveryMs = 250 } = options;
  const secondsLeft = Math.max(0.01, (options.deadline - performance.now()) / 1000);
  const model = highs.createModel({
    numCols: mip.columns,
    numRows: mip.rows,
    sense: mip.sense === 'minimise' ? objectiveSense.minimize : objectiveSense.maximize,
    offset: mip.offset,
    colCost: Float64Array.from(mip.cost),
    colLower: Float64Array.from(mip.lower),
    colUpper: Float64Array.from(mip.upper),
    rowLower: Float64Array.from(mip.rowLower),
    rowUpper: Float64Array.from(mip.rowUpper),
    matrix: {
      format: 'csr',
      numRows: mip.rows,
      numCols: mip.columns,
      starts: Int32Array.from(mip.rowStart),
      indices: Int32Array.from(mip.column),
      values: Float64Array.from(mip.value),
    },
    integrality: mip.integer.map((whole) => (whole ? variableType.integer : variableType.continuous)),
  });
  try {
    model.options.set({
      output_flag: false,
      time_limit: secondsLeft,
      random_seed: options.seed,
      mip_rel_gap: options.relativeGap ?? 1e-6,
      ...(options.presolve === false ? { presolve: 'off' } : {}),
      ...(options.absoluteGap === undefined ? {} : { mip_abs_gap: options.absoluteGap }),
    });
    if (options.start) model.setSolution({ colValue: Float64Array.from(options.start) });
    const known = (value: unknown) => (typeof value === 'number' && Math.abs(value) < 1e29 ? value : null);
    let [toldAt, toldBound]: [number, number | null] = [-Infinity, null];
    const tell = (data: { mip_primal_bound?: number; mip_dual_bound?: number }, values: Float64Array | null) => {
      const [objective, bound] = [known(data.mip_primal_bound), known(data.mip_dual_bound)];
      [toldAt, toldBound] = [performance.now(), bound];
      options.onProgress?.({ objective, bound, values });
      return undefined;
    };
    model.run({
      [callbackType.mipImprovingSolution]: (event) => tell(event.data, event.data.mip_solution ?? null),
      // A bound that moves between two plans is told from here: HiGHS calls its logging only where it prints.
      [callbackType.mipInterrupt]: (event) => {
        if (options.stopped?.()) event.interrupt();
        else if (performance.now() - toldAt >= tellEveryMs && known(event.data.mip_dual_bound) !== toldBound)
          tell(event.data, null);
      },
      [callbackType.simplexInterrupt]: (event) => {
        if (options.stopped?.()) event.interrupt();
      },
    });
    const status = model.getModelStatus();
    if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible)
      return { status: 'infeasible', objective: null, bound: null, values: null, nodes: 0 };
    const failed: number[] = [modelStatus.loadError, modelStatus.modelError, modelStatus.solveError];
    if (failed.includes(status)) throw new Error(`HiGHS refused the programme: status ${status}`);
    const hasPlan = model.info.get('primal_solution_status') === 2;
    const isMip = mip.integer.includes(true);
    const bound = isMip ? known(model.info.get('mip_dual_bound')) : hasPlan ? model.getObjectiveValue() : null;
    const values = hasPlan ? model.getSolution().colValue : null;
    values?.forEach((value, i) => {
      if (mip.integer[i]) values[i] = Math.round(value);
    });
    return {
      status: status === modelStatus.optimal ? 'optimal' : hasPlan ? 'feasible' : 'unknown',
      objective: hasPlan ? model.getObjectiveValue() : null,
      bound,
      values,
      nodes: isMip ? Number(model.info.get('mip_node_count')) : 0,
    };
  } finally {
    model.dispose();
  }
}

/** A programme in which nothing can be chosen: its rows hold at 0, or nothing does. */
function withoutColumns(mip: Mip): MipResult {
  const holds = mip.rowLower.every((lower, row) => lower <= 0 && mip.rowUpper[row]! >= 0);
  if (!holds) return { status: 'infeasible', objective: null, bound: null, values: null, nodes: 0 };
  return { status: 'optimal', objective: mip.offset, bound: mip.offset, values: new Float64Array(0), nodes: 0 };
}
