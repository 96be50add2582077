import { Mip } from '../solve/mip.ts';
import type { Action, Chosen } from './action.ts';
import type { Leaving, Link } from './links.ts';
import type { RowChanges } from './probe.ts';
import { greatestCommonDivisor } from './score.ts';

/** Actions to choose from, and how they go together. */
export interface Choice {
  readonly actions: readonly Action[];
  readonly once: readonly Link[];
  readonly leavings: readonly Leaving[];
  /** Rows that add the lesser of 0 and their score, with what the scores start from for each goal. */
  readonly capped: RowChanges;
  /** For each goal, by how much its score must rise; not positive: it is reached as things are. */
  readonly missing: readonly number[];
  /** Candidates of which it is not known what they bring: what is proven of the choice is not proven of all there is. */
  readonly leftOut: number;
}

/** What a plan must hold to; positions are those of the goals and actions of the choice. */
export interface Terms {
  readonly goals: readonly number[];
  readonly budgetYuan: number | null;
  readonly count: number | null;
  /** Actions that must be done, and ones that may not. */
  readonly pinned: readonly number[];
  readonly excluded: ReadonlySet<number>;
  /** Sets of actions of which not all may be done together again. */
  readonly notAll: readonly (readonly number[])[];
  /** Sets of actions that were tried exactly and do not do. */
  readonly notExactly: readonly (readonly number[])[];
  /** Of facilities that could leave, more than those of the choice. */
  readonly leavings: readonly Leaving[];
}

/** Cost of an action: once when it is done, and for each unit of its amount. */
export interface Weight {
  readonly once: number;
  readonly perUnit: number;
}

export interface Programme {
  readonly mip: Mip;
  chosen(values: ArrayLike<number>): Chosen[];
}

/** Amounts that a weight must not exceed in all: an optimum that a second programme keeps. */
export interface Cap {
  readonly weights: readonly Weight[];
  readonly most: number;
}

/**
 * Least weight of actions that reach the goals: a binary column for each action, a whole one for its amount, and a column
 * for each row that counts once. An action without a price cannot be part of a plan under a budget.
 */
export function programmeOf(
  choice: Choice,
  terms: Terms,
  weights: readonly Weight[],
  cap: Cap | null = null,
): Programme {
  const { actions } = choice;
  const mip = new Mip('minimise');
  const pinned = new Set(terms.pinned);
  const unaffordable = (a: number) => terms.budgetYuan !== null && actions[a]!.yuan === null;
  const done = actions.map((_, a) => {
    const out = terms.excluded.has(a) || unaffordable(a);
    // A pinned action that may not be done leaves no plan: 1 ≤ x ≤ 0 is told by a row, as a column's limits must be in order.
    const column = mip.binary(weights[a]!.once, 0, out ? 0 : 1);
    if (pinned.has(a)) mip.row(1, 1, [column], 1);
    return column;
  });
  const amounts = actions.map(({ most }, a) => {
    if (most === 1) return done[a]!;
    const column = mip.continuous(weights[a]!.perUnit, 0, most);
    mip.integer[column] = true;
    mip.row(-Infinity, 0, [column, done[a]!], [1, -most]);
    mip.row(0, Infinity, [column, done[a]!], [1, -1]);
    return column;
  });
  goalRows(mip, choice, terms, done, amounts);
  alternatives(mip, choice.actions, [...choice.leavings, ...terms.leavings], done);
  if (terms.count !== null) mip.row(-Infinity, terms.count, done, 1);
  if (terms.budgetYuan !== null)
    mip.row(
      -Infinity,
      terms.budgetYuan,
      amounts,
      actions.map(({ yuan }) => yuan ?? 0),
    );
  for (const set of terms.notAll)
    mip.row(
      -Infinity,
      set.length - 1,
      set.map((a) => done[a]!),
      1,
    );
  for (const set of terms.notExactly) notExactly(mip, done, new Set(set));
  if (cap) capRow(mip, cap, done, amounts, actions);
  return {
    mip,
    chosen: (values) =>
      actions.flatMap((action, a) => (values[done[a]!]! > 0.5 ? [{ action, amount: values[amounts[a]!]! }] : [])),
  };
}

/** Weights of an action that is done or not stand at its one column. */
export const weightOf = (action: Action, once: number, perUnit: number): Weight =>
  action.most === 1 ? { once: once + perUnit, perUnit: 0 } : { once, perUnit };

function goalRows(mip: Mip, choice: Choice, { goals }: Terms, done: number[], amounts: number[]): void {
  const { actions, once, capped, missing } = choice;
  const counted = new Map(
    once.map((link) => {
      const column = mip.continuous(0, 0, 1);
      mip.row(-Infinity, 0, [column, ...link.actions.map((a) => done[a]!)], [1, ...link.actions.map(() => -1)]);
      return [link.row, { column, deltas: link.deltas }];
    }),
  );
  const rows = new Map<string, number[]>();
  actions.forEach(({ changes }, a) => {
    for (const row of changes.keys()) rows.set(row, [...(rows.get(row) ?? []), a]);
  });
  const partsOf = (row: string, touching: readonly number[], g: number): Part[] => {
    const single = counted.get(row);
    const parts = single
      ? [{ column: single.column, value: single.deltas[g]! }]
      : touching.map((a) => ({ column: amounts[a]!, value: actions[a]!.changes.get(row)![g]! }));
    return parts.filter(({ value }) => value !== 0);
  };
  for (const g of goals) {
    const free: Part[] = [];
    const cappedRows: CappedRow[] = [];
    for (const [row, touching] of rows) {
      const parts = partsOf(row, touching, g);
      const start = capped.get(row)?.[g];
      if (start === undefined) free.push(...parts);
      else {
        const lifting = touching.filter((a) => actions[a]!.lifted.has(row)).map((a) => done[a]!);
        cappedRows.push({ start, parts, lifting });
      }
    }
    const sums = summed(free);
    // Whole numbers with a common divisor: their sum can only be a multiple of it.
    const whole = [...sums, ...cappedRows.flatMap((row) => row.parts)].map(({ value }) => value);
    const divisor =
      [...whole, ...cappedRows.map(({ start }) => start)].reduce(
        (d, value) => greatestCommonDivisor(Math.abs(value), d),
        0,
      ) || 1;
    const scores = cappedRows.map((row) => scoreColumn(mip, row, divisor));
    const standing = cappedRows.reduce((sum, { start }) => sum + Math.min(0, start), 0);
    mip.row(
      Math.ceil((missing[g]! + standing) / divisor),
      Infinity,
      [...sums.map(({ column }) => column), ...scores],
      [...sums.map(({ value }) => value / divisor), ...scores.map(() => 1)],
    );
  }
}

interface Part {
  column: number;
  value: number;
}

/** One part for each column. */
function summed(parts: readonly Part[]): Part[] {
  const values = new Map<number, number>();
  for (const { column, value } of parts) values.set(column, (values.get(column) ?? 0) + value);
  return [...values].flatMap(([column, value]) => (value === 0 ? [] : [{ column, value }]));
}

/** A row that adds the lesser of 0 and its score, or its score once one of the lifting actions is done. */
interface CappedRow {
  start: number;
  parts: readonly Part[];
  lifting: readonly number[];
}

/** A column for what the row adds: at most its score, and at most 0 unless lifted, which then lifts it to all it can be. */
function scoreColumn(mip: Mip, { start, parts, lifting }: CappedRow, divisor: number): number {
  const column = mip.continuous(0, -Infinity, lifting.length > 0 ? Infinity : 0);
  mip.row(
    -Infinity,
    start / divisor,
    [column, ...parts.map((part) => part.column)],
    [1, ...parts.map(({ value }) => -value / divisor)],
  );
  if (lifting.length > 0) {
    const most = Math.max(
      0,
      start + parts.reduce((sum, part) => sum + mip.upper[part.column]! * Math.max(0, part.value), 0),
    );
    mip.row(-Infinity, 0, [column, ...lifting], [1, ...lifting.map(() => -most / divisor)]);
  }
  return column;
}

/** At most one action of a slot, and not more facilities away from a place than may leave it. */
function alternatives(
  mip: Mip,
  actions: readonly Action[],
  leavings: readonly Leaving[],
  done: readonly number[],
): void {
  const bySlot = new Map<string, number[]>();
  actions.forEach(({ candidate: { slot } }, a) => bySlot.set(slot, [...(bySlot.get(slot) ?? []), done[a]!]));
  for (const columns of bySlot.values()) if (columns.length > 1) mip.row(-Infinity, 1, columns, 1);
  for (const { actions: ofOrigin, most } of leavings)
    mip.row(
      -Infinity,
      most,
      ofOrigin.map((a) => done[a]!),
      1,
    );
}

function notExactly(mip: Mip, done: readonly number[], set: ReadonlySet<number>): void {
  mip.row(
    -Infinity,
    set.size - 1,
    done,
    done.map((_, a) => (set.has(a) ? 1 : -1)),
  );
}

function capRow(
  mip: Mip,
  { weights, most }: Cap,
  done: readonly number[],
  amounts: readonly number[],
  actions: readonly Action[],
): void {
  const columns: number[] = [];
  const values: number[] = [];
  actions.forEach((action, a) => {
    columns.push(done[a]!);
    values.push(weights[a]!.once);
    if (action.most > 1) {
      columns.push(amounts[a]!);
      values.push(weights[a]!.perUnit);
    }
  });
  mip.row(-Infinity, most, columns, values);
}
