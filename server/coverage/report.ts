import { isDeepStrictEqual } from 'node:util';
import { secondsOf } from '../network/graph.ts';
import { NONE } from '../snapshot/snapshot.ts';
import { administrativeMayDiffer, changedAreas, crossesCounty, figuresOf, WHOLE } from './areas.ts';
import type {
  CoverageArea,
  CoverageFacility,
  CoveragePoint,
  CoverageReport,
  PointReason,
  WhatIfReport,
} from './contract.ts';
import { nearestHoweverFar, type Coverage } from './coverage.ts';
import { COVERED, nearBorder, unplacedWithin, verdictWithin } from './measures.ts';
import { straightMetres } from './nearest.ts';
import { whyOffNetwork } from './points.ts';
import type { Site } from './sites.ts';

type Header = Pick<CoverageReport, 'snapshot' | 'asOf' | 'network' | 'question' | 'demo'>;
type Areas = Pick<CoverageReport, 'total' | 'counties' | 'townships'>;

const verdictNames = ['covered', 'uncovered', 'unknown'] as const;

/** Lengths are told to the millimetre, the unit that walks are measured in. */
const toMillimetre = (metres: number) => Math.round(metres * 1000) / 1000;

/** What every answer says of where it came from. */
export function headerOf({ snapshot, network, question, points, sites }: Coverage): Header {
  const { name, profile, source } = network.header;
  const { divisions, facilities } = snapshot;
  const demoFacility = ({ facilityId }: Site) => facilities.bodies[facilities.indexById.get(facilityId)!]!.demo;
  return {
    snapshot: snapshot.id,
    asOf: snapshot.asOf,
    network: { name, profile, demo: source.demo, attribution: source.attribution },
    question,
    demo:
      source.demo || points.rows.some((row) => divisions.bodies[row]!.demo) || [...sites.values()].some(demoFacility),
  };
}

/** Every area's figures. */
export function areasOf(coverage: Coverage): Areas {
  return {
    total: areaOf(coverage, WHOLE),
    counties: coverage.layout.counties.map((area) => areaOf(coverage, area)),
    townships: coverage.layout.townships.map((area) => areaOf(coverage, area)),
  };
}

/** One area's figures. */
export function areaOf({ snapshot, layout, sums, limits, points }: Coverage, area: number): CoverageArea {
  const { divisions } = snapshot;
  const row = layout.rows[area]!;
  const body = row === NONE ? null : divisions.bodies[row]!;
  const county = row === NONE ? NONE : divisions.county[row]!;
  const figures = figuresOf(sums, layout, divisions, area, limits.compared.length);
  const borderKnown = points.borderMetres.some((metres) => !Number.isNaN(metres));
  return {
    divisionId: row === NONE ? '' : divisions.ids[row]!,
    code: body?.code ?? '',
    name: body?.name ?? '',
    level: area === WHOLE ? 'city' : body!.level === 'county' ? 'county' : 'township',
    countyId: county === NONE ? null : divisions.ids[county]!,
    population60: figures.population60,
    population80: figures.population80,
    points: figures.points,
    atSpeeds: limits.compared.map(({ speedMps }, i) => ({ speedMps, population60: figures.atSpeeds60[i]! })),
    straightLine: figures.straight60,
    administrative: figures.administrative,
    edge60: borderKnown ? figures.edge60 : null,
    crossCounty60: figures.crossCounty60,
  };
}

export interface Decision {
  reason: PointReason;
  /** The facility behind it, and the cost of the walk there; null where there is none. */
  site: Site | null;
  cost: number | null;
}

/**
 * Why a point's verdict is what it is. A facility beyond the search limit is not named: `fartherDecision` looks on.
 * @param limit how much a walk may cost; by default what the question allows
 */
export function decisionOf(coverage: Coverage, p: number, limit: number = coverage.limits.asked): Decision {
  const { network, question, points, sites, measures } = coverage;
  const none = { site: null, cost: null };
  const by = (walks: typeof measures.sure) => ({ site: sites.get(walks.site[p]!)!, cost: walks.cost[p]! });
  if (measures.sure.cost[p]! <= limit) return { reason: 'reached', ...by(measures.sure) };
  if (points.snaps[p] === null) return { reason: whyOffNetwork(points, p, network, question.snapLimitM), ...none };
  if (measures.maybe.cost[p]! <= limit) return { reason: 'facility-uncertain', ...by(measures.maybe) };
  const missing = unplacedWithin(measures, p, limit);
  if (missing !== NONE) return { reason: 'facility-not-placed', site: sites.get(missing)!, cost: null };
  return { reason: 'too-far', ...(measures.sure.site[p] === NONE ? none : by(measures.sure)) };
}

/** The same, with the nearest facility however far it is; costs a sweep of the network when first asked. */
function fartherDecision(coverage: Coverage, p: number): Decision {
  const decision = decisionOf(coverage, p);
  if (decision.reason !== 'too-far') return decision;
  const { site, cost } = nearestHoweverFar(coverage);
  if (site[p] === NONE) return { reason: 'none-reached', site: null, cost: null };
  return { reason: 'too-far', site: coverage.sites.get(site[p]!)!, cost: cost[p]! };
}

/**
 * A population point with its verdict and the facility behind it.
 * @param decision why; by default as far as the search went
 */
export function pointOf(coverage: Coverage, p: number, decision = decisionOf(coverage, p)): CoveragePoint {
  const { snapshot, network, question, points, measures, limits } = coverage;
  const { divisions } = snapshot;
  const row = points.rows[p]!;
  const { code, name, type } = divisions.bodies[row]!;
  const idOf = (division: number) => (division === NONE ? null : divisions.ids[division]!);
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const verdict = verdictWithin(points, measures, p, limits.asked);
  const { reason, site, cost } = decision;
  const straight = straightMetres(measures.straightSure, p);
  return {
    divisionId: divisions.ids[row]!,
    code,
    name,
    townshipId: idOf(points.township[p]!),
    countyId: idOf(points.county[p]!),
    urban: type === 'community',
    longitude: known(points.longitude[p]!),
    latitude: known(points.latitude[p]!),
    population60: known(points.population60[p]!),
    population80: known(points.population80[p]!),
    verdict: verdictNames[verdict],
    reason,
    facilityId: site?.facilityId ?? null,
    facilityName: site ? facilityNameOf(coverage, site) : null,
    seconds: cost === null ? null : secondsOf(network.header, cost, question.speedMps),
    accessMetres: cost === null ? null : toMillimetre(points.snaps[p]!.snapMetres + site!.snap!.snapMetres),
    straightMetres: straight === Infinity ? null : toMillimetre(straight),
    edge: nearBorder(points, p, limits),
    crossesCounty: verdict === COVERED && crossesCounty(points, site!, p),
  };
}

function facilityNameOf({ snapshot: { facilities } }: Coverage, { facilityId }: Site): string {
  return facilities.bodies[facilities.indexById.get(facilityId)!]!.name;
}

/** The facilities that serve or may serve, in order of their ids, with the people whose nearest they are. */
export function facilitiesOf(coverage: Coverage): CoverageFacility[] {
  const { points, sites } = coverage;
  const served = new Map<number, { points: number; population60: number }>();
  for (let p = 0; p < points.length; p++) {
    const { reason, site } = decisionOf(coverage, p);
    if (site === null || (reason !== 'reached' && reason !== 'facility-uncertain')) continue;
    const sum = served.get(site.number) ?? { points: 0, population60: 0 };
    served.set(site.number, sum);
    sum.points += 1;
    const people = points.population60[p]!;
    if (!Number.isNaN(people)) sum.population60 += people;
  }
  const nothing = { points: 0, population60: 0 };
  return [...sites.values()]
    .sort((a, b) => a.number - b.number)
    .map((site) => ({ ...facilityOf(coverage, site), ...(served.get(site.number) ?? nothing) }));
}

function facilityOf({ snapshot }: Coverage, site: Site): Omit<CoverageFacility, 'points' | 'population60'> {
  const row = snapshot.facilities.indexById.get(site.facilityId)!;
  const { name, kind, entrance, demo, countyId } = snapshot.facilities.bodies[row]!;
  const idOf = (division: number) => (division === NONE ? null : snapshot.divisions.ids[division]!);
  return {
    facilityId: site.facilityId,
    name,
    kind,
    countyId: idOf(site.county) ?? countyId,
    townshipId: idOf(site.township),
    longitude: entrance?.coordinates[0] ?? null,
    latitude: entrance?.coordinates[1] ?? null,
    eligible: site.serves,
    placed: site.snap !== null,
    snapMetres: site.snap ? toMillimetre(site.snap.snapMetres) : null,
    demo,
  };
}

/**
 * The whole answer.
 * @param withPoints whether the evidence, one row per population point, is in it
 * @param before the coverage without the proposed changes, where there are some
 */
export function reportOf(coverage: Coverage, withPoints: boolean, before: Coverage | null): CoverageReport {
  return {
    ...headerOf(coverage),
    ...areasOf(coverage),
    points: withPoints ? allPoints(coverage) : [],
    facilities: facilitiesOf(coverage),
    before: before && areasOf(before),
  };
}

const allPoints = (coverage: Coverage) =>
  Array.from({ length: coverage.points.length }, (_, p) => pointOf(coverage, p, fartherDecision(coverage, p)));

/** What differs between two coverages of the same places and question. */
export function differenceOf(
  before: Coverage,
  after: Coverage,
): Pick<WhatIfReport, 'before' | 'after' | 'areas' | 'points'> {
  return {
    before: areaOf(before, WHOLE),
    after: areaOf(after, WHOLE),
    areas: areaPairs(before, after).filter((pair) => !isDeepStrictEqual(pair.before, pair.after)),
    points: pointPairs(before, after).filter(({ before: was, after: is }) =>
      (['verdict', 'reason', 'facilityId', 'seconds'] as const).some((key) => was[key] !== is[key]),
    ),
  };
}

function areaPairs(before: Coverage, after: Coverage): WhatIfReport['areas'] {
  const { layout } = after;
  const areas = administrativeMayDiffer(before.sums, after.sums)
    ? [...layout.counties, ...layout.townships]
    : changedAreas(before.sums, after.sums).filter((area) => area !== WHOLE);
  return areas.map((area) => ({ before: areaOf(before, area), after: areaOf(after, area) }));
}

function pointPairs(before: Coverage, after: Coverage): WhatIfReport['points'] {
  const measuredAgain = after.updated?.base === before ? [...after.updated.points].sort((a, b) => a - b) : null;
  const which = measuredAgain ?? Array.from({ length: after.points.length }, (_, p) => p);
  return which.map((p) => ({ before: pointOf(before, p), after: pointOf(after, p) }));
}
