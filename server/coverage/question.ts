import {
  defaultRuleParameters,
  facilityFunctions,
  facilityKinds,
  type RuleParameters,
} from '../../gis-data/catalogue/index.ts';
import { costWithin, type NetworkHeader } from '../network/graph.ts';
import { comparedSpeedsMps, coverageBounds, type CoverageQuery, type CoverageQuestion } from './contract.ts';

/** A query with nothing left to default, and in one order, so that equal questions are equal texts. */
export function questionOf(
  query: CoverageQuery,
  { careCircle }: Pick<RuleParameters, 'careCircle'> = defaultRuleParameters,
): CoverageQuestion {
  const kinds: readonly string[] = query.facilityKinds ?? careCircle.kinds;
  const functions: readonly string[] = query.functions ?? careCircle.functions;
  return {
    facilityKinds: facilityKinds.map((k) => k.id).filter((id) => kinds.includes(id)),
    functions: facilityFunctions.map((f) => f.id).filter((id) => functions.includes(id)),
    minutes: query.minutes ?? careCircle.minutes,
    speedMps: query.speedMps ?? careCircle.speedMps,
    snapLimitM: query.snapLimitM ?? coverageBounds.snapLimitM.default,
  };
}

/** The question as a key. */
export const questionKey = (question: CoverageQuestion): string => JSON.stringify(question);

/**
 * Speed at which the straight line is an upper bound of driving: the highest that the law allows on any road, 120 km/h
 * (道路交通安全法实施条例 art. 78).
 */
const FASTEST_CAR_MPS = 120 / 3.6;

/** What a question allows on a network of one profile. */
export interface Limits {
  /** Largest cost within the time at the asked speed. */
  asked: number;
  /** The same at each of the compared speeds; none on a driving network, which has its own speeds. */
  compared: readonly { speedMps: number; cost: number }[];
  /** Largest of them all: how far the search goes. */
  search: number;
  /** How far a unit of cost takes one at most, metres. */
  metresPerCost: number;
  /** How far one gets within the time as the crow flies, metres. */
  reachMetres: number;
}

/** Works out how far a question lets people go. */
export function limitsOf(header: NetworkHeader, { minutes, speedMps }: CoverageQuestion): Limits {
  const seconds = minutes * 60;
  const walking = header.profile === 'walk';
  const asked = costWithin(header, seconds, speedMps);
  const compared = walking
    ? comparedSpeedsMps.map((speed) => ({ speedMps: speed, cost: costWithin(header, seconds, speed) }))
    : [];
  return {
    asked,
    compared,
    search: Math.max(asked, ...compared.map((c) => c.cost)),
    metresPerCost: (walking ? 1 : FASTEST_CAR_MPS) / 1000,
    reachMetres: seconds * (walking ? speedMps : FASTEST_CAR_MPS),
  };
}
