import type { RuleParameters } from '../../../gis-data/catalogue/index.ts';
import { publicBenefitCheck, remainingPlaces } from '../../indicators/functions/burial.ts';
import { countyOf, townshipOf } from '../../snapshot/facility-place.ts';
import { allOf, isOperating, NONE, type Snapshot } from '../../snapshot/snapshot.ts';
import type { BurialQuestion, PlotsNeed } from '../contract.ts';

type Rates = Pick<BurialQuestion, 'deathsPerPersonYear' | 'years' | 'shareInThisForm'>;

/** A burial site that stands, with the division whose people have a right to it. */
interface StandingSite {
  /** Row of the division; `NONE` = not known whose it is. */
  entitled: number;
  /** Places left, as far as known and at most. */
  least: number;
  most: number;
}

/**
 * The places that a division's people need for some years, beyond what they have a right to in sites that stand.
 *
 * A rural site is for its own villagers (殡葬管理条例 art. 9): for its village where it is of village level, else for its
 * township; an urban one or one of county level for its county. What larger divisions share is taken by people. Places
 * that are not on record count as none in the need itself and as any number in its least.
 *
 * @returns the need of a division, by its row
 */
export function plotsNeedOf(
  snapshot: Snapshot,
  { publicBurialKinds }: Pick<RuleParameters, 'publicBurialKinds'>,
  rates: Rates,
): (divisionRow: number) => PlotsNeed {
  const { divisions } = snapshot;
  const sites = snapshot.facilities.ofKinds(publicBurialKinds).flatMap((row) => standingSite(snapshot, row));
  const perPerson = rates.deathsPerPersonYear * rates.years * rates.shareInThisForm;
  const people = peopleOf(snapshot);
  const isWithin = (row: number, other: number) =>
    row === other || divisions.township[row] === other || divisions.county[row] === other;

  return (row) => {
    const count = people(row);
    const own = sites.filter((site) => site.entitled !== NONE && isWithin(site.entitled, row));
    const larger = sites.filter(
      (site) => site.entitled !== row && site.entitled !== NONE && isWithin(row, site.entitled),
    );
    const remainingPlots = sum(own.map(({ least }) => least));
    const sharedPlots = sum(larger.map(({ entitled, least }) => least * (count / people(entitled) || 0)));
    const demand = count * perPerson;
    const known = !Number.isNaN(demand);
    const beyond = (places: number) => (known ? wholePlots(demand - places) : null);
    return {
      divisionId: divisions.ids[row]!,
      name: divisions.bodies[row]!.name,
      people: known ? count : null,
      demandPlots: known ? demand : null,
      remainingPlots,
      sharedPlots,
      neededPlots: beyond(remainingPlots + sharedPlots),
      least: beyond(sum([...own, ...larger].map(({ most }) => most))),
      most: beyond(remainingPlots),
    };
  };
}

/** Whole places for so many, none below zero, where a millionth of one is rounding. */
const wholePlots = (plots: number): number => Math.max(0, Math.ceil(plots - 1e-6));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** People of a division: its own count, else that of its parts where all are counted; NaN = unknown. */
function peopleOf({ divisions }: Snapshot): (row: number) => number {
  const parts = new Map<number, number[]>();
  divisions.parent.forEach((parent, row) => {
    if (parent !== NONE) parts.set(parent, [...(parts.get(parent) ?? []), row]);
  });
  const count = (row: number): number => {
    const own = divisions.population[row]!;
    const under = parts.get(row);
    return Number.isNaN(own) && under ? sum(under.map(count)) : own;
  };
  return count;
}

function standingSite(snapshot: Snapshot, row: number): StandingSite[] {
  const truth = allOf(isOperating(snapshot, row), publicBenefitCheck(snapshot, row).truth);
  if (truth === 'no') return [];
  const left = remainingPlaces(snapshot, row);
  const total = snapshot.facilities.attribute('plotsTotal')[row]!;
  const most = Number.isNaN(left) ? (Number.isNaN(total) ? Infinity : total) : Math.max(0, left);
  const least = truth === 'yes' && !Number.isNaN(left) ? Math.max(0, left) : 0;
  return [{ entitled: entitledRow(snapshot, row), least, most }];
}

function entitledRow(snapshot: Snapshot, row: number): number {
  const { level, attributes } = snapshot.facilities.bodies[row]!;
  if (attributes['serviceScope'] === 'urban' || level === 'county') return countyOf(snapshot, row);
  const village = snapshot.facilities.village[row]!;
  if (level === 'village' && village !== NONE) return village;
  return townshipOf(snapshot, row);
}
