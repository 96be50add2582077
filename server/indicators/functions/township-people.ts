import { text, type RuleParameters, type Text } from '../../../gis-data/catalogue/index.ts';
import { administrativeMayDiffer, changedAreas, figuresOf } from '../../coverage/areas.ts';
import type { Coverage } from '../../coverage/coverage.ts';
import { COVERED, UNKNOWN, verdictWithin } from '../../coverage/measures.ts';
import type { PointTable } from '../../coverage/points.ts';
import { questionOf } from '../../coverage/question.ts';
import { coverageFor } from '../../coverage/remembered.ts';
import { costWithin, type Network } from '../../network/graph.ts';
import { NONE, type Snapshot, type Truth } from '../../snapshot/snapshot.ts';
import type { EvidenceRow, IndicatorFinding } from '../contract.ts';
import { divisionUnit, evidenceRowOf, facilityRecords, inWords, percent, sentences } from '../evidence.ts';
import { ownVerdict, type Amounts, type Counted } from '../figure.ts';
import { groupBy } from '../group-by.ts';
import type { Reuse } from '../reuse.ts';
import { withParts, type RowPart } from '../row-parts.ts';
import { remembered, uncountedFindings, withoutNetwork } from './care-circle.ts';

/** One way of counting: the headline's minutes, or the shorter ones of the reading. */
interface Counting {
  reading: string | null;
  minutes: number;
  cost: number;
}

/**
 * People's side of no. 8: who aged 60+ reaches a regional centre that no. 8 counts, wherever it stands, within the rule's
 * minutes. One row per township and counting; each says beside its share whether the township has a centre.
 */
export function townshipPeople(
  snapshot: Snapshot,
  parameters: RuleParameters,
  _reuse: Reuse,
  network: Network | null,
): Counted {
  if (!network) return withoutNetwork();
  const { kinds, functions } = parameters.townshipCentre;
  const query = { facilityKinds: [...kinds], functions: [...functions], minutes: parameters.townshipPeople.minutes };
  const coverage = coverageFor(snapshot, network, questionOf(query, parameters));
  return remembered(countsFor(parameters), coverage, () => countTownships(coverage, parameters));
}

const counts = new WeakMap<RuleParameters, WeakMap<Coverage, Counted>>();

function countsFor(parameters: RuleParameters): WeakMap<Coverage, Counted> {
  const known = counts.get(parameters) ?? new WeakMap<Coverage, Counted>();
  counts.set(parameters, known);
  return known;
}

function countTownships(coverage: Coverage, parameters: RuleParameters): Counted {
  const { updated, points } = coverage;
  const base =
    updated && remembered(countsFor(parameters), updated.base, () => countTownships(updated.base, parameters));
  const stale = updated && staleTownships(coverage);
  const countings = countingsOf(coverage, parameters);
  const { townships } = coverage.layout;
  // The base counts the same townships in the same ways, so that a row keeps its place.
  const rows = countings.flatMap((counting, i) =>
    townships.map((area, j) =>
      base && !stale!.has(coverage.layout.rows[area]!)
        ? base.rows[i * townships.length + j]!
        : townshipRow(coverage, area, counting, parameters.townshipPeople.coveredShare),
    ),
  );
  const uncounted = points.population60.filter((count) => Number.isNaN(count)).length;
  return {
    rows,
    findings: [...uncountedFindings(uncounted), ...homelessFindings(points)],
    openEnded: uncounted > 0,
  };
}

function countingsOf({ limits, network, question }: Coverage, { townshipPeople: rule }: RuleParameters): Counting[] {
  const shorter = costWithin(network.header, rule.shorterMinutes * 60, question.speedMps);
  return [
    { reading: null, minutes: rule.minutes, cost: limits.asked },
    { reading: 'within15', minutes: rule.shorterMinutes, cost: shorter },
  ];
}

/** Townships of which something is no longer what the base says. */
function staleTownships({ updated, points, sums, layout }: Coverage): Set<number> {
  const { base, edits, points: measuredAgain } = updated!;
  const areas = administrativeMayDiffer(base.sums, sums) ? layout.townships : changedAreas(base.sums, sums);
  return new Set([
    ...areas.map((area) => layout.rows[area]!),
    ...[...measuredAgain].map((p) => points.township[p]!),
    ...edits.flatMap(({ before, after }) => [before?.township ?? NONE, after?.township ?? NONE]),
  ]);
}

/** People at points of no known township are in no township's row. */
function homelessFindings(points: PointTable): IndicatorFinding[] {
  const homeless = points.township.filter((township) => township === NONE).length;
  if (homeless === 0) return [];
  const message = text(
    `${homeless} 个村(社区)所属乡镇(街道)未知,未计入`,
    `${homeless} villages or communities of no known township are not counted`,
  );
  return [{ code: 'points-without-township', message, clause: null }];
}

const pointsByTownship = new WeakMap<PointTable, Map<number, number[]>>();

function pointsIn(points: PointTable, township: number): readonly number[] {
  const index = pointsByTownship.get(points) ?? groupBy(points.rows.keys(), (p) => points.township[p]!);
  pointsByTownship.set(points, index);
  return index.get(township) ?? [];
}

function townshipRow(coverage: Coverage, area: number, counting: Counting, coveredShare: number): EvidenceRow {
  const { snapshot, network, layout, sums, limits } = coverage;
  const row = layout.rows[area]!;
  const people = peopleWithin(coverage, row, counting.cost);
  const { administrative } = figuresOf(sums, layout, snapshot.divisions, area, limits.compared.length);
  const all = people.covered + people.uncovered + people.unknown;
  const lower: Amounts = { numerator: people.covered, denominator: all };
  const upper: Amounts = { numerator: people.covered + people.unknown, denominator: all };
  const own = ownVerdict(lower, upper, { comparison: 'atLeast', value: coveredShare });
  const evidence = evidenceRowOf(divisionUnit(snapshot, row, 'township'), {
    verdict: all === 0 || people.uncountedPoints > 0 ? 'unknown' : own,
    reason: reasonOf(people, counting.minutes, administrative),
    confirmed: lower,
    lower,
    upper,
    readings: counting.reading === null ? [] : [counting.reading],
    headline: counting.reading === null,
    records: centresOf(coverage, row),
    demo: network.header.source.demo || snapshot.divisions.bodies[row]!.demo,
  });
  return withParts(evidence, people.byPoint);
}

interface People {
  covered: number;
  uncovered: number;
  unknown: number;
  uncountedPoints: number;
  /** The points whose people are counted. */
  byPoint: readonly RowPart[];
}

function peopleWithin({ snapshot, points, measures }: Coverage, township: number, cost: number): People {
  const byPoint: RowPart[] = [];
  const people: People = { covered: 0, uncovered: 0, unknown: 0, uncountedPoints: 0, byPoint };
  for (const p of pointsIn(points, township)) {
    const count = points.population60[p]!;
    const verdict = verdictWithin(points, measures, p, cost);
    if (Number.isNaN(count)) {
      people.uncountedPoints += 1;
      continue;
    }
    const numerator = verdict === COVERED ? count : 0;
    byPoint.push({ unitId: snapshot.divisions.ids[points.rows[p]!]!, lower: { numerator, denominator: count } });
    if (verdict === COVERED) people.covered += count;
    else if (verdict === UNKNOWN) people.unknown += count;
    else people.uncovered += count;
  }
  return people;
}

/** The centres that stand in the township: what the administrative answer rests on. */
function centresOf({ snapshot, sites }: Coverage, township: number): EvidenceRow['records'] {
  const rows: number[] = [];
  for (const site of sites.values()) {
    if (site.township === township) rows.push(snapshot.facilities.indexById.get(site.facilityId)!);
  }
  return facilityRecords(
    snapshot,
    rows.sort((a, b) => a - b),
  );
}

const administrativeWords: Record<Truth, Text> = {
  yes: text('本乡镇(街道)有符合条件的中心', 'the township has an eligible centre'),
  no: text('本乡镇(街道)没有符合条件的中心', 'the township has no eligible centre'),
  unknown: text('本乡镇(街道)有无符合条件的中心未知', 'whether the township has an eligible centre is not known'),
};

function reasonOf(people: People, minutes: number, administrative: Truth): Text {
  const { covered, uncovered, unknown, uncountedPoints } = people;
  const all = covered + uncovered + unknown;
  const share = all === 0 ? text('', '') : text(`(${percent(covered / all)})`, ` (${percent(covered / all)})`);
  const parts = [
    text(
      `60 岁及以上 ${inWords(all)} 人中 ${inWords(covered)} 人步行 ${minutes} 分钟内可到${share.zh}`,
      `Of ${inWords(all)} people aged 60+, ${inWords(covered)} reach one within ${minutes} minutes on foot${share.en}`,
    ),
  ];
  if (unknown > 0) parts.push(text(`${inWords(unknown)} 人未知`, `unknown for ${inWords(unknown)}`));
  if (uncountedPoints > 0) {
    parts.push(
      text(`${uncountedPoints} 个村(社区)人数未知`, `people not counted in ${uncountedPoints} villages or communities`),
    );
  }
  return sentences([...parts, administrativeWords[administrative]]);
}
