import { countQualities } from '../../gis-data/catalogue/index.ts';
import type { DivisionBody } from './contract.ts';

const countFields = ['population', 'population60', 'population80', 'households'] as const;

/** People and households of a division, with the day and quality of the counts. Unknown is null. */
export type Counts = Pick<DivisionBody, (typeof countFields)[number] | 'countsAsOf' | 'countsQuality'>;

/** Sum of some numbers; unknown when one of them is unknown or there is none to add. */
export function sumOf(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.includes(null)) return null;
  return values.reduce<number>((sum, value) => sum + value!, 0);
}

/** Counts of several divisions together: as old as the oldest of them and as good as the worst. */
export function countsTogether(all: readonly Counts[]): Counts {
  const days = all.map((counts) => counts.countsAsOf);
  return {
    ...fieldByField((field) => sumOf(all.map((counts) => counts[field]))),
    countsAsOf: days.length === 0 || days.includes(null) ? null : days.reduce((a, b) => (a! < b! ? a : b))!,
    countsQuality: worstQuality(all.map((counts) => counts.countsQuality)),
  };
}

function worstQuality(qualities: readonly Counts['countsQuality'][]): Counts['countsQuality'] {
  if (qualities.length === 0 || qualities.includes(null)) return null;
  const rank = (quality: Counts['countsQuality']) => countQualities.findIndex(({ id }) => id === quality);
  return qualities.reduce((a, b) => (rank(a) >= rank(b) ? a : b));
}

/** Counts after some people and households came or went; the result is an estimate, and unknown rather than negative. */
export function countsShifted(counts: Counts, moved: Counts, direction: 1 | -1): Partial<Counts> {
  const shifted = fieldByField((field) => {
    const [had, goes] = [counts[field], moved[field]];
    const result = had === null || goes === null ? -1 : had + direction * goes;
    return result < 0 ? null : result;
  });
  return { ...shifted, countsQuality: counts.countsQuality === null ? null : 'estimated' };
}

function fieldByField(
  valueOf: (field: (typeof countFields)[number]) => number | null,
): Omit<Counts, 'countsAsOf' | 'countsQuality'> {
  return {
    population: valueOf('population'),
    population60: valueOf('population60'),
    population80: valueOf('population80'),
    households: valueOf('households'),
  };
}
