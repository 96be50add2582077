import { randomStream } from '../../server/random.ts';
import { shareOut, sum } from './shares.ts';
import type { County } from './source.ts';
import type { Village } from './villages.ts';

export interface Counts {
  population: number;
  population60: number;
  population80: number;
  households: number;
}

/** Shares of people aged 60 and over and 80 and over in the city, 2020 (plan, chapter 1). */
export const agedShares = { over60: 0.2199, over80: 0.0253 };

/**
 * Counts for each village, in the villages' order: populations sum to each county's, and the aged to the plan's shares of
 * the whole; villages are older than communities.
 */
export function populate(counties: readonly County[], villages: readonly Village[], seed: number): Counts[] {
  const random = randomStream(seed, 'population');
  // Products of uniform numbers are skewed like sizes of settlements, without a logarithm.
  const size = villages.map(({ type }) => {
    const factor = (0.45 + random.next()) * (0.45 + random.next()) * (0.45 + random.next());
    return factor * (type === 'community' ? 4800 : 1000);
  });
  const population = new Array<number>(villages.length);
  for (const county of counties) {
    const own = villages.map((_, i) => i).filter((i) => villages[i]!.countyCode === county.code);
    const shares = shareOut(
      county.population,
      own.map((i) => size[i]!),
    );
    own.forEach((villageIndex, k) => (population[villageIndex] = shares[k]!));
  }

  const total = sum(population);
  const population60 = shareOut(
    Math.round(total * agedShares.over60),
    villages.map(({ type }, i) => population[i]! * (type === 'village' ? 0.2 : 0.14) * (0.8 + 0.5 * random.next())),
    population,
  );
  const population80 = shareOut(
    Math.round(total * agedShares.over80),
    population60.map((aged) => aged * (0.75 + 0.5 * random.next())),
    population60,
  );
  return villages.map((_, i) => ({
    population: population[i]!,
    population60: population60[i]!,
    population80: population80[i]!,
    households: Math.max(1, Math.round(population[i]! / (2.4 + 0.4 * random.next()))),
  }));
}

/** Counts of several villages together. */
export function totals(counts: readonly Counts[]): Counts {
  return {
    population: sum(counts.map((c) => c.population)),
    population60: sum(counts.map((c) => c.population60)),
    population80: sum(counts.map((c) => c.population80)),
    households: sum(counts.map((c) => c.households)),
  };
}
