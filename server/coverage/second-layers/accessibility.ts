import { commonFacilityFields, facilityKinds } from '../../../gis-data/catalogue/index.ts';
import type { AccessibilityReport } from '../contract.ts';
import type { Coverage } from '../coverage.ts';
import { gini } from './equity.ts';
import { pairsWithin, type Pair } from './pairs.ts';
import type { Site } from '../sites.ts';
import { evenCatchment, gaussianCatchment, twoStep } from './two-step.ts';

/** Scores are given per so many people aged 60+, as plans state beds. */
const PER_PEOPLE = 1000;

export type Accessibility = Omit<AccessibilityReport, 'snapshot' | 'asOf' | 'network' | 'question' | 'demo'>;

/** Kinds among those given that have an amount in the field. */
export function kindsWithAmount(kinds: readonly string[], fieldId: string): string[] {
  return facilityKinds
    .filter((kind) => kinds.includes(kind.id))
    .filter((kind) =>
      [...commonFacilityFields, ...kind.fields].some(
        ({ id, type }) => id === fieldId && (type === 'integer' || type === 'number'),
      ),
    )
    .map((kind) => kind.id);
}

/**
 * Capacity within reach per 1,000 people aged 60+, by the two-step floating catchment area method (`two-step.ts`) over
 * the network with the asked time as its threshold. Only facilities that surely serve, have a place on the network and a
 * known capacity are counted; the others are listed, and points that have one of them in reach are marked open: their
 * scores are what is sure. Points whose count of people is unknown ask for nothing and get a score all the same.
 *
 * @param capacityField numeric field of the facility kinds; kinds without it offer none
 * @throws NetworkError cancelled
 */
export async function accessibilityOf(
  coverage: Coverage,
  method: Accessibility['method'],
  capacityField: string,
  signal?: AbortSignal,
): Promise<Accessibility> {
  const { points, limits, question } = coverage;
  const offering = sitesOffering(coverage, capacityField);
  const pairs = await pairsWithin(
    coverage,
    [...offering.sure, ...offering.open].map(({ site }) => site),
    signal,
  );
  const catchment = method === 'e2sfca' ? gaussianCatchment : evenCatchment;
  const scored = twoStep({
    supply: offering.sure.map(({ site, capacity }) => ({ id: site.facilityId, capacity })),
    demand: Array.from(points.population60, (count, p) => ({ id: String(p), weight: Number.isNaN(count) ? 0 : count })),
    costs: pairs.map(({ point, site, cost }) => ({ demandId: String(point), siteId: site.facilityId, cost })),
    threshold: limits.asked,
    catchment,
  });
  const scores = Float64Array.from(scored, ({ score }, p) => (points.snaps[p] ? score * PER_PEOPLE : Number.NaN));
  return {
    method,
    capacityField,
    weights: catchment.map(({ upTo, weight }) => ({ minutes: upTo * question.minutes, weight })),
    points: pointRows(coverage, scores, openPoints(pairs, offering.open)),
    townships: townshipRows(coverage, scores),
    facilitiesWithoutCapacity: offering.open
      .filter(({ site, capacity }) => site.serves === 'yes' && Number.isNaN(capacity))
      .map(({ site }) => site.facilityId),
    facilitiesUncertain: [...offering.open, ...offering.unplaced]
      .filter(({ site }) => site.serves === 'unknown' || site.snap === null)
      .map(({ site }) => site.facilityId),
    gini: gini(
      Array.from(scores, (score, p) => ({ amount: score, people: points.population60[p]! })).filter(
        ({ amount, people }) => !Number.isNaN(amount) && !Number.isNaN(people),
      ),
    ),
  };
}

interface Offer {
  site: Site;
  /** NaN = unknown. */
  capacity: number;
}

/** Sites of kinds that have the capacity: those that count, those in reach that may, and those without a place. */
function sitesOffering(
  { snapshot: { facilities }, sites }: Coverage,
  capacityField: string,
): { sure: Offer[]; open: Offer[]; unplaced: Offer[] } {
  const column = facilities.attribute(capacityField);
  const offers = [...sites.values()].flatMap((site): Offer[] => {
    const row = facilities.indexById.get(site.facilityId)!;
    const offered = kindsWithAmount([facilities.bodies[row]!.kind], capacityField).length > 0;
    return offered ? [{ site, capacity: column[row]! }] : [];
  });
  const placed = offers.filter(({ site }) => site.snap !== null);
  const counts = ({ site, capacity }: Offer) => site.serves === 'yes' && !Number.isNaN(capacity);
  return {
    sure: placed.filter(counts),
    open: placed.filter((offer) => !counts(offer)),
    unplaced: offers.filter(({ site }) => site.snap === null),
  };
}

function openPoints(pairs: readonly Pair[], open: readonly Offer[]): ReadonlySet<number> {
  const numbers = new Set(open.map(({ site }) => site.number));
  return new Set(pairs.filter(({ site }) => numbers.has(site.number)).map(({ point }) => point));
}

function pointRows(
  { snapshot: { divisions }, points }: Coverage,
  scores: Float64Array,
  open: ReadonlySet<number>,
): Accessibility['points'] {
  return Array.from(points.rows, (row, p) => ({
    divisionId: divisions.ids[row]!,
    name: divisions.bodies[row]!.name,
    townshipId: divisions.ids[points.township[p]!] ?? null,
    score: Number.isNaN(scores[p]!) ? null : scores[p]!,
    open: open.has(p),
  }));
}

function townshipRows({ snapshot: { divisions }, points }: Coverage, scores: Float64Array): Accessibility['townships'] {
  const people = new Float64Array(divisions.length);
  const scoreTimesPeople = new Float64Array(divisions.length);
  points.township.forEach((township, p) => {
    const count = points.population60[p]!;
    if (township < 0 || Number.isNaN(count) || Number.isNaN(scores[p]!)) return;
    people[township]! += count;
    scoreTimesPeople[township]! += scores[p]! * count;
  });
  return divisions.ofLevel('township').map((row) => ({
    divisionId: divisions.ids[row]!,
    name: divisions.bodies[row]!.name,
    countyId: divisions.ids[divisions.county[row]!] ?? null,
    score: people[row]! === 0 ? null : scoreTimesPeople[row]! / people[row]!,
    population60: people[row]!,
  }));
}
