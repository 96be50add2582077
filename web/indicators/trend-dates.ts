/** First year-end of the plan's record: the baseline of the 14th five-year plan. */
const baselineYear = 2020;

/** Year-ends from the plan's baseline up to a day, then the day itself. */
export function trendDates(asOf: string): string[] {
  const year = Number(asOf.slice(0, 4));
  const yearEnds = Array.from({ length: Math.max(0, year - baselineYear) }, (_, i) => `${baselineYear + i}-12-31`);
  return [...yearEnds, asOf];
}
