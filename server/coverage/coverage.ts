import { UNREACHED, type Network } from '../network/graph.ts';
import { createServiceField, type NewSite, type ServiceField } from '../network/service-field.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import { emptySums, layoutOf, sumPoint, sumSite, type AreaLayout, type AreaSums } from './areas.ts';
import type { CoverageQuestion } from './contract.ts';
import { sitesPerhapsNear, type Measures, type Walks } from './measures.ts';
import { editsOf, patchStraightLines, straightLines, type StraightLines } from './nearest.ts';
import { pointsOf, type PointTable } from './points.ts';
import { limitsOf, type Limits } from './question.ts';
import { siteEdits, sitesOf, type Site, type SiteEdit } from './sites.ts';

/**
 * Who is served by what, on one snapshot, one network and one question: measured at every population point, summed over
 * divisions. `report.ts` puts it into words and shapes.
 */
export interface Coverage {
  readonly snapshot: Snapshot;
  readonly network: Network;
  readonly question: CoverageQuestion;
  readonly limits: Limits;
  readonly points: PointTable;
  /** Facilities that serve or may serve, by site number. */
  readonly sites: ReadonlyMap<number, Site>;
  readonly measures: Measures;
  readonly layout: AreaLayout;
  readonly sums: AreaSums;
  /** For one brought up to date from another: that other, what changed, and the points that were measured again. */
  readonly updated: {
    readonly base: Coverage;
    readonly edits: readonly SiteEdit[];
    readonly points: ReadonlySet<number>;
  } | null;
}

/** A coverage that can be brought up to date when facilities change, without searching the whole network again. */
export interface LiveCoverage {
  readonly coverage: Coverage;
  /**
   * The coverage of an overlay of the snapshot: equal in every figure to `coverageOf` on it. Costs what the changed
   * facilities reach; where the overlay changes divisions, it is computed anew.
   */
  after(overlay: Snapshot): Coverage;
}

interface Fields {
  sure: ServiceField;
  maybe: ServiceField;
}

/**
 * Coverage of every population point, from the people to the facilities: the cheapest walk to a facility that surely
 * serves, and to one that may, from the point straight to the nearest way, along the network, and straight to the
 * entrance. One search answers all speeds of a walking network.
 *
 * @example coverageOf(snapshot, network, questionOf({})).sums
 */
export function coverageOf(snapshot: Snapshot, network: Network, question: CoverageQuestion): Coverage {
  return measure(snapshot, network, question).coverage;
}

/** Coverage that stays open for changes. Keeps 16 bytes for each node of the network. */
export function openCoverage(snapshot: Snapshot, network: Network, question: CoverageQuestion): LiveCoverage {
  const { coverage, fields } = measure(snapshot, network, question);
  return { coverage, after: (overlay) => updated(coverage, fields, overlay) };
}

function measure(
  snapshot: Snapshot,
  network: Network,
  question: CoverageQuestion,
): { coverage: Coverage; fields: Fields } {
  const limits = limitsOf(network.header, question);
  const points = pointsOf(snapshot.divisions, network, question.snapLimitM);
  const sites = sitesOf(snapshot, network, question);
  const fields = {
    sure: createServiceField(network, limits.search),
    maybe: createServiceField(network, limits.search),
  };
  fields.sure.addAll(placed(withCertainty(sites, 'yes')));
  fields.maybe.addAll(placed(withCertainty(sites, 'unknown')));
  // Nobody asks what the first sites touched, and the list is as long as the network.
  fields.sure.takeTouched();
  fields.maybe.takeTouched();
  const all = Array.from({ length: points.length }, (_, p) => p);
  const measures: Measures = {
    sure: emptyWalks(points.length),
    maybe: emptyWalks(points.length),
    straightSure: straightLines(points, withCertainty(sites, 'yes')),
    straightMaybe: straightLines(points, withCertainty(sites, 'unknown')),
    straightUnplaced: straightLines(points, unplaced(sites)),
    notLocated: sitesPerhapsNear(points, withoutPosition(sites)),
    metresPerCost: limits.metresPerCost,
  };
  readWalks(fields.sure, points, all, measures.sure);
  readWalks(fields.maybe, points, all, measures.maybe);

  const layout = layoutOf(snapshot.divisions);
  const sums = emptySums(layout);
  for (const p of all) sumPoint(sums, layout, points, measures, limits, sites, p, 1);
  for (const site of sites.values()) sumSite(sums, layout, site, 1);
  const coverage = { snapshot, network, question, limits, points, sites, measures, layout, sums, updated: null };
  return { coverage, fields };
}

const farther: Record<Site['serves'], WeakMap<Coverage, Walks>> = { yes: new WeakMap(), unknown: new WeakMap() };

/**
 * The nearest facility that surely serves, however far: what a planner asks next about people who are not covered. One
 * sweep of the whole network when first asked for, then kept with the coverage. Infinity where no way leads to any.
 * @param serves `unknown`: the nearest one that may serve instead
 */
export function nearestHoweverFar(coverage: Coverage, serves: Site['serves'] = 'yes'): Walks {
  const known = farther[serves].get(coverage);
  if (known) return known;
  const { network, points, sites } = coverage;
  const field = createServiceField(network, UNREACHED - 1);
  field.addAll(placed(withCertainty(sites, serves)));
  const walks = emptyWalks(points.length);
  readWalks(field, points, walks.site.keys(), walks);
  farther[serves].set(coverage, walks);
  return walks;
}

function placed(sites: readonly Site[]): NewSite[] {
  return sites.flatMap(({ number, snap, accessCost }) => (snap ? [{ site: number, snap, accessCost }] : []));
}

function withCertainty(sites: ReadonlyMap<number, Site>, serves: Site['serves']): Site[] {
  return [...sites.values()].filter((site) => site.serves === serves);
}

const emptyWalks = (length: number): Walks => ({
  site: new Int32Array(length).fill(NONE),
  cost: new Float64Array(length).fill(Infinity),
});

function readWalks(field: ServiceField, points: PointTable, which: Iterable<number>, walks: Walks): void {
  for (const p of which) {
    const snap = points.snaps[p];
    const nearest = snap ? field.nearest(snap, points.accessCosts[p]!) : null;
    walks.site[p] = nearest?.site ?? NONE;
    walks.cost[p] = nearest?.cost ?? Infinity;
  }
}

const unplaced = (sites: ReadonlyMap<number, Site>) => [...sites.values()].filter(isUnplaced);
const isUnplaced = (site: Site) => site.snap === null && site.sphere !== null;
const withoutPosition = (sites: ReadonlyMap<number, Site>) =>
  [...sites.values()].filter((site) => site.sphere === null);

function updated(base: Coverage, fields: Fields, snapshot: Snapshot): Coverage {
  const { network, question, points, limits, layout } = base;
  const isOverlay = snapshot.origin?.base === base.snapshot;
  if (!isOverlay || snapshot.divisions !== base.snapshot.divisions) return coverageOf(snapshot, network, question);
  const edits = siteEdits(base.snapshot, base.sites, snapshot, network, question);
  if (edits === null) return coverageOf(snapshot, network, question);

  const sites = new Map(base.sites);
  for (const { number, after } of edits) {
    if (after) sites.set(number, after);
    else sites.delete(number);
  }
  const { measures, changed } = measureAgain(base, fields, edits, sites);
  const sums = base.sums.slice();
  for (const p of changed) {
    sumPoint(sums, layout, points, base.measures, limits, base.sites, p, -1);
    sumPoint(sums, layout, points, measures, limits, sites, p, 1);
  }
  for (const { before, after } of edits) {
    if (before) sumSite(sums, layout, before, -1);
    if (after) sumSite(sums, layout, after, 1);
  }
  return { ...base, snapshot, sites, measures, sums, updated: { base, edits, points: changed } };
}

/** Measures again what the edits can have changed. Leaves the fields as they were. */
function measureAgain(
  base: Coverage,
  fields: Fields,
  edits: readonly SiteEdit[],
  sites: ReadonlyMap<number, Site>,
): { measures: Measures; changed: Set<number> } {
  const { points } = base;
  const measures: Measures = {
    sure: copyWalks(base.measures.sure),
    maybe: copyWalks(base.measures.maybe),
    straightSure: copyLines(base.measures.straightSure),
    straightMaybe: copyLines(base.measures.straightMaybe),
    straightUnplaced: copyLines(base.measures.straightUnplaced),
    notLocated: notLocatedAfter(base, edits, sites),
    metresPerCost: base.measures.metresPerCost,
  };
  const changed = walkAgain(fields, points, edits, measures);
  const straight = (serves: Site['serves'], lines: StraightLines) =>
    patchStraightLines(points, lines, editsOf(edits, serves), withCertainty(sites, serves));
  for (const p of straight('yes', measures.straightSure)) changed.add(p);
  for (const p of straight('unknown', measures.straightMaybe)) changed.add(p);
  const ofUnplaced = unplacedEdits(edits);
  for (const p of patchStraightLines(points, measures.straightUnplaced, ofUnplaced, unplaced(sites))) changed.add(p);
  addServed(base.measures, edits, changed);
  addDifferent(base.measures.notLocated, measures.notLocated, changed);
  return { measures, changed };
}

const copyWalks = ({ site, cost }: Walks): Walks => ({ site: site.slice(), cost: cost.slice() });
const copyLines = ({ site, squared }: StraightLines): StraightLines => ({
  site: site.slice(),
  squared: squared.slice(),
});

function notLocatedAfter(base: Coverage, edits: readonly SiteEdit[], sites: ReadonlyMap<number, Site>): Int32Array {
  const isMissing = (site: Site | null) => site !== null && site.sphere === null;
  const touched = edits.some(({ before, after }) => isMissing(before) || isMissing(after));
  return touched ? sitesPerhapsNear(base.points, withoutPosition(sites)) : base.measures.notLocated;
}

function unplacedEdits(edits: readonly SiteEdit[]): { before: Site | null; after: Site | null }[] {
  const only = (site: Site | null) => (site && isUnplaced(site) ? site : null);
  return edits.map(({ before, after }) => ({ before: only(before), after: only(after) }));
}

/** Makes the edits in both fields, reads the points whose way can have changed, and takes the edits back. */
function walkAgain(fields: Fields, points: PointTable, edits: readonly SiteEdit[], measures: Measures): Set<number> {
  const changed = new Set<number>();
  for (const [field, serves, walks] of [
    [fields.sure, 'yes', measures.sure],
    [fields.maybe, 'unknown', measures.maybe],
  ] as const) {
    const own = editsOf(edits, serves).filter(({ before, after }) => before?.snap || after?.snap);
    if (own.length === 0) continue;
    field.attempt(() => {
      for (const { before } of own) if (before?.snap) field.remove(before.number);
      for (const { after } of own) if (after?.snap) field.add(after.number, after.snap, after.accessCost);
      const affected = pointsAt(points, [...field.takeTouched(), ...own.flatMap(segmentEnds)]);
      readWalks(field, points, affected, walks);
      for (const p of affected) changed.add(p);
    });
  }
  return changed;
}

/** A point on a facility's own segment reaches it without passing a node. */
function segmentEnds({ before, after }: { before: Site | null; after: Site | null }): number[] {
  return [before?.snap, after?.snap].flatMap((snap) => (snap ? [snap.tail, snap.head] : []));
}

function pointsAt(points: PointTable, nodes: readonly number[]): Set<number> {
  const found = new Set<number>();
  for (const node of nodes) for (const p of points.atNode.get(node) ?? []) found.add(p);
  return found;
}

/** Points whose verdict names an edited facility: what is said of it may have changed though the walk is the same. */
function addServed(
  { sure, maybe, straightUnplaced, notLocated }: Measures,
  edits: readonly SiteEdit[],
  changed: Set<number>,
): void {
  const edited = new Set(edits.map(({ number }) => number));
  for (let p = 0; p < sure.site.length; p++) {
    const named = [sure.site[p]!, maybe.site[p]!, straightUnplaced.site[p]!, notLocated[p]!];
    if (named.some((site) => edited.has(site))) changed.add(p);
  }
}

function addDifferent(before: Int32Array, after: Int32Array, changed: Set<number>): void {
  if (before === after) return;
  before.forEach((value, p) => value !== after[p] && changed.add(p));
}
