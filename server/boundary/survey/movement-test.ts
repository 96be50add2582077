import { coordinateSystems, heightDatums, text, type Text } from '../../../gis-data/catalogue/index.ts';
import { inverse, type Position } from './geodesic.ts';
import { requireSigma } from './checks.ts';

/** A position with what is needed to judge it. Unknown fields are null. */
export interface SurveyedPosition {
  /** EPSG:4490, whatever system it was given in. */
  position: Position;
  /** Standard deviation of the horizontal position (点位中误差 √(σ_E² + σ_N²)), metres; null = not stated. */
  sigmaM: number | null;
  /** System in which it was given, an id of `coordinateSystems`; null = unknown. */
  sourceCrs: string | null;
  heightM: number | null;
  /** An id of `heightDatums`. */
  heightDatum: string | null;
}

export const movementVerdicts = [
  { id: 'moved', label: text('已移位', 'Moved') },
  { id: 'withinError', label: text('在测量误差之内', 'Within measurement error') },
  { id: 'provesNothing', label: text('不能作为判断依据', 'Proves nothing') },
] as const;
export type MovementVerdict = (typeof movementVerdicts)[number]['id'];

export interface MovementTest {
  verdict: MovementVerdict;
  /** From the registered to the measured position on the ellipsoid; null where a coordinate system is unknown. */
  distanceM: number | null;
  /** Direction of the difference, clockwise from true north; null as `distanceM`, and where there is no difference. */
  azimuthDeg: number | null;
  /** 3·√(σ_registered² + σ_measured²); null where a σ is not stated. */
  thresholdM: number | null;
  sigmaRegisteredM: number | null;
  sigmaMeasuredM: number | null;
  registeredCrs: string | null;
  measuredCrs: string | null;
  height: {
    /** Measured minus registered; null where the two do not compare. */
    differenceM: number | null;
    /** Datum of both; null where they do not compare. */
    datum: string | null;
    /** Why they do not compare. */
    reason: Text | null;
  };
  /** Why the test proves nothing; empty otherwise. */
  reasons: Text[];
  /** What does not change the verdict but must be known to whoever signs it. */
  cautions: Text[];
}

/** A difference counts beyond this many standard deviations. */
const COVERAGE_FACTOR = 3;

/**
 * Has a marker moved? It has if the distance between its registered and its measured position is greater than
 * 3·√(σ_registered² + σ_measured²); otherwise the difference is within measurement error. Where a σ or a coordinate
 * system is unknown the reading proves nothing, however far apart the two are.
 *
 * @throws SurveyError badPosition; badSigma for a σ that is not positive
 * @example
 * movementTest(registered, measured).verdict === 'moved'
 */
export function movementTest(registered: SurveyedPosition, measured: SurveyedPosition): MovementTest {
  const sigmaRegisteredM = checkedSigma(registered.sigmaM, 'registered.sigmaM');
  const sigmaMeasuredM = checkedSigma(measured.sigmaM, 'measured.sigmaM');
  const reasons = [
    ...(registered.sourceCrs === null ? [unknownCrs(registeredName)] : []),
    ...(measured.sourceCrs === null ? [unknownCrs(measuredName)] : []),
    ...(sigmaRegisteredM === null ? [noSigma(registeredName)] : []),
    ...(sigmaMeasuredM === null ? [noSigma(measuredName)] : []),
  ];
  const comparable = registered.sourceCrs !== null && measured.sourceCrs !== null;
  const line = comparable ? inverse(registered.position, measured.position) : null;
  const thresholdM =
    sigmaRegisteredM === null || sigmaMeasuredM === null
      ? null
      : COVERAGE_FACTOR * Math.hypot(sigmaRegisteredM, sigmaMeasuredM);
  return {
    verdict:
      line === null || thresholdM === null ? 'provesNothing' : line.distanceM > thresholdM ? 'moved' : 'withinError',
    distanceM: line?.distanceM ?? null,
    azimuthDeg: line !== null && line.distanceM > 0 ? line.azimuthDeg : null,
    thresholdM,
    sigmaRegisteredM,
    sigmaMeasuredM,
    registeredCrs: registered.sourceCrs,
    measuredCrs: measured.sourceCrs,
    height: heightDifference(registered, measured),
    reasons,
    cautions: cautionsOf(registered.sourceCrs, measured.sourceCrs),
  };
}

const registeredName = text('登记坐标', 'registered position');
const measuredName = text('实测坐标', 'measured position');

const checkedSigma = (sigmaM: number | null, field: string): number | null =>
  sigmaM === null ? null : requireSigma(sigmaM, field);

const noSigma = (which: Text): Text =>
  text(
    `${which.zh}未注明精度(中误差),不能判断是否移位`,
    `The ${which.en} has no stated accuracy (σ), so it cannot tell whether the marker moved`,
  );

const unknownCrs = (which: Text): Text =>
  text(
    `${which.zh}的坐标系不明,两个坐标不能相比`,
    `The coordinate system of the ${which.en} is unknown, so that the two positions do not compare`,
  );

function heightDifference(registered: SurveyedPosition, measured: SurveyedPosition): MovementTest['height'] {
  const incomparable = (reason: Text) => ({ differenceM: null, datum: null, reason });
  if (registered.heightM === null) return incomparable(text('登记高程未填', 'No height is registered'));
  if (measured.heightM === null) return incomparable(text('未测高程', 'No height was measured'));
  if (registered.heightDatum === null || measured.heightDatum === null) {
    const which = registered.heightDatum === null ? registeredName : measuredName;
    return incomparable(text(`${which.zh}的高程基准不明`, `The height datum of the ${which.en} is unknown`));
  }
  if (registered.heightDatum !== measured.heightDatum) {
    const [a, b] = [datumLabel(registered.heightDatum), datumLabel(measured.heightDatum)];
    return incomparable(
      text(
        `高程基准不同(登记:${a.zh};实测:${b.zh}),高差不可比`,
        `Heights in different datums (registered: ${a.en}; measured: ${b.en}) do not compare`,
      ),
    );
  }
  return { differenceM: measured.heightM - registered.heightM, datum: registered.heightDatum, reason: null };
}

const mapServiceSystems = new Set(['GCJ-02', 'BD-09']);

/**
 * WGS 84 as receivers give it is of the present epoch, CGCS2000 of 2000.0: the plates carry northern China about 3 cm a
 * year away from it, which matters beside centimetres of σ.
 */
function cautionsOf(registeredCrs: string | null, measuredCrs: string | null): Text[] {
  const systems = [registeredCrs, measuredCrs].filter((crs) => crs !== null);
  const cautions: Text[] = [];
  const mixesEpochs =
    systems.length === 2 && systems.includes('EPSG:4326') && systems.some((crs) => crs !== 'EPSG:4326');
  if (mixesEpochs) {
    cautions.push(
      text(
        '一个坐标为 WGS 84,另一个不是:WGS 84 随观测历元,CGCS2000 为 2000.0 历元,板块运动使两者每年相差约 3 厘米,精度为厘米级时须先归算',
        'One position is WGS 84 and the other is not: WGS 84 is of the day of observation and CGCS2000 of epoch 2000.0; plate motion parts them by some 3 cm a year, to be reduced first where σ is centimetres',
      ),
    );
  }
  for (const system of mapServiceSystems) {
    if (!systems.includes(system)) continue;
    cautions.push(
      text(
        `有坐标取自 ${system}(地图服务的偏移坐标),换算是近似的,其中误差应包含换算误差`,
        `A position was given in ${system}, the shifted system of map services; its conversion is approximate and must be part of its σ`,
      ),
    );
  }
  return cautions;
}

const labelIn = (words: readonly { id: string; label: Text }[], id: string): Text =>
  words.find((word) => word.id === id)?.label ?? text(id, id);
const datumLabel = (id: string) => labelIn(heightDatums, id);
const crsLabel = (id: string | null) => (id === null ? text('不明', 'unknown') : labelIn(coordinateSystems, id));

/** The test in sentences, one each, for the form and the report: verdict, comparison, both σ, systems, height, and why. */
export function movementSentences(test: MovementTest): Text[] {
  const { verdict, distanceM, azimuthDeg, thresholdM, height } = test;
  const label = movementVerdicts.find(({ id }) => id === verdict)!.label;
  const sigma = (sigmaM: number | null) =>
    sigmaM === null ? text('未注明', 'not stated') : text(`${metres(sigmaM)} 米`, `${metres(sigmaM)} m`);
  const [sigmaRegistered, sigmaMeasured] = [sigma(test.sigmaRegisteredM), sigma(test.sigmaMeasuredM)];
  const [registeredCrs, measuredCrs] = [crsLabel(test.registeredCrs), crsLabel(test.measuredCrs)];
  return [
    text(`移位检验:${label.zh}。`, `Movement test: ${label.en.toLowerCase()}.`),
    ...(distanceM === null ? [] : [comparison(verdict, distanceM, azimuthDeg, thresholdM)]),
    text(
      `中误差:登记 ${sigmaRegistered.zh},实测 ${sigmaMeasured.zh}。`,
      `Standard deviations: registered ${sigmaRegistered.en}, measured ${sigmaMeasured.en}.`,
    ),
    text(
      `坐标系:登记 ${registeredCrs.zh},实测 ${measuredCrs.zh}。`,
      `Coordinate systems: registered ${registeredCrs.en}, measured ${measuredCrs.en}.`,
    ),
    height.differenceM === null
      ? text(`高差:${height.reason!.zh}。`, `Height difference: none. ${height.reason!.en}.`)
      : text(
          `高差(实测减登记):${signedMetres(height.differenceM)} 米(${datumLabel(height.datum!).zh})。`,
          `Height difference (measured less registered): ${signedMetres(height.differenceM)} m (${datumLabel(height.datum!).en}).`,
        ),
    ...[...test.reasons, ...test.cautions].map(({ zh, en }) => text(`${zh}。`, `${en}.`)),
  ];
}

function comparison(
  verdict: MovementVerdict,
  distanceM: number,
  azimuthDeg: number | null,
  thresholdM: number | null,
): Text {
  const towards =
    azimuthDeg === null
      ? text('', '')
      : text(`,方位角 ${azimuthDeg.toFixed(1)}°`, ` towards ${azimuthDeg.toFixed(1)}°`);
  const distance = text(
    `实测与登记位置相距 ${metres(distanceM)} 米${towards.zh}`,
    `The measured position lies ${metres(distanceM)} m from the registered one${towards.en}`,
  );
  if (thresholdM === null) return text(`${distance.zh}。`, `${distance.en}.`);
  const sign = verdict === 'moved' ? text('大于', 'more than') : text('不大于', 'not more than');
  return text(
    `${distance.zh},${sign.zh}限差 ${metres(thresholdM)} 米(3√(σ登记²+σ实测²))。`,
    `${distance.en}, ${sign.en} the limit of ${metres(thresholdM)} m (3·√(σ registered² + σ measured²)).`,
  );
}

/** Centimetres as the last printed digit; millimetres below a decimetre, where a centimetre would hide the difference. */
const metres = (value: number): string => value.toFixed(Math.abs(value) < 0.1 ? 3 : 2);
const signedMetres = (value: number): string => `${value < 0 ? '−' : '+'}${metres(Math.abs(value))}`;
