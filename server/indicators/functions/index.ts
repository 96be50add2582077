import type { RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Network } from '../../network/graph.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';
import { countyBurial, urbanBurialSites } from './burial.ts';
import { careCircle } from './care-circle.ts';
import { childProtectionStations } from './child-protection.ts';
import { communityArea } from './community-area.ts';
import { guidanceCentres } from './guidance-centres.ts';
import { nursingBeds } from './nursing-beds.ts';
import { serviceWindows } from './service-windows.ts';
import { townshipCentres } from './township-centres.ts';
import { townshipPeople } from './township-people.ts';
import { volunteerStations } from './volunteer-stations.ts';

/**
 * Counts one indicator's units on a snapshot: pure, so that equal snapshots give equal rows. `reuse` offers rows of the
 * overlay's base; with and without it the rows are equal. `network` is the walk network in use, null while there is none.
 */
export type IndicatorFunction = (
  snapshot: Snapshot,
  parameters: RuleParameters,
  reuse: Reuse,
  network: Network | null,
) => Counted;

/** The function of every computed indicator, by its id in the catalogue. */
export const indicatorFunctions: Readonly<Record<string, IndicatorFunction>> = {
  '3': childProtectionStations,
  '7': nursingBeds,
  '8': townshipCentres,
  '9': communityArea,
  '12': volunteerStations,
  '14': countyBurial,
  guidanceCentres,
  serviceWindows,
  urbanFuneralSites: urbanBurialSites,
  careCircle,
  townshipPeople,
};

/**
 * Indicators that count who reaches a facility on foot: a row follows from facilities wherever they stand, of which its
 * records do not name all.
 */
export const walkingIndicators: ReadonlySet<string> = new Set(['careCircle', 'townshipPeople']);

/**
 * The kinds of facility that each function asks a snapshot for: while no facility of these kinds changes, its count
 * stays. A function that is not named here is taken to read every kind.
 */
export const facilityKindsRead: Readonly<Record<string, (parameters: RuleParameters) => readonly string[]>> = {
  '3': () => ['childProtectionStation'],
  '7': (parameters) => parameters.elderCareInstitutionKinds,
  '8': (parameters) => parameters.townshipCentre.kinds,
  '9': () => ['communityFacility'],
  '12': () => ['communityFacility', 'volunteerStation'],
  '14': (parameters) => parameters.publicBurialKinds,
  guidanceCentres: () => ['guidanceCentre'],
  serviceWindows: () => ['serviceWindow'],
  urbanFuneralSites: (parameters) => parameters.publicBurialKinds,
  careCircle: (parameters) => parameters.careCircle.kinds,
  townshipPeople: (parameters) => parameters.townshipCentre.kinds,
};
