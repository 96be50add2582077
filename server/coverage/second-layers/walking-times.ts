import { secondsOf } from '../../network/graph.ts';
import { NONE } from '../../snapshot/snapshot.ts';
import { layoutOf, WHOLE } from '../areas.ts';
import { walkingTimeBins, type DistributionReport } from '../contract.ts';
import { nearestHoweverFar, type Coverage } from '../coverage.ts';
import { unplacedWithin } from '../measures.ts';

/** How far a population point is from the nearest facility that surely serves. */
export interface WalkingTimes {
  /** Whole walk at the asked speed; Infinity = no way leads to one, NaN = the point has no place on the network. */
  readonly seconds: Float64Array;
  /** 1 where a facility that may or may not serve, or of which it is not known where it is, might be nearer. */
  readonly perhapsLess: Uint8Array;
}

/** Walking times of every population point, however long. */
export function walkingTimesOf(coverage: Coverage): WalkingTimes {
  const { network, question, points, measures } = coverage;
  const sure = nearestHoweverFar(coverage, 'yes');
  const maybe = nearestHoweverFar(coverage, 'unknown');
  const seconds = new Float64Array(points.length);
  const perhapsLess = new Uint8Array(points.length);
  for (let p = 0; p < points.length; p++) {
    if (points.snaps[p] === null) {
      seconds[p] = Number.NaN;
      continue;
    }
    const cost = sure.cost[p]!;
    seconds[p] = cost === Infinity ? Infinity : secondsOf(network.header, cost, question.speedMps);
    if (maybe.cost[p]! < cost || unplacedWithin(measures, p, cost) !== NONE) perhapsLess[p] = 1;
  }
  return { seconds, perhapsLess };
}

/** The areas whose people are told apart: the whole, then its counties. */
export function cityAndCounties({ snapshot: { divisions } }: Coverage): {
  divisionId: string;
  code: string;
  name: string;
  level: 'city' | 'county';
  has(county: number): boolean;
}[] {
  const layout = layoutOf(divisions);
  return [WHOLE, ...layout.counties].map((area) => {
    const row = layout.rows[area]!;
    const body = row === NONE ? null : divisions.bodies[row]!;
    return {
      divisionId: row === NONE ? '' : divisions.ids[row]!,
      code: body?.code ?? '',
      name: body?.name ?? '',
      level: area === WHOLE ? 'city' : 'county',
      has: (county) => area === WHOLE || county === row,
    };
  });
}

/**
 * How long people aged 60+ walk to the nearest facility that surely serves, in bins of minutes (lower end excluded, upper
 * end included, so that 15 minutes are within 15), by city and county.
 */
export function distributionOf(coverage: Coverage): Pick<DistributionReport, 'bins' | 'areas'> {
  const times = walkingTimesOf(coverage);
  return {
    bins: [...walkingTimeBins],
    areas: cityAndCounties(coverage).map(({ has, ...area }) => ({ ...area, ...sumsOf(coverage, times, has) })),
  };
}

type Sums = Omit<DistributionReport['areas'][number], 'divisionId' | 'code' | 'name' | 'level'>;

function sumsOf({ points }: Coverage, { seconds, perhapsLess }: WalkingTimes, has: (county: number) => boolean): Sums {
  const sums: Sums = {
    known60: walkingTimeBins.map(() => 0),
    atMost60: walkingTimeBins.map(() => 0),
    notReached60: 0,
    perhapsReached60: 0,
    unknown60: 0,
    pointsWithoutCount: 0,
    medianMinutes: null,
  };
  const walks: { minutes: number; people: number }[] = [];
  points.county.forEach((county, p) => {
    if (!has(county)) return;
    const people = points.population60[p]!;
    if (Number.isNaN(people)) sums.pointsWithoutCount += 1;
    else if (Number.isNaN(seconds[p]!)) sums.unknown60 += people;
    else {
      const minutes = seconds[p]! / 60;
      walks.push({ minutes, people });
      if (minutes === Infinity) sums[perhapsLess[p] ? 'perhapsReached60' : 'notReached60'] += people;
      else (perhapsLess[p] ? sums.atMost60 : sums.known60)[binOf(minutes)]! += people;
    }
  });
  return { ...sums, medianMinutes: medianOf(walks) };
}

/** A walk to the very door lies in the first bin. */
const binOf = (minutes: number): number =>
  walkingTimeBins.findIndex(({ toMinutes }) => toMinutes === null || minutes <= toMinutes);

/** The time that half of the people walk no longer than; null where there is nobody or half of them reach nothing. */
function medianOf(walks: { minutes: number; people: number }[]): number | null {
  const half = walks.reduce((sum, { people }) => sum + people, 0) / 2;
  if (half === 0) return null;
  let people = 0;
  const inOrder = walks.sort((a, b) => a.minutes - b.minutes);
  const middle = inOrder.find((walk) => (people += walk.people) >= half)!;
  return Number.isFinite(middle.minutes) ? middle.minutes : null;
}
