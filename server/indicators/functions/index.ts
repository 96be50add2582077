import type { RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Counted } from '../figure.ts';
import { countyBurial, urbanBurialSites } from './burial.ts';
import { childProtectionStations } from './child-protection.ts';
import { communityArea } from './community-area.ts';
import { guidanceCentres } from './guidance-centres.ts';
import { nursingBeds } from './nursing-beds.ts';
import { serviceWindows } from './service-windows.ts';
import { townshipCentres } from './township-centres.ts';
import { volunteerStations } from './volunteer-stations.ts';

/** Counts one indicator's units on a snapshot: pure, so that equal snapshots give equal rows. */
export type IndicatorFunction = (snapshot: Snapshot, parameters: RuleParameters) => Counted;

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
};
