import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { requireAzimuth, requireDistance, requireSigma } from './checks.ts';
import { chiSquared95, errorEllipse, SCALE_95, scale95Estimated, type ErrorEllipse } from './error-ellipse.ts';
import { SurveyError } from './error.ts';
import { checkedPosition, direct, inverse, type Position } from './geodesic.ts';
import { startingPositions } from './resection-starts.ts';

/** A reference object (方位物) as seen from the marker. An object without a position, or without anything measured, is not used. */
export interface ResectionObject {
  name: string;
  /** Where it was surveyed, EPSG:4490; null = unknown. */
  position: Position | null;
  /** From the marker to the object, clockwise from true north, 0 ≤ azimuth < 360; null = not measured. */
  azimuthDeg: number | null;
  distanceM: number | null;
  /** Standard deviations; those that are not given are `defaultSigmas`. */
  azimuthSigmaDeg?: number | null;
  distanceSigmaM?: number | null;
  /** Of the object's own horizontal position, √(σ_E² + σ_N²). */
  positionSigmaM?: number | null;
}

/**
 * Standard deviations where none is stated: a hand-held compass corrected for declination, a tape over broken ground, an
 * object surveyed with RTK. They are assumptions of this program; state what is known.
 */
export const defaultSigmas = { azimuthDeg: 1, distanceM: 0.3, positionM: 0.1 } as const;

export interface ResectionResidual {
  /** Position in the list of objects. */
  object: number;
  name: string;
  kind: 'azimuth' | 'distance';
  observed: number;
  /** Observed less computed, degrees or metres. */
  residual: number;
  /** The residual on the ground, metres: for an azimuth across the line of sight. */
  residualM: number;
  /** Standard deviation used, with the object's own position in it; degrees or metres. */
  sigma: number;
  /** Residual over its own standard deviation (Baarda); null where nothing else checks the observation. */
  normalized: number | null;
}

export interface Resection {
  position: [longitude: number, latitude: number];
  /** Standard deviation of the position √(σ_E² + σ_N²), metres. */
  sigmaM: number;
  ellipse: ErrorEllipse;
  residuals: ResectionResidual[];
  /** Observations beyond the two that a position needs. */
  redundancy: number;
  /** Standard deviation of unit weight √(Σ(v/σ)²/r), about 1 where the stated σ are right; null without redundancy. */
  sigma0: number | null;
  /**
   * Whether Σ(v/σ)² stays below its 95% limit (χ²). Where it does not, the stated σ are too small or an observation is
   * wrong, and σ and ellipse are made larger by σ0. Null without redundancy.
   */
  consistent: boolean | null;
  /** The observation to doubt first: largest |normalized| above 3; position in `residuals`. */
  suspect: number | null;
  /** Objects not used, positions in the list. */
  unused: number[];
  /** Whether two places fitted and the one nearer to the registered position was taken. */
  chosenByRegistered: boolean;
}

/** Beyond this normalized residual an observation is doubted. */
const SUSPECT_BEYOND = 3;
/** Two places whose Σ(v/σ)² differ by less than the 99% quantile of χ² with two degrees of freedom both fit. */
const INDISTINGUISHABLE = -2 * Math.log(0.01);
/** Least ratio of the eigenvalues of the lines of position: sine squared of the angle at which they cross, about 1°. */
const LEAST_CROSSING = 3e-4;
const RADIANS = Math.PI / 180;

/**
 * The place of a missing marker from objects around it (方位物交会): least squares over azimuths and distances on the
 * ellipsoid. Gauss–Newton with Levenberg's damping, from every place where two observations cross; since circles cross
 * twice, places that fit equally well are told apart by the registered position or refused.
 *
 * @param registered where the marker was registered, to choose between two places that both fit; null = unknown
 * @throws SurveyError badPosition, badAzimuth, badDistance, badSigma with the object in its field; tooFewObjects; singular
 *   where the observations do not fix a place (all lines of position run alike, as distances to objects in one line with
 *   the marker); ambiguous where two places fit
 * @example
 * const { position, ellipse, residuals } = resect(marker.references, marker.position?.coordinates ?? null);
 */
export function resect(objects: readonly ResectionObject[], registered: Position | null = null): Resection {
  const near = registered === null ? null : checkedPosition(registered, 'registered');
  const used = objects.flatMap((object, index) => usable(object, index));
  if (used.length < 2) throw tooFewObjects(used.length, objects.length);

  const fits = distinct(startingPositions(used, near).map((start) => fit(used, start)));
  fits.sort((a, b) => a.sumOfSquares - b.sumOfSquares);
  const best = fits[0];
  if (best === undefined || crossing(best) < LEAST_CROSSING) throw singular();
  const rivals = fits.filter((other) => other.sumOfSquares - best.sumOfSquares < INDISTINGUISHABLE);
  if (rivals.some((rival) => rival !== best && joined(used, best, rival))) throw singular();
  if (rivals.length > 1 && near === null) throw ambiguous(rivals);
  const chosen =
    near === null
      ? best
      : rivals.reduce((nearest, rival) => (offM(rival, near) < offM(nearest, near) ? rival : nearest), best);
  if (crossing(chosen) < LEAST_CROSSING) throw singular();
  return {
    ...answerOf(used, chosen),
    unused: objects.flatMap((_, index) => (used.some((object) => object.index === index) ? [] : [index])),
    chosenByRegistered: rivals.length > 1,
  };
}

/** An object that can be used, its values checked and its σ filled in. */
interface UsedObject {
  index: number;
  name: string;
  position: [longitude: number, latitude: number];
  azimuthDeg: number | null;
  distanceM: number | null;
  azimuthSigmaDeg: number;
  distanceSigmaM: number;
  positionSigmaM: number;
}

function usable(object: ResectionObject, index: number): UsedObject[] {
  const field = (name: keyof ResectionObject) => `references.${index}.${name}`;
  const { name, position, azimuthDeg, distanceM } = object;
  if (azimuthDeg !== null) requireAzimuth(azimuthDeg, field('azimuthDeg'));
  if (distanceM !== null) requireDistance(distanceM, field('distanceM'));
  const sigmas = {
    azimuthSigmaDeg: requireSigma(object.azimuthSigmaDeg ?? defaultSigmas.azimuthDeg, field('azimuthSigmaDeg')),
    distanceSigmaM: requireSigma(object.distanceSigmaM ?? defaultSigmas.distanceM, field('distanceSigmaM')),
    positionSigmaM: requireSigma(object.positionSigmaM ?? defaultSigmas.positionM, field('positionSigmaM')),
  };
  if (position === null || (azimuthDeg === null && distanceM === null)) return [];
  return [{ index, name, azimuthDeg, distanceM, ...sigmas, position: checkedPosition(position, field('position')) }];
}

/** An observation at a position of the marker, in units of its own σ. */
interface Equation {
  object: UsedObject;
  kind: 'azimuth' | 'distance';
  /** Observed less computed, radians or metres. */
  misclosure: number;
  sigma: number;
  /** Change of the computed value as the marker moves, over σ. */
  east: number;
  north: number;
  /** Distance from the marker to the object, metres. */
  toObjectM: number;
}

interface Fit {
  position: [longitude: number, latitude: number];
  equations: Equation[];
  sumOfSquares: number;
}

/**
 * Equations at a position. An object's own error lies half along and half across the line of sight, and what lies across
 * turns its azimuth.
 */
function equationsAt(objects: readonly UsedObject[], position: Position): Fit {
  const equations = objects.flatMap((object): Equation[] => {
    const { distanceM: toObjectM, azimuthDeg } = inverse(position, object.position);
    const [sine, cosine] = [Math.sin(azimuthDeg * RADIANS), Math.cos(azimuthDeg * RADIANS)];
    const axisSigmaM = object.positionSigmaM / Math.SQRT2;
    const own: Equation[] = [];
    if (object.azimuthDeg !== null) {
      // A marker at the object sees it in no direction; a millimetre keeps the arithmetic finite there.
      const leverM = Math.max(object.distanceM ?? toObjectM, 0.001);
      const sigma = Math.hypot(object.azimuthSigmaDeg * RADIANS, axisSigmaM / leverM);
      const misclosure = turned(object.azimuthDeg - azimuthDeg) * RADIANS;
      const perMetre = 1 / (Math.max(toObjectM, 0.001) * sigma);
      own.push({
        object,
        kind: 'azimuth',
        misclosure,
        sigma,
        east: -cosine * perMetre,
        north: sine * perMetre,
        toObjectM,
      });
    }
    if (object.distanceM !== null) {
      const sigma = Math.hypot(object.distanceSigmaM, axisSigmaM);
      const misclosure = object.distanceM - toObjectM;
      own.push({ object, kind: 'distance', misclosure, sigma, east: -sine / sigma, north: -cosine / sigma, toObjectM });
    }
    return own;
  });
  const sumOfSquares = equations.reduce((sum, { misclosure, sigma }) => sum + (misclosure / sigma) ** 2, 0);
  return { position: [position[0]!, position[1]!], equations, sumOfSquares };
}

/** An angle as −180 < angle ≤ 180. */
function turned(degrees: number): number {
  const within = degrees % 360;
  return within > 180 ? within - 360 : within <= -180 ? within + 360 : within;
}

const MOST_STEPS = 200;
const SMALLEST_STEP_M = 1e-7;

/** Descends from a start to the nearest place where Σ(v/σ)² is least. */
function fit(objects: readonly UsedObject[], start: Position): Fit {
  let at = equationsAt(objects, start);
  let damping = 1e-3;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { east, north, eastNorth } = normalMatrix(at.equations);
    const towardsEast = sumOf(at.equations, (equation) => (equation.east * equation.misclosure) / equation.sigma);
    const towardsNorth = sumOf(at.equations, (equation) => (equation.north * equation.misclosure) / equation.sigma);
    const more = damping * (east + north);
    const determinant = (east + more) * (north + more) - eastNorth ** 2;
    const eastM = ((north + more) * towardsEast - eastNorth * towardsNorth) / determinant;
    const northM = ((east + more) * towardsNorth - eastNorth * towardsEast) / determinant;
    const stepM = Math.hypot(eastM, northM);
    if (!(stepM > SMALLEST_STEP_M)) break;
    const next = equationsAt(objects, direct(at.position, Math.atan2(eastM, northM) / RADIANS, stepM));
    if (next.sumOfSquares < at.sumOfSquares) {
      at = next;
      damping /= 10;
    } else {
      damping *= 10;
    }
  }
  return at;
}

const sumOf = (equations: readonly Equation[], term: (equation: Equation) => number): number =>
  equations.reduce((sum, equation) => sum + term(equation), 0);

const normalMatrix = (equations: readonly Equation[]) => ({
  east: sumOf(equations, ({ east }) => east * east),
  north: sumOf(equations, ({ north }) => north * north),
  eastNorth: sumOf(equations, ({ east, north }) => east * north),
});

/** How well the lines of position cross, whatever their σ: 1 = at right angles, 0 = all run alike. */
function crossing({ equations }: Fit): number {
  const unit = equations.map((equation) => {
    const length = Math.hypot(equation.east, equation.north);
    return { ...equation, east: equation.east / length, north: equation.north / length };
  });
  const { east, north, eastNorth } = normalMatrix(unit);
  const half = Math.hypot((east - north) / 2, eastNorth);
  const middle = (east + north) / 2;
  return (middle - half) / (middle + half);
}

function covarianceOf({ equations }: Fit) {
  const { east, north, eastNorth } = normalMatrix(equations);
  const determinant = east * north - eastNorth ** 2;
  return { east: north / determinant, north: east / determinant, eastNorth: -eastNorth / determinant };
}

/** Fits at different places; descents end in the same place within a tenth of a millimetre. */
function distinct(fits: readonly Fit[]): Fit[] {
  const places: Fit[] = [];
  for (const one of fits) {
    const same = places.findIndex(({ position }) => inverse(position, one.position).distanceM < 0.01);
    if (same === -1) places.push(one);
    else if (one.sumOfSquares < places[same]!.sumOfSquares) places[same] = one;
  }
  return places;
}

/**
 * Whether what lies between two places that fit cannot be told from them either: then the observations fix a stretch and
 * not two places. The ellipse would not tell, since it takes the lines of position for straight.
 */
function joined(objects: readonly UsedObject[], best: Fit, rival: Fit): boolean {
  const { distanceM, azimuthDeg } = inverse(best.position, rival.position);
  const between = equationsAt(objects, direct(best.position, azimuthDeg, distanceM / 2));
  return between.sumOfSquares - best.sumOfSquares < INDISTINGUISHABLE;
}

const offM = ({ position }: Fit, from: Position): number => inverse(from, position).distanceM;

function answerOf(
  objects: readonly UsedObject[],
  { position, equations, sumOfSquares }: Fit,
): Omit<Resection, 'unused' | 'chosenByRegistered'> {
  const redundancy = equations.length - 2;
  const sigma0 = redundancy === 0 ? null : Math.sqrt(sumOfSquares / redundancy);
  const consistent = redundancy === 0 ? null : sumOfSquares <= chiSquared95(redundancy);
  const apriori = covarianceOf({ position, equations, sumOfSquares });
  const factor = consistent === false ? sigma0! ** 2 : 1;
  const covariance = {
    east: apriori.east * factor,
    north: apriori.north * factor,
    eastNorth: apriori.eastNorth * factor,
  };
  const residuals = equations.map((equation): ResectionResidual => {
    const { object, kind, misclosure, sigma, toObjectM } = equation;
    const azimuth = kind === 'azimuth';
    return {
      object: object.index,
      name: object.name,
      kind,
      observed: azimuth ? object.azimuthDeg! : object.distanceM!,
      residual: azimuth ? misclosure / RADIANS : misclosure,
      residualM: azimuth ? misclosure * toObjectM : misclosure,
      sigma: azimuth ? sigma / RADIANS : sigma,
      normalized: normalizedResidual(equation, apriori),
    };
  });
  return {
    position,
    sigmaM: Math.sqrt(covariance.east + covariance.north),
    ellipse: errorEllipse(covariance, consistent === false ? scale95Estimated(redundancy) : SCALE_95),
    residuals,
    redundancy,
    sigma0,
    consistent,
    suspect: suspectOf(residuals),
  };
}

/** Share of an observation's error that its residual must show to be judged by. */
const LEAST_REDUNDANCY_NUMBER = 0.01;

function normalizedResidual(
  { misclosure, sigma, east, north }: Equation,
  covariance: ReturnType<typeof covarianceOf>,
): number | null {
  const redundancyNumber =
    1 - (east * east * covariance.east + north * north * covariance.north + 2 * east * north * covariance.eastNorth);
  return redundancyNumber < LEAST_REDUNDANCY_NUMBER ? null : misclosure / (sigma * Math.sqrt(redundancyNumber));
}

function suspectOf(residuals: readonly ResectionResidual[]): number | null {
  let suspect: number | null = null;
  let largest = SUSPECT_BEYOND;
  residuals.forEach(({ normalized }, i) => {
    if (normalized === null || Math.abs(normalized) <= largest) return;
    largest = Math.abs(normalized);
    suspect = i;
  });
  return suspect;
}

const tooFewObjects = (usedCount: number, given: number): SurveyError =>
  new SurveyError(
    'tooFewObjects',
    'references',
    text(
      `恢复界桩位置至少需要两个有坐标且量了方位角或距离的方位物;给出 ${given} 个,可用 ${usedCount} 个`,
      `Restoring a marker needs at least two reference objects with a position and an azimuth or distance; ${given} given, ${usedCount} usable`,
    ),
  );

const singularText: Text = text(
  '这些观测不能确定位置:各条位置线几乎平行(例如只有距离,而方位物与界桩在一条直线上)。请加测方位角,或增加一个不在该方向上的方位物',
  'These observations do not fix a place: their lines of position run almost alike (such as distances only, to objects in one line with the marker). Measure an azimuth, or add an object in another direction',
);
const singular = () => new SurveyError('singular', 'references', singularText);

function ambiguous(rivals: readonly Fit[]): SurveyError {
  const apart = Math.max(...rivals.map((rival) => offM(rival, rivals[0]!.position))).toFixed(1);
  return new SurveyError(
    'ambiguous',
    'references',
    text(
      `有 ${rivals.length} 个位置同样符合这些观测(最远相距 ${apart} 米)。请加测一个方位角、增加一个方位物,或给出登记坐标`,
      `${rivals.length} places fit these observations equally well (up to ${apart} m apart). Measure an azimuth, add an object, or give the registered position`,
    ),
  );
}
