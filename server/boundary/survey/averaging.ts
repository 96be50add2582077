import { text } from '../../../gis-data/catalogue/index.ts';
import { SurveyError } from './error.ts';
import { checkedPosition, type Position } from './geodesic.ts';
import { planeAbout, type PlanePoint } from './plane.ts';

/** One reading of a GNSS receiver. */
export interface GnssReading {
  position: Position;
  /**
   * Radius of accuracy that the receiver states, metres. It is taken as σ of the horizontal position. Android means the
   * radius of 68% (1.07 σ of a circular normal distribution), the W3C asks for that of 95% (1.73 σ): σ is never
   * underestimated.
   */
  accuracyM: number | null;
  /** Time of the reading, milliseconds; null = unknown. */
  timeMs?: number | null;
  heightM?: number | null;
}

export interface AveragedPosition {
  position: [longitude: number, latitude: number];
  /** Standard deviation of the averaged horizontal position √(σ_E² + σ_N²), metres. */
  sigmaM: number;
  /** What gave σ: the larger of the two below. */
  sigmaFrom: 'scatter' | 'stated';
  /** From means of blocks of readings; null for fewer readings than make four blocks. */
  scatterSigmaM: number | null;
  /** From what the receiver states, and for how long it was read. */
  statedSigmaM: number;
  /** Weighted mean of the heights given by readings that count; null where none gives one. */
  heightM: number | null;
  /** Readings given, and how many of them were left out as outliers. */
  readings: number;
  rejected: number;
  /** Positions in the list of the readings left out. */
  rejectedAt: number[];
}

export interface AveragingOptions {
  /**
   * Time over which errors of a receiver stay alike. Multipath changes over minutes, the ionosphere more slowly, so that
   * readings of one minute share most of their error and averaging them gains little.
   */
  correlationSeconds?: number;
}

const DEFAULT_CORRELATION_SECONDS = 300;
/** Readings further from the median than this many robust standard deviations are outliers. */
const REJECTION_FACTOR = 3;
/** Standard deviation of a normal distribution, by its median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Fewer blocks tell nothing of how much their means differ. */
const LEAST_BLOCKS = 4;

/**
 * Averages readings at one place.
 *
 * 1. Outliers: on the plane about the median position, a reading is left out when it lies more than 3 robust standard
 *    deviations (1.4826 × median absolute deviation, per axis) from the median and further than its own stated accuracy;
 *    so receivers that repeat themselves do not make an outlier of every new position.
 * 2. Mean, weighted by 1/accuracy².
 * 3. σ. Consecutive readings share their errors, so σ/√N would promise far too much. Means of ⌊√N⌋ consecutive blocks
 *    (batch means: Law, Simulation Modeling and Analysis, 9.5.3) show how much the mean itself varies within the session.
 *    An error shared by the whole session never shows, so σ is no less than the stated accuracy over the square root of
 *    the number of correlation times that the session lasted (at least one; one where times are unknown).
 *
 * @param readings in the order of time
 * @throws SurveyError noReadings; badPosition; noAccuracy with the reading in its field; scattered when fewer than half
 *   of the readings agree
 * @example
 * const { position, sigmaM, rejected } = averageReadings(readings);
 */
export function averageReadings(readings: readonly GnssReading[], options: AveragingOptions = {}): AveragedPosition {
  if (readings.length === 0) {
    throw new SurveyError('noReadings', 'readings', text('没有定位读数', 'There are no readings'));
  }
  const positions = readings.map(({ position }, i) => checkedPosition(position, `readings.${i}.position`));
  const accuracies = readings.map(({ accuracyM }, i) => statedAccuracy(accuracyM, i));
  const plane = planeAbout([median(positions.map(([x]) => x)), median(positions.map(([, y]) => y))]);
  const points = positions.map((position) => plane.toPlane(position));
  const outlier = outliers(points, accuracies);
  const kept = readings.flatMap((reading, i) =>
    outlier[i] ? [] : [{ reading, point: points[i]!, accuracyM: accuracies[i]!, weight: accuracies[i]! ** -2 }],
  );
  if (kept.length * 2 < readings.length) throw scattered(kept.length, readings.length);

  const mean = weightedMean(kept);
  const scatterSigmaM = blockSigma(kept, mean);
  const statedSigmaM =
    median(kept.map(({ accuracyM }) => accuracyM)) /
    Math.sqrt(
      correlationTimes(
        kept.map(({ reading }) => reading.timeMs ?? null),
        options.correlationSeconds ?? DEFAULT_CORRELATION_SECONDS,
      ),
    );
  const scatterCounts = scatterSigmaM !== null && scatterSigmaM > statedSigmaM;
  return {
    position: plane.toPosition(mean),
    sigmaM: scatterCounts ? scatterSigmaM : statedSigmaM,
    sigmaFrom: scatterCounts ? 'scatter' : 'stated',
    scatterSigmaM,
    statedSigmaM,
    heightM: meanHeight(kept),
    readings: readings.length,
    rejected: readings.length - kept.length,
    rejectedAt: readings.flatMap((_, i) => (outlier[i] ? [i] : [])),
  };
}

interface Weighted {
  reading: GnssReading;
  point: PlanePoint;
  accuracyM: number;
  weight: number;
}

function statedAccuracy(accuracyM: number | null, reading: number): number {
  if (accuracyM !== null && Number.isFinite(accuracyM) && accuracyM > 0) return accuracyM;
  throw new SurveyError(
    'noAccuracy',
    `readings.${reading}.accuracyM`,
    text(
      `第 ${reading + 1} 个读数没有精度,不能参加平均;没有精度的读数什么也证明不了`,
      `Reading ${reading + 1} states no accuracy and cannot be averaged: a reading without accuracy proves nothing`,
    ),
  );
}

const scattered = (agreeing: number, all: number) =>
  new SurveyError(
    'scattered',
    'readings',
    text(
      `${all} 个读数中只有 ${agreeing} 个相互一致,请在开阔处重新测量`,
      `Only ${agreeing} of ${all} readings agree; measure again under open sky`,
    ),
  );

function outliers(points: readonly PlanePoint[], accuracies: readonly number[]): boolean[] {
  const centre = axes.map((axis) => median(points.map((point) => point[axis])));
  const scale = axes.map((axis) => MAD_TO_SIGMA * median(points.map((point) => Math.abs(point[axis] - centre[axis]!))));
  return points.map((point, i) => {
    const offset = axes.map((axis) => point[axis] - centre[axis]!);
    const standardized = axes.map((axis) => (offset[axis] === 0 ? 0 : offset[axis]! / scale[axis]!));
    return Math.hypot(...standardized) > REJECTION_FACTOR && Math.hypot(...offset) > accuracies[i]!;
  });
}

const axes = [0, 1] as const;

function weightedMean(kept: readonly Weighted[]): PlanePoint {
  const sum = kept.reduce((total, { weight }) => total + weight, 0);
  const along = (axis: 0 | 1) => kept.reduce((total, { point, weight }) => total + weight * point[axis], 0) / sum;
  return [along(0), along(1)];
}

/** σ of the weighted mean from how the weighted means of consecutive blocks differ. */
function blockSigma(kept: readonly Weighted[], mean: PlanePoint): number | null {
  const blocks = Math.floor(Math.sqrt(kept.length));
  if (blocks < LEAST_BLOCKS) return null;
  let squares = 0;
  let total = 0;
  for (let block = 0; block < blocks; block++) {
    const start = Math.floor((block * kept.length) / blocks);
    const inBlock = kept.slice(start, Math.floor(((block + 1) * kept.length) / blocks));
    const weight = inBlock.reduce((sum, reading) => sum + reading.weight, 0);
    const [eastM, northM] = weightedMean(inBlock);
    squares += weight ** 2 * ((eastM - mean[0]) ** 2 + (northM - mean[1]) ** 2);
    total += weight;
  }
  return Math.sqrt((squares * blocks) / (blocks - 1)) / total;
}

/** How many times over the readings' errors may have changed: at least 1. */
function correlationTimes(timesMs: readonly (number | null)[], correlationSeconds: number): number {
  const known = timesMs.filter((time) => time !== null);
  if (known.length < timesMs.length) return 1;
  const lastedSeconds = known.reduce((latest, time) => Math.max(latest, time), -Infinity) / 1000;
  const beganSeconds = known.reduce((earliest, time) => Math.min(earliest, time), Infinity) / 1000;
  return Math.min(timesMs.length, Math.max(1, (lastedSeconds - beganSeconds) / correlationSeconds));
}

function meanHeight(kept: readonly Weighted[]): number | null {
  let sum = 0;
  let weights = 0;
  for (const { reading, weight } of kept) {
    if (reading.heightM === null || reading.heightM === undefined) continue;
    sum += weight * reading.heightM;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** The middle value; the mean of the two middle ones of an even number. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
