import { randomStream } from '../../../random.ts';
import type { CoverMatrix } from './set-cover-matrix.ts';

export interface SearchOptions {
  seed: number;
  /** Exchanges to try; the same number gives the same cover on every machine. */
  steps: number;
  /** A cover of at most this cost cannot be bettered. */
  enough: number;
  stopped: () => boolean;
}

/** Exchanges between two questions whether to stop. */
const STEPS_AT_ONCE = 500;

/**
 * A cheap cover by local search with weights on rows that are hard to cover (Gao, Weise and Li 2015, "An efficient local search
 * heuristic with row weighting for the unicost set covering problem"); scores are by cost, so that it serves prices too.
 * @returns columns of the cover, ascending
 */
export function searchSetCover(matrix: CoverMatrix, { seed, steps, enough, stopped }: SearchOptions): number[] {
  const search = new RowWeighting(matrix, seed);
  search.coverAll();
  search.dropSuperfluous();
  for (let step = 0; step < steps && search.bestCost > enough; step++) {
    if (step % STEPS_AT_ONCE === 0 && stopped()) break;
    if (!search.exchange()) break;
    search.dropSuperfluous();
  }
  return search.best();
}

class RowWeighting {
  bestCost = Infinity;
  private readonly matrix: CoverMatrix;
  private readonly random;
  private readonly isOpen: Uint8Array;
  private readonly bestOpen: Uint8Array;
  /** Open columns of each row, and the weight of the row. */
  private readonly covers: Uint32Array;
  private readonly weight: Float64Array;
  /** Weight that opening a shut column would cover anew, or that shutting an open one would uncover. */
  private readonly score: Float64Array;
  /** Step at which a column last changed, and whether something near it has changed since it was shut. */
  private readonly changed: Uint32Array;
  private readonly mayOpen: Uint8Array;
  /** Rows that are not covered, in any order, and where each is in that list. */
  private readonly uncovered: number[] = [];
  private readonly uncoveredAt: Int32Array;
  private cost = 0;
  private step = 0;
  private lastOpened = -1;

  constructor(matrix: CoverMatrix, seed: number) {
    const { rows, columns } = matrix;
    this.matrix = matrix;
    this.random = randomStream(seed, 'set cover search');
    this.isOpen = new Uint8Array(columns);
    this.bestOpen = new Uint8Array(columns);
    this.covers = new Uint32Array(rows);
    this.weight = new Float64Array(rows).fill(1);
    this.score = Float64Array.from({ length: columns }, (_, c) => matrix.columnStart[c + 1]! - matrix.columnStart[c]!);
    this.changed = new Uint32Array(columns);
    this.mayOpen = new Uint8Array(columns).fill(1);
    this.uncoveredAt = Int32Array.from({ length: rows }, (_, row) => row);
    for (let row = 0; row < rows; row++) this.uncovered.push(row);
  }

  best(): number[] {
    return [...this.bestOpen.keys()].filter((column) => this.bestOpen[column] === 1);
  }

  /** Opens what covers most for its cost until all is covered. */
  coverAll(): void {
    while (this.uncovered.length > 0) {
      let chosen = -1;
      for (let c = 0; c < this.matrix.columns; c++)
        if (!this.isOpen[c] && this.score[c]! > 0 && (chosen < 0 || this.worth(c) > this.worth(chosen))) chosen = c;
      this.open(chosen);
    }
  }

  /** While all is covered: keeps the cover if it is the best, and shuts the column that is missed least. */
  dropSuperfluous(): void {
    while (this.uncovered.length === 0) {
      if (this.cost < this.bestCost) {
        this.bestCost = this.cost;
        this.bestOpen.set(this.isOpen);
      }
      const least = this.leastMissed(false);
      if (least < 0) return;
      this.shut(least);
    }
  }

  /** Shuts one more column and opens others that cover what is not covered. @returns whether anything could be changed */
  exchange(): boolean {
    if (this.uncovered.length === 0) return false;
    this.step++;
    const least = this.leastMissed(true);
    if (least >= 0) {
      this.shut(least);
      this.changed[least] = this.step;
    }
    while (this.uncovered.length > 0) {
      const row = this.uncovered[this.random.integer(0, this.uncovered.length - 1)]!;
      const chosen = this.bestCovering(row);
      if (chosen < 0) break;
      this.open(chosen);
      this.changed[chosen] = this.step;
      this.lastOpened = chosen;
    }
    for (const missed of this.uncovered) {
      this.weight[missed]!++;
      for (let i = this.matrix.rowStart[missed]!; i < this.matrix.rowStart[missed + 1]!; i++)
        this.score[this.matrix.column[i]!]!++;
    }
    return true;
  }

  private worth(column: number): number {
    return this.score[column]! / Math.max(this.matrix.cost[column]!, Number.EPSILON);
  }

  private leastMissed(exceptLast: boolean): number {
    let least = -1;
    for (let c = 0; c < this.matrix.columns; c++) {
      if (!this.isOpen[c] || (exceptLast && c === this.lastOpened)) continue;
      if (least < 0 || this.isBefore(c, least, this.worth(least) - this.worth(c))) least = c;
    }
    return least;
  }

  private bestCovering(row: number): number {
    let best = -1;
    for (let i = this.matrix.rowStart[row]!; i < this.matrix.rowStart[row + 1]!; i++) {
      const c = this.matrix.column[i]!;
      if (!this.mayOpen[c] || this.cost + this.matrix.cost[c]! >= this.bestCost) continue;
      if (best < 0 || this.isBefore(c, best, this.worth(c) - this.worth(best))) best = c;
    }
    return best;
  }

  /** Whether a column goes before another: by advantage, else by the longer rest. */
  private isBefore(column: number, other: number, advantage: number): boolean {
    return advantage > 0 || (advantage === 0 && this.changed[column]! < this.changed[other]!);
  }

  private open(column: number): void {
    const { columnStart, row, rowStart, column: columns, cost } = this.matrix;
    this.isOpen[column] = 1;
    this.cost += cost[column]!;
    this.score[column] = 0;
    for (let i = columnStart[column]!; i < columnStart[column + 1]!; i++) {
      const r = row[i]!;
      const before = this.covers[r]!++;
      const weight = this.weight[r]!;
      if (before === 0) this.score[column]! += weight;
      for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) {
        const other = columns[k]!;
        if (other === column) continue;
        this.mayOpen[other] = 1;
        if (before === 0) this.score[other]! -= weight;
        else if (before === 1 && this.isOpen[other]) this.score[other]! -= weight;
      }
      if (before === 0) this.markCovered(r);
    }
  }

  private shut(column: number): void {
    const { columnStart, row, rowStart, column: columns, cost } = this.matrix;
    this.isOpen[column] = 0;
    this.mayOpen[column] = 0;
    this.cost -= cost[column]!;
    this.score[column] = 0;
    for (let i = columnStart[column]!; i < columnStart[column + 1]!; i++) {
      const r = row[i]!;
      const after = --this.covers[r]!;
      const weight = this.weight[r]!;
      if (after === 0) this.score[column]! += weight;
      for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) {
        const other = columns[k]!;
        if (other === column) continue;
        this.mayOpen[other] = 1;
        if (after === 0) this.score[other]! += weight;
        else if (after === 1 && this.isOpen[other]) this.score[other]! += weight;
      }
      if (after === 0) {
        this.uncoveredAt[r] = this.uncovered.length;
        this.uncovered.push(r);
      }
    }
  }

  private markCovered(row: number): void {
    const last = this.uncovered.pop()!;
    if (last !== row) {
      this.uncovered[this.uncoveredAt[row]!] = last;
      this.uncoveredAt[last] = this.uncoveredAt[row]!;
    }
  }
}
