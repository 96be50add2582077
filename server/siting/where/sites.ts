import { createHash } from 'node:crypto';
import { facilityKind } from '../../../gis-data/catalogue/index.ts';
import type { CoverageQuestion } from '../../coverage/contract.ts';
import { accessCost } from '../../coverage/points.ts';
import { siteOf, sitesOf, type Site } from '../../coverage/sites.ts';
import { blankFacility, type FacilityBody } from '../../facilities/contract.ts';
import type { Network } from '../../network/graph.ts';
import { snapTo, type Snap } from '../../network/snap.ts';
import type { ChangeInput, Effect } from '../../registry/contract.ts';
import { isOperating, offersAll, type Snapshot } from '../../snapshot/snapshot.ts';
import type { WhereQuestion } from '../contract.ts';
import type { Candidate } from './candidates.ts';
import { changeOf, facilityEffect } from './effects.ts';

/** What may be done at a site. */
export type SiteAction = 'build' | 'close' | 'addFunction';

/** A place on the network where a facility serves, or would if something were done there. */
export interface WhereSite {
  /** What pins and forbids what may be done here: the candidate's id, or the facility's that stands. */
  readonly id: string;
  /** Null: nothing may be done, it serves as it is. */
  readonly action: SiteAction | null;
  /** What doing it amounts to; null where nothing may be done. */
  readonly effect: Effect | null;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly functionIds: readonly string[];
  readonly longitude: number;
  readonly latitude: number;
  readonly countyId: string;
  readonly townshipId: string | null;
  readonly snap: Snap;
  /** Cost of walking from the network to the entrance. */
  readonly accessCost: number;
  readonly demo: boolean;
}

type Build = WhereQuestion['build'];

/** The candidates as sites, and the ids of those that have no place on the network. */
export function candidateSites(
  snapshot: Snapshot,
  network: Network,
  candidates: readonly Candidate[],
  build: Build,
  snapLimitM: number,
  demoPeople: boolean,
): { sites: WhereSite[]; unplaced: string[] } {
  const sites: WhereSite[] = [];
  const unplaced: string[] = [];
  for (const candidate of candidates) {
    const { id, longitude, latitude, countyId, townshipId } = candidate;
    const snap = Number.isNaN(longitude) ? null : snapTo(network, longitude, latitude, snapLimitM);
    if (!snap) {
      unplaced.push(id);
      continue;
    }
    const demo = candidate.demo || demoPeople;
    const facilityId = newFacilityId(snapshot, build, id);
    const body = newFacility(snapshot, build, { ...candidate, demo });
    sites.push({
      id,
      action: 'build',
      effect: facilityEffect(snapshot, facilityId, body),
      facilityId,
      facilityName: body.name,
      functionIds: build.functions,
      ...{ longitude, latitude, countyId, townshipId, snap, demo },
      accessCost: accessCost(network, snap.snapMetres),
    });
  }
  return { sites, unplaced };
}

/** The same for the same state of the register and the same facility, and new once the register has moved on. */
function newFacilityId(snapshot: Snapshot, build: Build, candidateId: string): string {
  const hash = createHash('sha256').update(`${snapshot.id}\n${JSON.stringify(build)}\n${candidateId}`);
  return `siting-${hash.digest('hex').slice(0, 24)}`;
}

/** A facility of the asked kind at a candidate: it operates from the question's day and offers what is asked. */
function newFacility(snapshot: Snapshot, build: Build, candidate: Candidate): FacilityBody {
  const kind = facilityKind(build.kind);
  const { countyId, townshipId, villageId, longitude, latitude, demo } = candidate;
  const attributes = { beds: build.beds, floorAreaM2: build.floorAreaM2 };
  return {
    ...blankFacility,
    ...{ countyId, townshipId, villageId, demo },
    name: `拟建${candidate.name ?? candidate.id}${kind.label.zh}`.slice(0, 100),
    kind: build.kind,
    level: kind.level,
    entrance: { type: 'Point', coordinates: [longitude, latitude] },
    sourceCrs: 'EPSG:4490',
    status: 'operating',
    statusSince: snapshot.asOf,
    functions: Object.fromEntries(build.functions.map((id) => [id, true])),
    attributes: Object.fromEntries(Object.entries(attributes).filter(([, amount]) => amount !== undefined)),
  };
}

/** What stands already of the asked kind, by what is known of it. */
export interface Standing {
  /** Facilities that surely serve and have a place on the network; by facility id. */
  readonly serving: readonly WhereSite[];
  /** Facilities that operate and lack an asked function: sites once they are given it. */
  readonly upgradable: readonly WhereSite[];
  /** Names of facilities of which it is not known whether they serve, and of those that do but have no place. */
  readonly uncertain: readonly string[];
  readonly unplaced: readonly string[];
  /** What closing all of these amounts to. */
  readonly closed: readonly Effect[];
}

/** The facilities of the asked kind. Whether one serves is told as coverage tells it. */
export function standingFacilities(snapshot: Snapshot, network: Network, question: CoverageQuestion): Standing {
  const { facilities } = snapshot;
  const serving: WhereSite[] = [];
  const uncertain: string[] = [];
  const unplaced: string[] = [];
  const closed: Effect[] = [];
  for (const site of sitesOf(snapshot, network, question).values()) {
    const body = snapshot.records.facility.get(site.facilityId)!;
    const after: FacilityBody = { ...body, status: 'closed', statusSince: snapshot.asOf };
    closed.push(facilityEffect(snapshot, site.facilityId, after));
    if (site.serves === 'unknown') uncertain.push(body.name);
    else if (!site.snap) unplaced.push(body.name);
    else serving.push(standingSite(snapshot, site, 'close', after, []));
  }
  const upgradable = facilities.ofKinds(question.facilityKinds).flatMap((row): WhereSite[] => {
    if (isOperating(snapshot, row) !== 'yes' || offersAll(snapshot, row, question.functions) !== 'no') return [];
    const site = siteOf(snapshot, network, { ...question, functions: [] }, row, row);
    if (!site?.snap) return [];
    const body = facilities.bodies[row]!;
    const offered = body.functions as Readonly<Record<string, boolean | null>>;
    const lacking = question.functions.filter((id) => offered[id] !== true);
    const functions = { ...body.functions, ...Object.fromEntries(lacking.map((id) => [id, true])) };
    return [standingSite(snapshot, site, 'addFunction', { ...body, functions }, lacking)];
  });
  return { serving, upgradable, uncertain, unplaced, closed };
}

function standingSite(
  snapshot: Snapshot,
  { facilityId, snap, accessCost: access, county, township }: Site,
  action: SiteAction,
  after: FacilityBody,
  functionIds: readonly string[],
): WhereSite {
  const { divisions } = snapshot;
  const [longitude, latitude] = after.entrance!.coordinates;
  return {
    id: facilityId,
    action,
    effect: facilityEffect(snapshot, facilityId, after),
    facilityId,
    facilityName: after.name,
    functionIds,
    longitude,
    latitude,
    countyId: divisions.ids[county] ?? after.countyId,
    townshipId: divisions.ids[township] ?? null,
    snap: snap!,
    accessCost: access,
    demo: after.demo,
  };
}

/** A site at which nothing may be done. */
export const asItIs = (site: WhereSite): WhereSite => ({ ...site, action: null, effect: null });

/** What is done at a site as a change; it has one. */
export const siteChange = ({ effect }: WhereSite): ChangeInput => changeOf(effect!);
