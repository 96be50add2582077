/** Costs from every point to every other, by position; all finite and ≥ 0, and they may differ with the direction. */
export type CostTable = readonly (readonly number[])[];

/** Where a tour begins and ends: points of the table; null = wherever it is shortest. They may be the same. */
export interface TourEnds {
  start: number | null;
  end: number | null;
}
