/** What some people have each: a score, minutes of walking. */
export interface Holding {
  /** Amount per person, ≥ 0 and finite. */
  amount: number;
  /** People, ≥ 0; may be a fraction. */
  people: number;
}

/** A corner of a Lorenz curve: the poorest share of the people, and the share of the whole that they have. */
export interface LorenzPoint {
  people: number;
  amount: number;
}

/**
 * The Lorenz curve of an amount among people: those with least come first. From (0, 0) to (1, 1), convex; people with
 * equal amounts make one straight piece, so that how they are grouped changes nothing. The diagonal is equality.
 *
 * Lorenz MO (1905) Methods of measuring the concentration of wealth. Publications of the American Statistical
 * Association 9(70):209–219.
 *
 * @returns null when there are no people or nothing to share out
 */
export function lorenzCurve(holdings: readonly Holding[]): LorenzPoint[] | null {
  const rising = holdings.filter(({ people }) => people > 0).sort((a, b) => a.amount - b.amount);
  const people = rising.reduce((sum, holding) => sum + holding.people, 0);
  const total = rising.reduce((sum, holding) => sum + holding.amount * holding.people, 0);
  if (people === 0 || total === 0) return null;
  const curve: LorenzPoint[] = [{ people: 0, amount: 0 }];
  let peopleSoFar = 0;
  let amountSoFar = 0;
  rising.forEach((holding, i) => {
    peopleSoFar += holding.people;
    amountSoFar += holding.amount * holding.people;
    if (rising[i + 1]?.amount === holding.amount) return;
    curve.push({ people: peopleSoFar / people, amount: amountSoFar / total });
  });
  // Sums of fractions end beside 1.
  curve[curve.length - 1] = { people: 1, amount: 1 };
  return curve;
}

/**
 * Gini coefficient of an amount among people: 0 = everyone has the same, towards 1 = one person has all. One minus twice
 * the area under the Lorenz curve, by trapezoids, which is exact for a curve of straight pieces:
 * G = 1 − Σ (Xₖ − Xₖ₋₁)(Yₖ + Yₖ₋₁), X the share of people and Y that of the amount.
 *
 * Brown MC (1994) Using Gini-style indices to evaluate the spatial patterns of health practitioners. Social Science &
 * Medicine 38(9):1243–1256.
 *
 * @returns null when there are no people or nothing to share out
 * @example gini([{ amount: 0, people: 3 }, { amount: 8, people: 1 }]) // 0.75
 */
export function gini(holdings: readonly Holding[]): number | null {
  const curve = lorenzCurve(holdings);
  return curve && giniOfCurve(curve);
}

/** Gini coefficient of a Lorenz curve; see `gini`. */
export function giniOfCurve(curve: readonly LorenzPoint[]): number {
  let twiceArea = 0;
  for (let k = 1; k < curve.length; k++) {
    twiceArea += (curve[k]!.people - curve[k - 1]!.people) * (curve[k]!.amount + curve[k - 1]!.amount);
  }
  return Math.max(0, 1 - twiceArea);
}
