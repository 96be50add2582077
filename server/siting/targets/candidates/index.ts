import type { RuleParameters } from '../../../../gis-data/catalogue/index.ts';
import type { Assessment } from '../../../indicators/index.ts';
import type { CostRate } from '../../../scenarios/contract.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { countsRow, type Goal } from '../goals.ts';
import { bedCandidates } from './beds.ts';
import { countyBurialCandidates, urbanBurialCandidates } from './burial.ts';
import type { Candidate, Search } from './candidate.ts';
import { areaCandidates, volunteerCandidates } from './community.ts';
import { reachCandidates } from './reach.ts';
import { relocationCandidates } from './relocate.ts';
import { sharingCandidates } from './share.ts';
import { unitCandidates, type UnitRecipe } from './units.ts';

type Finder = (search: Search) => Candidate[];

/** Townships each with a facility of a kind: a new one, one made to count, or one moved from where there are two. */
function townshipFinder(asked: Omit<UnitRecipe, 'level'>): Finder {
  const recipe: UnitRecipe = { ...asked, level: 'township' };
  return (search) => [...unitCandidates(search, recipe), ...relocationCandidates(search, recipe)];
}

const centreFinder: Finder = (search) => {
  const { kinds, functions } = search.parameters.townshipCentre;
  const recipe: UnitRecipe = { level: 'township', kinds, functions };
  const made = unitCandidates(search, recipe);
  return [...made, ...relocationCandidates(search, recipe), ...sharingCandidates(search, recipe, made)];
};

/**
 * What could be done for each indicator. What an action really brings is asked of the indicator's own function
 * afterwards, so that a finder may offer too much and decides nothing.
 */
const finders: Readonly<Record<string, Finder>> = {
  '3': townshipFinder({ kinds: ['childProtectionStation'], functions: [] }),
  '7': bedCandidates,
  '8': centreFinder,
  '9': areaCandidates,
  '12': volunteerCandidates,
  '14': countyBurialCandidates,
  guidanceCentres: (search) =>
    unitCandidates(search, {
      level: 'county',
      kinds: ['guidanceCentre'],
      functions: search.parameters.guidanceFunctions,
    }),
  serviceWindows: townshipFinder({ kinds: ['serviceWindow'], functions: [] }),
  urbanFuneralSites: urbanBurialCandidates,
  careCircle: (search) => reachCandidates(search, search.parameters.careCircle),
  townshipPeople: (search) => reachCandidates(search, search.parameters.townshipCentre),
};

/** What could be done for some goals, each once, in order of identifier. */
export function candidatesFor(
  snapshot: Snapshot,
  parameters: RuleParameters,
  assessment: Assessment,
  goals: readonly Goal[],
  rates: readonly CostRate[],
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const indicatorId of new Set(goals.map((goal) => goal.indicatorId))) {
    const own = goals.filter((goal) => goal.indicatorId === indicatorId);
    const rows = assessment.evidence(indicatorId).filter((row) => own.some((goal) => countsRow(goal, row)));
    for (const candidate of finders[indicatorId]?.({ snapshot, parameters, rates, rows }) ?? [])
      found.set(candidate.id, candidate);
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
