import type { Network } from '../network/graph.ts';
import { snapTo, type Snap } from '../network/snap.ts';
import { countyOf, townshipOf } from '../snapshot/facility-place.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CoverageQuestion } from './contract.ts';
import { serves } from './eligible.ts';
import { accessCost, onSphere } from './points.ts';

/** A facility that serves or may serve, and where it stands on the network. */
export interface Site {
  /**
   * Its number in searches. Numbers rise with the facilities' ids, and leave room between those of one snapshot for
   * facilities that a change adds: so ties fall to the same facility whether a coverage is updated or made anew.
   */
  readonly number: number;
  readonly facilityId: string;
  readonly serves: 'yes' | 'unknown';
  /** Division rows; `NONE` = unknown. */
  readonly county: number;
  readonly township: number;
  /** Position in metres from the sphere's centre; null = not located. */
  readonly sphere: readonly [number, number, number] | null;
  /** The entrance's place on the network; null = not located, or farther than the snap limit from any way. */
  readonly snap: Snap | null;
  /** Cost of walking from there to the entrance. */
  readonly accessCost: number;
}

/** Room for new sites between two old ones. */
export const SITE_GAP = 256;

/** A facility as a site; null when it does not serve. */
export function siteOf(
  snapshot: Snapshot,
  network: Network,
  question: CoverageQuestion,
  facilityRow: number,
  number: number,
): Site | null {
  const truth = serves(snapshot, facilityRow, question);
  if (truth === 'no') return null;
  const { facilities } = snapshot;
  const longitude = facilities.longitude[facilityRow]!;
  const latitude = facilities.latitude[facilityRow]!;
  const located = !Number.isNaN(longitude);
  const snap = located ? snapTo(network, longitude, latitude, question.snapLimitM) : null;
  return {
    number,
    facilityId: facilities.ids[facilityRow]!,
    serves: truth,
    county: countyOf(snapshot, facilityRow),
    township: townshipOf(snapshot, facilityRow),
    sphere: located ? onSphere(longitude, latitude) : null,
    snap,
    accessCost: snap ? accessCost(network, snap.snapMetres) : 0,
  };
}

/** Every facility that serves or may serve, by number. */
export function sitesOf(snapshot: Snapshot, network: Network, question: CoverageQuestion): Map<number, Site> {
  const sites = new Map<number, Site>();
  for (const row of snapshot.facilities.ofKinds(question.facilityKinds)) {
    const site = siteOf(snapshot, network, question, row, baseNumber(row));
    if (site) sites.set(site.number, site);
  }
  return sites;
}

const baseNumber = (facilityRow: number) => (facilityRow + 1) * SITE_GAP;

/** What became of one facility that serves before or after. */
export interface SiteEdit {
  readonly number: number;
  readonly before: Site | null;
  readonly after: Site | null;
}

/**
 * What a change set makes of the sites.
 * @param sites sites of `base`
 * @param after an overlay of `base`
 * @returns null when more facilities were added between two others than there are numbers
 */
export function siteEdits(
  base: Snapshot,
  sites: ReadonlyMap<number, Site>,
  after: Snapshot,
  network: Network,
  question: CoverageQuestion,
): SiteEdit[] | null {
  const ids = after.origin!.effects.filter((effect) => effect.type === 'facility').map((effect) => effect.id);
  const addedAfter = new Map<number, number>();
  const edits: SiteEdit[] = [];
  for (const id of ids.sort()) {
    let number = numberOf(base, id);
    if (number === null) {
      const row = lastBefore(base.facilities.ids, id);
      const added = (addedAfter.get(row) ?? 0) + 1;
      if (added >= SITE_GAP) return null;
      addedAfter.set(row, added);
      number = baseNumber(row) + added;
    }
    const afterRow = after.facilities.indexById.get(id);
    const edit: SiteEdit = {
      number,
      before: sites.get(number) ?? null,
      after: afterRow === undefined ? null : siteOf(after, network, question, afterRow, number),
    };
    if (edit.before || edit.after) edits.push(edit);
  }
  return edits;
}

function numberOf(base: Snapshot, facilityId: string): number | null {
  const row = base.facilities.indexById.get(facilityId);
  return row === undefined ? null : baseNumber(row);
}

/** Row of the last id that comes before another; -1 when none does. */
function lastBefore(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
