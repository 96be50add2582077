import { facilityKind, text } from '../../../gis-data/catalogue/index.ts';
import type { CoverageQuestion } from '../../coverage/contract.ts';
import type { Coverage } from '../../coverage/coverage.ts';
import { placeIn } from '../../coverage/place-in.ts';
import { pointsOf } from '../../coverage/points.ts';
import { limitsOf, questionOf, type Limits } from '../../coverage/question.ts';
import { coverageFor } from '../../coverage/remembered.ts';
import { costWithin, UNREACHED, type Network } from '../../network/graph.ts';
import type { CostRate } from '../../scenarios/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { ParetoQuestion, WhereAnswer, WhereQuestion } from '../contract.ts';
import { candidatesOf, type Parcel } from './candidates.ts';
import { countyRefusals, questionRefusals } from './checks.ts';
import { demandOf, type Demand } from './demand.ts';
import { findingsOf } from './findings.ts';
import { pricesOf, type Prices } from './prices.ts';
import { conflict, invalid, someOf, type Refusal } from './refusal.ts';
import { asItIs, candidateSites, standingFacilities, type Standing, type WhereSite } from './sites.ts';

/** What a question is put to. */
export interface WhereInputs {
  readonly snapshot: Snapshot;
  readonly network: Network;
  readonly rates: readonly CostRate[];
  /** Of the layer that the question names; empty where it names none. */
  readonly parcels: readonly Parcel[];
}

/** A question in order, with everything it is about but the walks. */
export interface PreparedWhere {
  readonly snapshot: Snapshot;
  readonly network: Network;
  readonly question: WhereQuestion | ParetoQuestion;
  readonly coverageQuestion: CoverageQuestion;
  readonly limits: Limits;
  /** Largest cost of a walk that is measured, and how far that takes one as the crow flies. */
  readonly reach: { readonly limit: number; readonly reachMetres: number };
  /** Without what the question ignores: what stands now is not changed by a plan. */
  readonly base: Snapshot;
  readonly before: Coverage;
  readonly demand: Demand;
  /** What stands first, then the candidates. */
  readonly sites: readonly WhereSite[];
  /** Where the question has a use for them; else null. */
  readonly prices: Prices | null;
  readonly pinned: ReadonlySet<string>;
  readonly forbidden: ReadonlySet<string>;
  readonly peoplePerFacility: number | null;
  readonly candidates: number;
  readonly unplacedCandidates: readonly string[];
  readonly findings: WhereAnswer['findings'];
  readonly demo: boolean;
}

/** Walks between so many pairs at most are measured where everyone must be served: some 200 MB at the height of it. */
const MOST_PAIRS = 8_000_000;
/** As the crow flies: from here on nearly every pair of a city is within reach. */
const WHOLE_CITY_M = 20_000;

/**
 * Works out what a question is about, and refuses it where it cannot be answered as it is put.
 *
 * @example
 * const prepared = prepareWhere({ snapshot, network, rates, parcels: [] }, question);
 * if ('refusals' in prepared) throw problems.invalid(prepared.refusals);
 */
export function prepareWhere(
  { snapshot, network, rates, parcels }: WhereInputs,
  question: WhereQuestion | ParetoQuestion,
): PreparedWhere | { refusals: Refusal[] } {
  const { build, limits: asked, existing } = question;
  const { divisions } = snapshot;
  const countyIds = question.candidates.from === 'villages' ? question.candidates.countyIds : undefined;
  const refusals = [
    ...questionRefusals(question),
    ...countyRefusals(divisions, 'demandCountyIds', question.demandCountyIds),
    ...countyRefusals(divisions, 'candidates.countyIds', countyIds),
  ];
  if (refusals.length > 0) return { refusals };

  const found = candidatesOf(snapshot, question.candidates, parcels, placeIn(snapshot));
  if (found.refusals.length > 0) return found;

  const { minutes, speedMps } = question;
  const coverageQuestion = questionOf({
    facilityKinds: [build.kind],
    functions: build.functions,
    minutes,
    ...(speedMps === undefined ? {} : { speedMps }),
  });
  const limits = limitsOf(network.header, coverageQuestion);
  const points = pointsOf(divisions, network, coverageQuestion.snapLimitM);
  const demand = demandOf(divisions, points, question.people, question.demandCountyIds);
  if (demand.modelled.length === 0) return { refusals: [nobody()] };

  const demoPeople = network.header.source.demo || demand.modelled.some((p) => divisions.bodies[points.rows[p]!]!.demo);
  const standing = standingFacilities(snapshot, network, coverageQuestion);
  const built = candidateSites(snapshot, network, found.candidates, build, coverageQuestion.snapLimitM, demoPeople);
  const possible = [...standingSites(standing, existing), ...built.sites];
  const usesPrices = asked.budgetYuan !== undefined || question.question === 'pareto';
  const { sites, prices, unpriced } = usesPrices
    ? priced(possible, rates)
    : { sites: possible, prices: null, unpriced: [] };

  const pinned = new Set(question.pinned);
  const forbidden = new Set(question.forbidden);
  const reach = reachOf(question, network, limits);
  const late = [
    ...siteRefusals(question, sites, built.unplaced, prices),
    ...sizeRefusals(demand, sites, reach.reachMetres),
  ];
  if (late.length > 0) return { refusals: late };

  const base = existing === 'ignore' ? snapshot.with(standing.closed) : snapshot;
  return {
    ...{ snapshot, network, question, coverageQuestion, limits, reach, base, demand, sites, prices, pinned, forbidden },
    before: coverageFor(base, network, coverageQuestion),
    peoplePerFacility: question.peoplePerFacility ?? null,
    candidates: built.sites.filter(({ id }) => !forbidden.has(id)).length,
    unplacedCandidates: built.unplaced,
    findings: findingsOf({ question, demand, standing, unplaced: built.unplaced.length, unpriced }),
    demo: demoPeople || sites.some((site) => site.demo) || (prices?.demo ?? false),
  };
}

/** What stands, as sites at which only what the question allows may be done. */
function standingSites({ serving, upgradable }: Standing, existing: WhereQuestion['existing']): WhereSite[] {
  const mayClose = existing === 'closable' || existing === 'closableOrUpgradable';
  const mayUpgrade = existing === 'upgradable' || existing === 'closableOrUpgradable';
  return [
    ...(existing === 'ignore' ? [] : mayClose ? serving : serving.map(asItIs)),
    ...(mayUpgrade ? upgradable : []),
  ];
}

/** Sites with their prices. What stands and has no price for what may be done there stays as it is, and is named. */
function priced(
  possible: readonly WhereSite[],
  rates: readonly CostRate[],
): { sites: WhereSite[]; prices: Prices; unpriced: string[] } {
  const all = pricesOf(possible, rates);
  const lacks = (s: number) => all.yuan[s] === null && possible[s]!.action !== 'build';
  const unpriced = possible.filter((_, s) => lacks(s)).map(({ facilityName }) => facilityName);
  const sites = possible.flatMap((site, s) => (!lacks(s) ? [site] : site.action === 'close' ? [asItIs(site)] : []));
  return { sites, prices: pricesOf(sites, rates), unpriced };
}

function siteRefusals(
  { pinned, forbidden, limits, build, existing, phases }: WhereQuestion | (ParetoQuestion & { phases?: undefined }),
  sites: readonly WhereSite[],
  unplaced: readonly string[],
  prices: Prices | null,
): Refusal[] {
  const refusals: Refusal[] = [];
  const byId = new Map(sites.flatMap((site) => (site.action === null ? [] : [[site.id, site] as const])));
  const offNetwork = pinned.filter((id) => unplaced.includes(id));
  if (offNetwork.length > 0) {
    const names = someOf(offNetwork);
    refusals.push(
      conflict(
        'pinned',
        'off-network',
        text(
          `指定必选的 ${names.zh} 离路网过远,不能选用`,
          `Pinned ${names.en} is too far from the network to be chosen`,
        ),
      ),
    );
  }
  for (const [path, ids] of [
    ['pinned', pinned],
    ['forbidden', forbidden],
  ] as const) {
    const unknown = ids.filter((id) => !byId.has(id) && !unplaced.includes(id));
    if (unknown.length === 0) continue;
    const names = someOf(unknown);
    refusals.push(
      invalid(path, 'no-such-site', text(`候选位置中没有:${names.zh}`, `Not among the candidates: ${names.en}`)),
    );
  }
  const opened = sites.filter(({ action }) => action === 'build' || action === 'addFunction');
  const free = opened.filter(({ id }) => !forbidden.includes(id));
  const kept = pinned.filter((id) => byId.get(id)?.action !== 'close').length;
  const count = phases ? phases.reduce((sum, phase) => sum + phase.count, 0) : limits.count;
  const path = phases ? 'phases' : 'limits.count';
  if (free.length === 0 && existing !== 'closable' && existing !== 'closableOrUpgradable')
    refusals.push(
      conflict(
        'candidates',
        'no-candidates',
        text('候选位置都被排除或离路网过远', 'Every candidate is forbidden or off the network'),
      ),
    );
  else if (count !== undefined && count > free.length)
    refusals.push(
      conflict(
        path,
        'more-than-candidates',
        text(
          `要求新建 ${count} 处,可用的候选位置只有 ${free.length} 处`,
          `${count} facilities are asked for, and there are only ${free.length} candidates`,
        ),
      ),
    );
  if (count !== undefined && kept > count)
    refusals.push(
      conflict(
        'pinned',
        'more-than-count',
        text(
          `指定必选 ${kept} 处,超过新建处数上限 ${count} 处`,
          `${kept} candidates are pinned, more than the ${count} that may be built`,
        ),
      ),
    );
  if (prices?.yuan.some((yuan, s) => yuan === null && sites[s]!.action === 'build')) {
    const label = facilityKind(build.kind).label;
    const rates = prices.missingRates.join(', ');
    refusals.push(
      conflict(
        limits.budgetYuan === undefined ? 'axes' : 'limits.budgetYuan',
        'no-rate',
        text(
          `新建${label.zh}不能计价(${rates}):请在费率表中录入按处、床位或面积的费率,并在问题中填写床位数或面积`,
          `Building a ${label.en} has no price (${rates}): enter a rate per facility, bed or area in the rate table, and state beds or floor area in the question`,
        ),
      ),
    );
  }
  return refusals;
}

function sizeRefusals(demand: Demand, sites: readonly WhereSite[], reachMetres: number): Refusal[] {
  const pairs = demand.modelled.length * sites.length;
  if (reachMetres < WHOLE_CITY_M || pairs <= MOST_PAIRS) return [];
  return [
    conflict(
      'candidates',
      'too-many-pairs',
      text(
        `${demand.modelled.length} 个人口点与 ${sites.length} 处位置组合过多(上限 ${MOST_PAIRS} 对):请减少候选位置或县(市、区)`,
        `${demand.modelled.length} population points and ${sites.length} sites make too many pairs (most: ${MOST_PAIRS}): choose fewer candidates or counties`,
      ),
    ),
  ];
}

/** How far walks are measured: as far as coverage counts, as fading coverage reaches, or however far. */
function reachOf(
  question: WhereQuestion | ParetoQuestion,
  { header }: Network,
  limits: Limits,
): PreparedWhere['reach'] {
  const everyone =
    question.question === 'where' && (question.objective === 'p-median' || question.objective === 'p-center');
  if (everyone) return { limit: UNREACHED - 1, reachMetres: Infinity };
  const fading = question.question === 'where' ? question.gradual : undefined;
  if (!fading) return { limit: limits.asked, reachMetres: limits.reachMetres };
  const limit = Math.max(limits.asked, costWithin(header, fading.noneMinutes * 60, question.speedMps));
  return { limit, reachMetres: limit * limits.metresPerCost };
}

const nobody = () =>
  conflict(
    'demandCountyIds',
    'no-demand',
    text(
      '所选县(市、区)没有位于路网上且人数已知的人口点',
      'The chosen counties have no population point on the network with a known count',
    ),
  );
