/** Whether a site may be opened (`FREE`), is open whatever the plan (`OPEN`), or must not be (`SHUT`). */
export const FREE = 0;
export const OPEN = 1;
export const SHUT = 2;

/** Places where people are. */
export interface DemandTable {
  readonly ids: readonly string[];
  /** What each counts for (people), finite, ≥ 0. */
  readonly weight: Float64Array;
  /** Position of each one's group (a county) in `LocationProblem.groups`; −1: in none. Null: no groups. */
  readonly group: Int32Array | null;
}

/** Places where something is, or may be built. */
export interface SiteTable {
  readonly ids: readonly string[];
  /** `FREE`, `OPEN` or `SHUT`. */
  readonly state: Uint8Array;
  /** Most weight that each can serve; `Infinity`: any. Null: none has a limit. */
  readonly capacity: Float64Array | null;
  /** What it costs to have each open, and what to have it shut (closing what stands); finite, ≥ 0. Null: nothing. */
  readonly price: { readonly open: Float64Array; readonly shut: Float64Array } | null;
  /**
   * Sites of the same place shut each other out: at most one of them is open (as it is, or upgraded). −1: on its own.
   * Null: each on its own.
   */
  readonly place: Int32Array | null;
  /** As of demand. */
  readonly group: Int32Array | null;
}

/** Costs between demand and sites, row by row of demand. A pair that is absent is out of reach, never free. */
export interface CostRows {
  /** Row of demand d: `rowStart[d]` up to `rowStart[d + 1]`. */
  readonly rowStart: Uint32Array;
  /** In each row ascending by cost, then by site. */
  readonly site: Uint32Array;
  /** Finite, ≥ 0. */
  readonly cost: Float64Array;
}

/** A location problem as tables: who is where, what may be where, and what it costs from one to the other. */
export interface LocationProblem {
  readonly demand: DemandTable;
  readonly sites: SiteTable;
  readonly costs: CostRows;
  /** Names of the groups; empty without groups. */
  readonly groups: readonly string[];
}

/**
 * What is asked of a location problem.
 *
 * - `p-median`: least sum of weight × cost, everyone served by an open site
 * - `p-center`: least largest cost of anyone with weight, everyone served
 * - `max-cover`: most weight within `radius` of an open site (MCLP)
 * - `set-cover`: fewest open sites, or the cheapest where there are prices, that cover everyone with weight (LSCP)
 * - `fair-cover`: highest share covered in the group that is worst off, then the most weight
 */
export const locationObjectives = ['p-median', 'p-center', 'max-cover', 'set-cover', 'fair-cover'] as const;
export type LocationObjective = (typeof locationObjectives)[number];

export interface LocationQuestion {
  readonly objective: LocationObjective;
  /** Most sites that are open, those fixed open among them; null: as many as the other limits let. */
  readonly p: number | null;
  /** Largest cost that counts as covered; needed by the cover objectives. */
  readonly radius: number | null;
  /** Coverage that fades: whole up to `full`, none from `none` on, straight between. In place of `radius` for `max-cover`. */
  readonly gradual: { readonly full: number; readonly none: number } | null;
  /** Share (0…1) of what counts in `max-cover` that is earned by a second open site within the radius; null: none. */
  readonly backup: number | null;
  /** Whether capacities bind: everyone served whole by one site, or in parts by several. */
  readonly capacitated: 'no' | 'single' | 'split';
  /** Most that prices may add up to. */
  readonly budget: number | null;
  /** Least share (0…1) of the weight of each group that is covered; needs a radius. */
  readonly leastShare: number | null;
  /** Fewest open sites in each group. */
  readonly leastSites: number | null;
}

/** A question with nothing but its objective. */
export const plainQuestion = (objective: LocationObjective): LocationQuestion => ({
  objective,
  p: null,
  radius: null,
  gradual: null,
  backup: null,
  capacitated: 'no',
  budget: null,
  leastShare: null,
  leastSites: null,
});
