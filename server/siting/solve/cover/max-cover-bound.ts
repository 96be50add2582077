import type { CoverRow } from './coverage.ts';
import type { SiteLimits } from './limits.ts';

export interface MaxCoverBound {
  /** No plan earns more from the rows. */
  readonly bound: number;
  /** By free site: no plan that opens it earns more. */
  readonly withSite: ReadonlyMap<number, number>;
  /** By free site: no plan that leaves it shut earns more. */
  readonly withoutSite: ReadonlyMap<number, number>;
  /** The best plan met on the way by p alone; a good one to start a search from. */
  readonly opened: readonly number[];
}

const ITERATIONS = 600;
/** Iterations without a better bound after which steps are halved. */
const PATIENCE = 20;
const LEAST_STEP = 1e-4;

/**
 * Upper bound of the weight that at most p sites cover, by Lagrangian relaxation of "covered only by an open site" with
 * subgradient steps (Galvão and ReVelle 1996). Other limits on sites are left out, which keeps it a bound. Rows without second
 * covers only.
 * @param known weight that a plan covers
 */
export function maxCoverBound(
  rows: readonly CoverRow[],
  { free, most }: SiteLimits,
  known: number,
  stopped: () => boolean,
): MaxCoverBound {
  const table = levelTable(rows, free);
  const { levels, weight, rowEnd, entryStart, entrySite } = table;
  const opens = Math.min(most, free.length);
  // What a site pays for a level: at first each of those that reach it pays a part of its weight.
  const price = startPrices(table);
  const worth = new Float64Array(free.length);
  const slope = new Float64Array(levels);
  const order = Uint32Array.from({ length: free.length }, (_, i) => i);
  const isOpen = new Uint8Array(free.length);
  const best = { bound: Infinity, worth: new Float64Array(free.length), price: price.slice() };
  const plan = { covered: -Infinity, opened: [] as number[] };
  let factor = 1;
  let sinceBetter = 0;
  for (let iteration = 0; iteration < ITERATIONS && factor > LEAST_STEP; iteration++) {
    if (iteration % PATIENCE === PATIENCE - 1 && stopped()) break;
    let value = valueAt();
    if (value < best.bound) {
      if (value < best.bound * (1 - 1e-6)) sinceBetter = 0;
      best.bound = value;
      best.worth.set(worth);
      best.price.set(price);
    } else if (++sinceBetter >= PATIENCE) {
      factor /= 2;
      sinceBetter = 0;
      price.set(best.price);
      value = valueAt();
    }
    const norm = slopes();
    if (norm === 0) break;
    const step = (factor * Math.max(value - known, 1e-6 * value)) / norm;
    for (let k = 0; k < levels; k++) price[k] = Math.min(weight[k]!, Math.max(0, price[k]! - step * slope[k]!));
  }
  return { ...withAndWithout(best, free, opens), opened: plan.opened };

  /** Value of the relaxation at the prices; leaves what each site is worth and which are best. */
  function valueAt(): number {
    let value = 0;
    worth.fill(0);
    for (let row = 0, k = 0; row < rowEnd.length; row++) {
      const first = k;
      for (; k < rowEnd[row]!; k++) value += weight[k]! - price[k]!;
      let paid = 0;
      for (let level = k - 1; level >= first; level--) {
        paid += price[level]!;
        for (let i = entryStart[level]!; i < entryStart[level + 1]!; i++) worth[entrySite[i]!]! += paid;
      }
    }
    order.sort((a, b) => worth[b]! - worth[a]! || a - b);
    isOpen.fill(0);
    for (let i = 0; i < opens; i++) {
      value += worth[order[i]!]!;
      isOpen[order[i]!] = 1;
    }
    return value;
  }

  /** Open sites that reach each level, less the level being covered. @returns the squared length of the slopes */
  function slopes(): number {
    let norm = 0;
    let covered = 0;
    for (let row = 0, k = 0; row < rowEnd.length; row++) {
      let reaching = 0;
      for (; k < rowEnd[row]!; k++) {
        for (let i = entryStart[k]!; i < entryStart[k + 1]!; i++) reaching += isOpen[entrySite[i]!]!;
        if (reaching > 0) covered += weight[k]!;
        // A price at its limit does not go further.
        const down = reaching - 1;
        slope[k] = (down > 0 && price[k] === 0) || (down < 0 && price[k] === weight[k]) ? 0 : down;
        norm += slope[k]! * slope[k]!;
      }
    }
    if (covered > plan.covered) {
      plan.covered = covered;
      plan.opened = free.filter((_, i) => isOpen[i] === 1);
    }
    return norm;
  }
}

/** Levels of all rows one after the other, with the free sites (by position) that each adds. */
interface LevelTable {
  readonly levels: number;
  readonly weight: Float64Array;
  /** Level after the last of each row. */
  readonly rowEnd: Uint32Array;
  readonly entryStart: Uint32Array;
  readonly entrySite: Uint32Array;
}

function levelTable(rows: readonly CoverRow[], free: readonly number[]): LevelTable {
  const position = new Map(free.map((site, i) => [site, i]));
  const all = rows.flatMap(({ levels }) => levels);
  const rowEnd = new Uint32Array(rows.length);
  const entryStart = new Uint32Array(all.length + 1);
  rows.forEach(({ levels }, row) => (rowEnd[row] = (row > 0 ? rowEnd[row - 1]! : 0) + levels.length));
  all.forEach(({ sites }, k) => (entryStart[k + 1] = entryStart[k]! + sites.length));
  return {
    levels: all.length,
    weight: Float64Array.from(all, ({ weight }) => weight),
    rowEnd,
    entryStart,
    entrySite: Uint32Array.from(
      all.flatMap(({ sites }) => sites),
      (site) => position.get(site)!,
    ),
  };
}

function startPrices({ levels, weight, rowEnd, entryStart }: LevelTable): Float64Array {
  const price = new Float64Array(levels);
  for (let row = 0, k = 0; row < rowEnd.length; row++) {
    const first = entryStart[k]!;
    for (; k < rowEnd[row]!; k++) price[k] = weight[k]! / Math.max(1, entryStart[k + 1]! - first);
  }
  return price;
}

/** Bounds with one site in or out: it takes the place of the last that is open, or leaves it to the first that is not. */
function withAndWithout(
  { bound, worth }: { bound: number; worth: Float64Array },
  free: readonly number[],
  opens: number,
): Omit<MaxCoverBound, 'opened'> {
  const inOrder = [...worth].sort((a, b) => b - a);
  const last = opens > 0 ? inOrder[opens - 1]! : Infinity;
  const next = inOrder[opens] ?? 0;
  return {
    bound,
    withSite: new Map(free.map((site, i) => [site, bound - Math.max(0, last - worth[i]!)])),
    withoutSite: new Map(free.map((site, i) => [site, bound - Math.max(0, worth[i]! - next)])),
  };
}
