import type { EquityReport } from '../contract.ts';
import type { Coverage } from '../coverage.ts';
import { accessibilityOf } from './accessibility.ts';
import { giniOfCurve, lorenzCurve, type Holding } from './equity.ts';
import { cityAndCounties, walkingTimesOf } from './walking-times.ts';

/** An amount for every population point; NaN = unknown, Infinity = no way leads to any facility. */
interface Amounts {
  of: Float64Array;
  /** 1 where a facility that may count could change the amount. */
  open: Uint8Array;
}

/**
 * How evenly access is spread among people aged 60+: Lorenz curve and Gini coefficient (`equity.ts`) of the floating
 * catchment score, or of walking minutes to the nearest facility that surely serves. Minutes are a burden: there the
 * curve's first people are those who walk least. People whose amount is unknown, or who reach nothing so that they have no
 * minutes, are in no curve and are counted apart.
 * @throws NetworkError cancelled
 */
export async function equityOf(
  coverage: Coverage,
  measure: EquityReport['measure'],
  capacityField: string,
  signal?: AbortSignal,
): Promise<Pick<EquityReport, 'areas'>> {
  const amounts =
    measure === 'minutes' ? minutesOf(coverage) : await scoresOf(coverage, measure, capacityField, signal);
  return {
    areas: cityAndCounties(coverage).map(({ has, ...area }) => ({ ...area, ...spreadOf(coverage, amounts, has) })),
  };
}

function minutesOf(coverage: Coverage): Amounts {
  const { seconds, perhapsLess } = walkingTimesOf(coverage);
  return { of: seconds.map((s) => s / 60), open: perhapsLess };
}

async function scoresOf(
  coverage: Coverage,
  method: '2sfca' | 'e2sfca',
  capacityField: string,
  signal?: AbortSignal,
): Promise<Amounts> {
  const { points } = await accessibilityOf(coverage, method, capacityField, signal);
  return {
    of: Float64Array.from(points, ({ score }) => score ?? Number.NaN),
    open: Uint8Array.from(points, ({ open }) => Number(open)),
  };
}

type Spread = Omit<EquityReport['areas'][number], 'divisionId' | 'code' | 'name' | 'level'>;

function spreadOf({ points }: Coverage, amounts: Amounts, has: (county: number) => boolean): Spread {
  const holdings: Holding[] = [];
  const sums = { population60: 0, open60: 0, notReached60: 0, unknown60: 0, pointsUnknown: 0, pointsWithoutCount: 0 };
  points.county.forEach((county, p) => {
    if (!has(county)) return;
    const people = points.population60[p]!;
    const amount = amounts.of[p]!;
    if (Number.isNaN(amount)) sums.pointsUnknown += 1;
    if (Number.isNaN(people)) sums.pointsWithoutCount += 1;
    else if (Number.isNaN(amount)) sums.unknown60 += people;
    else if (amount === Infinity) sums.notReached60 += people;
    else {
      holdings.push({ amount, people });
      sums.population60 += people;
      if (amounts.open[p]) sums.open60 += people;
    }
  });
  const curve = lorenzCurve(holdings);
  const total = holdings.reduce((sum, { amount, people }) => sum + amount * people, 0);
  return {
    ...sums,
    mean: sums.population60 === 0 ? null : total / sums.population60,
    gini: curve && giniOfCurve(curve),
    curve: curve ?? [],
  };
}
