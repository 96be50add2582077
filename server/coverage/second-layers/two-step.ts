/** What is offered at one place: beds, seats, staff. */
export interface Supply {
  id: string;
  capacity: number;
}

/** Who asks for it at one place. */
export interface Demand {
  id: string;
  /** People, ≥ 0. */
  weight: number;
}

/** The way from one demand to one site. A pair that is missing has no way; it never costs nothing. */
export interface PairCost {
  demandId: string;
  siteId: string;
  cost: number;
}

/** A demand's accessibility, in capacity per unit of weight (beds per person). */
export interface Score {
  id: string;
  score: number;
}

/** How much a supply counts at a place within the given part of the threshold. */
export interface CatchmentBand {
  /** Upper end of the band as a part of the threshold, included. */
  upTo: number;
  weight: number;
}

/** 2SFCA: everything within the threshold counts alike (Luo & Wang 2003). */
export const evenCatchment: readonly CatchmentBand[] = [{ upTo: 1, weight: 1 }];

/**
 * Enhanced 2SFCA: three bands of the catchment with the Gaussian weights of the slower decay in Luo & Qi (2009), who put
 * them on 0–10, 10–20 and 20–30 minutes; here on thirds of any threshold.
 */
export const gaussianCatchment: readonly CatchmentBand[] = [
  { upTo: 1 / 3, weight: 1 },
  { upTo: 2 / 3, weight: 0.68 },
  { upTo: 1, weight: 0.22 },
];

export interface TwoStepInput {
  supply: readonly Supply[];
  demand: readonly Demand[];
  /** At most one per pair; costs ≥ 0 in the threshold's unit, ids of the two tables. */
  costs: readonly PairCost[];
  /** Largest cost within reach, included. */
  threshold: number;
  /** Default: 2SFCA. */
  catchment?: readonly CatchmentBand[];
}

/** Weight of a cost within the catchment; 0 beyond the threshold. */
export function catchmentWeight(catchment: readonly CatchmentBand[], threshold: number, cost: number): number {
  // A third of 900 s must end at 300 s and not at the float beside it.
  const slack = threshold * 1e-12;
  return catchment.find((band) => cost <= band.upTo * threshold + slack)?.weight ?? 0;
}

/**
 * Two-step floating catchment area accessibility: each supply's capacity is first divided by the weight of the demand
 * within its reach, and each demand then adds up what the supplies within its own reach offer. A supply with no demand
 * in reach serves nobody and adds nothing; a demand with no supply in reach scores 0.
 *
 * Luo W, Wang F (2003) Measures of spatial accessibility to health care in a GIS environment. Environment and Planning B
 * 30(6):865–884. Luo W, Qi Y (2009) An enhanced two-step floating catchment area (E2SFCA) method. Health & Place
 * 15(4):1100–1107.
 *
 * @returns one score per demand in the order given, in capacity per unit of weight
 * @example
 * twoStep({
 *   supply: [{ id: 'home', capacity: 30 }],
 *   demand: [{ id: 'east', weight: 100 }, { id: 'west', weight: 50 }],
 *   costs: [{ demandId: 'east', siteId: 'home', cost: 600 }],
 *   threshold: 900,
 * }); // [{ id: 'east', score: 0.3 }, { id: 'west', score: 0 }]
 */
export function twoStep({ supply, demand, costs, threshold, catchment = evenCatchment }: TwoStepInput): Score[] {
  const weightOf = new Map(demand.map(({ id, weight }) => [id, weight]));
  const pairs = costs
    .map(({ demandId, siteId, cost }) => ({ demandId, siteId, share: catchmentWeight(catchment, threshold, cost) }))
    .filter(({ share }) => share > 0);

  const asked = new Map<string, number>();
  for (const { demandId, siteId, share } of pairs) {
    asked.set(siteId, (asked.get(siteId) ?? 0) + weightOf.get(demandId)! * share);
  }
  const ratios = new Map<string, number>();
  for (const { id, capacity } of supply) {
    const people = asked.get(id) ?? 0;
    if (people > 0) ratios.set(id, capacity / people);
  }
  const scores = new Map<string, number>();
  for (const { demandId, siteId, share } of pairs) {
    scores.set(demandId, (scores.get(demandId) ?? 0) + (ratios.get(siteId) ?? 0) * share);
  }
  return demand.map(({ id }) => ({ id, score: scores.get(id) ?? 0 }));
}
