import { text, type RuleParameters, type Text } from '../../../gis-data/catalogue/index.ts';
import type { Coverage } from '../../coverage/coverage.ts';
import { COVERED, UNKNOWN, verdictWithin, type Verdict } from '../../coverage/measures.ts';
import { questionOf } from '../../coverage/question.ts';
import { coverageFor } from '../../coverage/remembered.ts';
import { decisionOf } from '../../coverage/report.ts';
import { secondsOf, type Network } from '../../network/graph.ts';
import { NONE, type Snapshot, type Truth } from '../../snapshot/snapshot.ts';
import type { EvidenceRow, IndicatorFinding } from '../contract.ts';
import { divisionUnit, evidenceRowOf, facilityRecords, inWords } from '../evidence.ts';
import type { Amounts, Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/** One way of counting: the headline, or a reading beside it. */
interface Counting {
  reading: string | null;
  /** How much a walk may cost. */
  cost: number;
  speedMps: number;
}

/**
 * 一刻钟养老服务圈: people aged 60+ of urban communities (居委会) who reach an eligible facility within the rule's minutes.
 * One row per community and counting; the readings walk at the slowest and fastest of the compared speeds.
 */
export function careCircle(
  snapshot: Snapshot,
  parameters: RuleParameters,
  _reuse: Reuse,
  network: Network | null,
): Counted {
  if (!network) return withoutNetwork();
  const coverage = coverageFor(snapshot, network, questionOf({}, parameters));
  return remembered(circles, coverage, () => countCircle(coverage));
}

/** No network, no walking time: the figure is insufficient, and says so. */
export function withoutNetwork(): Counted {
  const finding: IndicatorFinding = {
    code: 'no-network',
    message: text(
      '没有可用的步行路网,不能计算步行时间(可能正在建立,或用 yzt network build 建立)',
      'There is no walk network to compute walking times on (it may be being built; else build one with yzt network build)',
    ),
    clause: null,
  };
  return { rows: [], findings: [finding], openEnded: false };
}

const circles = new WeakMap<Coverage, Counted>();

/** Counts a coverage once. */
export function remembered(known: WeakMap<Coverage, Counted>, coverage: Coverage, count: () => Counted): Counted {
  const counted = known.get(coverage) ?? count();
  known.set(coverage, counted);
  return counted;
}

function countCircle(coverage: Coverage): Counted {
  const { limits, question, updated } = coverage;
  const compared = (at: number, reading: string): Counting => ({ reading, ...limits.compared.at(at)! });
  const countings: Counting[] = [
    { reading: null, cost: limits.asked, speedMps: question.speedMps },
    compared(0, 'slow'),
    compared(-1, 'fast'),
  ];
  const communities = urbanPoints(coverage);
  const before = updated && remembered(circles, updated.base, () => countCircle(updated.base)).rows;
  // The base counts the same communities in the same ways, so that a row keeps its place.
  const rows = countings.flatMap((counting, i) =>
    communities.map((p, j) => {
      if (before && !updated.points.has(p)) return before[i * communities.length + j]!;
      return communityRow(coverage, p, counting);
    }),
  );
  const uncounted = communities.filter((p) => Number.isNaN(coverage.points.population60[p]!)).length;
  return { rows, findings: uncountedFindings(uncounted), openEnded: uncounted > 0 };
}

function urbanPoints({ snapshot: { divisions }, points }: Coverage): number[] {
  return Array.from(points.rows, (_, p) => p).filter((p) => divisions.bodies[points.rows[p]!]!.type === 'community');
}

/** People of unknown number may be any number: the range is then open. */
export function uncountedFindings(points: number): IndicatorFinding[] {
  if (points === 0) return [];
  const message = text(
    `${points} 个村(社区)的 60 岁及以上人口未知,不计入数值,区间因此为 0–100%`,
    `The number of people aged 60+ is unknown in ${points} villages or communities: they are not in the figure, and the range is therefore open`,
  );
  return [{ code: 'people-unknown', message, clause: null }];
}

/** A verdict as the answer of an evidence row. */
const truthOf = (verdict: Verdict): Truth => (verdict === COVERED ? 'yes' : verdict === UNKNOWN ? 'unknown' : 'no');

function communityRow(coverage: Coverage, p: number, { reading, cost, speedMps }: Counting): EvidenceRow {
  const { snapshot, network, points, measures } = coverage;
  const row = points.rows[p]!;
  const verdict = verdictWithin(points, measures, p, cost);
  const { site } = decisionOf(coverage, p, cost);
  const facility = site ? snapshot.facilities.indexById.get(site.facilityId)! : NONE;
  const people = points.population60[p]!;
  const count = Number.isNaN(people) ? 0 : people;
  const counted = (covered: boolean): Amounts => ({ numerator: covered ? count : 0, denominator: count });
  return evidenceRowOf(divisionUnit(snapshot, row, 'village'), {
    verdict: truthOf(verdict),
    reason: reasonOf(coverage, p, cost, speedMps),
    confirmed: counted(verdict === COVERED),
    lower: counted(verdict === COVERED),
    upper: counted(verdict === COVERED || verdict === UNKNOWN),
    readings: reading === null ? [] : [reading],
    headline: reading === null,
    records: facility === NONE ? [] : facilityRecords(snapshot, [facility]),
    demo:
      network.header.source.demo ||
      snapshot.divisions.bodies[row]!.demo ||
      (facility !== NONE && snapshot.facilities.bodies[facility]!.demo),
  });
}

function reasonOf(coverage: Coverage, p: number, limit: number, speedMps: number): Text {
  const { snapshot, network, question } = coverage;
  const { reason, site, cost } = decisionOf(coverage, p, limit);
  const name = site ? snapshot.facilities.bodies[snapshot.facilities.indexById.get(site.facilityId)!]!.name : '';
  const minutes = cost === null ? '' : inWords(secondsOf(network.header, cost, speedMps) / 60);
  switch (reason) {
    case 'reached':
      return text(`步行 ${minutes} 分钟到${name}`, `${minutes} minutes on foot to ${name}`);
    case 'too-far':
      return site
        ? text(`最近的${name}步行 ${minutes} 分钟`, `The nearest, ${name}, is ${minutes} minutes on foot`)
        : text('附近没有步行可达的设施', 'No facility near enough is reached on foot');
    case 'none-reached':
      return text('没有路通向任何设施', 'No way leads to any facility');
    case 'facility-uncertain':
      return text(
        `步行 ${minutes} 分钟可到${name},但不知其是否提供服务`,
        `${name} is ${minutes} minutes on foot, but it is not known whether it serves`,
      );
    case 'facility-not-placed':
      return text(
        `${name}可能就在附近,但没有可用的位置`,
        `${name} may be near, but its place on the network is not known`,
      );
    case 'not-located':
      return text('没有位置', 'Not located');
    case 'off-network':
      return text(
        `${question.snapLimitM} 米内没有可步行的道路`,
        `No walkable way within ${question.snapLimitM} metres`,
      );
    case 'outside-network':
      return text('在路网范围之外', 'Outside the network');
  }
}
