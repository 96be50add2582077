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
 * The sites that differ between two snapshots of the same divisions and day.
 * @param sites sites of `before`
 * @returns null when more facilities were added between two others than numbers are left
 */
export function siteEdits(
  before: Snapshot,
  sites: ReadonlyMap<number, Site>,
  after: Snapshot,
  network: Network,
  question: CoverageQuestion,
): SiteEdit[] | null {
  const edits: SiteEdit[] = [];
  const was = before.facilities;
  const is = after.facilities;
  let added = 0;
  for (let old = 0, row = 0; old < was.length || row < is.length;) {
    const oldId = was.ids[old];
    const id = is.ids[row];
    if (oldId !== undefined && oldId === id && was.bodies[old] === is.bodies[row]) {
      old++;
      row++;
      added = 0;
      continue;
    }
    const stays = oldId !== undefined && oldId === id;
    const isNew = !stays && (oldId === undefined || (id !== undefined && id < oldId));
    if (isNew && ++added >= SITE_GAP) return null;
    const number = isNew ? baseNumber(old - 1) + added : baseNumber(old);
    const edit: SiteEdit = {
      number,
      before: isNew ? null : (sites.get(number) ?? null),
      after: isNew || stays ? siteOf(after, network, question, row, number) : null,
    };
    if (edit.before || edit.after) edits.push(edit);
    if (!isNew) {
      old++;
      added = 0;
    }
    if (isNew || stays) row++;
  }
  return edits;
}
