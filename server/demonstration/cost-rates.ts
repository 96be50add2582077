import type {
  CostMeasureId,
  FacilityFunctionId,
  FacilityKindId,
  PlanningActionId,
} from '../../gis-data/catalogue/index.ts';

interface DemonstrationRate {
  action: PlanningActionId;
  facilityKind: FacilityKindId | null;
  functionId: FacilityFunctionId | null;
  per: CostMeasureId;
  yuan: number;
  source: string;
}

const source = '演示费率,非真实造价';

const rate = (
  action: PlanningActionId,
  per: CostMeasureId,
  yuan: number,
  facilityKind: FacilityKindId | null = null,
  functionId: FacilityFunctionId | null = null,
): DemonstrationRate => ({ action, per, yuan, facilityKind, functionId, source });

/**
 * Rates of the demonstration (演示费率), in yuan: round figures made up so that its scenarios have costs. None is taken
 * from a real project.
 */
export const demonstrationRates: readonly DemonstrationRate[] = [
  rate('build', 'bed', 120_000, 'nursingHome'),
  rate('build', 'bed', 100_000, 'destituteCareHome'),
  rate('build', 'bed', 150_000, 'medicalNursingHome'),
  rate('build', 'bed', 110_000, 'regionalCentre'),
  rate('build', 'site', 800_000, 'homeCareCentre'),
  rate('build', 'site', 300_000, 'dayCareStation'),
  rate('build', 'site', 150_000, 'mutualHelpHome'),
  rate('build', 'site', 500_000, 'guidanceCentre'),
  rate('build', 'squareMetre', 2_500, 'communityFacility'),
  rate('build', 'site', 60_000, 'serviceWindow'),
  rate('build', 'site', 80_000, 'childProtectionStation'),
  rate('build', 'site', 40_000, 'volunteerStation'),
  rate('build', 'site', 600_000, 'incubator'),
  rate('build', 'site', 400_000, 'marriageRegistry'),
  rate('build', 'squareMetre', 6_000, 'funeralHome'),
  rate('build', 'plot', 1_200, 'ecoBurialSite'),
  rate('build', 'plot', 3_000, 'publicCemetery'),
  rate('build', 'plot', 2_000, 'columbarium'),
  rate('relocate', 'site', 200_000),
  rate('close', 'site', 50_000),
  rate('addFunction', 'site', 150_000),
  rate('addFunction', 'site', 600_000, null, 'fullDayCare'),
  rate('addFunction', 'site', 80_000, null, 'homeVisits'),
  rate('addFunction', 'site', 30_000, null, 'meals'),
  rate('addBeds', 'bed', 60_000),
  rate('certifyBeds', 'bed', 8_000),
  rate('share', 'site', 50_000),
  rate('other', 'site', 20_000),
];
