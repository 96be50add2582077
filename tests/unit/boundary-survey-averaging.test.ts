import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, type Random } from '../../server/random.ts';
import { averageReadings, type GnssReading } from '../../server/boundary/survey/averaging.ts';
import { direct, inverse } from '../../server/boundary/survey/geodesic.ts';
import { planeAbout } from '../../server/boundary/survey/plane.ts';

const truth = [117.5, 40.7];
const plane = planeAbout(truth);
const reading = (eastM: number, northM: number, accuracyM: number | null = 3): GnssReading => ({
  position: plane.toPosition([eastM, northM]),
  accuracyM,
});
const offsetM = (position: readonly number[]) => plane.toPlane(position);

/** Standard normal (Box–Muller). */
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Readings a second apart whose errors follow a Gauss–Markov process. */
function session(random: Random, count: number, sigmaM: number, correlationSeconds: number): GnssReading[] {
  const share = Math.exp(-1 / correlationSeconds);
  let [east, north] = [normal(random), normal(random)];
  return Array.from({ length: count }, (_, second) => {
    if (second > 0) {
      east = share * east + Math.sqrt(1 - share ** 2) * normal(random);
      north = share * north + Math.sqrt(1 - share ** 2) * normal(random);
    }
    const axisM = sigmaM / Math.SQRT2;
    return { ...reading(east * axisM, north * axisM, sigmaM), timeMs: second * 1000 };
  });
}

describe('averaging of GNSS readings', () => {
  it('weights by stated accuracy', () => {
    // Weights 1/1² and 1/2²: (0·1 + 1·¼) / 1.25 = 0.2 m east.
    const { position, sigmaFrom, scatterSigmaM } = averageReadings([reading(0, 0, 1), reading(1, 0, 2)]);
    expect(offsetM(position)[0]).toBeCloseTo(0.2, 6);
    expect(offsetM(position)[1]).toBeCloseTo(0, 6);
    expect({ sigmaFrom, scatterSigmaM }).toEqual({ sigmaFrom: 'stated', scatterSigmaM: null });
  });

  it('takes one reading as it is', () => {
    expect(averageReadings([{ ...reading(0, 0, 4.5), heightM: 812 }])).toMatchObject({
      sigmaM: 4.5,
      readings: 1,
      rejected: 0,
      heightM: 812,
    });
  });

  it('leaves out a jump, and keeps whatever lies within its own accuracy', () => {
    const around = [reading(0, 0), reading(0.5, 0), reading(0, 0.5), reading(-0.5, 0), reading(0, -0.5)];
    const average = averageReadings([...around, reading(60, 5), reading(2.5, 0)]);
    expect(average).toMatchObject({ readings: 7, rejected: 1, rejectedAt: [5] });
    const frozen = averageReadings([...Array.from({ length: 9 }, () => reading(0, 0)), reading(1, 0), reading(9, 0)]);
    expect(frozen.rejectedAt).toEqual([10]);
  });

  it('does not let outliers move the mean by more than the readings scatter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 8 }),
        fc.double({ min: 50, max: 5000, noNaN: true }),
        (seed, bad, farM) => {
          const random = randomStream(seed, 'outliers');
          const good = session(random, 21, 2, 1);
          const spoiled = [...good, ...Array.from({ length: bad }, () => reading(farM, farM))];
          const average = averageReadings(random.shuffled(spoiled));
          expect(average.rejected).toBeGreaterThanOrEqual(bad);
          expect(inverse(average.position, truth).distanceM).toBeLessThan(4);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('states a σ that holds when errors are shared, where σ/√N would be far too small', () => {
    // 120 readings of σ 3 m in two minutes, errors alike over about half a minute: 60 sessions tell the mean's real σ.
    const sessions = Array.from({ length: 60 }, (_, i) => session(randomStream(i, 'correlated'), 120, 3, 30));
    const averages = sessions.map((readings) => averageReadings(readings));
    const realSigmaM = Math.sqrt(
      averages.reduce((sum, { position }) => sum + inverse(truth, position).distanceM ** 2, 0) / averages.length,
    );
    expect(realSigmaM).toBeGreaterThan(5 * (3 / Math.sqrt(120)));
    const within3Sigma = averages.filter(
      ({ position, sigmaM }) => inverse(truth, position).distanceM <= 3 * sigmaM,
    ).length;
    expect(within3Sigma / averages.length).toBeGreaterThan(0.99);
    const meanSigmaM = averages.reduce((sum, { sigmaM }) => sum + sigmaM, 0) / averages.length;
    expect(meanSigmaM).toBeGreaterThan(realSigmaM);
    expect(meanSigmaM).toBeLessThan(3 * realSigmaM);
  });

  it('finds by blocks what a receiver that boasts does not state', () => {
    const boasting = Array.from({ length: 20 }, (_, i) =>
      session(randomStream(i, 'boast'), 200, 3, 2).map((each) => ({ ...each, accuracyM: 0.05 })),
    ).map((readings) => averageReadings(readings));
    expect(boasting.every(({ sigmaFrom }) => sigmaFrom === 'scatter')).toBe(true);
    const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    const realSigmaM = rms(boasting.map(({ position }) => inverse(truth, position).distanceM));
    expect(rms(boasting.map(({ sigmaM }) => sigmaM)) / realSigmaM).toBeGreaterThan(0.6);
    expect(rms(boasting.map(({ sigmaM }) => sigmaM)) / realSigmaM).toBeLessThan(1.5);
  });

  it('gains from a session of many correlation times only', () => {
    const still = (seconds: number) => ({ ...reading(0, 0, 3), timeMs: seconds * 1000 });
    const lasting = (seconds: number) => averageReadings(Array.from({ length: 9 }, (_, i) => still((i * seconds) / 8)));
    expect(lasting(60).sigmaM).toBe(3);
    expect(lasting(1200).sigmaM).toBeCloseTo(1.5, 9);
    expect(averageReadings(Array.from({ length: 9 }, () => reading(0, 0, 3))).sigmaM).toBe(3);
  });

  it('refuses what proves nothing', () => {
    const refusal = (code: string, field: string) => expect.objectContaining({ code, field });
    expect(() => averageReadings([])).toThrowError(refusal('noReadings', 'readings'));
    for (const accuracyM of [null, 0, -1, Number.NaN, Infinity]) {
      expect(() => averageReadings([reading(0, 0), reading(0, 0, accuracyM)])).toThrowError(
        refusal('noAccuracy', 'readings.1.accuracyM'),
      );
    }
    expect(() => averageReadings([{ position: [40.7, 117.5], accuracyM: 3 }])).toThrowError(
      refusal('badPosition', 'readings.0.position'),
    );
    // On each axis most readings lie at 0, but hardly any on both.
    const cross = [100, -200, 300].flatMap((metres) => [reading(metres, 0), reading(0, metres)]);
    expect(() => averageReadings([reading(0, 0), ...cross])).toThrowError(refusal('scattered', 'readings'));
  });

  it('comes back to the place where a plane was touched', () => {
    const position = direct(truth, 200, 1234.5);
    expect(inverse(plane.toPosition(plane.toPlane(position)), position).distanceM).toBeLessThan(1e-6);
  });
});
